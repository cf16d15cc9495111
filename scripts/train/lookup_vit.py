#!/usr/bin/env python3
"""Trains a LookupViT at many numbers of compressed tokens at once: the mean of both heads' objectives, one side a batch.

    lookup_vit.py --data imagenet/train --geometry small-224 --epochs 300 --batch 256 --out lookup-small.safetensors
    lookup_vit.py --data FOLDER a.tar --teacher vit-tiny.safetensors --from vit-tiny.safetensors --minutes 60 --out lookup-tiny.safetensors

The side of the compressed tokens is drawn for each batch from --sides, as the paper's multi-resolution training does.
--from a plain ViT: its blocks refine the compressed tokens, its attention weights begin the gathering.
"""
import random

import torch
import torch.nn.functional as F
from timm.data import Mixup

import losses
from lf_vit import geometries
from loop import Training, parse, parser
from pictures import DistillationCrops, Pictures, deit, mixed_pairs, normalised
from reference import LookupViT, load
from teacher import Teacher


def flags():
    p = parser(__doc__)
    p.add_argument("--geometry", default="tiny-224", help="tiny, small or base, and the picture's side")
    p.add_argument("--depth", type=int, default=None)
    p.add_argument("--classes", type=int, default=1000)
    p.add_argument("--by-name", action="store_true", help="folders' names are classes in their order, not numbers")
    p.add_argument("--from", dest="start", default=None, help="begin with this LookupViT's or plain ViT's weights")
    p.add_argument("--teacher", default=None, help="a plain ViT to imitate; labels are not needed then")
    p.add_argument("--mixed", type=float, default=0.3, help="with --teacher: share of batches of mixed pairs of pictures")
    p.add_argument("--sides", type=int, nargs="+", default=[3, 5, 7, 10], help="sides of the compressed tokens")
    p.add_argument("--reverse-norm", choices=["none", "column", "softmax"], default="none")
    p.add_argument("--align-corners", action="store_true")
    p.add_argument("--limit", type=int, default=None, help="only so many pictures")
    return p


def build(arguments):
    """-> model, configuration."""
    options = dict(reverse_norm=arguments.reverse_norm, align_corners=arguments.align_corners)
    if arguments.start:
        source, config = load(arguments.start)
        config = dict(config)
        if config["architecture"] == "lookup-vit":
            return source, config
        config = {k: config[k] for k in ("image", "dim", "depth", "heads", "classes", "crop", "mean", "std")}
    else:
        size, _, image = arguments.geometry.partition("-")
        dim, depth, heads = geometries[size]
        source, config = None, dict(image=int(image), dim=dim, depth=arguments.depth or depth, heads=heads,
                                    classes=arguments.classes, crop=0.875, mean=[0.485, 0.456, 0.406],
                                    std=[0.229, 0.224, 0.225])
    model = LookupViT(config["classes"], config["image"], config["dim"], config["depth"], config["heads"], **options)
    if source is not None:
        begin_as(source, model)
    return model, {"architecture": "lookup-vit", **config, **options}


@torch.no_grad()
def begin_as(plain, model):
    """Patches and positions are the plain ViT's."""
    model.proj.load_state_dict(plain.patch_embed.proj.state_dict())
    model.pos_embed.copy_(plain.pos_embed[:, 1:].transpose(1, 2).reshape(model.pos_embed.shape))
    begin_blocks(plain, model)


@torch.no_grad()
def begin_blocks(plain, model):
    """The plain ViT's blocks refine; its attention gathers; the way back begins as nothing, the lookup MLP as half of its."""
    dim = plain.norm.weight.shape[0]
    for block, source in zip(model.blocks, plain.blocks):
        for name in ("norm1", "attn", "norm2", "mlp"):
            getattr(block, name).load_state_dict(getattr(source, name).state_dict())
        for norm in (block.gather_norm_compressed, block.gather_norm_lookup, block.infuse_norm):
            norm.load_state_dict(source.norm1.state_dict())
        block.lookup_norm.load_state_dict(source.norm2.state_dict())
        weight, bias = source.attn.qkv.weight, source.attn.qkv.bias
        block.gather_query.weight.copy_(weight[:dim]), block.gather_query.bias.copy_(bias[:dim])
        block.gather_key_value.weight.copy_(weight[dim:]), block.gather_key_value.bias.copy_(bias[dim:])
        block.gather_out.load_state_dict(source.attn.proj.state_dict())
        block.gather_out.weight.mul_(0.5), block.gather_out.bias.mul_(0.5)
        block.infuse_value.weight.copy_(weight[2 * dim:]), block.infuse_value.bias.copy_(bias[2 * dim:])
        block.infuse_out.weight.zero_(), block.infuse_out.bias.zero_()
        half = dim // 2
        block.lookup_mlp.fc1.weight.copy_(source.mlp.fc1.weight[:half])
        block.lookup_mlp.fc1.bias.copy_(source.mlp.fc1.bias[:half])
        block.lookup_mlp.fc2.weight.copy_(source.mlp.fc2.weight[:, :half])
        block.lookup_mlp.fc2.bias.copy_(source.mlp.fc2.bias)
    for norm in (model.norm_compressed, model.norm_lookup):
        norm.load_state_dict(plain.norm.state_dict())
    for head in (model.head_compressed, model.head_lookup):
        head.load_state_dict(plain.head.state_dict())


def main():
    arguments = parse(flags())
    model, config = build(arguments)
    pictures = Pictures(arguments.data, DistillationCrops(config["image"]) if arguments.teacher else deit(config["image"]),
                        by_name=arguments.by_name, limit=arguments.limit)
    teacher = Teacher(arguments.teacher, blocks=1, device=arguments.device) if arguments.teacher else None
    if not teacher and (min(pictures.labels) < 0 or max(pictures.labels) >= config["classes"]):
        raise SystemExit("folders are not all numbers below the number of classes; --by-name counts them by name, "
                         "--classes tells how many, --teacher needs none")
    mix = Mixup(mixup_alpha=0.8, cutmix_alpha=1.0, switch_prob=0.5, label_smoothing=0.1, num_classes=config["classes"])

    def step(pixels, labels, share):
        side, truth = random.choice(arguments.sides), labels
        if teacher:
            if random.random() < arguments.mixed:
                pixels = mixed_pairs(pixels)
            judged, _ = teacher(pixels)
            truth = judged.argmax(1)
        elif len(pixels) % 2 == 0:
            pixels, labels = mix(pixels, labels)
        heads = model(normalised(pixels, config), side)
        if teacher:
            loss = sum(losses.divergence(judged, head) for head in heads) / 2
        else:
            loss = sum(losses.cross_entropy(head, labels) for head in heads) / 2
        same = ((heads[0] + heads[1]).argmax(1) == truth).float().mean().item()
        return loss, {f"same at {side}": same}

    random.seed(arguments.seed)
    Training(model, config, pictures, step, arguments).run()


if __name__ == "__main__":
    main()
