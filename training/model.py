"""The reader's model: a small BERT encoder with linear heads for names and attributions, each with a linear-chain CRF.

The encoder is MiniLM-L6 (Wang et al. 2020, https://arxiv.org/abs/2002.10957), which is uncased; an embedding of each word's letter case and
quotation state is added to its input.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from training.readings import NAME_TAGS, PART_TAGS
from transforms.reader.pointers import NEAR
from transforms.reader.windows import FEATURES

WIDTH, LAYERS, HEADS, VOCABULARY, POSITIONS = 384, 6, 12, 30522, 512
HEAD = WIDTH // HEADS
"""Width of an attention head."""
WHOLE = ((HEADS, 4 * WIDTH),) * LAYERS
"""Attention heads and inner units of each layer of MiniLM-L6."""
FORBIDDEN = -1e4
DROPOUT = 0.1
POINTER = 48
"""Width of the source-resolution vectors, …"""
PARTS = (POINTER + 1,) * 3 + (POINTER,) * 2
"""… of a query with its score of nobody, and of a key."""


class Size(NamedTuple):
    """The size of a layer."""

    width: int
    head: int
    """Width of an attention head."""
    heads: int
    inner: int
    """Units between the two products."""


class Layer(nn.Module):
    """One layer of BERT."""

    def __init__(self, size: Size, dropout: float, eps: float) -> None:
        super().__init__()
        width, head, heads, inner = size
        self.head, self.heads = head, heads
        self.query, self.key, self.value = (nn.Linear(width, head * heads) for _ in range(3))
        self.attended, self.wide, self.narrow = nn.Linear(head * heads, width), nn.Linear(width, inner), nn.Linear(inner, width)
        self.norm_attended, self.norm = nn.LayerNorm(width, eps=eps), nn.LayerNorm(width, eps=eps)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, bias: Tensor | None) -> Tensor:
        """Return the output for `x` of shape (batch, pieces, width); `bias` is added to the attention scores."""
        batch, length, _ = x.shape
        query, key, value = (part(x).view(batch, length, self.heads, -1).transpose(1, 2) for part in (self.query, self.key, self.value))
        if bias is None:
            scores = torch.softmax(query @ key.transpose(2, 3) * self.head**-0.5, dim=3)
            heads = scores @ value
        else:
            with torch.autocast("cpu", enabled=False):  # its gradient takes five times as long in 16 bits
                heads = functional.scaled_dot_product_attention(query.float(), key.float(), value.float(), bias)
        x = self.norm_attended(x + self.dropout(self.attended(heads.transpose(1, 2).flatten(2))))
        return self.norm(x + self.dropout(self.narrow(functional.gelu(self.wide(x)))))


class Encoder(nn.Module):
    """BERT with an embedding of letter case and quotation state at the input; of a deeper encoder, the lowest layers."""

    width = WIDTH

    def __init__(self, dropout: float, shape: Sequence[tuple[int, int]] = WHOLE, vocabulary: int = VOCABULARY) -> None:
        super().__init__()
        self.words, self.positions = nn.Embedding(vocabulary, WIDTH), nn.Embedding(POSITIONS, WIDTH)
        self.features = nn.Embedding(FEATURES, WIDTH)
        nn.init.zeros_(self.features.weight)
        self.norm, self.dropout = nn.LayerNorm(WIDTH, eps=1e-12), nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(Size(WIDTH, HEAD, *layer), dropout, 1e-12) for layer in shape)

    def forward(self, pieces: Tensor, features: Tensor, mask: Tensor | None = None) -> Tensor:
        """Return the last layer's output, of shape (batch, pieces, width)."""
        return self.outputs(pieces, features, mask)[-1]

    def outputs(self, pieces: Tensor, features: Tensor, mask: Tensor | None = None) -> list[Tensor]:
        """Return the output of every layer."""
        positions = torch.arange(pieces.shape[1], device=pieces.device)
        x = self.dropout(self.norm(self.words(pieces) + self.positions(positions) + self.features(features)))
        bias = None if mask is None else torch.zeros(mask.shape).masked_fill(~mask, FORBIDDEN)[:, None, None, :]
        found = []
        for layer in self.layers:
            x = layer(x, bias)
            found.append(x)
        return found

    def freeze(self, layers: int) -> None:
        """Freeze the word embeddings and the lowest layers."""
        for part in (self.words, *self.layers[:layers]):
            part.requires_grad_(False)  # noqa: FBT003 - the signature is torch's

    def load(self, folder: Path) -> None:
        """Load the weights of a Hugging Face BERT of this size from `folder/model.safetensors`."""
        theirs = load_file(folder / "model.safetensors")
        kinds = theirs["embeddings.token_type_embeddings.weight"][0]
        own = {
            "words.weight": theirs["embeddings.word_embeddings.weight"] + kinds,
            "positions.weight": theirs["embeddings.position_embeddings.weight"],
            "features.weight": self.features.weight.detach(),
        }
        names = {
            "query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
            "attended": "attention.output.dense", "norm_attended": "attention.output.LayerNorm",
            "wide": "intermediate.dense", "narrow": "output.dense", "norm": "output.LayerNorm",
        }  # fmt: skip
        for kind in ("weight", "bias"):
            own[f"norm.{kind}"] = theirs[f"embeddings.LayerNorm.{kind}"]
            for layer in range(len(self.layers)):
                for name, their in names.items():
                    own[f"layers.{layer}.{name}.{kind}"] = theirs[f"encoder.layer.{layer}.{their}.{kind}"]
        self.load_state_dict(own)


class Crf(nn.Module):
    """A linear-chain CRF over BIO tags: an I- tag follows only a B- or I- tag of its own class."""

    def __init__(self, tags: tuple[str, ...]) -> None:
        super().__init__()
        self.transitions = nn.Parameter(torch.zeros(len(tags), len(tags)))
        follows = [[not after.startswith("I-") or before[1:] == after[1:] for after in tags] for before in tags]
        self.register_buffer("forbidden", torch.where(torch.tensor(follows), 0.0, FORBIDDEN))

    def scores(self) -> Tensor:
        """Return the transition score from row tag to column tag."""
        return self.transitions + self.forbidden

    def loss(self, emissions: Tensor, allowed: Tensor, present: Tensor) -> Tensor:
        """Return the negative log-likelihood of the allowed taggings, by window.

        Args:
            emissions: of shape (windows, words, tags).
            allowed: which tags each word may have, same shape; more than one where the annotation leaves it open.
            present: true for words, false for padding, of shape (windows, words).
        """
        masked = emissions.masked_fill(~allowed, FORBIDDEN)
        total, gold = _sums(torch.cat([emissions, masked]), torch.cat([present, present]), self.scores()).chunk(2)
        return total - gold

    def distance(self, emissions: Tensor, taught: Tensor, present: Tensor) -> Tensor:
        """Return the divergence of each word's tag probabilities from the teacher's, by window; transitions get no gradient.

        The gradient at a word is its marginal probability less the taught one, which is what a teacher's distribution over whole
        taggings comes to when transitions are given. The least value is not 0.

        Args:
            emissions: of shape (windows, words, tags).
            taught: probability of each tag, same shape; 0 in padding.
            present: true for words, false for padding, of shape (windows, words).
        """
        return _sums(emissions, present, self.scores().detach()) - (emissions * taught).sum((1, 2))


def _sums(emissions: Tensor, present: Tensor, transitions: Tensor) -> Tensor:
    """Return the logarithm of the summed weights of all taggings, by window."""
    alpha = emissions[:, 0] + transitions[0]
    for step in range(1, emissions.shape[1]):
        further = torch.logsumexp(alpha[:, :, None] + transitions, dim=1) + emissions[:, step]
        alpha = torch.where(present[:, step, None], further, alpha)
    return torch.logsumexp(alpha, dim=1)


class Pointer(nn.Module):
    """The source-resolution head: see `transforms.reader.pointers`."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.words = nn.Linear(width, sum(PARTS))
        self.near = nn.Parameter(torch.zeros(2, len(NEAR)))


class ReaderModel(nn.Module):
    """Emissions for names and statements per word, and source-resolution vectors.

    A head more learns attributions as PolNeAR has them, and is not exported.
    """

    def __init__(self, encoder: nn.Module) -> None:
        super().__init__()
        self.encoder = encoder
        self.dropout = nn.Dropout(DROPOUT)
        self.names, self.parts, self.wider = (nn.Linear(encoder.width, len(tags)) for tags in (NAME_TAGS, PART_TAGS, PART_TAGS))
        self.name_crf, self.part_crf, self.wider_crf = Crf(NAME_TAGS), Crf(PART_TAGS), Crf(PART_TAGS)
        self.pointer = Pointer(encoder.width)

    def forward(self, pieces: Tensor, features: Tensor, firsts: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor, Tensor]:
        """Return emissions of shape (batch, words, tags) for names, statements and attributions; `firsts` are the words' first pieces."""
        return self.emissions(self.encoder(pieces, features, mask), firsts)

    def emissions(self, x: Tensor, firsts: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return the heads' emissions for the encoder's output."""
        return self.tags(self.states(x, firsts))

    def states(self, x: Tensor, firsts: Tensor) -> Tensor:
        """Return the encoder's output for each word."""
        return self.dropout(x.float().gather(1, firsts[:, :, None].expand(-1, -1, x.shape[2])))

    def tags(self, states: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return the tag emissions of the heads for names, statements and attributions."""
        return self.names(states), self.parts(states), self.wider(states)
