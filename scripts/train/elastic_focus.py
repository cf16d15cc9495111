#!/usr/bin/env python3
"""Gives an LF-ViT an elastic focus stage, at many numbers of compressed tokens at once; all else of it stays as it is.

    elastic_focus.py --data FOLDER a.tar --base lfvit-tiny.safetensors --from lookup-tiny.safetensors \\
        --teacher vit-tiny.safetensors --minutes 60 --precision bf16 --out elastic-tiny.safetensors

Localization chooses regions as it does in the base, and is frozen, as the embeddings and the plain focus stage are. The
elastic stage imitates the plain focus stage, and the teacher where there is one; no labels are needed. The side of the
compressed tokens and that of the region are drawn for each batch.
"""
import random

import torch
import torch.nn.functional as F

import losses
from lookup_vit import begin_blocks
from loop import Training, parse, parser
from pictures import DistillationCrops, Pictures, mixed_pairs, normalised
from reference import ElasticLFViT, load
from teacher import Teacher


def flags():
    p = parser(__doc__)
    p.add_argument("--base", required=True, help="the LF-ViT that gets the stage; one that has it is trained further")
    p.add_argument("--from", dest="start", default=None,
                   help="begin with this LookupViT's or plain ViT's blocks; without it with the base's own")
    p.add_argument("--teacher", default=None, help="a plain ViT to imitate besides the plain focus stage")
    p.add_argument("--mixed", type=float, default=0.3, help="share of batches of mixed pairs of pictures")
    p.add_argument("--sides", type=int, nargs="+", default=[3, 5, 7, 10], help="sides of the compressed tokens")
    p.add_argument("--regions", type=int, nargs="+", default=[4, 5, 6], help="sides of the region")
    p.add_argument("--reverse-norm", choices=["none", "column", "softmax"], default="none")
    p.add_argument("--align-corners", action="store_true")
    p.add_argument("--limit", type=int, default=None, help="only so many pictures")
    return p


def build(arguments):
    """-> model of which only the elastic stage learns, configuration."""
    base, config = load(arguments.base)
    if config["architecture"] != "lf-vit":
        raise SystemExit(f"{arguments.base}: expected an LF-ViT, found {config['architecture']}")
    options = dict(reverse_norm=arguments.reverse_norm, align_corners=arguments.align_corners)
    source, other = load(arguments.start) if arguments.start else (base, config)
    options |= {name: other[name] for name in options if name in other}  # what its blocks were trained with
    for name in ("dim", "depth", "heads", "classes"):
        if other[name] != config[name]:
            raise SystemExit(f"{arguments.start}: {name} {other[name]}, the base has {config[name]}")
    model = base
    if not config.get("elastic"):
        model = ElasticLFViT(classes=config["classes"], image=config["image"], dim=config["dim"], depth=config["depth"],
                             heads=config["heads"], region=config["region_side"], alpha=config["alpha"],
                             beta=config["beta"], drop_path=0.0, **options)
        model.load_state_dict(base.state_dict(), strict=False)
    if not config.get("elastic") or arguments.start:
        begin(source, model.elastic)
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(name.startswith("elastic."))
    return model, {**config, "elastic": True, **options}


def begin(source, stage):
    """A LookupViT's blocks and heads fit as they are; a plain ViT's refine and gather."""
    if not hasattr(source, "norm_compressed"):
        return begin_blocks(source, stage)
    state = source.state_dict()
    stage.load_state_dict({name: state[name] for name in stage.state_dict()})


def main():
    arguments = parse(flags())
    model, config = build(arguments)
    pictures = Pictures(arguments.data, DistillationCrops(config["image"]), limit=arguments.limit)
    teacher = Teacher(arguments.teacher, blocks=1, device=arguments.device) if arguments.teacher else None

    def step(pixels, labels, share):
        side, region = random.choice(arguments.sides), random.choice(arguments.regions)
        if random.random() < arguments.mixed:
            pixels = mixed_pairs(pixels)
        high = normalised(pixels, config)
        with torch.no_grad():
            low = F.interpolate(high, size=config["image"] // 2, mode="bilinear", align_corners=True)
            _, features, tokens, gca = model.localize(low)
            judged = [model.focus(high, features, tokens, gca, m=region)]
            lookup, canvas = model.tokens(high, features, tokens, gca, region)
        if teacher:
            judged.append(teacher(pixels)[0])
        heads = model.elastic(model.elastic.compress(canvas, side), lookup)
        loss = sum(losses.divergence(one, head) for one in judged for head in heads) / (2 * len(judged))
        same = (sum(heads).argmax(1) == judged[-1].argmax(1)).float().mean().item()
        return loss, {f"same at {side}": same}

    random.seed(arguments.seed)
    Training(model, config, pictures, step, arguments).run()


if __name__ == "__main__":
    main()
