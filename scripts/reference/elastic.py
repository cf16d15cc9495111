"""LF-ViT whose focus stage is a LookupViT (docs/lookupvit.md): the reference that the engine is checked against.

The focus sequence without its class token is the lookup tokens. A canvas of the fine grid, on which every cell that is not
kept lies four times, is resized bilinearly and gives the compressed tokens.
"""
import torch
import torch.nn.functional as F
from torch import nn

from lfvit import LFViT
from lookupvit import LookupBlock


class LookupFocus(nn.Module):
    """LookupViT's blocks and heads on tokens that come from elsewhere."""

    def __init__(self, classes, dim, depth, heads, reverse_norm="none", align_corners=False, antialias=False):
        super().__init__()
        self.align_corners, self.antialias = align_corners, antialias
        self.blocks = nn.ModuleList([LookupBlock(dim, heads, reverse_norm) for _ in range(depth)])
        self.norm_compressed, self.norm_lookup = nn.LayerNorm(dim, eps=1e-6), nn.LayerNorm(dim, eps=1e-6)
        self.head_compressed, self.head_lookup = nn.Linear(dim, classes), nn.Linear(dim, classes)

    def compress(self, canvas, side):
        """canvas [B, D, g, g] -> compressed tokens [B, side * side, D]."""
        return F.interpolate(canvas, size=(side, side), mode="bilinear", align_corners=self.align_corners,
                             antialias=self.antialias).flatten(2).transpose(1, 2)

    def forward(self, compressed, lookup):
        for block in self.blocks:
            compressed, lookup = block(compressed, lookup)
        return (self.head_compressed(self.norm_compressed(compressed).mean(1)),
                self.head_lookup(self.norm_lookup(lookup).mean(1)))


class ElasticLFViT(LFViT):
    def __init__(self, reverse_norm="none", align_corners=False, antialias=False, **args):
        super().__init__(**args)
        self.elastic = LookupFocus(args["classes"], args["dim"], args["depth"], args["heads"], reverse_norm,
                                   align_corners, antialias)

    def tokens(self, high, features, tokens, gca, m=None):
        """-> lookup tokens [B, N, D] in focus's order, canvas [B, D, 2n, 2n]."""
        x = self.patch_embed(high)
        b, n, d = x.shape
        fused = self.reuse_block(features).transpose(1, 2).reshape(b, d, self.grid, self.grid)
        fused = F.interpolate(fused, scale_factor=2, mode="nearest").flatten(2).transpose(1, 2)
        x = x + fused + self.pos_embed_list[1][:, 1:]
        _, kept, reused = self.choose(gca, m)
        pick = lambda t, i: t.gather(1, i[..., None].expand(-1, -1, d))
        lookup = torch.cat((pick(x, self.fine_index(kept)), pick(tokens, reused)), 1)
        places = torch.cat([self.fine_index(kept)] + [self.fine_index(reused)], 1)
        values = torch.cat((lookup[:, :4 * kept.shape[1]], lookup[:, 4 * kept.shape[1]:].repeat(1, 4, 1)), 1)
        canvas = torch.zeros_like(x).scatter(1, places[..., None].expand(-1, -1, d), values)
        return lookup, canvas.transpose(1, 2).reshape(b, d, 2 * self.grid, 2 * self.grid)

    def elastic_focus(self, high, features, tokens, gca, side=5, m=None):
        """-> logits of the compressed head and of the lookup head."""
        lookup, canvas = self.tokens(high, features, tokens, gca, m)
        return self.elastic(self.elastic.compress(canvas, side), lookup)
