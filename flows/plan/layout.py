"""Layout of articles in parts: what a part contains, how new articles are cut into parts, when small parts are merged."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from flows.store.digests import Indices

MERGE_AT = 100
"""Number of small parts (under half full) at which they are merged."""

PART_TEXT_BYTES = 256_000_000
"""Maximum bytes of text in a part, so that a part of long articles fits in memory and in Arrow's 32-bit offsets."""


@dataclass(slots=True)
class PartPlan:
    """One part of the next release: articles of old parts, then new seeds; kept unchanged unless dirty."""

    sources: list[str] = field(default_factory=list)
    """Keys of the old parts."""
    fresh: Indices = field(default_factory=lambda: np.zeros(0, np.int64))
    """Rows of the new seeds."""
    articles: int = 0
    """Number of articles, if all seeds can be read."""
    dirty: bool = True
    text_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Slots:
    """The articles of a part in order, in columns."""

    articles: list[str] = field(default_factory=list)
    seeds: list[str] = field(default_factory=list)
    to_read: list[bool] = field(default_factory=list)
    """Whether the rows come from the seed; otherwise they are copied from the previous release."""
    fallbacks: list[str | None] = field(default_factory=list)
    """The articles that stay in place if the seeds turn out to be unreadable."""

    def add(self, articles: Sequence[str], seeds: Sequence[str], to_read: Sequence[bool], fallbacks: Sequence[str | None]) -> None:
        """Append other slots."""
        self.articles.extend(articles)
        self.seeds.extend(seeds)
        self.to_read.extend(to_read)
        self.fallbacks.extend(fallbacks)


def cut(sizes: NDArray[np.int64], *, most: int, most_bytes: int) -> list[slice]:
    """Cut items into runs of at most `most` items and `most_bytes` bytes (a larger item is a separate run)."""
    ends = np.cumsum(sizes)
    runs, start = [], 0
    while start < len(sizes):
        before = ends[start - 1] if start else 0
        end = min(start + most, int(np.searchsorted(ends, before + most_bytes, "right")))
        runs.append(slice(start, max(end, start + 1)))
        start = runs[-1].stop
    return runs


def new_parts(fresh: Indices, lengths: NDArray[np.int64], part_size: int) -> list[PartPlan]:
    """Cut new seeds into parts; `lengths` are the text lengths of all seeds."""
    runs = cut(lengths[fresh], most=part_size, most_bytes=PART_TEXT_BYTES)
    return [PartPlan([], fresh[run], run.stop - run.start, text_bytes=int(lengths[fresh[run]].sum())) for run in runs]


def merge_small(parts: list[PartPlan], part_size: int) -> list[PartPlan]:
    """Merge small parts, in order of arrival, once `MERGE_AT` of them have piled up."""
    large = [part for part in parts if part.articles * 2 >= part_size]
    small = [part for part in parts if part.articles * 2 < part_size]
    if len(small) < MERGE_AT:
        return parts
    merged: list[PartPlan] = []
    for part in small:
        last = merged[-1] if merged else None
        if last and last.articles + part.articles <= part_size and last.text_bytes + part.text_bytes <= PART_TEXT_BYTES:
            last.sources += part.sources
            last.fresh = np.concatenate([last.fresh, part.fresh])
            last.articles += part.articles
            last.text_bytes += part.text_bytes
            last.dirty = True
        else:
            merged.append(part)
    return [*large, *merged]
