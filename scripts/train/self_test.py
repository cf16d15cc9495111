#!/usr/bin/env python3
"""Checks what training is made of, on a model of four blocks and pictures of noise: `self_test.py` says nothing but ok."""
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import torch
from PIL import Image

import designs
import losses
from between import between
from lf_vit import Switched, positions
from loop import learning_rate
from reference import load, preprocess  # noqa: F401

here = pathlib.Path(__file__).resolve().parent


def losses_are_the_papers():
    focus, localization = torch.randn(4, 7, requires_grad=True), torch.randn(4, 7, requires_grad=True)
    target = torch.tensor([0, 3, 6, 1])
    loss = losses.paper(localization, focus, target)
    p, q = focus.softmax(-1), localization.softmax(-1)
    expected = -p.log()[range(4), target].mean() + (p * (p.log() - q.log())).sum(-1).mean()
    assert torch.allclose(loss, expected, atol=1e-5), (loss, expected)
    loss.backward()
    only_cross_entropy = (p - torch.nn.functional.one_hot(target, 7)).detach() / 4
    assert torch.allclose(focus.grad, only_cross_entropy, atol=1e-5), "the divergence must not move focus"
    shares = torch.nn.functional.one_hot(target, 7).float()
    assert torch.allclose(losses.cross_entropy(focus, shares), losses.cross_entropy(focus, target), atol=1e-5)


def the_rate_warms_up_and_falls():
    rates = [learning_rate(share / 100, 1e-3, 1e-5, 0.05) for share in range(101)]
    assert rates[0] == 1e-6 and abs(rates[5] - 1e-3) < 1e-9 and abs(rates[100] - 1e-5) < 1e-9
    assert all(a >= b for a, b in zip(rates[5:], rates[6:]))


def region_rules_choose_what_they_say():
    model = Switched(10, 224, 32, 1, 1, 3, 0.88, 0.99, 0.0)
    gca = torch.rand(8, 49)
    sums = gca[:, model.windows3].sum(-1)
    for rule, expected in (("ngca", sums.argmax(1)), ("neg_ngca", sums.argmin(1))):
        model.rule = rule
        assert torch.equal(model.choose(gca)[0], expected), rule
    for rule, cell in (("max_gca", gca.argmax(1)), ("min_gca", gca.argmin(1))):
        model.rule = rule
        region = model.choose(gca)[0]
        for window, extreme in zip(model.windows3[region].tolist(), cell.tolist()):
            assert extreme in window, rule
    model.rule = "centre"
    assert set(model.choose(gca)[0].tolist()) == {12}
    model.rule = "random"
    assert len(set(model.choose(gca.repeat(32, 1))[0].tolist())) > 10
    table = positions(torch.randn(1, 197, 32), 7)
    assert table["pos_embed_list.0"].shape == (1, 50, 32) and table["pos_embed_list.1"].shape == (1, 197, 32)


def a_run_goes_on_where_it_stopped(folder):
    for number in range(12):
        path = folder / "pictures" / str(number % 3) / f"{number}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        noise = np.random.default_rng(number).integers(0, 255, (64, 64, 3), dtype=np.uint8)
        Image.fromarray(noise).save(path)
    fresh = ["--geometry", "tiny-64", "--depth", "4", "--classes", "3", "--sides", "2"]
    lf_vit, lookup = folder / "lf_vit.py.safetensors", folder / "lookup_vit.py.safetensors"
    elastic = ["--base", str(lf_vit), "--from", str(lookup), "--regions", "1", "2", "--sides", "2", "3"]
    for script, more in (("lf_vit.py", fresh), ("lookup_vit.py", fresh), ("elastic_focus.py", elastic)):
        out = folder / f"{script}.safetensors"
        run = [sys.executable, str(here / script), "--data", str(folder / "pictures"), "--batch", "4", "--threads", "1",
               "--out", str(out), *more]
        subprocess.run([*run, "--epochs", "1"], check=True, capture_output=True)
        model, config = load(out)
        assert config["classes"] == 3 and all(p.isfinite().all() for p in model.parameters())
        subprocess.run([*run, "--epochs", "2", "--resume"], check=True, capture_output=True)
        state = torch.load(f"{out}.state", weights_only=True)
        assert state["seen"] == 24 and state["steps"] == 6, (state["seen"], state["steps"])
    only_the_stage_learned(lf_vit, lookup, folder / "elastic_focus.py.safetensors")


def only_the_stage_learned(lf_vit, lookup, elastic):
    base, blocks, (trained, config) = load(lf_vit)[0].state_dict(), load(lookup)[0].state_dict(), load(elastic)
    assert config["elastic"] and config["region_side"] == load(lf_vit)[1]["region_side"]
    state = trained.state_dict()
    assert all(torch.equal(state[name], value) for name, value in base.items()), "the base must stay as it is"
    learning = [name for name, value in state.items() if name.startswith("elastic.") and value.ndim > 1]
    stuck = [name for name in learning if torch.equal(state[name], blocks[name.removeprefix("elastic.")])]
    assert learning and not stuck, stuck


def the_designs_are_compared_in_pairs(folder):
    assert abs(designs.paired([1, 2, 3]) - 0.0742) < 1e-4 and abs(designs.paired([1, -1, 0.5, 2]) - 0.3910) < 1e-4
    small = designs.flags().parse_args(["--out", "x", "--image", "224", "--side", "5", "--dim", "384", "--depth", "12"])
    localization, focus = designs.work(small, {}, 1000)
    assert abs(localization - 1.100) < 1e-3 and abs(focus - 2.639) < 1e-3, (localization, focus)
    assert abs(designs.work(small, {"reuse": False}, 1000)[1] - 2.015) < 1e-3
    out = folder / "designs.jsonl"
    run = [sys.executable, str(here / "designs.py"), "--data", str(folder / "pictures"), "--out", str(out), "--image", "64",
           "--side", "1", "--held", "4", "--batch", "4", "--epochs", "2", "--scattered"]
    for seeds in (["0"], ["0", "1"]):  # what is there is not run again
        subprocess.run([*run, "--seeds", *seeds], check=True, capture_output=True)
    found = designs.lines(out)
    assert len(found) == 2 * len(designs.variants), len(found)
    assert {line["tested"] for line in found} == {4} and all(0 <= line["localization"] <= 1 for line in found)
    printed = subprocess.run([*run, "--table"], check=True, capture_output=True, text=True).stdout
    assert all(f"| {name} | 2 |" in printed for name in designs.variants), printed


def between_two_results_lies_the_middle():
    first, second = {"a": torch.zeros(2, dtype=torch.float16)}, {"a": torch.ones(2, dtype=torch.float16)}
    middle = between(first, second, 0.25)["a"]
    assert middle.dtype == torch.float16 and torch.equal(middle, torch.full((2,), 0.25, dtype=torch.float16))


def main():
    torch.manual_seed(0)
    losses_are_the_papers()
    the_rate_warms_up_and_falls()
    region_rules_choose_what_they_say()
    between_two_results_lies_the_middle()
    with tempfile.TemporaryDirectory() as folder:
        a_run_goes_on_where_it_stopped(pathlib.Path(folder))
        the_designs_are_compared_in_pairs(pathlib.Path(folder))
    print(json.dumps({"self_test": "ok"}))


if __name__ == "__main__":
    main()
