#!/usr/bin/env python3
"""Writes into a model file what a worker must answer to a known picture (LookupViT: at 5 x 5), as the PyTorch reference computes it.

    scripts/add-canary.py MODEL.safetensors        the file is written anew, weights unchanged

A worker answers the canary before it says that it is ready. Needs torch, numpy, pillow and safetensors.
"""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "reference"))

import torch
import torch.nn.functional as F
from safetensors import safe_open
from safetensors.torch import save_file

from common import load, normalise


def picture(side):
    """The same formula stands in Sources/Worker/CanaryPicture.swift."""
    index = torch.arange(3 * side * side, dtype=torch.int64)
    return ((index * index // 7 + 13 * index) % 251).to(torch.uint8).view(side, side, 3).permute(2, 0, 1)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    model, config = load(sys.argv[1])
    if config["architecture"] == "vit":
        sys.exit(f"{sys.argv[1]}: no worker runs a one-pass model")
    high = normalise(picture(config["image"]), config)[None]
    with torch.no_grad():
        if config["architecture"] == "lookup-vit":
            answer = (sum(model(high, 5)) / 2).softmax(-1)[0]
        else:
            low = F.interpolate(high, size=model.image // 2, mode="bilinear", align_corners=True)
            _, features, tokens, gca = model.localize(low)
            answer = model.focus(high, features, tokens, gca).softmax(-1)[0]
    canary = {"class": int(answer.argmax()), "confidence": float(answer.max())}
    with safe_open(sys.argv[1], "pt") as file:
        metadata, state = file.metadata(), {k: file.get_tensor(k) for k in file.keys()}
    save_file(state, sys.argv[1], metadata | {"canary": json.dumps(canary)})
    print(canary)
