"""One loop for all models: optimiser, schedule, averaged weights, mixed precision, resume."""
import argparse
import json
import math
import pathlib
import time

import torch
from timm.utils import ModelEmaV2

from reference import save


def add_flags(parser):
    """What every training takes."""
    parser.add_argument("--data", nargs="+", required=True, help="folders or tars of CLASS/PICTURE.jpg")
    parser.add_argument("--out", required=True, help="the model file; beside it FILE.state (to resume) and FILE.jsonl (the log)")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--epochs", type=float, default=None, help="how long, in passes over the pictures")
    parser.add_argument("--minutes", type=float, default=None, help="how long, by the clock; the schedule follows it")
    parser.add_argument("--lr", type=float, default=None, help="the highest; without it 5e-4 x batch / 512")
    parser.add_argument("--least-lr", type=float, default=1e-5)
    parser.add_argument("--warm-up", type=float, default=0.015, help="share of the schedule")
    parser.add_argument("--weight-decay", type=float, default=0.05)
    parser.add_argument("--average", type=float, default=0.99996, help="decay of the averaged weights, which are written")
    parser.add_argument("--precision", choices=["fp32", "bf16", "fp16"], default="fp32")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--threads", type=int, default=None)
    parser.add_argument("--readers", type=int, default=0, help="processes that decode pictures")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--resume", action="store_true", help="go on from FILE.state")


def parse(parser):
    arguments = parser.parse_args()
    if (arguments.epochs is None) == (arguments.minutes is None):
        parser.error("one of --epochs and --minutes says how long")
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    if arguments.lr is None:
        arguments.lr = 5e-4 * arguments.batch / 512
    torch.manual_seed(arguments.seed)
    return arguments


def learning_rate(share, highest, least, warm_up):
    """Linear from 1e-6 in the first `warm_up` of the schedule, then cosine; share: 0 to 1 of the whole."""
    if share < warm_up:
        return 1e-6 + (highest - 1e-6) * share / warm_up
    return least + (highest - least) * 0.5 * (1 + math.cos(math.pi * (share - warm_up) / (1 - warm_up)))


class Training:
    """Runs `step(pictures, labels, share)` -> (loss, figures for the log) over the pictures until the schedule ends."""

    def __init__(self, model, config, pictures, step, arguments):
        self.model, self.config, self.step, self.arguments = model.to(arguments.device), config, step, arguments
        self.out = pathlib.Path(arguments.out)
        self.state_file = self.out.with_name(self.out.name + ".state")
        decayed = [p for p in model.parameters() if p.ndim > 1]
        others = [p for p in model.parameters() if p.ndim <= 1]  # norms and biases, as DeiT
        self.optimizer = torch.optim.AdamW(
            [{"params": decayed}, {"params": others, "weight_decay": 0.0}], lr=arguments.lr, eps=1e-8,
            weight_decay=arguments.weight_decay)
        self.averaged = ModelEmaV2(model, decay=arguments.average)
        self.scaler = torch.amp.GradScaler(arguments.device, enabled=arguments.precision == "fp16")
        self.pictures, self.steps, self.seen, self.spent = pictures, 0, 0, 0.0
        if arguments.resume and self.state_file.exists():
            self.restore()

    @property
    def share(self):
        if self.arguments.minutes is not None:
            return self.spent / (60 * self.arguments.minutes)
        return self.seen / (self.arguments.epochs * len(self.pictures))

    def batches(self):
        while True:
            # The order depends on the seed and where training stands alone, so that a resumed run goes on alike.
            generator = torch.Generator().manual_seed(self.arguments.seed * 1_000_003 + self.seen)
            yield from torch.utils.data.DataLoader(
                self.pictures, self.arguments.batch, shuffle=True, drop_last=len(self.pictures) >= self.arguments.batch,
                num_workers=self.arguments.readers, generator=generator, persistent_workers=False)

    def run(self, every=10, save_every=300):
        self.model.train()
        device, kind = self.arguments.device, {"bf16": torch.bfloat16, "fp16": torch.float16}.get(self.arguments.precision)
        last, saved, figures = time.monotonic(), time.monotonic(), {}
        for pictures, labels in self.batches():
            if self.share >= 1:
                break
            rate = learning_rate(self.share, self.arguments.lr, self.arguments.least_lr, self.arguments.warm_up)
            for group in self.optimizer.param_groups:
                group["lr"] = rate
            with torch.autocast(device.split(":")[0], kind or torch.bfloat16, enabled=kind is not None):
                loss, told = self.step(pictures.to(device), labels.to(device), self.share)
            if not torch.isfinite(loss):
                raise SystemExit(f"step {self.steps}: the loss is {loss.item()}; lower --lr, or use --precision fp32")
            self.optimizer.zero_grad(set_to_none=True)
            self.scaler.scale(loss).backward()
            self.scaler.step(self.optimizer)
            self.scaler.update()
            self.averaged.decay = min(self.arguments.average, (1 + self.steps) / (10 + self.steps))
            self.averaged.update(self.model)
            self.steps, self.seen = self.steps + 1, self.seen + len(pictures)
            now = time.monotonic()
            # A machine that slept meanwhile did not train.
            self.spent, last = self.spent + min(now - last, 60), now
            for name, value in {"loss": loss.item(), **told}.items():
                figures[name] = 0.98 * figures.get(name, value) + 0.02 * value
            if self.steps % every == 0:
                self.log(rate, figures)
            if now - saved > save_every:
                self.store()
                saved = now
        self.store()

    def log(self, rate, figures):
        line = {"step": self.steps, "seen": self.seen, "seconds": round(self.spent), "share": round(self.share, 4),
                "lr": float(f"{rate:.3g}"), **{name: round(value, 4) for name, value in figures.items()}}
        with open(self.out.with_name(self.out.name + ".jsonl"), "a") as log:
            print(json.dumps(line), file=log)
        print(json.dumps(line), flush=True)

    def store(self):
        save(self.averaged.module, self.config, self.out)
        beside = self.state_file.with_name(self.state_file.name + ".new")
        torch.save({"model": self.model.state_dict(), "averaged": self.averaged.module.state_dict(),
                    "optimizer": self.optimizer.state_dict(), "scaler": self.scaler.state_dict(), "steps": self.steps,
                    "seen": self.seen, "spent": self.spent, "random": torch.get_rng_state()}, beside)
        beside.replace(self.state_file)

    def restore(self):
        state = torch.load(self.state_file, map_location=self.arguments.device, weights_only=True)
        self.model.load_state_dict(state["model"])
        self.averaged.module.load_state_dict(state["averaged"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.scaler.load_state_dict(state["scaler"])
        self.steps, self.seen, self.spent = state["steps"], state["seen"], state["spent"]
        torch.set_rng_state(state["random"].cpu())


def parser(description):
    found = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_flags(found)
    return found
