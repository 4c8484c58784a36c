"""The network that judges the blocks of a page by their facts: plain arrays, evaluated with numpy.

`weights/blocks.json` describes the arrays that lie one after another in `weights/blocks.bin`; `training/body.py` makes both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from transforms.models import model_files

Floats = NDArray[np.float64]

_LIMIT = 4.0
"""Deviations from the mean beyond which a fact counts no more."""
_SPREAD = 3
"""Distance of the blocks that the second convolution sees."""
_SURE = 30.0
"""The score that counts for certain."""


@dataclass(frozen=True, slots=True)
class Network:
    """Several networks that learned the same with other chances: the mean of their scores counts."""

    nets: Sequence[Sequence[Floats]]
    """The arrays of each, in the order in which `training.blocknet` gives them."""

    def chances(self, facts: Floats) -> Floats:
        """Return how likely each block of a page is of the body, 0 to 1, by its facts, of shape (blocks, facts)."""
        score = sum(_scores(facts, net) for net in self.nets) / len(self.nets)
        return np.asarray(1.0 / (1.0 + np.exp(-np.clip(score, -_SURE, _SURE))))


def _scores(facts: Floats, net: Sequence[Floats]) -> Floats:
    mean, deviation, enter, enter_bias, near, near_bias, far, far_bias, look, look_bias, page, page_bias, *last = net
    hidden, hidden_bias, out, out_bias, straight, straight_bias = last
    seen = np.clip((facts - mean) / deviation, -_LIMIT, _LIMIT)
    blocks = np.maximum(seen @ enter.T + enter_bias, 0)
    by = np.maximum(_convolved(blocks, near, 1) + near_bias, 0)
    beyond = np.maximum(_convolved(by, far, _SPREAD) + far_bias, 0)
    looks = blocks @ look.T + look_bias
    shares = np.exp(looks - looks.max(axis=0))
    whole = (shares / shares.sum(axis=0)).T @ blocks
    of_page = np.maximum(page @ whole.ravel() + page_bias, 0)
    together = np.concatenate([blocks, by, beyond, np.broadcast_to(of_page, (len(facts), len(of_page)))], axis=1)
    decided = np.maximum(together @ hidden.T + hidden_bias, 0)
    return np.asarray((decided @ out.T + out_bias + seen @ straight.T + straight_bias)[:, 0])


def _convolved(values: Floats, weights: Floats, spread: int) -> Floats:
    """Return the sums over the neighbours of each block; `weights` are of shape (units out, units in, neighbours)."""
    reach = weights.shape[2] // 2 * spread
    padded = np.pad(values, ((reach, reach), (0, 0)))
    shifted = (padded[at * spread : at * spread + len(values)] @ weights[:, :, at].T for at in range(weights.shape[2]))
    return np.asarray(sum(shifted))


@cache
def load_network() -> Network:
    """Load the network, once a process.

    Raises:
        WeightsError: its files are missing or damaged.
    """
    found = model_files("blocks")
    arrays = found.arrays("blocks.bin")
    each = len(arrays) // found.described["networks"]
    return Network([arrays[start : start + each] for start in range(0, len(arrays), each)])
