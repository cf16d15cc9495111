"""An edge in Python with one connection that stays open and many requests under way."""
import collections
import os
import secrets
import sys
import threading
import time

import zmq

from fovea_messages import envelope_class
from fovea_requests import hello, request, square


class Client:
    """Sends the requests of pictures that were made ready before, and tells each answer.

    `ask` may be called on any thread; `answered(token, problem)` is called on the client's own, with problem None where a
    worker answered.
    """

    def __init__(self, coordinator, info, pictures, budget, answered):
        self.envelope, self.incarnation, self.answered = envelope_class(), secrets.randbits(63) + 1, answered
        self.requests = [request(self.envelope, info, square(path, info["image"], info["crop"]), self.incarnation,
                                 int(budget * 1e6)) for path in pictures]
        context = zmq.Context.instance()
        self.link = context.socket(zmq.DEALER)
        self.link.setsockopt(zmq.LINGER, 0)
        self.link.connect(coordinator)
        # A socket belongs to one thread; this pair wakes it.
        self.bell, self.ear = context.socket(zmq.PAIR), context.socket(zmq.PAIR)
        address = f"inproc://client-{self.incarnation}"
        self.ear.bind(address)
        self.bell.connect(address)
        self.hello = hello(self.envelope, info, f"loadgen-{os.getpid()}-{self.incarnation % 10**6}", self.incarnation,
                           "loadgen-check")
        self.asked, self.under_way, self.sequence = collections.deque(), {}, 0
        self.beats, self.heard, self.interval = 0, 0, 0.5
        self.welcome, self.ended = threading.Event(), False
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()
        if not self.welcome.wait(10):
            raise RuntimeError(f"{coordinator} gave no welcome within 10 s")

    def ask(self, questions):
        """Asks (token, picture, camera) each."""
        self.asked.extend(questions)
        self.bell.send(b"")

    def close(self):
        self.ended = True
        self.bell.send(b"")
        self.thread.join()
        for socket in (self.bell, self.ear, self.link):
            socket.close()

    def run(self):
        poller = zmq.Poller()
        poller.register(self.link, zmq.POLLIN)
        poller.register(self.ear, zmq.POLLIN)
        self.link.send(self.hello)
        beat = time.monotonic() + self.interval
        while not self.ended:
            events = dict(poller.poll(max(0, 1000 * (beat - time.monotonic()))))
            if self.ear in events:
                self.ear.recv()
            while self.asked:
                self.send(*self.asked.popleft())
            while self.receive():
                pass
            if time.monotonic() >= beat:
                beat = time.monotonic() + self.interval
                self.heartbeat()
        goodbye = self.envelope(version=1)
        goodbye.goodbye.reason = "answered"
        self.link.send(goodbye.SerializeToString())
        time.sleep(0.1)

    def send(self, token, picture, camera):
        self.sequence += 1
        message, payload = self.requests[picture]
        ask = message.focus_request
        ask.id.sequence, ask.frame, ask.camera = self.sequence, self.sequence, f"python-{camera}"
        self.under_way[self.sequence] = token
        self.link.send_multipart([message.SerializeToString(), *payload], copy=False)

    def receive(self):
        try:
            answer = self.envelope.FromString(self.link.recv_multipart(zmq.NOBLOCK)[0])
        except zmq.Again:
            return False
        kind = answer.WhichOneof("body")
        if kind == "welcome":
            self.interval = answer.welcome.heartbeat_us / 1e6
            self.welcome.set()
        elif kind == "heartbeat":
            self.heard = answer.heartbeat.sequence
        elif kind == "focus_result":
            self.end(answer.focus_result.id.sequence, None)
        elif kind == "focus_failure":
            self.end(answer.focus_failure.id.sequence, f"focus_failure {answer.focus_failure.code}")
        elif kind in ("refusal", "rejection"):
            print(f"loadgen-check: {kind} {getattr(answer, kind).reason}", file=sys.stderr)
        return True

    def end(self, sequence, problem):
        token = self.under_way.pop(sequence, None)
        if token is not None:
            self.answered(token, problem)

    def heartbeat(self):
        self.beats += 1
        message = self.envelope(version=1)
        message.heartbeat.sequence, message.heartbeat.echo = self.beats, self.heard
        self.link.send(message.SerializeToString())
