"""Small networks with two hidden layers that score candidates: training, and combination into an ensemble."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from training.choices import Pool
from transforms.speakers.network import Network

Arrays = tuple[NDArray[np.float64], ...]
_LEAST = 0.05
"""Minimum standard deviation of a feature, so that a rare one does not get too much weight."""
_NEVER = -1e9


@dataclass(frozen=True, slots=True)
class Options:
    """Training options of a network."""

    seed: int = 1
    passes: int = 18
    rate: float = 4e-3
    decay: float = 1e-2
    hidden: int = 64
    deeper: int = 24
    dropout: float = 0.2
    batch: int = 128

    def with_seed(self, seed: int) -> "Options":
        """Return the options with another seed."""
        return replace(self, seed=seed)

    def as_dict(self) -> dict[str, Any]:
        """Return the options by name."""
        return asdict(self)


def learn(pool: Pool, kept: NDArray[np.bool_], options: Options) -> Arrays:
    """Return the parameters of a network trained to maximise the probability of the right candidates."""
    torch.manual_seed(options.seed)
    chance = np.random.default_rng(options.seed)
    answered = np.add.reduceat(pool.right, pool.starts) > 0
    numbers = np.flatnonzero(kept & answered)
    rows = np.concatenate([np.arange(pool.starts[n], pool.starts[n] + pool.sizes[n]) for n in numbers])
    mean, spread = pool.table[rows].mean(axis=0), np.maximum(pool.table[rows].std(axis=0), _LEAST)
    table, right = torch.from_numpy((pool.table - mean) / spread), torch.from_numpy(pool.right)
    width = table.shape[1]
    layers = [torch.nn.Linear(width, options.hidden), torch.nn.Linear(options.hidden, options.deeper), torch.nn.Linear(options.deeper, 1)]
    first, second, last = layers
    net = torch.nn.Sequential(first, torch.nn.ReLU(), torch.nn.Dropout(options.dropout), second, torch.nn.ReLU(), last)
    optimizer = torch.optim.AdamW(net.parameters(), lr=options.rate, weight_decay=options.decay)
    steps = options.passes * -(-len(numbers) // options.batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, options.rate, total_steps=steps)
    net.train()
    for _ in range(options.passes):
        chance.shuffle(numbers)
        for begin in range(0, len(numbers), options.batch):
            loss = _loss(net, table, right, pool, numbers[begin : begin + options.batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    weights = [parameter.detach().numpy().astype(np.float64) for layer in layers for parameter in (layer.weight, layer.bias)]
    scaled = weights[0] / spread
    return scaled.T, weights[1] - scaled @ mean, weights[2].T, weights[3], weights[4][0]


def _loss(net: torch.nn.Module, table: torch.Tensor, right: torch.Tensor, pool: Pool, chosen: NDArray[np.int64]) -> torch.Tensor:
    """Return the negative log-likelihood of the right candidates."""
    sizes = pool.sizes[chosen]
    columns = np.arange(int(sizes.max()))[None, :]
    present = columns < sizes[:, None]
    rows = torch.from_numpy((pool.starts[chosen][:, None] + columns)[present])
    mask = torch.from_numpy(present)
    scores = torch.full(present.shape, _NEVER).masked_scatter(mask, net(table[rows]).squeeze(-1))
    right = torch.zeros(present.shape, dtype=torch.bool).masked_scatter(mask, right[rows])
    return (torch.logsumexp(scores, 1) - torch.logsumexp(scores.masked_fill(~right, _NEVER), 1)).mean()


def ensemble(networks: Sequence[Arrays]) -> Network:
    """Return several networks as one ensemble."""
    first, first_bias, second, second_bias, last = zip(*networks, strict=True)
    return Network(np.concatenate(first, axis=1), np.concatenate(first_bias), np.stack(second), np.stack(second_bias), np.stack(last))
