"""An RTSP camera on loopback, of GStreamer's gst-rtsp-server: /h264 and /jpeg show a moving picture.

Prints "ready PORT" and serves until it is killed. Run by scripts/cameras-check with the system's Python, which has gi.
"""

import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402

SOURCE = "videotestsrc is-live=true pattern=ball ! video/x-raw,format=I420,width=320,height=240,framerate=25/1"
STREAMS = {
    "/h264": f"( {SOURCE} ! x264enc tune=zerolatency speed-preset=ultrafast key-int-max=25 ! rtph264pay name=pay0 pt=96 )",
    "/jpeg": f"( {SOURCE} ! jpegenc quality=90 ! rtpjpegpay name=pay0 pt=26 )",
}

Gst.init(None)
server = GstRtspServer.RTSPServer.new()
server.set_address("127.0.0.1")
server.set_service(sys.argv[1])
# Otherwise one thread serves all clients, and they wait for each other.
pool = GstRtspServer.RTSPThreadPool.new()
pool.set_max_threads(16)
server.set_thread_pool(pool)
for path, launch in STREAMS.items():
    factory = GstRtspServer.RTSPMediaFactory.new()
    factory.set_launch(launch)
    server.get_mount_points().add_factory(path, factory)
if server.attach(None) == 0:
    sys.exit("the server cannot listen")
print("ready", server.get_bound_port(), flush=True)
GLib.MainLoop().run()
