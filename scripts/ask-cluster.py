#!/usr/bin/env python3
"""Has one picture looked at closely by a running cluster, and prints the answer: an edge in another language.

    scripts/ask-cluster.py PICTURE --coordinator tcp://127.0.0.1:7101 [--model MODEL] [--fovea PATH]

Everything it does stands in docs/protocol.md. It localizes nothing: the class attention it sends is flat but for a bump
at the centre, so the region is the window in the middle. Needs pyzmq, protobuf and pillow (pip, or Debian's
python3-zmq, python3-protobuf, python3-pil), and protoc-c, which describes proto/fovea.proto to protobuf. The model's
fingerprint comes from `fovea model info MODEL --json`.
"""
import argparse
import io
import json
import math
import os
import pathlib
import secrets
import struct
import subprocess
import sys
import time

import zmq
from PIL import Image

from fovea_messages import envelope_class

root = pathlib.Path(__file__).resolve().parent.parent


def square(path, side, crop):
    """The evaluation transform: short side to int(side / crop), centre crop."""
    picture = Image.open(path).convert("RGB")
    short = int(side / crop)
    width, height = picture.size
    size = (short, int(short * height / width)) if width <= height else (int(short * width / height), short)
    if min(width, height) != short:
        picture = picture.resize(size, Image.BICUBIC)
    left, top = round((picture.width - side) / 2), round((picture.height - side) / 2)
    return picture.crop((left, top, left + side, top + side))


def request(envelope, info, picture, incarnation, budget):
    """A FocusRequest with the payload `pixels`: the GCA map and the whole picture as JPEG without chroma subsampling."""
    n, m = info["grid"], info["regionSide"]
    middle = (n - m) // 2
    attention = [1 / (1 + abs(r - n // 2) + abs(c - n // 2)) for r in range(n) for c in range(n)]
    attention = list(struct.unpack(f"<{n * n}f", struct.pack(f"<{n * n}f", *attention)))
    window = [r * n + c for r in range(middle, middle + m) for c in range(middle, middle + m)]
    # The cells of largest attention, the lowest first among equals.
    kept = sorted(window, key=lambda cell: (-attention[cell], cell))[: math.ceil(m * m * info["alpha"])]
    mask = bytearray((n * n + 7) // 8)
    for cell in kept:
        mask[cell // 8] |= 1 << (cell % 8)
    jpeg = io.BytesIO()
    picture.save(jpeg, "JPEG", quality=95, subsampling=0)
    payload = [struct.pack(f"<{n * n}f", *attention), jpeg.getvalue()]

    message = envelope(version=1)
    ask = message.focus_request
    ask.id.edge_incarnation, ask.id.sequence = incarnation, 1
    ask.camera, ask.frame, ask.budget_us, ask.payload = "python", 0, budget, 2
    region = ask.region
    region.image_side, region.region_side, region.region_index = info["image"], m, middle * (n - m + 1) + middle
    region.kept_cells, region.alpha = bytes(mask), info["alpha"]
    ask.frames.add(kind=5, encoding=4, byte_count=len(payload[0]), rows=n, columns=n)
    ask.frames.add(kind=1, encoding=1, byte_count=len(payload[1]), rows=info["image"], columns=info["image"])
    ask.localization.class_index, ask.localization.confidence = 0, 0.0
    return [message.SerializeToString(), *payload]


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
    hello = envelope(version=1)
    hello.hello.role, hello.hello.node, hello.hello.incarnation = 1, f"python-{os.getpid()}", incarnation
    hello.hello.weights_fingerprint = bytes.fromhex(info["fingerprint"]["weights"])
    hello.hello.geometry_fingerprint = bytes.fromhex(info["fingerprint"]["geometry"])
    hello.hello.software, hello.hello.precision = "ask-cluster.py", 1
    link.send(hello.SerializeToString())

    end = time.monotonic() + arguments.seconds
    while link.poll(max(0, 1000 * (end - time.monotonic()))):
        answer = envelope.FromString(link.recv_multipart()[0])
        kind = answer.WhichOneof("body")
        if kind == "welcome":
            budget = int(1e6 * max(0.001, end - time.monotonic()))
            link.send_multipart(request(envelope, info, picture, incarnation, budget))
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
