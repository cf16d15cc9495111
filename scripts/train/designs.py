#!/usr/bin/env python3
"""Does each design of LF-ViT help? Small ones trained from nothing with the paper's objective, all parts and each left out.

    designs.py --data imagenette.tar --beside-test eval/imagenette --out designs.jsonl
    designs.py --out designs.jsonl --table

Every variant is trained with several seeds. Variants of a seed begin with the same weights and see the same pictures in the
same order, so they are compared in pairs. Half of the schedule focus sees the whole picture, then the region; variants that
do not differ before that share the first half. A run is a line of --out; one that is there already is not run again.
"""
import argparse
import copy
import json
import math
import pathlib
import statistics

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

import losses
from lf_vit import Switched
from loop import learning_rate
from pictures import Pictures, normalised

scale = dict(mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225])
beta = 0.99
# What a variant changes. Those with an equal `first` are the same network for the first half of the schedule.
variants = {
    "all parts": dict(first="paper"),
    "region at random": dict(first="paper", rule="random"),
    "region in the centre": dict(first="paper", rule="centre"),
    "region of least attention": dict(first="paper", rule="neg_ngca"),
    "without a region": dict(first="paper", rule="off"),
    "without reuse": dict(first="paper", reuse=False),
    "without fusion": dict(first="unfused", fusion=False),
    "CE + CE": dict(first="ce_ce", loss="ce_ce"),
    "localization alone": dict(first=None),
}
shares = (0.3, 0.5)


def flags():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--data", nargs="+", help="folders or tars of CLASS/PICTURE.jpg")
    p.add_argument("--beside-test", nargs="*", default=[], help="pictures to test with beside those held out")
    p.add_argument("--out", type=pathlib.Path, required=True, help="a line of JSON for each run")
    p.add_argument("--table", action="store_true", help="only print the table of what is there")
    p.add_argument("--only", nargs="+", choices=variants, default=list(variants))
    p.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    p.add_argument("--held", type=int, default=1000, help="pictures that the seed holds out for testing")
    p.add_argument("--scattered", action="store_true", help="each picture small, somewhere on a canvas")
    p.add_argument("--image", type=int, default=128)
    p.add_argument("--side", type=int, default=2, help="the region's, in cells of 32 pixels")
    p.add_argument("--alpha", type=float, default=0.88)
    p.add_argument("--dim", type=int, default=64)
    p.add_argument("--depth", type=int, default=5)
    p.add_argument("--heads", type=int, default=2)
    p.add_argument("--epochs", type=float, default=4)
    p.add_argument("--whole-until", type=float, default=0.5, help="share of the schedule with the whole picture in focus")
    p.add_argument("--batch", type=int, default=32)
    p.add_argument("--lr", type=float, default=1e-3)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    return p


class Store:
    """All pictures decoded in memory, [N,3,S,S] bytes; `view` gives batches as the model sees them."""

    def __init__(self, sources, arguments):
        self.image, self.scattered, self.device = arguments.image, arguments.scattered, arguments.device
        # A scattered picture covers the region's side, whatever cells it falls on.
        self.shown = 32 * arguments.side if self.scattered else self.image
        self.side = round(self.shown * 1.2)
        pictures = Pictures(sources, self.square)
        self.pixels = torch.empty(len(pictures), 3, self.side, self.side, dtype=torch.uint8)
        for i in range(len(pictures)):
            self.pixels[i], _ = pictures[i]
        order = {label: number for number, label in enumerate(sorted(set(pictures.labels)))}
        self.labels = torch.tensor([order[label] for label in pictures.labels])

    def square(self, picture):
        edge = min(picture.size)
        left, top = (picture.width - edge) // 2, (picture.height - edge) // 2
        small = picture.resize((self.side, self.side), Image.BICUBIC, box=(left, top, left + edge, top + edge))
        return torch.from_numpy(np.asarray(small).copy()).permute(2, 0, 1)

    def view(self, chosen, generator, training):
        """-> [B,3,S,S] on the model's scale, classes [B]; in training cropped and mirrored at random."""
        spare, shown = self.side - self.shown, self.shown
        corners = torch.randint(spare + 1, (len(chosen), 2), generator=generator)
        mirrored = torch.rand(len(chosen), generator=generator) < 0.5
        views = []
        for index, (top, left), mirror in zip(chosen.tolist(), corners.tolist(), mirrored.tolist()):
            if not training:
                top, left, mirror = spare // 2, spare // 2, False
            view = self.pixels[index, :, top:top + shown, left:left + shown]
            views.append(view.flip(2) if mirror else view)
        views = torch.stack(views).float() / 255
        high = normalised(self.scatter(views, generator) if self.scattered else views, scale)
        return high.to(self.device), self.labels[chosen].to(self.device)

    def scatter(self, views, generator):
        """Each picture somewhere on a canvas of another one's colours."""
        canvas = F.interpolate(F.adaptive_avg_pool2d(views.flip(0), 3), size=self.image, mode="bilinear")
        places = torch.randint(self.image - self.shown + 1, (len(views), 2), generator=generator)
        for view, on, (top, left) in zip(views, canvas, places.tolist()):
            on[:, top:top + self.shown, left:left + self.shown] = view
        return canvas


def stages(model, high):
    low = F.interpolate(high, size=model.image // 2, mode="bilinear", align_corners=True)
    return model.localize(low)


def gigamacs(arguments, tokens, patches, classes, fused=0):
    """One pass, as models.md counts: patch embedding, fusion's perceptron, blocks, head."""
    d = arguments.dim
    block = 12 * tokens * d * d + 2 * tokens * tokens * d
    return (768 * patches * d + 8 * fused * d * d + arguments.depth * block + classes * d) / 1e9


def work(arguments, variant, classes):
    """-> GMACs of localization, of focus."""
    n, m = (arguments.image // 32) ** 2, arguments.side
    kept = math.ceil(m * m * arguments.alpha)
    localization = gigamacs(arguments, n + 1, n, classes)
    cells, reused = (n, 0) if variant.get("rule") == "off" else (kept, (n - kept) * variant.get("reuse", True))
    fused = cells * variant.get("fusion", True)
    return localization, gigamacs(arguments, 1 + 4 * cells + reused, 4 * cells, classes, fused)


def begin(arguments, seed, classes):
    torch.manual_seed(seed)
    model = Switched(classes, arguments.image, arguments.dim, arguments.depth, arguments.heads, arguments.side,
                     arguments.alpha, beta, 0.0).to(arguments.device)
    decayed = [p for p in model.parameters() if p.ndim > 1]
    others = [p for p in model.parameters() if p.ndim <= 1]
    return model, torch.optim.AdamW([{"params": decayed}, {"params": others, "weight_decay": 0.0}], weight_decay=0.05)


def train(arguments, store, trained, seed, variant, model, optimizer, steps, total):
    """Steps `steps` of `total`; what a step draws depends on the seed and its number alone."""
    model.train()
    model.rule, model.fusion, model.reuse = (
        variant.get("rule", "ngca"), variant.get("fusion", True), variant.get("reuse", True))
    each = len(trained) // arguments.batch
    for step in steps:
        if step % each == 0 or step == steps[0]:
            order = trained[torch.randperm(len(trained), generator=torch.Generator().manual_seed(
                1000 * seed + step // each))]
        torch.manual_seed(1_000_003 * (seed + 1) + step)
        chosen = order[step % each * arguments.batch:][:arguments.batch]
        high, labels = store.view(chosen, torch.Generator().manual_seed(1_000_003 * seed + step), True)
        localization, features, tokens, gca = stages(model, high)
        if variant["first"] is None:
            loss = losses.cross_entropy(localization, labels)
        else:
            focus = model.focus(high, features, tokens, gca, regional=step >= arguments.whole_until * total)
            loss = losses.paper(localization, focus, labels, variant.get("loss", "ce_kl"))
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(step / total, arguments.lr, arguments.lr / 100, 0.05)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()


@torch.no_grad()
def test(store, tested, variant, model):
    """-> {measure: share of right answers}."""
    model.eval()
    torch.manual_seed(0)
    found = []
    for number, chosen in enumerate(tested.split(100)):
        high, labels = store.view(chosen, torch.Generator().manual_seed(number), False)
        localization, features, tokens, gca = stages(model, high)
        focus = localization if variant["first"] is None else model.focus(high, features, tokens, gca)
        sure = localization.softmax(1).amax(1)
        found.append(torch.stack((sure, localization.argmax(1) == labels, focus.argmax(1) == labels)).cpu())
    sure, localization, focus = torch.cat(found, 1)
    measures = {"localization": localization.mean().item()}
    if variant["first"] is not None:
        measures["focus"] = focus.mean().item()
        for share in shares:  # the least sure go on to focus
            unsure = torch.zeros(len(sure), dtype=torch.bool)
            unsure[sure.argsort()[:round(share * len(sure))]] = True
            measures[f"cascade {share}"] = torch.where(unsure, focus, localization).mean().item()
    return {name: round(value, 5) for name, value in measures.items()}


def lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def run(arguments):
    store = Store([*arguments.data, *arguments.beside_test], arguments)
    beside = len(Pictures(arguments.beside_test, None)) if arguments.beside_test else 0
    own, classes = len(store.labels) - beside, int(store.labels.max()) + 1
    for seed in arguments.seeds:
        order = torch.randperm(own, generator=torch.Generator().manual_seed(seed))
        trained, tested = order[arguments.held:], torch.cat((order[:arguments.held], torch.arange(own, own + beside)))
        total = round(arguments.epochs * len(trained) / arguments.batch)
        shared = math.ceil(arguments.whole_until * total)
        halves = {}
        for name in arguments.only:
            variant = variants[name]
            if any(line["variant"] == name and line["seed"] == seed for line in lines(arguments.out)):
                continue
            localization, focus = work(arguments, variant, classes)
            if variant["first"] is None:
                # As many multiply-accumulates as the run with all parts.
                spent = arguments.whole_until * work(arguments, {"rule": "off"}, classes)[1] + (
                    1 - arguments.whole_until) * work(arguments, {}, classes)[1]
                steps = round(total * (1 + spent / localization))
                model, optimizer = begin(arguments, seed, classes)
                train(arguments, store, trained, seed, variant, model, optimizer, range(steps), steps)
            else:
                steps = total
                if variant["first"] not in halves:
                    half = begin(arguments, seed, classes)
                    train(arguments, store, trained, seed, variant, *half, range(shared), total)
                    halves[variant["first"]] = half
                model, optimizer = copy.deepcopy(halves[variant["first"]])
                train(arguments, store, trained, seed, variant, model, optimizer, range(shared, total), total)
            line = {"variant": name, "seed": seed, "pictures": len(trained), "tested": len(tested), "steps": steps,
                    "localization GMACs": round(localization, 5),
                    **({} if variant["first"] is None else {"focus GMACs": round(focus, 5)}),
                    **test(store, tested, variant, model)}
            with open(arguments.out, "a") as file:
                print(json.dumps(line), file=file)
            print(json.dumps(line), flush=True)


def paired(differences):
    """Two-sided p of Student's t for paired differences: how likely a mean so far from 0 is by chance."""
    freedom, deviation = len(differences) - 1, statistics.stdev(differences)
    if deviation == 0:
        return 1.0 if differences[0] == 0 else 0.0
    t = abs(statistics.mean(differences)) / (deviation / math.sqrt(len(differences)))
    # The density in terms of the angle atan(t / sqrt(freedom)) is cos^(freedom - 1), which a plain sum integrates well.
    angles = np.linspace(0, math.pi / 2, 200_001)
    density = np.cos(angles) ** (freedom - 1)
    return float(density[angles >= math.atan(t / math.sqrt(freedom))].sum() / density.sum())


def table(arguments):
    runs = {}
    for line in lines(arguments.out):
        runs.setdefault(line["variant"], {})[line["seed"]] = line
    columns = ["localization", "focus", *(f"cascade {share}" for share in shares)]
    print("| | seeds | MMACs " + "| " + " | ".join(columns) + " |\n" + "|---" * (3 + len(columns)) + "|")
    for name in [name for name in variants if name in runs]:
        found, cells = runs[name], []
        for column in columns:
            seeds = [seed for seed in found if column in found[seed]]
            values = [100 * found[seed][column] for seed in seeds]
            cell = f"{statistics.mean(values):.1f} ± {statistics.stdev(values):.1f}" if len(values) > 1 else "-"
            both = [seed for seed in seeds if column in runs.get("all parts", {}).get(seed, {})]
            if name != "all parts" and len(both) > 1:
                gaps = [100 * (found[seed][column] - runs["all parts"][seed][column]) for seed in both]
                p = paired(gaps)
                cell += f" ({statistics.mean(gaps):+.1f}, p {'< 0.01' if p < 0.01 else f'= {p:.2f}'})"
            cells.append(cell)
        first = next(iter(found.values()))
        cost = " + ".join(f"{1000 * first[key]:.1f}" for key in ("localization GMACs", "focus GMACs") if key in first)
        print(f"| {name} | {len(found)} | {cost} | " + " | ".join(cells) + " |")


def main():
    arguments = flags().parse_args()
    torch.set_num_threads(arguments.threads)
    if arguments.table:
        table(arguments)
    elif arguments.data:
        run(arguments)
    else:
        raise SystemExit("--data names the pictures to train with; --table prints what is there")


if __name__ == "__main__":
    main()
