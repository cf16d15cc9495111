#!/usr/bin/env python3
"""Has one picture looked at closely by a running cluster, and prints the answer: an edge in another language.

    scripts/ask-cluster.py PICTURE --coordinator tcp://127.0.0.1:7101 [--model MODEL] [--fovea PATH]

Everything it does stands in docs/protocol.md. It localizes nothing: the class attention it sends is flat but for a bump
at the centre, so the region is the window in the middle. Needs pyzmq, protobuf and pillow (pip, or Debian's
python3-zmq, python3-protobuf, python3-pil), and protoc-c, which describes proto/fovea.proto to protobuf. The model's
fingerprint comes from `fovea model info MODEL --json`.
"""
import argparse
import json
import os
import pathlib
import secrets
import subprocess
import sys
import time

import zmq

from fovea_messages import envelope_class
from fovea_requests import hello, request, square

root = pathlib.Path(__file__).resolve().parent.parent


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("picture")
    parser.add_argument("--coordinator", default="tcp://127.0.0.1:7101")
    parser.add_argument("--model", default=str(root / "Sources/BundledModel/Resources/lfvit-tiny-224.safetensors"))
    parser.add_argument("--fovea", default=str(root / ".build/release/fovea"))
    parser.add_argument("--seconds", type=float, default=10)
    arguments = parser.parse_args()
    info = json.loads(subprocess.run([arguments.fovea, "model", "info", arguments.model, "--json"], check=True,
                                     capture_output=True, text=True).stdout)
    envelope, incarnation = envelope_class(), secrets.randbits(63) + 1
    picture = square(arguments.picture, info["image"], info["crop"])

    link = zmq.Context().socket(zmq.DEALER)
    link.setsockopt(zmq.LINGER, 0)
    link.connect(arguments.coordinator)
    link.send(hello(envelope, info, f"python-{os.getpid()}", incarnation, "ask-cluster.py"))

    end = time.monotonic() + arguments.seconds
    while link.poll(max(0, 1000 * (end - time.monotonic()))):
        answer = envelope.FromString(link.recv_multipart()[0])
        kind = answer.WhichOneof("body")
        if kind == "welcome":
            budget = int(1e6 * max(0.001, end - time.monotonic()))
            message, payload = request(envelope, info, picture, incarnation, budget)
            link.send_multipart([message.SerializeToString(), *payload])
        elif kind == "focus_result":
            result = answer.focus_result
            print(json.dumps({"class": result.answer.class_index, "confidence": result.answer.confidence,
                              "worker": result.worker, "milliseconds": result.compute_us / 1000}))
            goodbye = envelope(version=1)
            goodbye.goodbye.reason = "answered"
            link.send(goodbye.SerializeToString())
            return 0
        elif kind in ("refusal", "focus_failure", "rejection"):
            body = getattr(answer, kind)
            print(f"ask-cluster: {kind} {body.code}: {body.reason}", file=sys.stderr)
            return 1
    print(f"ask-cluster: no answer from {arguments.coordinator} within {arguments.seconds} s", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
