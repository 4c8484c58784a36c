"""Find near-duplicate articles and the original of each.

An article duplicates the earliest original it resembles, and is an original if it resembles none. The order is by `published` (undated
articles last), then by id. So `duplicate_of` is never itself a duplicate, and the table depends only on the set of articles, not on the
order in which they arrived.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from flows.duplicates.clusters import candidate_clusters
from flows.duplicates.signatures import SignatureColumns
from flows.store.files import schema
from newstables.files import Place
from transforms.signatures import Sketches, keys, similarities

Groups = NDArray[np.int32]


def find_duplicates(paths: Sequence[Place]) -> pa.Table:
    """Return the rows of `duplicates`, ordered by id, for the articles in files of signatures.

    Only articles with a family are compared, a few families at a time: a million articles take 14 s of CPU.
    """
    ordered = (_in_order(some) for some in candidate_clusters(paths))
    rows = pa.concat_tables([schema("duplicates").empty_table(), *(_duplicate_rows(_find_originals(some)) for some in ordered)])
    return rows.take(pc.sort_indices(rows.column("article_id"))).combine_chunks()


def _in_order(every: SignatureColumns) -> SignatureColumns:
    """Return the distinct articles, earliest first."""
    once = np.unique(every.ids, return_index=True)[1]
    return every.take(once[np.lexsort((every.ids[once], every.published[once]))])


@dataclass(frozen=True, slots=True)
class _Matches:
    """For ordered articles: the index of the original that each duplicates (-1 for an original) and their similarity."""

    rows: SignatureColumns
    of: NDArray[np.intp]
    similarity: NDArray[np.float64]


def _find_originals(rows: SignatureColumns) -> _Matches:
    """Find for each article the earliest preceding original that it resembles."""
    of, similarity = np.full(len(rows), -1), np.zeros(len(rows))
    groups, count = _shared_keys(rows.sketches)
    originals = _Originals(groups, count)
    for index in np.flatnonzero((groups != _UNSHARED).any(axis=1)).tolist():
        mine = groups[index][groups[index] != _UNSHARED]
        if len(others := originals.candidates(mine)):
            alike = similarities(rows.sketches[index], int(rows.runs[index]), rows.sketches[others], rows.runs[others])
            first = np.flatnonzero(alike)[:1]
            if len(first):
                of[index], similarity[index] = others[first[0]], alike[first[0]]
        if of[index] < 0:
            originals.add(mine, index)
    return _Matches(rows, of, similarity)


_UNSHARED = -1
"""Marks a key that no other article has."""


def _shared_keys(sketches: Sketches) -> tuple[Groups, int]:
    """Return a number for each sketch key shared by several articles, and how many such keys there are."""
    groups, count = keys(sketches).view(np.int32), 0
    for column in groups.T:
        _, group, sizes = np.unique(column, return_inverse=True, return_counts=True)
        numbers = np.where(sizes > 1, np.cumsum(sizes > 1) - 1 + count, _UNSHARED)
        column[:] = numbers[group]
        count += int((sizes > 1).sum())
    return groups, count


class _Originals:
    """Inverted index of the originals by shared key."""

    def __init__(self, groups: Groups, count: int) -> None:
        sizes = np.bincount(groups[groups != _UNSHARED], minlength=count)
        self._ends = (np.cumsum(sizes) - sizes).astype(np.int32)
        self._starts, self._indices = self._ends.copy(), np.zeros(int(sizes.sum()), np.int32)

    def candidates(self, groups: Groups) -> Groups:
        """Return the distinct indices of the articles added to some groups, in order."""
        starts, ends = self._starts[groups], self._ends[groups]
        runs = [self._indices[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True) if start < end]
        return np.unique(np.concatenate(runs)) if runs else self._indices[:0]

    def add(self, groups: Groups, index: int) -> None:
        """Add an article to some groups."""
        self._indices[self._ends[groups]] = index
        self._ends[groups] += 1


def _duplicate_rows(matches: _Matches) -> pa.Table:
    """Return the articles of a verdict that are duplicates."""
    repeats = np.flatnonzero(matches.of >= 0)
    ids = matches.rows.ids.astype(str)
    columns = (ids[repeats], ids[matches.of[repeats]], matches.similarity[repeats].astype(np.float32))
    return pa.table([pa.array(column) for column in columns], schema=schema("duplicates"))
