"""Sketches of the word runs of an article's body, and the similarity of two sketches.

The sketch is min-wise (Broder 1997): the runs are put into 128 orders, and one byte of the first run in each is kept. Two articles agree in
a byte as often as their runs are the same ones. Words count by their first letters, so that `organise` and `organize`, `colour` and `color`
are one; numbers count whole, since they are what differs between two reports of one template. Headline, byline and the site around the
article do not count, and a dateline is one run or two of hundreds.

No library: those that hash for us (datasketch, rensa) keep their index in memory, while a run has to look up in what lies on the disk; what
is left to them is the three lines of `_sketch`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from transforms.characters import folded

SKETCH = 128
"""Bytes of a sketch: the standard deviation of the estimated share of common runs is at most .044."""
RUN = 5
"""Words in a run. With four, reports of one template are taken for copies where every eighth word differs; with six, copies are lost in
which one word in twenty is another."""
STEM = 4
"""Letters of a word that are used."""
LEAST_RUNS = 36
"""Minimum distinct runs (those of 40 words) to be compared: shorter texts are similar by chance or form."""
LEAST_SHARED = 0.6
"""Share of the shorter one's runs that a near-identical article has too. Of 1.2 million pairs of real articles seven reach it, and all of
them are versions of one story (`python -m training.copies`)."""
LEAST_OVERLAP = 0.4
"""Share of the runs of both that they have in common: what was cut to less than about this share of its length repeats an article no more,
and is quoted by it or quotes it. Such pairs could not be found by bands either."""
BANDS = SKETCH // 2
"""Keys of a sketch: two articles are compared if they share one."""

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
    """Return the keys of sketches, one row each: every four adjacent bytes, and every four a quarter apart.

    With two groupings of the same bytes, of articles that have half of all their runs in common 97 in 100 share a key, of those with .4
    eight in ten, with a tenth one in a hundred, and without any one pair in 67 millions.
    """
    neighbours = np.ascontiguousarray(sketches)
    apart = np.ascontiguousarray(sketches.reshape(-1, 4, SKETCH // 4).transpose(0, 2, 1)).reshape(-1, SKETCH)
    return np.concatenate([neighbours.view("<u4"), apart.view("<u4")], axis=1)


def similarities(sketch: Sketches, runs: int | NDArray[np.int64], others: Sketches, others_runs: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the similarity of an article to others: the common share of the shorter one's runs, 0 if below the threshold.

    Where there are as many sketches as others, each is compared with the one at its place.
    """
    agreeing = (others == sketch).sum(axis=1)
    overlap = np.maximum(0.0, (agreeing - SKETCH / 256) / (SKETCH - SKETCH / 256))  # bytes agree by chance once in 256
    common = overlap / (1 + overlap) * (runs + others_runs)
    shared = np.minimum(1.0, common / np.minimum(runs, others_runs))
    return np.where((shared >= LEAST_SHARED) & (overlap >= LEAST_OVERLAP), shared, 0.0)


def _words(text: str) -> Iterator[str]:
    return (word if word[0].isdigit() else word[:STEM] for word in _WORD.findall(folded(text)))


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return values scattered over 64 bits (the finalizer of SplitMix64)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


_ORDERS = _mixed(np.arange(1, SKETCH + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)) | np.uint64(1)
"""Odd multipliers of the run hashes, one per permutation."""


def _runs(words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return a hash of every run of words."""
    count = len(words) - RUN + 1
    hashes = np.zeros(count, np.uint64)
    for place in range(RUN):
        hashes = _mixed(hashes + words[place : place + count] + np.uint64(0x9E3779B97F4A7C15))
    return hashes


def _sketch(runs: NDArray[np.uint64]) -> Sketches:
    firsts = [(runs[start : start + _BLOCK, None] * _ORDERS).min(axis=0) for start in range(0, len(runs), _BLOCK)]
    lowest: NDArray[np.uint64] = np.min(firsts, axis=0)
    return (lowest >> np.uint64(24)).astype(np.uint8)
