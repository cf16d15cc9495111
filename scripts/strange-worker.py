#!/usr/bin/env python3
"""A worker that misbehaves on purpose, for scripts/kill-suite: written from docs/protocol.md alone.

    scripts/strange-worker.py garbage|twice|slow --coordinator tcp://127.0.0.1:7102

garbage: answers with what is no header, no result, or a result of nonsense. twice: answers everything twice. slow: takes
300 ms and says that it takes 6. Prints a line when it is ready and one when it is first asked; SIGTERM ends it.
"""
import argparse
import json
import os
import pathlib
import random
import secrets
import signal
import subprocess
import sys
import time

import zmq

from fovea_messages import envelope_class

root = pathlib.Path(__file__).resolve().parent.parent


class StrangeWorker:
    def __init__(self, behaviour, coordinator, info):
        self.envelope, self.behaviour = envelope_class(), behaviour
        self.link = zmq.Context.instance().socket(zmq.DEALER)
        self.link.setsockopt(zmq.LINGER, 0)
        self.link.connect(coordinator)
        self.name, self.info = f"strange-{behaviour}-{os.getpid()}", info
        self.late, self.asked, self.beats, self.next_beat = [], 0, 0, None

    def hello(self):
        message = self.envelope(version=1)
        hello = message.hello
        hello.role, hello.node, hello.incarnation = 2, self.name, secrets.randbits(63) + 1
        hello.weights_fingerprint = bytes.fromhex(self.info["fingerprint"]["weights"])
        hello.geometry_fingerprint = bytes.fromhex(self.info["fingerprint"]["geometry"])
        hello.software, hello.precision = "strange-worker.py", 1
        hello.worker.credit.items, hello.worker.credit.bytes = 8, 1 << 28
        hello.worker.service_times.add(batch=1, microseconds=6000)
        self.link.send(message.SerializeToString())

    def result(self, request):
        message = self.envelope(version=1)
        result = message.focus_result
        result.id.CopyFrom(request.id)
        result.final, result.worker, result.batch, result.precision = True, self.name, 1, 1
        result.attempt = request.attempt
        result.answer.class_index, result.answer.confidence = 1, 0.5
        result.top.add(class_index=1, confidence=0.5)
        return message

    def garbage(self, request):
        """-> frames that are no answer, of one kind or another."""
        message, kind = self.result(request), self.asked % 8
        if self.asked == 8:
            print(json.dumps({"tried": "every kind"}), flush=True)
        if kind == 0:
            return [random.randbytes(random.randrange(200))]
        if kind == 1:
            return [random.randbytes(8000) for _ in range(3)]
        if kind == 2:
            message.focus_result.id.sequence += 1 << 40
        elif kind == 3:
            message.focus_result.answer.confidence = float("nan")
        elif kind == 4:
            message.focus_result.answer.class_index = 999_999
        elif kind == 5:
            for place in range(8):  # more classes than an answer may name
                message.focus_result.top.add(class_index=place, confidence=0.01)
        elif kind == 6:
            return [random.randbytes(100_000)]  # beyond what the socket takes: it closes the connection
        else:
            return [message.SerializeToString()[:-7]]
        return [message.SerializeToString()]

    def answer(self, request):
        self.asked += 1
        if self.asked == 1:
            print(json.dumps({"asked": True}), flush=True)
        if self.behaviour == "garbage":
            self.link.send_multipart(self.garbage(request))
        elif self.behaviour == "twice":
            for _ in range(2):
                self.link.send(self.result(request).SerializeToString())
        else:
            free = max([time.monotonic(), *(when for when, _ in self.late)])
            self.late.append((free + 0.3, self.result(request)))

    def beat(self):
        self.beats += 1
        message = self.envelope(version=1)
        message.heartbeat.sequence = self.beats
        self.link.send(message.SerializeToString())

    def run(self):
        self.hello()
        welcomed = False
        while True:
            for when, message in list(self.late):
                if when <= time.monotonic():
                    self.link.send(message.SerializeToString())
                    self.late.remove((when, message))
            if self.next_beat and time.monotonic() >= self.next_beat:
                self.beat()
                self.next_beat += self.interval
            if not self.link.poll(10):
                continue
            message = self.envelope.FromString(self.link.recv_multipart()[0])
            kind = message.WhichOneof("body")
            if kind == "welcome":
                self.interval = message.welcome.heartbeat_us / 1e6
                self.next_beat = time.monotonic()
                if not welcomed:
                    print(json.dumps({"ready": self.name}), flush=True)
                welcomed = True
            elif kind == "focus_request":
                self.answer(message.focus_request)
            elif kind == "rejection" and message.rejection.code == 4:
                self.hello()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("behaviour", choices=["garbage", "twice", "slow"])
    parser.add_argument("--coordinator", default="tcp://127.0.0.1:7102")
    parser.add_argument("--model", default=str(root / "Sources/BundledModel/Resources/lfvit-tiny-224.safetensors"))
    parser.add_argument("--fovea", default=str(root / ".build/release/fovea"))
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    info = json.loads(subprocess.run([arguments.fovea, "model", "info", arguments.model, "--json"], check=True,
                                     capture_output=True, text=True).stdout)
    StrangeWorker(arguments.behaviour, arguments.coordinator, info).run()


if __name__ == "__main__":
    sys.exit(main())
