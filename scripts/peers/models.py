"""The networks that are measured, as PyTorch modules with random weights and the inputs that they take."""
import pathlib
import sys

import timm
import torch

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "reference"))
from lfvit import LFViT  # noqa: E402


class Focus(torch.nn.Module):
    """LF-ViT's focus stage at m = 5 with a region chosen beforehand, as Fovea's engine is measured."""

    def __init__(self):
        super().__init__()
        self.model = LFViT(dim=384, heads=6).eval()
        attention = torch.rand(1, 49, generator=torch.Generator().manual_seed(1))
        _, kept, reused = self.model.choose(attention)
        self.register_buffer("kept", kept)
        self.register_buffer("reused", reused)

    def forward(self, high, features, tokens):
        batch = high.shape[0]
        self.model.choose = lambda gca, m=None: (
            None, self.kept.expand(batch, -1), self.reused.expand(batch, -1))
        return self.model.focus(high, features, tokens, None)


def make(name, batch):
    """-> module, its inputs."""
    torch.manual_seed(0)
    if name == "small-focus":
        module = Focus().eval()
        return module, (torch.randn(batch, 3, 224, 224), torch.randn(batch, 49, 384), torch.randn(batch, 49, 384))
    size = int(name.split("-")[1])
    module = timm.create_model("deit_small_patch16_224", pretrained=False, img_size=size).eval()
    return module, (torch.randn(batch, 3, size, size),)
