"""An MJPEG camera over HTTP on loopback, of Python's own server: sends the bundled photographs 20 times a second.

Prints "ready PORT" and serves until it is killed.
"""

import glob
import http.server
import itertools
import sys
import time

PICTURES = [open(name, "rb").read() for name in sorted(glob.glob("Photographs/*.jpg"))]


class Camera(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=picture")
        self.end_headers()
        try:
            for picture in itertools.cycle(PICTURES):
                head = f"--picture\r\nContent-Type: image/jpeg\r\nContent-Length: {len(picture)}\r\n\r\n"
                self.wfile.write(head.encode() + picture + b"\r\n")
                time.sleep(0.05)
        except OSError:
            pass

    def log_message(self, *arguments):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Camera)
print("ready", server.server_port, flush=True)
server.serve_forever()
