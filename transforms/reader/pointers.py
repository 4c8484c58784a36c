"""Source resolution by the reader's encoder: a pointer network (Vinyals et al. 2015) over the names.

The encoder gives each word three query vectors (as the first or last word of a source, and as the first word of a content) and two key
vectors (as the first or last word of a name). The query of a source is the sum of its three vectors, the key of a name the sum of its two.
Their scaled product is the score of the name for the source.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transforms.reader.windows import Words
from transforms.records import Span

Floats = NDArray[np.float64]
NEAR = (0, 4, 12, 30, 80, 200, 500)
"""Lower bounds, in words, of the distance bins between a name and a source; each bin has a bias."""
NEVER = -1e3
"""Score of an entity without a name in the text that was read."""
_DIGITS = 4
"""Decimals that scores are rounded to, so that they do not depend on the order of floating-point sums."""


@dataclass(frozen=True, slots=True)
class Pointing:
    """Layout and weights of a model's vectors."""

    width: int
    """Length of a vector. Query vectors have one more component at the end: the score of nobody."""
    distance_bias: tuple[tuple[float, ...], tuple[float, ...]]
    """Bias of each distance bin, for names before and after the source."""

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
            sources: for each statement, the source (None if it has none) and the first span of its content.
            names: the spans of names.

        Returns:
            Three arrays: the scores, of shape (sources, names); the same with the distance bias added; the scores of nobody, of shape
            (sources,).
        """
        size = self.pointing.width
        query_words = np.array([self._query_words(source, content) for source, content in sources], dtype=np.int64).reshape(-1, 3)
        key_words = np.array([self._first_and_last(span) for span in names], dtype=np.int64).reshape(-1, 2)
        bounds = np.cumsum([size + 1, size + 1, size + 1, size])
        first, last, content = (self._vectors(query_words[:, row], bounds, row) for row in range(3))
        queries = first + last + content
        keys = self._vectors(key_words[:, 0], bounds, 3) + self._vectors(key_words[:, 1], bounds, 4)
        products = np.round(queries[:, :-1] @ keys.T * size**-0.5, _DIGITS)
        distance = key_words[None, :, 0] - query_words[:, :1]
        distance_bin = np.searchsorted(NEAR, np.abs(distance), side="right") - 1
        biases = np.array(self.pointing.distance_bias)[(distance > 0).astype(np.int64), distance_bin]
        return products, products + biases, np.round(queries[:, -1], _DIGITS)

    def _query_words(self, source: Span | None, content: Span) -> tuple[int, int, int]:
        """Return the indices of the query words: the first and last of the source (or content), and the first of the content."""
        return (*self._first_and_last(source or content), self._first_and_last(content)[0])

    def _first_and_last(self, span: Span) -> tuple[int, int]:
        """Return the indices of the first and the last word of a span."""
        first, last = self.words.between(span)
        first = min(first, len(self.words.starts) - 1)
        return first, max(first, last - 1)

    def _vectors(self, rows: NDArray[np.int64], bounds: NDArray[np.int64], part: int) -> Floats:
        """Return one of the five vectors of some words (rows), which are separated at `bounds`."""
        return np.split(self.vectors[rows].astype(np.float64), bounds, axis=1)[part]
