"""The teacher's encoder: MPNet (Song et al. 2020, https://arxiv.org/abs/2004.09297), twice as deep and wide as the reader's.

Its word pieces are those of BERT, so that a teacher and a reader see the same words; only the numbers of the pieces differ.
"""

import math
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from training.model import Layer, Size
from transforms.reader.windows import FEATURES

WIDTH, LAYERS, HEADS, VOCABULARY, POSITIONS = 768, 12, 12, 30527, 514
BUCKETS, FARTHEST = 32, 128
_SHIFT = 4
_SPECIAL = {0: 1, 101: 0, 102: 2, 103: 30526}
"""MPNet's ids of BERT's [PAD], [CLS], [SEP] and [MASK]; any other id is BERT's plus four."""


class MpnetEncoder(nn.Module):
    """MPNet, with letter case and quotation marks at the input."""

    width = WIDTH

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.words, self.positions = nn.Embedding(VOCABULARY, WIDTH), nn.Embedding(POSITIONS, WIDTH)
        self.features, self.distances = nn.Embedding(FEATURES, WIDTH), nn.Embedding(BUCKETS, HEADS)
        nn.init.zeros_(self.features.weight)
        self.norm, self.dropout = nn.LayerNorm(WIDTH, eps=1e-5), nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(Size(WIDTH, WIDTH // HEADS, HEADS, 4 * WIDTH), dropout, 1e-5) for _ in range(LAYERS))
        numbers = torch.arange(VOCABULARY) + _SHIFT
        for bert, own in _SPECIAL.items():
            numbers[bert] = own
        self.register_buffer("numbers", numbers, persistent=False)
        self.register_buffer("buckets", _buckets(POSITIONS), persistent=False)

    def forward(self, pieces: Tensor, features: Tensor, mask: Tensor | None = None) -> Tensor:
        """Return the last layer's output, of shape (batch, pieces, width), for pieces numbered as BERT does."""
        length = pieces.shape[1]
        positions = torch.arange(length, device=pieces.device) + 2
        x = self.dropout(self.norm(self.words(self.numbers[pieces]) + self.positions(positions) + self.features(features)))
        bias = self.distances(self.buckets[:length, :length]).permute(2, 0, 1)[None]
        if mask is not None:
            bias = bias.masked_fill(~mask[:, None, None, :], -1e4)
        for layer in self.layers:
            x = layer(x, bias)
        return x

    def freeze(self, layers: int) -> None:
        """Freeze the word embeddings and the lowest layers."""
        for part in (self.words, self.positions, *self.layers[:layers]):
            part.requires_grad_(False)  # noqa: FBT003 - the signature is torch's

    def load(self, folder: Path) -> None:
        """Load the weights of a Hugging Face MPNet of this size from `folder/model.safetensors`."""
        theirs = load_file(folder / "model.safetensors")
        own = {
            "words.weight": theirs["embeddings.word_embeddings.weight"],
            "positions.weight": theirs["embeddings.position_embeddings.weight"],
            "features.weight": self.features.weight.detach(),
            "distances.weight": theirs["encoder.relative_attention_bias.weight"],
        }
        names = {
            "query": "attention.attn.q", "key": "attention.attn.k", "value": "attention.attn.v",
            "attended": "attention.attn.o", "norm_attended": "attention.LayerNorm",
            "wide": "intermediate.dense", "narrow": "output.dense", "norm": "output.LayerNorm",
        }  # fmt: skip
        for kind in ("weight", "bias"):
            own[f"norm.{kind}"] = theirs[f"embeddings.LayerNorm.{kind}"]
            for layer in range(LAYERS):
                for name, their in names.items():
                    own[f"layers.{layer}.{name}.{kind}"] = theirs[f"encoder.layer.{layer}.{their}.{kind}"]
        self.load_state_dict(own)


def _buckets(length: int) -> Tensor:
    """Return the bucket of each distance between two pieces: near ones their own, farther ones shared, in logarithmic steps (as T5)."""
    distance = torch.arange(length)[:, None] - torch.arange(length)[None, :]
    half, exact = BUCKETS // 2, BUCKETS // 4
    far = exact + (torch.log(distance.abs().clamp(min=1) / exact) / math.log(FARTHEST / exact) * (half - exact)).long()
    return (distance < 0) * half + torch.where(distance.abs() < exact, distance.abs(), far.clamp(max=half - 1))
