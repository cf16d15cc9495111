#!/usr/bin/env python3
"""Trains an LF-ViT: with the paper's objective on labelled pictures, or imitating a plain ViT on any.

    lf_vit.py --data imagenet/train --geometry small-224 --epochs 350 --batch 256 --precision fp16 --out lfvit-small.safetensors
    lf_vit.py --data FOLDER a.tar --teacher vit-tiny.safetensors --minutes 60 --out lfvit-tiny.safetensors

The paper's schedule: for the first 230 of 350 epochs focus looks at the whole picture, then at the chosen region. Both
stages run for every picture. docs/training.md tells what to expect.
"""
import random

import torch
import torch.nn.functional as F
from timm.data import Mixup

import losses
from loop import Training, parse, parser
from pictures import DistillationCrops, Pictures, deit, mixed_pairs, normalised
from reference import LFViT, load
from teacher import Teacher, coarse

geometries = {"tiny": (192, 12, 3), "small": (384, 12, 6), "base": (768, 12, 12)}


def flags():
    p = parser(__doc__)
    p.add_argument("--geometry", default="tiny-224", help="tiny, small or base, and the picture's side: small-288")
    p.add_argument("--depth", type=int, default=None, help="blocks, where they are to be fewer")
    p.add_argument("--classes", type=int, default=1000)
    p.add_argument("--by-name", action="store_true", help="folders' names are classes in their order, not numbers")
    p.add_argument("--from", dest="start", default=None, help="begin with this LF-ViT's or plain ViT's weights")
    p.add_argument("--teacher", default=None, help="a plain ViT to imitate; labels are not needed then")
    p.add_argument("--attention", type=float, default=0.0, help="with --teacher: weight of looking where it found its answer")
    p.add_argument("--mixed", type=float, default=0.3, help="with --teacher: share of batches of mixed pairs of pictures")
    p.add_argument("--loss", choices=["ce_kl", "ce_ce"], default="ce_kl")
    p.add_argument("--whole-until", type=float, default=None, help="share of the schedule in which focus sees the whole "
                   "picture; without it 230/350, and 0 with --from an LF-ViT")
    p.add_argument("--region", choices=["ngca", "neg_ngca", "max_gca", "min_gca", "centre", "random", "off"], default="ngca")
    p.add_argument("--sides", type=int, nargs="+", default=[5], help="sides of the region, one drawn for each batch")
    p.add_argument("--alpha", type=float, default=0.88)
    p.add_argument("--beta", type=float, default=0.99)
    p.add_argument("--no-fusion", action="store_true")
    p.add_argument("--no-reuse", action="store_true")
    p.add_argument("--drop-path", type=float, default=None)
    p.add_argument("--limit", type=int, default=None, help="only so many pictures")
    return p


def build(arguments):
    """-> model, configuration."""
    if arguments.start:
        source, config = load(arguments.start)
        image, dim, depth, heads = (config[k] for k in ("image", "dim", "depth", "heads"))
        classes, config = config["classes"], dict(config)
    else:
        size, _, image = arguments.geometry.partition("-")
        dim, depth, heads = geometries[size]
        image, classes, source = int(image), arguments.classes, None
        depth = arguments.depth or depth
        config = dict(image=image, dim=dim, depth=depth, heads=heads, classes=classes, crop=0.875,
                      mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225])
    config.update(architecture="lf-vit", region_side=config.get("region_side", arguments.sides[0]),
                  alpha=arguments.alpha, beta=arguments.beta)
    drop = arguments.drop_path if arguments.drop_path is not None else (0.0 if arguments.teacher else 0.1)
    model = Switched(classes, image, dim, depth, heads, config["region_side"], arguments.alpha, arguments.beta, drop)
    model.rule, model.fusion, model.reuse = arguments.region, not arguments.no_fusion, not arguments.no_reuse
    if source is not None:
        state = source.state_dict()
        if "pos_embed" in state:
            state.update(positions(state.pop("pos_embed"), model.grid))
        missing = model.load_state_dict(state, strict=False)
        if missing.unexpected_keys:
            raise SystemExit(f"{arguments.start}: {missing.unexpected_keys[0]} is of no LF-ViT")
        if any(key.startswith("reuse_block.1.fc2") for key in missing.missing_keys):
            torch.nn.init.zeros_(model.reuse_block[1].fc2.weight)  # begins as the plain ViT that it came from
    return model, config


def positions(table, grid):
    """A plain ViT's position table [1,1+G*G,D] -> those of both stages."""
    side, dim = int((table.shape[1] - 1) ** 0.5), table.shape[2]
    cells = table[:, 1:].transpose(1, 2).reshape(1, dim, side, side)
    resized = lambda n: F.interpolate(cells, size=(n, n), mode="bicubic", antialias=n < side, align_corners=False)
    return {f"pos_embed_list.{i}": torch.cat((table[:, :1], resized(n).flatten(2).transpose(1, 2)), 1)
            for i, n in enumerate((grid, 2 * grid))}


class Switched(LFViT):
    """The reference with the paper's ablations."""

    rule, fusion, reuse = "ngca", True, True

    def choose(self, gca, m=None):
        m = m or self.region
        if self.rule == "ngca":
            return super().choose(gca, m)
        side = self.grid - m + 1
        if self.rule == "neg_ngca":
            return super().choose(-gca, m)
        if self.rule == "random":
            row, column = (torch.randint(side, (len(gca),), device=gca.device) for _ in range(2))
        elif self.rule == "centre":
            row = column = torch.full((len(gca),), (side - 1) // 2, device=gca.device)
        else:  # the window around the extreme cell, moved into the grid
            cell = gca.argmax(1) if self.rule == "max_gca" else gca.argmin(1)
            row, column = ((v - m // 2).clamp(0, side - 1) for v in (cell // self.grid, cell % self.grid))
        cells = getattr(self, f"windows{m}")[row * side + column]
        inside = torch.zeros_like(gca).scatter_(1, cells, 1)
        # A map whose best window is this one, ordered by class attention inside of it.
        return super().choose(inside * (1 + gca / (gca.amax(1, keepdim=True) * len(gca[0]) + 1e-9)), m)

    def focus(self, high, features, tokens, gca, regional=True, m=None):
        if self.fusion and self.reuse:
            return super().focus(high, features, tokens, gca, regional and self.rule != "off", m)
        x = self.patch_embed(high)
        b, n, d = x.shape
        if self.fusion:
            fused = self.reuse_block(features).transpose(1, 2).reshape(b, d, self.grid, self.grid)
            x = x + F.interpolate(fused, scale_factor=2, mode="nearest").flatten(2).transpose(1, 2)
        x = x + self.pos_embed_list[1][:, 1:]
        cls = (self.cls_token + self.pos_embed_list[1][:, :1]).expand(b, -1, -1)
        if regional and self.rule != "off":
            _, kept, reused = self.choose(gca, m)
            pick = lambda t, i: t.gather(1, i[..., None].expand(-1, -1, d))
            x = pick(x, self.fine_index(kept))
            if self.reuse:
                x = torch.cat((x, pick(tokens, reused)), 1)
        x = torch.cat((cls, x), 1)
        for block in self.blocks:
            x, _ = block(x)
        return self.head(self.norm(x)[:, 0])


def main():
    arguments = parse(flags())
    model, config = build(arguments)
    image = config["image"]
    pictures = Pictures(arguments.data, DistillationCrops(image) if arguments.teacher else deit(image),
                        by_name=arguments.by_name, limit=arguments.limit)
    whole = arguments.whole_until
    if whole is None:
        whole = 0.0 if arguments.start and "region_side" in load(arguments.start)[1] else 230 / 350

    def stages(pixels, share):
        high = normalised(pixels, config)
        low = F.interpolate(high, size=image // 2, mode="bilinear", align_corners=True)
        logits, features, tokens, gca = model.localize(low)
        side = random.choice(arguments.sides)
        return logits, model.focus(high, features, tokens, gca, regional=share >= whole, m=side), gca

    if arguments.teacher:
        teacher = Teacher(arguments.teacher, device=arguments.device)

        def step(pixels, labels, share):
            if random.random() < arguments.mixed:
                pixels = mixed_pairs(pixels)
            judged, relevance = teacher(pixels)
            localization, focus, gca = stages(pixels, share)
            loss, told = losses.imitation(localization, focus, judged), {}
            if arguments.attention:
                term = losses.attention(gca, coarse(relevance, model.grid))
                told["attention"] = term.item()
                loss = loss + arguments.attention * term
            same = lambda logits: (logits.argmax(1) == judged.argmax(1)).float().mean().item()
            return loss, told | {"localization": same(localization), "focus": same(focus)}
    else:
        if min(pictures.labels) < 0 or max(pictures.labels) >= config["classes"]:
            raise SystemExit("folders are not all numbers below the number of classes; --by-name counts them by name, "
                             "--classes tells how many, --teacher needs none")
        mix = Mixup(mixup_alpha=0.8, cutmix_alpha=1.0, switch_prob=0.5, label_smoothing=0.1,
                    num_classes=config["classes"])

        def step(pixels, labels, share):
            truth = labels
            if len(pixels) % 2 == 0:
                pixels, labels = mix(pixels, labels)
            localization, focus, _ = stages(pixels, share)
            right = lambda logits: (logits.argmax(1) == truth).float().mean().item()
            return losses.paper(localization, focus, labels, arguments.loss), {
                "localization": right(localization), "focus": right(focus)}

    random.seed(arguments.seed)
    Training(model, config, pictures, step, arguments).run()


if __name__ == "__main__":
    main()
