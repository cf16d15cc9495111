"""LookupViT in PyTorch (docs/model.md): the reference that the engine is checked against, and what is trained.

Choices that the paper leaves open are arguments: `reverse_norm` (none | column | softmax) for the transposed attention,
`align_corners` and `antialias` for the bilinear compression. Pre-norm, eps 1e-6, exact GELU, no class token.
"""
import torch
import torch.nn.functional as F
from torch import nn

from lfvit import Attention, Mlp


class LookupBlock(nn.Module):
    def __init__(self, dim, heads, reverse_norm):
        super().__init__()
        self.heads, self.reverse_norm = heads, reverse_norm
        norm = lambda: nn.LayerNorm(dim, eps=1e-6)
        self.gather_norm_compressed, self.gather_norm_lookup = norm(), norm()
        self.gather_query, self.gather_key_value, self.gather_out = (
            nn.Linear(dim, dim), nn.Linear(dim, 2 * dim), nn.Linear(dim, dim))
        self.norm1, self.attn, self.norm2, self.mlp = norm(), Attention(dim, heads), norm(), Mlp(dim, 4 * dim)
        self.infuse_norm, self.infuse_value, self.infuse_out = norm(), nn.Linear(dim, dim), nn.Linear(dim, dim)
        self.lookup_norm, self.lookup_mlp = norm(), Mlp(dim, dim // 2)

    def _split(self, x):
        b, n, d = x.shape
        return x.view(b, n, self.heads, d // self.heads).transpose(1, 2)

    def forward(self, compressed, lookup, last=False, see=lambda name, value: None):
        b, m, d = compressed.shape
        # 1. information gathering: compressed tokens query the lookup tokens; the attention is kept
        q = self._split(self.gather_query(self.gather_norm_compressed(compressed)))
        k, v = (self._split(t) for t in self.gather_key_value(self.gather_norm_lookup(lookup)).chunk(2, -1))
        scores = (q @ k.transpose(-2, -1)) * (d // self.heads) ** -0.5
        attention = scores.softmax(-1)                                                       # [B, H, M, N]
        see("attention", attention)
        compressed = compressed + self.gather_out((attention @ v).transpose(1, 2).reshape(b, m, d))
        see("gathered", compressed)
        # 2. representation refinement: a plain ViT block on the compressed tokens
        compressed = compressed + self.attn(self.norm1(compressed), False)[0]
        compressed = compressed + self.mlp(self.norm2(compressed))
        see("refined", compressed)
        if last:
            return compressed, lookup
        # 3. global context infusion: the same attention, transposed, carries the compressed tokens back
        value = self._split(self.infuse_value(self.infuse_norm(compressed)))
        back = {"none": lambda: attention, "column": lambda: attention / (attention.sum(-2, keepdim=True) + 1e-6),
                "softmax": lambda: scores.softmax(-2)}[self.reverse_norm]().transpose(-2, -1)  # [B, H, N, M]
        lookup = lookup + self.infuse_out((back @ value).transpose(1, 2).reshape(lookup.shape))
        see("infused", lookup)
        # 4. a narrow perceptron on the lookup tokens
        lookup = lookup + self.lookup_mlp(self.lookup_norm(lookup))
        see("lookup", lookup)
        return compressed, lookup


class LookupViT(nn.Module):
    def __init__(self, classes=1000, image=224, dim=192, depth=12, heads=3, reverse_norm="none", align_corners=False,
                 antialias=False):
        super().__init__()
        self.grid, self.align_corners, self.antialias = image // 16, align_corners, antialias
        self.proj = nn.Conv2d(3, dim, 16, 16)
        self.pos_embed = nn.Parameter(torch.zeros(1, dim, self.grid, self.grid))
        nn.init.trunc_normal_(self.pos_embed, std=0.02)
        self.blocks = nn.ModuleList([LookupBlock(dim, heads, reverse_norm) for _ in range(depth)])
        self.norm_compressed, self.norm_lookup = nn.LayerNorm(dim, eps=1e-6), nn.LayerNorm(dim, eps=1e-6)
        self.head_compressed, self.head_lookup = nn.Linear(dim, classes), nn.Linear(dim, classes)

    def compress(self, x, side):
        return F.interpolate(x, size=(side, side), mode="bilinear", align_corners=self.align_corners,
                             antialias=self.antialias)

    def forward(self, x, side=5, compressed_only=False, see=lambda name, value: None):
        """x [B,3,S,S] -> logits of the compressed head and of the lookup head (None when compressed_only)."""
        f = self.proj(x)
        lookup = (f + self.pos_embed).flatten(2).transpose(1, 2)
        compressed = (self.compress(f, side) + self.compress(self.pos_embed, side)).flatten(2).transpose(1, 2)
        see("lookup_tokens", lookup)
        see("tokens", compressed)
        for i, block in enumerate(self.blocks):
            compressed, lookup = block(compressed, lookup, last=compressed_only and i == len(self.blocks) - 1,
                                       see=lambda name, value, i=i: see(f"block.{i}.{name}", value))
        logits = self.head_compressed(self.norm_compressed(compressed).mean(1))
        return logits, None if compressed_only else self.head_lookup(self.norm_lookup(lookup).mean(1))
