"""MinHash sketches of the word 5-grams ("runs") of an article's body, and the similarity of two sketches.

For each of 128 permutations of the runs, the sketch keeps one byte of the smallest hash (Broder 1997). The share of equal bytes of two
sketches estimates the Jaccard similarity of their runs. Words are cut to their first letters, so that `organise` and `organize`, `colour`
and `color` are equal. Numbers are kept whole, because they are what differs between two reports from one template. Only the body counts.

The usual libraries (datasketch, rensa) keep their index in memory, but a release looks up sketches on disk. Only the three lines of
`_sketch` would be left to them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from transforms.characters import folded

SKETCH = 128
"""Bytes of a sketch. The standard error of the estimated Jaccard similarity is at most .044."""
RUN = 5
"""Words in a run. With four, reports from one template that differ in every eighth word count as copies; with six, copies with one changed
word in twenty are missed."""
STEM = 4
"""First letters of a word that are compared."""
LEAST_RUNS = 36
"""Minimum number of distinct runs for a comparison (those of 40 words): shorter texts may be similar by chance."""
LEAST_SHARED = 0.6
"""Minimum share of the shorter article's runs that a near-identical article has too. Of 1.2 million pairs of real articles, seven reach it,
and all seven are versions of one story (`python -m training.copies`)."""
LEAST_OVERLAP = 0.4
"""Minimum Jaccard similarity of the runs. An article cut to less than about this share of its length is an excerpt, not a copy; the bands
would not find such pairs either."""
BANDS = SKETCH // 2
"""Number of keys of a sketch: two articles are compared if they share one (locality-sensitive hashing)."""

BODY = ("body", "list")
"""Roles of the compared paragraphs: outlets put their own headlines and standfirsts before a story."""

Sketches = NDArray[np.uint8]
Keys = NDArray[np.uint32]

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]|[^\W_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]+")
"""A word, or a character of a script that has no spaces."""
_BLOCK = 4096
"""Runs permuted at a time, so that a long article needs no more memory than a short one."""


@dataclass(frozen=True, slots=True)
class Signature:
    """The number of distinct word runs of an article's body, and their sketch."""

    runs: int
    sketch: bytes


def sign(texts: Sequence[str]) -> Signature | None:
    """Return the signature of a body, or None if it is too short."""
    words = np.array([crc32(word.encode()) for text in texts for word in _words(text)], np.uint64)
    if len(words) < RUN:
        return None
    runs = np.unique(_runs(words))
    return Signature(len(runs), _sketch(runs).tobytes()) if len(runs) >= LEAST_RUNS else None


def keys(sketches: Sketches) -> Keys:
    """Return the keys of sketches, a row per sketch: each four adjacent bytes, and each four bytes at a distance of a quarter.

    The probability that two articles share a key is .97 at a Jaccard similarity of .5, .8 at .4, .01 at .1 and 1.5e-8 at 0.
    """
    adjacent = np.ascontiguousarray(sketches)
    strided = np.ascontiguousarray(sketches.reshape(-1, 4, SKETCH // 4).transpose(0, 2, 1)).reshape(-1, SKETCH)
    return np.concatenate([adjacent.view("<u4"), strided.view("<u4")], axis=1)


def similarities(sketch: Sketches, runs: int | NDArray[np.int64], others: Sketches, others_runs: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the similarity of an article to others: the common share of the shorter one's runs, 0 if below the thresholds.

    If `sketch` has as many rows as `others`, they are compared row by row.
    """
    equal = (others == sketch).sum(axis=1)
    overlap = np.maximum(0.0, (equal - SKETCH / 256) / (SKETCH - SKETCH / 256))  # bytes agree by chance once in 256
    common = overlap / (1 + overlap) * (runs + others_runs)
    shared = np.minimum(1.0, common / np.minimum(runs, others_runs))
    return np.where((shared >= LEAST_SHARED) & (overlap >= LEAST_OVERLAP), shared, 0.0)


def _words(text: str) -> Iterator[str]:
    return (word if word[0].isdigit() else word[:STEM] for word in _WORD.findall(folded(text)))


def _splitmix64(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return 64-bit hashes of values (the finalizer of SplitMix64)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


_MULTIPLIERS = _splitmix64(np.arange(1, SKETCH + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)) | np.uint64(1)
"""Odd multipliers of the run hashes: one permutation each."""


def _runs(words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return a hash of every run of words."""
    count = len(words) - RUN + 1
    hashes = np.zeros(count, np.uint64)
    for offset in range(RUN):
        hashes = _splitmix64(hashes + words[offset : offset + count] + np.uint64(0x9E3779B97F4A7C15))
    return hashes


def _sketch(runs: NDArray[np.uint64]) -> Sketches:
    minima = [(runs[start : start + _BLOCK, None] * _MULTIPLIERS).min(axis=0) for start in range(0, len(runs), _BLOCK)]
    lowest: NDArray[np.uint64] = np.min(minima, axis=0)
    return (lowest >> np.uint64(24)).astype(np.uint8)
