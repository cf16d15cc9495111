#!/usr/bin/env python3
"""Converts public LF-ViT, CF-ViT, DeiT and timm ViT checkpoints to Fovea's model files, and back.

    scripts/convert-checkpoint.py model.pth model.safetensors [--image 224] [--region-side 5] [--half] ...
    scripts/convert-checkpoint.py model.safetensors model.pth
    scripts/convert-checkpoint.py --self-test

Tensor names stay as they are. Every tensor is checked by name and shape; what is missing, superfluous or of another shape
is named. A .pth is read without running code from it (weights_only). What a checkpoint cannot say (region side, alpha,
beta, crop, mean, deviation) comes from the flags; their defaults are those of the public code. Needs torch and
safetensors.
"""
import argparse
import json
import math
import pathlib
import re
import sys
import tempfile

import torch
from safetensors import safe_open
from safetensors.torch import save_file

DEIT = {"mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]}
# Widths of the heads that public models have; 64 channels a head throughout.
HEAD_WIDTH = 64


class CheckpointError(Exception):
    """What is wrong with a checkpoint, and the way out."""


def read(path):
    """-> the state dict, the configuration or None."""
    if path.endswith(".safetensors"):
        with safe_open(path, "pt") as file:
            metadata = file.metadata() or {}
            config = json.loads(metadata["config"]) if "config" in metadata else None
            return {name: file.get_tensor(name) for name in file.keys()}, config
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:
        raise CheckpointError(
            f"{path} cannot be read without running code from it: {str(error).splitlines()[0]}\n"
            "save its state dict alone where you trust it: torch.save(torch.load(p)['model'], q)") from error
    config = content.pop("fovea_config", None) if isinstance(content, dict) else None
    for key in ("model_ema", "model", "state_dict"):
        if isinstance(content, dict) and isinstance(content.get(key), dict):
            content = content[key]
            break
    if not isinstance(content, dict) or not all(isinstance(value, torch.Tensor) for value in content.values()):
        raise CheckpointError(f"{path} holds no state dict: expected tensors by name, alone or under `model`")
    return {re.sub(r"^module\.", "", name): value for name, value in content.items()}, config


def block_shapes(prefix, dim):
    hidden = 4 * dim
    return {f"{prefix}.norm1.weight": (dim,), f"{prefix}.norm1.bias": (dim,),
            f"{prefix}.attn.qkv.weight": (3 * dim, dim), f"{prefix}.attn.qkv.bias": (3 * dim,),
            f"{prefix}.attn.proj.weight": (dim, dim), f"{prefix}.attn.proj.bias": (dim,),
            f"{prefix}.norm2.weight": (dim,), f"{prefix}.norm2.bias": (dim,),
            f"{prefix}.mlp.fc1.weight": (hidden, dim), f"{prefix}.mlp.fc1.bias": (hidden,),
            f"{prefix}.mlp.fc2.weight": (dim, hidden), f"{prefix}.mlp.fc2.bias": (dim,)}


def expected(architecture, dim, depth, classes, image):
    """-> every tensor's shape by name."""
    fine = (image // 16) ** 2 + 1
    shapes = {"cls_token": (1, 1, dim), "patch_embed.proj.weight": (dim, 3, 16, 16), "patch_embed.proj.bias": (dim,),
              "norm.weight": (dim,), "norm.bias": (dim,), "head.weight": (classes, dim), "head.bias": (classes,)}
    for number in range(depth):
        shapes.update(block_shapes(f"blocks.{number}", dim))
    if architecture == "vit":
        shapes["pos_embed"] = (1, fine, dim)
    else:
        shapes["pos_embed_list.0"] = (1, (image // 32) ** 2 + 1, dim)
        shapes["pos_embed_list.1"] = (1, fine, dim)
        shapes.update({"reuse_block.0.weight": (dim,), "reuse_block.0.bias": (dim,),
                       "reuse_block.1.fc1.weight": (4 * dim, dim), "reuse_block.1.fc1.bias": (4 * dim,),
                       "reuse_block.1.fc2.weight": (dim, 4 * dim), "reuse_block.1.fc2.bias": (dim,)})
    return shapes


def describe(state, options, config):
    """-> the configuration that the tensors and the flags amount to."""
    for name, way_out in (("dist_token", "distilled DeiT has two heads; take the undistilled checkpoint"),
                          ("fc_norm.weight", "models that average their tokens instead of using a class token do not run"),
                          ("norm_pre.weight", "models with a norm before the blocks do not run")):
        if name in state:
            raise CheckpointError(f"{options.source} has `{name}`: {way_out}")
    for name in ("cls_token", "patch_embed.proj.weight", "head.weight"):
        if name not in state:
            raise CheckpointError(f"{options.source} has no `{name}`: expected a ViT with a class token")
    weight = state["patch_embed.proj.weight"]
    if tuple(weight.shape[1:]) != (3, 16, 16):
        raise CheckpointError(f"{options.source}: patches of {list(weight.shape[1:])}; expected 3 x 16 x 16")
    architecture = "lf-vit" if "pos_embed_list.1" in state else "vit"
    positions = state["pos_embed_list.1" if architecture == "lf-vit" else "pos_embed"]
    side = math.isqrt(positions.shape[1] - 1)
    if side * side != positions.shape[1] - 1 or side % 2:
        raise CheckpointError(f"{options.source}: {positions.shape[1]} positions are no even square and a class token")
    image, dim = 16 * side, weight.shape[0]
    if options.image not in (None, image):
        raise CheckpointError(f"{options.source} is made for {image} pixels; --image {options.image} does not fit it")
    depth = 1 + max(int(name.split(".")[1]) for name in state if name.startswith("blocks."))
    if dim % HEAD_WIDTH:
        raise CheckpointError(f"{options.source}: {dim} channels; expected a multiple of {HEAD_WIDTH}")
    found = dict(config or {}, architecture=architecture, image=image, dim=dim, depth=depth,
                 heads=options.heads or (config or {}).get("heads") or dim // HEAD_WIDTH,
                 classes=state["head.weight"].shape[0])
    found.setdefault("crop", 0.875)
    for key, value in DEIT.items():
        found.setdefault(key, value)
    if architecture == "lf-vit":
        found.setdefault("region_side", 8 if image == 288 else 5)
        found.setdefault("alpha", 0.88)
        found.setdefault("beta", 0.99)
    for key in ("region_side", "alpha", "beta", "crop", "mean", "std"):
        if getattr(options, key) is not None:
            found[key] = getattr(options, key)
    return found


def check(state, config, path):
    """Every tensor is there, with its shape, and nothing else is."""
    shapes = expected(*(config[key] for key in ("architecture", "dim", "depth", "classes", "image")))
    problems = [f"missing: {name} {list(shape)}" for name, shape in shapes.items() if name not in state]
    problems += [f"superfluous: {name} {list(state[name].shape)}" for name in state if name not in shapes]
    problems += [f"{name} is {list(state[name].shape)}; expected {list(shape)}" for name, shape in shapes.items()
                 if name in state and tuple(state[name].shape) != shape]
    problems += [f"{name} has values that are not finite" for name in shapes
                 if name in state and not torch.isfinite(state[name].float()).all()]
    if problems:
        raise CheckpointError(f"{path} is no {config['architecture']}:\n  " + "\n  ".join(problems[:20]))


def convert(options):
    state, config = read(options.source)
    config = describe(state, options, config)
    check(state, config, options.source)
    kind = torch.float16 if options.half else None
    state = {name: (value.to(kind) if kind else value).contiguous() for name, value in sorted(state.items())}
    if options.target.endswith(".safetensors"):
        save_file(state, options.target, {"config": json.dumps(config)})
    elif options.target.endswith((".pth", ".pt")):
        torch.save({"model": state, "fovea_config": config}, options.target)
    else:
        raise CheckpointError(f"{options.target}: write a .safetensors, or back a .pth")
    print(f"{options.target}: {len(state)} tensors, {sum(value.numel() for value in state.values()):,} parameters, "
          + ", ".join(f"{key} {value}" for key, value in config.items() if key not in ("mean", "std", "canary")))


def self_test():
    """Files with the exact names and shapes of the public ones go there and back, and damaged ones are refused."""
    def make(architecture, dim, image, classes=1000):
        generator = torch.Generator().manual_seed(1)
        return {name: torch.randn(shape, generator=generator) * 0.02
                for name, shape in expected(architecture, dim, 12, classes, image).items()}

    def run(*arguments):
        convert(parser().parse_args([str(argument) for argument in arguments]))

    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for title, architecture, dim, image, tensors, parameters in (
                ("LF-ViT 7x7 (and CF-ViT)", "lf-vit", 384, 224, 159, 23_252_200),
                ("LF-ViT 9x9", "lf-vit", 384, 288, 159, 23_313_640),
                ("DeiT-S", "vit", 384, 224, 152, 22_050_664)):
            state = make(architecture, dim, image)
            assert len(state) == tensors, (title, len(state))
            assert sum(value.numel() for value in state.values()) == parameters, title
            # As the public code saves it: beside other values, from a model wrapped for several GPUs.
            torch.save({"model": {f"module.{key}": value for key, value in state.items()}, "flops": [1.1, 4.0]},
                       folder / "a.pth")
            run(folder / "a.pth", folder / "b.safetensors")
            run(folder / "b.safetensors", folder / "c.pth")
            run(folder / "c.pth", folder / "d.safetensors")
            for file in ("b.safetensors", "d.safetensors"):
                with safe_open(folder / file, "pt") as found:
                    assert sorted(found.keys()) == sorted(state)
                    assert all(torch.equal(found.get_tensor(key), state[key]) for key in state), title
                    config = json.loads(found.metadata()["config"])
                    assert config["image"] == image and config["heads"] == dim // 64
        refusals = 0
        for damage, words in ((lambda s: s.pop("norm.bias"), "missing: norm.bias"),
                              (lambda s: s.update(extra=torch.zeros(1)), "superfluous: extra"),
                              (lambda s: s.update({"head.bias": torch.zeros(3)}), "head.bias is [3]"),
                              (lambda s: s.update({"norm.bias": torch.full((384,), math.nan)}), "not finite"),
                              (lambda s: s.update(dist_token=torch.zeros(1, 1, 384)), "undistilled")):
            state = make("vit", 384, 224)
            damage(state)
            torch.save(state, folder / "bad.pth")
            try:
                run(folder / "bad.pth", folder / "bad.safetensors")
            except CheckpointError as error:
                assert words in str(error), error
                refusals += 1
        assert refusals == 5

        class Code:
            def __reduce__(self):
                return (print, ("code from a pickle ran",))
        torch.save({"model": Code()}, folder / "code.pth")
        try:
            run(folder / "code.pth", folder / "code.safetensors")
            raise AssertionError("a pickle with code was accepted")
        except CheckpointError as error:
            assert "without running code" in str(error)
    print("self-test passed")


def parser():
    made = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("source", nargs="?")
    made.add_argument("target", nargs="?")
    made.add_argument("--image", type=int, help="refuse a checkpoint for another size")
    made.add_argument("--heads", type=int, help="attention heads; without it one for 64 channels")
    made.add_argument("--region-side", type=int)
    made.add_argument("--alpha", type=float)
    made.add_argument("--beta", type=float)
    made.add_argument("--crop", type=float)
    made.add_argument("--mean", type=float, nargs=3, help="timm's AugReg ViTs: 0.5 0.5 0.5")
    made.add_argument("--std", type=float, nargs=3, help="timm's AugReg ViTs: 0.5 0.5 0.5")
    made.add_argument("--half", action="store_true", help="write 16-bit floats")
    made.add_argument("--self-test", action="store_true")
    return made


def main():
    options = parser().parse_args()
    if options.self_test:
        return self_test()
    if not options.source or not options.target:
        parser().error("name a source and a target")
    try:
        convert(options)
    except (CheckpointError, OSError) as error:
        sys.exit(f"convert-checkpoint: {error}")


if __name__ == "__main__":
    main()
