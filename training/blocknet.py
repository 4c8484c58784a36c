"""The network that classifies the blocks of HTML pages, for training; `transforms.html.block_network` evaluates it.

The features of each block go through a hidden layer, two convolutions over neighbouring blocks, and attention over the whole page.
"""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

SIZE, AROUND, HIDDEN, LOOKS = 40, 24, 32, 2
SPREAD = 3
"""Dilation of the second convolution."""
REACH = 5
"""Kernel size of the convolutions, in blocks."""
LIMIT = 4.0
"""Standard deviations from the mean to which features are clipped."""
DROPOUT, FACT_DROPOUT = 0.15, 0.05
RATE, DECAY, WARM_UP = 4e-3, 0.03, 60
BARE = 0.2
"""Share of pages that are seen without the features from the extractor."""
BATCH, LONGEST = 2500, 400
"""Maximum blocks of a training step, and of a page."""
_OVERLAP = 0.5
"""Weight of the loss for the overlap of bodies, relative to the loss for blocks."""

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TrainingPage:
    """One page for training; arrays have a row per block."""

    facts: Matrix
    """The features."""
    bare: Matrix
    """The features without those from the extractor."""
    inside: NDArray[np.bool_]
    sizes: Matrix
    """The weights of the blocks."""
    weight: float
    """The weight of the page."""


class BlockNet(nn.Module):
    """A network that scores the blocks of pages; positive scores are likely body."""

    def __init__(self, facts: int) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(facts))
        self.register_buffer("deviation", torch.ones(facts))
        self.enter = nn.Linear(facts, SIZE)
        self.near = nn.Conv1d(SIZE, AROUND, REACH, padding=REACH // 2)
        self.far = nn.Conv1d(AROUND, AROUND, REACH, dilation=SPREAD, padding=REACH // 2 * SPREAD)
        self.look = nn.Linear(SIZE, LOOKS)
        self.page = nn.Linear(LOOKS * SIZE, AROUND)
        self.hidden = nn.Linear(SIZE + 3 * AROUND, HIDDEN)
        self.out = nn.Linear(HIDDEN, 1)
        self.straight = nn.Linear(facts, 1)
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, facts: Tensor, present: Tensor) -> Tensor:
        """Return the scores, of shape (pages, blocks); `present` is 1 where a page has a block, of shape (pages, blocks, 1)."""
        seen = ((facts - self.mean) / self.deviation).clamp(-LIMIT, LIMIT)
        if self.training:
            seen = seen * (torch.rand(seen.shape[0], 1, seen.shape[2]) > FACT_DROPOUT)
        blocks = self.dropout(functional.relu(self.enter(seen))) * present
        near = functional.relu(self.near(blocks.transpose(1, 2))) * present.transpose(1, 2)
        far = functional.relu(self.far(near))
        shares = torch.softmax(self.look(blocks) - 1e4 * (1 - present), dim=1)
        page = functional.relu(self.page(torch.einsum("blk,bld->bkd", shares, blocks).flatten(1)))[:, None].expand(-1, blocks.shape[1], -1)
        hidden = functional.relu(self.hidden(torch.cat([blocks, near.transpose(1, 2), far.transpose(1, 2), page], dim=-1)))
        scores: Tensor = (self.out(self.dropout(hidden)) + self.straight(seen))[..., 0]
        return scores


def train(pages: Sequence[TrainingPage], seed: int, epochs: int) -> BlockNet:
    """Return a network trained on pages."""
    torch.manual_seed(seed)
    chance = random.Random(seed)
    known = np.concatenate([page.facts for page in pages])
    net = BlockNet(known.shape[1])
    net.mean.copy_(torch.from_numpy(known.mean(0)))
    net.deviation.copy_(torch.from_numpy(known.std(0) + 0.02))
    optimizer = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=DECAY)
    parts = [_extent(page.inside) for page in pages]
    steps, step = len(_batches(parts, random.Random(seed))) * epochs, 0
    for epoch in range(epochs):
        total = 0.0
        for batch in _batches(parts, chance):
            optimizer.param_groups[0]["lr"] = RATE * min(1.0, (step + 1) / WARM_UP) * max(0.02, _cosine(step / steps))
            error = _loss(net, [pages[index] for index in batch], [parts[index] for index in batch], chance)
            optimizer.zero_grad()
            error.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            step, total = step + 1, total + error.item()
        print(f"seed {seed}, epoch {epoch}: loss {total * epochs / steps:.4f}", flush=True)
    return net.eval()


def _cosine(share: float) -> float:
    return 0.5 * (1 + math.cos(math.pi * min(1.0, share)))


def _extent(inside: NDArray[np.bool_]) -> slice:
    """Return the range of blocks of a page that is used for training: all blocks, or those around the body of a long page."""
    total = len(inside)
    if total <= LONGEST:
        return slice(0, total)
    inside_indices = np.flatnonzero(inside)
    first, last = (int(inside_indices[0]), int(inside_indices[-1])) if len(inside_indices) else (0, 0)
    start = max(0, min(first - LONGEST // 4, total - LONGEST))
    return slice(start, min(total, max(start + LONGEST, last + LONGEST // 8)))


def _batches(parts: Sequence[slice], chance: random.Random) -> list[list[int]]:
    """Return the indices of all pages, in batches of pages of similar length, in random order."""
    sizes = [part.stop - part.start for part in parts]
    made: list[list[int]] = [[]]
    for index in sorted(range(len(parts)), key=lambda index: sizes[index] + chance.randint(-30, 30)):
        if made[-1] and (len(made[-1]) + 1) * sizes[index] > BATCH:
            made.append([])
        made[-1].append(index)
    chance.shuffle(made)
    return made


def _loss(net: BlockNet, pages: Sequence[TrainingPage], parts: Sequence[slice], chance: random.Random) -> Tensor:
    """Return the loss of a batch: cross-entropy of blocks, weighted by words, and overlap (Dice) of the body; pages are weighted."""
    longest = max(part.stop - part.start for part in parts)
    facts = torch.zeros(len(pages), longest, pages[0].facts.shape[1])
    inside, sizes, present = (torch.zeros(len(pages), longest) for _ in range(3))
    for row, (page, part) in enumerate(zip(pages, parts, strict=True)):
        end = part.stop - part.start
        facts[row, :end] = torch.from_numpy((page.bare if chance.random() < BARE else page.facts)[part])
        inside[row, :end] = torch.from_numpy(page.inside[part].astype(np.float32))
        sizes[row, :end] = torch.from_numpy(page.sizes[part])
        present[row, :end] = 1
    scores = net(facts, present[..., None])
    entropy = functional.binary_cross_entropy_with_logits(scores, inside, reduction="none")
    entropy = (entropy * sizes).sum(1) / sizes.sum(1)
    chances = torch.sigmoid(scores)
    overlap = (2 * (chances * inside * sizes).sum(1) + 5) / ((chances * sizes).sum(1) + (inside * sizes).sum(1) + 5)
    weights = torch.tensor([page.weight for page in pages])
    return ((entropy + _OVERLAP * (1 - overlap)) * weights).sum() / weights.sum()


def arrays(net: BlockNet) -> list[Matrix]:
    """Return the parameters of a network, in the order that `transforms.html.block_network` expects."""
    layers = (net.enter, net.near, net.far, net.look, net.page, net.hidden, net.out, net.straight)
    learned = [net.mean, net.deviation, *(value for layer in layers for value in (layer.weight.detach(), layer.bias.detach()))]
    return [value.numpy().astype(np.float32) for value in learned]
