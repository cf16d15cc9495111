"""The plain ViT that is imitated: its answers, and where in the picture it found them."""
import torch
import torch.nn.functional as F

from reference import load
from pictures import normalised


class Teacher:
    """Judges pictures; `blocks` last blocks tell which patches the answer came from."""

    def __init__(self, path, blocks=4, device="cpu"):
        self.model, self.config = load(path)
        self.model.to(device)
        self.blocks = blocks
        for parameter in self.model.parameters():
            parameter.requires_grad_(False)

    def __call__(self, pixels):
        """pixels [B,3,S,S] in 0..1 -> logits [B,classes], relevance [B,G,G] that sums to 1.

        Relevance of a patch: the class token's attention to it, times what the first answer's logit gains by more of
        it, where positive, summed over the last blocks and averaged over heads (attention x gradient, after Chefer et al.,
        "Generic Attention-model Explainability", 2021).
        """
        model = self.model
        with torch.no_grad():
            x = model.patch_embed(normalised(pixels, self.config))
            x = torch.cat((model.cls_token.expand(len(x), -1, -1), x), 1) + model.pos_embed
            for block in model.blocks[:-self.blocks]:
                x, _ = block(x)
        rows = []
        with torch.enable_grad():
            x.requires_grad_(True)
            for block in model.blocks[-self.blocks:]:
                y, attention = attended(block.attn, block.norm1(x))
                rows.append(attention)
                x = x + y
                x = x + block.mlp(block.norm2(x))
            logits = model.head(model.norm(x)[:, 0])
            gradients = torch.autograd.grad(logits.max(1).values.sum(), rows)
        relevance = sum((row * gradient).detach()[:, :, 0, 1:].float().relu().mean(1)
                        for row, gradient in zip(rows, gradients))
        side = int(relevance.shape[1] ** 0.5)
        relevance = relevance / relevance.sum(1, keepdim=True).clamp_min(1e-12)
        return logits.detach().float(), relevance.view(-1, side, side)


def attended(attention, x):
    """Attention with its weights [B,H,T,T] kept."""
    b, n, c = x.shape
    q, k, v = attention.qkv(x).view(b, n, 3, attention.heads, c // attention.heads).permute(2, 0, 3, 1, 4)
    weights = (q @ k.transpose(-2, -1) * (c // attention.heads) ** -0.5).softmax(-1)
    return attention.proj((weights @ v).transpose(1, 2).reshape(b, n, c)), weights


def coarse(relevance, grid):
    """[B,2g,2g] -> [B,g*g]: what each of localization's cells has of it."""
    return F.avg_pool2d(relevance[:, None], relevance.shape[1] // grid).flatten(1) * (relevance.shape[1] // grid) ** 2
