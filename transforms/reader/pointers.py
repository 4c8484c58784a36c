"""Source resolution by the reader's encoder: vectors of words that are close to those of the names meant.

Each word has three vectors of what it asks for, as the first or last word of a source or as the first of what is said, and two of what it
offers, as the first or last word of a name. A source asks with the sum of its own, a name offers the sum of its own; their product is the
score of the name for the source.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transforms.reader.windows import Words
from transforms.records import Span

Floats = NDArray[np.float64]
NEAR = (0, 4, 12, 30, 80, 200, 500)
"""Distances in words between a name and a source at which the bias changes."""
NEVER = -1e3
"""Score of an entity without a name in the text read."""
_DIGITS = 4
"""Decimals of a score that count, so that the order of a sum does not matter."""


@dataclass(frozen=True, slots=True)
class Pointing:
    """Layout and weights of a model's vectors."""

    width: int
    """Length of a vector; query vectors have one more number at the end, the score of nobody."""
    near: tuple[tuple[float, ...], tuple[float, ...]]
    """Bias by word distance, for names before and after the source."""

    @property
    def columns(self) -> int:
        """Return the number of values per word."""
        return 5 * self.width + 3


@dataclass(frozen=True, slots=True)
class Pointers:
    """The vectors of the words of one article."""

    words: Words
    vectors: NDArray[np.float16]
    """One row per word; 0 for words that were not read."""
    pointing: Pointing

    def scores(self, sources: Sequence[tuple[Span | None, Span]], names: Sequence[Span]) -> tuple[Floats, Floats, Floats]:
        """Return the scores of names for sources.

        Args:
            sources: of each statement the source, or None where it has none, and the first span of its content.
            names: spans of names.

        Returns:
            Two arrays of source and name, the score and the same with the offset by the words between, and the score of nobody by source.
        """
        size = self.pointing.width
        asked = np.array([self._asked(source, content) for source, content in sources], dtype=np.int64).reshape(-1, 3)
        offered = np.array([self._ends(span) for span in names], dtype=np.int64).reshape(-1, 2)
        cuts = np.cumsum([size + 1, size + 1, size + 1, size])
        first, last, content = (self._taken(asked[:, row], cuts, row) for row in range(3))
        asks = first + last + content
        offers = self._taken(offered[:, 0], cuts, 3) + self._taken(offered[:, 1], cuts, 4)
        found = np.round(asks[:, :-1] @ offers.T * size**-0.5, _DIGITS)
        apart = offered[None, :, 0] - asked[:, :1]
        step = np.searchsorted(NEAR, np.abs(apart), side="right") - 1
        offsets = np.array(self.pointing.near)[(apart > 0).astype(np.int64), step]
        return found, found + offsets, np.round(asks[:, -1], _DIGITS)

    def _asked(self, source: Span | None, content: Span) -> tuple[int, int, int]:
        """Return the query words: first and last of the source (or content), and first of the content."""
        return (*self._ends(source or content), self._ends(content)[0])

    def _ends(self, span: Span) -> tuple[int, int]:
        """Return the first and the last word of a span."""
        first, last = self.words.between(span)
        first = min(first, len(self.words.starts) - 1)
        return first, max(first, last - 1)

    def _taken(self, rows: NDArray[np.int64], cuts: NDArray[np.int64], part: int) -> Floats:
        """Return one of the vectors of some words."""
        return np.split(self.vectors[rows].astype(np.float64), cuts, axis=1)[part]
