#!/usr/bin/env python3
"""Weights between two training results: FIRST + SHARE x (SECOND - FIRST), with FIRST's configuration.

    between.py first.safetensors second.safetensors 0.3 out.safetensors

What was tuned on few pictures forgets the rest; part of the way back keeps most of both (Wortsman et al., "Robust
fine-tuning of zero-shot models", 2022). Both files must come from one start, or between them lies nothing.
"""
import json
import pathlib
import sys

from safetensors import safe_open
from safetensors.torch import save_file


def read(path):
    """-> tensors by name, configuration."""
    with safe_open(path, "pt") as file:
        return {name: file.get_tensor(name) for name in file.keys()}, json.loads(file.metadata()["config"])


def between(first, second, share):
    """Tensors by name -> the same, in the first's formats."""
    for name, value in first.items():
        if name not in second or second[name].shape != value.shape:
            raise SystemExit(f"{name}: {tuple(value.shape)} in the first file, "
                             f"{tuple(second[name].shape) if name in second else 'missing'} in the second")
    if len(second) != len(first):
        raise SystemExit(f"{sorted(set(second) - set(first))[0]}: only in the second file")
    return {name: (value.float() + share * (second[name].float() - value.float())).to(value.dtype).contiguous()
            for name, value in first.items()}


def main():
    if len(sys.argv) != 5:
        raise SystemExit(__doc__)
    (first, config), (second, _) = read(sys.argv[1]), read(sys.argv[2])
    out = pathlib.Path(sys.argv[4])
    beside = out.with_name(out.name + ".new")
    # The canary is of the first file's answers: scripts/add-canary.py writes one for these.
    save_file(between(first, second, float(sys.argv[3])), beside, metadata={"config": json.dumps(config)})
    beside.replace(out)


if __name__ == "__main__":
    main()
