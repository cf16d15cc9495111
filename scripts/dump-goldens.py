#!/usr/bin/env python3
"""Writes golden files: every intermediate as the PyTorch reference computes it, of LF-ViT's stages or of LookupViT.

    scripts/dump-goldens.py MODEL OUT.safetensors PICTURE      one picture, for `fovea model parity MODEL OUT`
    scripts/dump-goldens.py --fixtures                         the fixtures of the tests, all of them

Needs torch, numpy, pillow and safetensors (pip install torch numpy pillow safetensors).
"""
import json
import pathlib
import sys

root = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(root / "scripts/reference"))

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

from common import PlainViT, load, normalise, preprocess
from lfvit import LFViT
from lookupvit import LookupViT


@torch.no_grad()
def trace(model, high, sides):
    """All intermediates of one picture, without the batch dimension."""
    out = {}
    low = F.interpolate(high[None], size=model.image // 2, mode="bilinear", align_corners=True)
    out["high"], out["low"] = high, low[0]
    x = model.patch_embed(low)
    x = torch.cat((model.cls_token, x), 1) + model.pos_embed_list[0]
    out["localization.embedding"] = x[0]
    gca = torch.zeros(1, model.grid * model.grid)
    for i, block in enumerate(model.blocks):
        x, row = block(x, want_class_row=i >= 3)
        out[f"localization.block.{i}"] = x[0]
        if i >= 3:
            out[f"localization.class_attention.{i}"] = row[0]
            gca = model.beta * gca + (1 - model.beta) * row
    logits, features, tokens, _ = model.localize(low)
    out["localization.gca"], out["localization.features"], out["localization.logits"] = gca[0], features[0], logits[0]
    out["fusion"] = model.reuse_block(features)[0]
    for m in sides:
        region, kept, reused = model.choose(gca, m)
        out[f"focus.{m}.region"], out[f"focus.{m}.kept"], out[f"focus.{m}.reused"] = region, kept[0], reused[0]
        up = F.interpolate(out["fusion"].T.reshape(1, -1, model.grid, model.grid), scale_factor=2, mode="nearest")
        fine = model.patch_embed(high[None]) + up.flatten(2).transpose(1, 2) + model.pos_embed_list[1][:, 1:]
        cls = model.cls_token + model.pos_embed_list[1][:, :1]
        out[f"focus.{m}.sequence"] = torch.cat((cls, fine[:, model.fine_index(kept)[0]], tokens[:, reused[0]]), 1)[0]
        out[f"focus.{m}.logits"] = model.focus(high[None], features, tokens, gca, m=m)[0]
    out["focus.full.logits"] = model.focus(high[None], features, tokens, gca, regional=False)[0]
    return {k: v.contiguous() for k, v in out.items()}


@torch.no_grad()
def trace_lookup(model, high, sides, brief=False):
    """All intermediates of one picture at each side of the compressed grid, or only the logits."""
    out = {"high": high}
    for side in sides:
        seen = {}
        compressed, lookup = model(high[None], side, see=lambda name, value: seen.update({name: value[0]}))
        out |= {f"{side}.compressed": compressed[0], f"{side}.lookup": lookup[0],
                f"{side}.average": (compressed[0] + lookup[0]) / 2,
                f"{side}.compressed_only": model(high[None], side, compressed_only=True)[0][0]}
        if not brief:
            out["tokens"] = seen.pop("lookup_tokens")
            out |= {f"{side}.{name}": value for name, value in seen.items()}
    return {k: v.contiguous().clone() for k, v in out.items()}


def pattern(side):
    """The picture that the tests make for themselves: the same formula stands in GoldenTests.swift."""
    index = torch.arange(3 * side * side, dtype=torch.int64)
    return (((index * index // 7 + 13 * index) % 251).float() / 125 - 1).view(3, side, side)


def random_model(kind, seed, **shape):
    torch.manual_seed(seed)
    if kind == "lf-vit":
        model = LFViT(drop_path=0.0, region=shape["region_side"],
                      **{k: v for k, v in shape.items() if k != "region_side"}).eval()
    elif kind == "lookup-vit":
        model = LookupViT(**shape).eval()
    else:
        model = PlainViT(**shape).eval()
        for p in (model.cls_token, model.pos_embed, model.head.weight):
            torch.nn.init.normal_(p, std=0.1)
    for p in model.parameters():
        if p.ndim == 1:
            torch.nn.init.normal_(p, std=0.1)
    # fp16 on disk, so the reference computes with the rounded values as well.
    state = {k: v.half() for k, v in model.state_dict().items()}
    model.load_state_dict({k: v.float() for k, v in state.items()})
    config = dict(architecture=kind, crop=0.875, mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225], **shape)
    if kind == "lf-vit":
        config |= dict(alpha=0.88, beta=0.99)
    if kind == "lookup-vit":
        config |= dict(norm_placement="pre")
    return model, state, {"config": json.dumps(config)}


def fixtures():
    folder = root / "Tests/LFViTTests/Fixtures"
    folder.mkdir(parents=True, exist_ok=True)
    for name, seed, shape, sides in (
        ("random-224", 3, dict(classes=10, image=224, dim=64, depth=5, heads=2, region_side=5), (4, 5, 6)),
        ("random-288", 7, dict(classes=7, image=288, dim=64, depth=5, heads=1, region_side=8), (5, 8)),
    ):
        model, state, metadata = random_model("lf-vit", seed, **shape)
        save_file(state, folder / f"{name}-model.safetensors", metadata)
        golden = trace(model, pattern(shape["image"]), sides)
        save_file({k: v for k, v in golden.items() if k not in ("high", "low")}, folder / f"{name}.safetensors")
    model, state, metadata = random_model("vit", 5, classes=10, image=64, dim=64, depth=2, heads=2)
    save_file(state, folder / "random-plain-model.safetensors", metadata)
    with torch.no_grad():
        save_file({"plain.logits": model(pattern(64)[None])[0]}, folder / "random-plain.safetensors")

    folder = root / "Tests/LookupViTTests/Fixtures"
    folder.mkdir(parents=True, exist_ok=True)
    small, tiny = dict(dim=32, depth=3, heads=2), dict(dim=32, depth=2, heads=2)
    for name, shape, sides, brief in (
        ("random-96", dict(image=96, **small), (1, 3, 5), False),
        ("random-224", dict(image=224, **tiny), (3, 5, 7, 10), True),
        ("random-384", dict(image=384, **tiny), (3, 5, 7, 10), True),
        ("random-column", dict(image=96, reverse_norm="column", align_corners=True, **tiny), (1, 3, 5), True),
        ("random-softmax", dict(image=96, reverse_norm="softmax", antialias=True, **tiny), (3, 5), True),
    ):
        shape = dict(classes=10, reverse_norm="none", align_corners=False, antialias=False) | shape
        model, state, metadata = random_model("lookup-vit", 11, **shape)
        save_file(state, folder / f"{name}-model.safetensors", metadata)
        golden = trace_lookup(model, pattern(shape["image"]), sides, brief)
        del golden["high"]
        save_file(golden, folder / f"{name}.safetensors")

    folder = root / "Tests/CascadeTests/Fixtures"
    folder.mkdir(parents=True, exist_ok=True)
    model, config = load(root / "Sources/BundledModel/Resources/lfvit-tiny-224.safetensors")
    for picture in sorted((root / "Photographs").glob("*.jpg")):
        golden = trace(model, normalise(preprocess(picture, config), config), (4, 5, 6))
        brief = picture.stem != "coffee"
        keep = {k: v for k, v in golden.items() if k not in ("high", "low")
                and not (brief and any(part in k for part in ("block", "sequence", "embedding", "features", "fusion")))}
        save_file(keep, folder / f"{picture.stem}.safetensors")


if __name__ == "__main__":
    if sys.argv[1:] == ["--fixtures"]:
        fixtures()
    elif len(sys.argv) == 4:
        model, config = load(sys.argv[1])
        high = normalise(preprocess(sys.argv[3], config), config)
        golden = (trace_lookup(model, high, (3, 5, 7, 10)) if config["architecture"] == "lookup-vit"
                  else trace(model, high, (4, 5, 6)))
        save_file(golden, sys.argv[2], {"picture": sys.argv[3]})
    else:
        sys.exit(__doc__)
