"""The scorer: small networks, evaluated with numpy, that score each candidate of a statement from its features.

`weights/linker.json` describes the arrays that lie one after another in `weights/linker.bin`; `training/linker.py` makes both.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from transforms.lexicon.words import ENGLISH
from transforms.models import WeightsError, model_files
from transforms.speakers.facts import COURSE, FACTS

Floats = NDArray[np.float64]
LINKER, WORLD_LINKER = "linker", "linker-world"
"""The scorers: of English, and of all other languages."""
_DIGITS = 5
"""Decimals of a score that count, so that the order of a sum does not matter."""


@dataclass(frozen=True, slots=True)
class Network:
    """An ensemble of networks with two hidden layers; the score is their mean."""

    first: Floats
    """Feature, hidden unit of any network."""
    first_bias: Floats
    second: Floats
    """Network, hidden unit, hidden unit of the second layer."""
    second_bias: Floats
    last: Floats
    """Network, hidden unit of the second layer."""

    def prepared(self, table: NDArray[np.float32]) -> Floats:
        """Return the part of the first layer that is independent of previous speakers, for all statements and candidates."""
        return table[..., :-COURSE].astype(np.float64) @ self.first[:-COURSE] + self.first_bias

    def chances(self, prepared: Floats, course: NDArray[np.float32]) -> Floats:
        """Return the probability of each candidate of one statement."""
        hidden = np.maximum(prepared + course @ self.first[-COURSE:], 0.0).reshape(len(course), len(self.second), -1)
        scores = sum(self._score(hidden[:, number], number) for number in range(len(self.second))) / len(self.second)
        scores = np.round(scores, _DIGITS)
        likely = np.exp(scores - scores.max())
        return np.asarray(likely / likely.sum())

    def _score(self, hidden: Floats, number: int) -> Floats:
        """Return a network's scores from its first layer."""
        return np.asarray(np.maximum(hidden @ self.second[number] + self.second_bias[number], 0.0) @ self.last[number])


def load_network(language: str = ENGLISH) -> Network:
    """Load the scorer of a language once per process: one for English, one for all others.

    Raises:
        WeightsError: its files are missing or damaged, or are of other facts than these.
    """
    return _load(LINKER if language == ENGLISH else WORLD_LINKER)


@cache
def _load(name: str) -> Network:
    found = model_files(name)
    if found.described["facts"] != FACTS:
        raise WeightsError(f"the model {name} was trained on {found.described['facts']} facts, and there are {FACTS}: train it again")
    return Network(*found.arrays(f"{name}.bin"))
