"""The scorer of candidate speakers: an ensemble of small feed-forward networks, evaluated with NumPy.

`weights/linker.json` describes the arrays that `weights/linker.bin` has one after another; `training/linker.py` writes both.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from transforms.lexicon.words import ENGLISH
from transforms.models import WeightsError, model_files
from transforms.speakers.features import FEATURES, STATE_FEATURES

Floats = NDArray[np.float64]
LINKER, WORLD_LINKER = "linker", "linker-world"
"""The scorers for English and for all other languages."""
_DIGITS = 5
"""Decimals that scores are rounded to, so that they do not depend on the order of floating-point sums."""


@dataclass(frozen=True, slots=True)
class Network:
    """An ensemble of networks with two hidden layers (ReLU); the score is their mean."""

    first: Floats
    """Weights of the first layer, of shape (features, hidden units of all networks)."""
    first_bias: Floats
    second: Floats
    """Of shape (networks, hidden units, units of the second layer)."""
    second_bias: Floats
    last: Floats
    """Of shape (networks, units of the second layer)."""

    def prepared(self, table: NDArray[np.float32]) -> Floats:
        """Return the part of the first layer that does not depend on previous speakers, for all statements and candidates."""
        return table[..., :-STATE_FEATURES].astype(np.float64) @ self.first[:-STATE_FEATURES] + self.first_bias

    def chances(self, prepared: Floats, state: NDArray[np.float32]) -> Floats:
        """Return the probability of each candidate of one statement (softmax of the scores).

        `prepared` is its part of `prepared()`, `state` its features of previous speakers.
        """
        hidden = np.maximum(prepared + state @ self.first[-STATE_FEATURES:], 0.0).reshape(len(state), len(self.second), -1)
        scores = sum(self._score(hidden[:, number], number) for number in range(len(self.second))) / len(self.second)
        scores = np.round(scores, _DIGITS)
        likely = np.exp(scores - scores.max())
        return np.asarray(likely / likely.sum())

    def _score(self, hidden: Floats, number: int) -> Floats:
        """Return the scores of one network, given its first hidden layer."""
        return np.asarray(np.maximum(hidden @ self.second[number] + self.second_bias[number], 0.0) @ self.last[number])


def load_network(language: str = ENGLISH) -> Network:
    """Load the scorer for a language once per process.

    Raises:
        WeightsError: its files are missing or damaged, or it was trained on other features.
    """
    return _load(LINKER if language == ENGLISH else WORLD_LINKER)


@cache
def _load(name: str) -> Network:
    found = model_files(name)
    if found.described["facts"] != FEATURES:
        raise WeightsError(f"the model {name} was trained on {found.described['facts']} features, but there are {FEATURES}: train it again")
    return Network(*found.arrays(f"{name}.bin"))
