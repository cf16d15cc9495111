"""One edge with real cameras on loopback: they die, come back, and stall, and every frame is accounted for."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request

FOVEA = sys.argv[1]
HERE = os.path.dirname(os.path.abspath(__file__))


class Peer:
    """A camera's process, under the same port whenever it is started again."""

    def __init__(self, script, python):
        self.command, self.port, self.process = [python, os.path.join(HERE, script)], "0", None

    def start(self):
        self.process = subprocess.Popen(self.command + [self.port], stdout=subprocess.PIPE, text=True)
        words = self.process.stdout.readline().split()
        if not words or words[0] != "ready":
            sys.exit(f"{self.command[1]} did not start")
        self.port = words[1]

    def signal(self, number):
        self.process.send_signal(number)
        if number == signal.SIGKILL:
            self.process.wait()


class Edge:
    """The edge under test, watched through its page."""

    def __init__(self, cameras, *flags):
        named = [word for name, address in cameras.items() for word in ("--camera", f"{name}={address}")]
        self.process = subprocess.Popen(
            [FOVEA, "edge", *named, "--http", "127.0.0.1:0", "--json", *flags],
            stdout=open("edge.jsonl", "w"), stderr=subprocess.PIPE, text=True)
        for line in self.process.stderr:
            if line.startswith("watch at "):
                self.url = line.split()[2]
                break
        self.log = open("edge.log", "w")
        self.reader = subprocess.Popen(["cat"], stdin=self.process.stderr, stdout=self.log)

    def get(self, path):
        with urllib.request.urlopen(self.url + path, timeout=5) as answer:
            return answer.read().decode()

    def cameras(self):
        edge = json.loads(self.get("api/state")).get("edge") or {}
        return {camera["name"]: camera for camera in edge.get("cameras", [])}

    def wait(self, what, holds, seconds=30):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            cameras = self.cameras()
            if holds(cameras):
                return cameras
            time.sleep(0.05)
        sys.exit(f"not within {seconds} s: {what}; {json.dumps(self.cameras())}")

    def frames(self, name, more=10):
        """Waits until a camera is live and gave more frames."""
        before = self.cameras().get(name, {}).get("captured", 0)
        return self.wait(
            f"{name} gives frames",
            lambda c: c.get(name, {}).get("captured", 0) >= before + more and c[name]["stream"]["standing"] == "live")

    def standing(self, name, *standings):
        return self.wait(f"{name} is {standings}", lambda c: c.get(name, {}).get("stream", {}).get("standing") in standings)

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(timeout=30)
        self.reader.wait()
        lines = [json.loads(line) for line in open("edge.jsonl")]
        closing = lines.pop()
        account = closing["account"]
        ended = sum(account[key] for key in ("exited", "focused", "fallback", "rejected", "dropped"))
        finals = {(line["camera"], line["frame"]) for line in lines if line["final"]}
        skipped = sum(closing["skipped"].values())
        good = (
            status == 0 and account["inFlight"] == 0 and account["offered"] == ended == len(finals)
            and account["captured"] == account["offered"] + skipped)
        if not good:
            sys.exit(f"unaccounted: status {status}, {len(finals)} finals, {closing}")
        return closing, lines


def say(text):
    print(text, flush=True)


rtsp, http = Peer("rtsp_server.py", "/usr/bin/python3"), Peer("http_camera.py", "/usr/bin/python3")
edge = None
try:
    rtsp.start()
    http.start()
    edge = Edge(
        {
            "h264": f"rtsp://127.0.0.1:{rtsp.port}/h264", "udp": f"rtsp+udp://127.0.0.1:{rtsp.port}/h264",
            "jpeg": f"rtsp://127.0.0.1:{rtsp.port}/jpeg", "http": f"http://127.0.0.1:{http.port}/",
            "none": f"rtsp://127.0.0.1:{rtsp.port}/nothing", "pattern": "lavfi:testsrc=size=320x240:rate=10",
        }, "--stale", "2", "--threads", "2")
    names = ("h264", "udp", "jpeg", "http", "pattern")
    for name in names:
        edge.frames(name)
    problem = edge.standing("none", "lost")["none"]["stream"]["problem"]
    if "no such stream" not in problem or "camera none gives no frames" not in edge.get("readyz"):
        sys.exit(f"the missing stream is not named: {problem}; {edge.get('readyz')}")
    say("ok    RTSP over TCP and UDP, RTSP with JPEG, HTTP and a pattern are live; a missing stream is named")

    for peer, kind, mine in ((rtsp, "RTSP server", ("h264", "udp", "jpeg")), (http, "HTTP camera", ("http",))):
        peer.signal(signal.SIGKILL)
        for name in mine:
            edge.standing(name, "lost", "stale")
        edge.frames("pattern", 3)
        peer.start()
        for name in mine:
            edge.frames(name)
        say(f"ok    the {kind} is killed and comes back; the other cameras go on")

    for peer, kind, mine in ((rtsp, "RTSP server", ("h264", "jpeg")), (http, "HTTP camera", ("http",))):
        peer.signal(signal.SIGSTOP)
        for name in mine:
            camera = edge.wait(
                f"{name} is stale",
                lambda c: c[name]["stream"]["failures"] > 0 and c[name]["stream"]["standing"] in ("stale", "lost"))[name]
        before = edge.cameras()[mine[0]]["captured"]
        time.sleep(0.5)
        if edge.cameras()[mine[0]]["captured"] != before:
            sys.exit("a stale stream gives frames")
        if f'fovea_camera_state{{camera="{mine[0]}",state="live"}} 0' not in edge.get("metrics"):
            sys.exit("the metrics call a stale stream live")
        peer.signal(signal.SIGCONT)
        for name in mine:
            edge.frames(name)
        say(f"ok    the {kind} stalls: its streams are stale, give no frames, and come back")
    closing, lines = edge.end()
    log = open("edge.log").read()
    if "no frame for 2.0 seconds" not in log:
        sys.exit("the log does not tell of the stale stream")
    if closing["account"]["rejected"]:
        sys.exit(f"pictures were damaged: {[line for line in lines if line['outcome'] == 'rejected'][:3]}")
    say(f"ok    every frame is accounted for: {json.dumps(closing)}")

    # A still picture with a rate: nearly all is skipped, and what is offered is little.
    edge = Edge(
        {"still": "lavfi:color=c=gray:size=320x240:rate=25", "ball": f"rtsp://127.0.0.1:{rtsp.port}/h264"},
        "--fps", "10", "--motion", "0.005", "--motion-interval", "60")
    edge.wait("a still camera", lambda c: c.get("still", {}).get("captured", 0) >= 50)
    cameras = edge.wait("a moving one", lambda c: c.get("ball", {}).get("captured", 0) >= 50)
    if cameras["still"]["offered"] != 1 or cameras["ball"]["offered"] < 10 or not cameras["ball"]["skipped"].get("rate"):
        sys.exit(f"the gates are wrong: {cameras}")
    closing, _ = edge.end()
    say(f"ok    what does not move is skipped, what comes too fast too: {json.dumps(closing)}")
finally:
    for process in (edge and edge.process, rtsp.process, http.process):
        if process and process.poll() is None:
            process.send_signal(signal.SIGCONT)
            process.kill()
            process.wait()
