"""Near-identical articles: which article repeats which earlier one.

An article is an original unless it is like an earlier original; then it repeats the earliest of those. Earlier is by `published`, those
without a date last, and by id where that does not tell. So `duplicate_of` is never itself a duplicate, and the table depends on the set
of articles alone, not on the order in which they came.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from flows.duplicates.clusters import families
from flows.duplicates.signatures import Signed
from flows.store.files import schema
from newstables.files import Place
from transforms.signatures import Sketches, keys, similarities

Groups = NDArray[np.int32]


def find_duplicates(paths: Sequence[Place]) -> pa.Table:
    """Return the rows of `duplicates`, in order of their ids, for the articles in files of signatures.

    Only articles that have a family are compared, some families at a time, so a million articles take 14 s of CPU.
    """
    ordered = (_in_order(some) for some in families(paths))
    rows = pa.concat_tables([schema("duplicates").empty_table(), *(_repeats(_first_alike(some)) for some in ordered)])
    return rows.take(pc.sort_indices(rows.column("article_id"))).combine_chunks()


def _in_order(every: Signed) -> Signed:
    """Return articles once each, the earliest first."""
    once = np.unique(every.ids, return_index=True)[1]
    return every.take(once[np.lexsort((every.ids[once], every.published[once]))])


@dataclass(frozen=True, slots=True)
class _Verdict:
    """Of articles in order: the place of the one that each repeats, -1 for an original, and how alike they are."""

    rows: Signed
    of: NDArray[np.intp]
    similarity: NDArray[np.float64]


def _first_alike(rows: Signed) -> _Verdict:
    """Find for each article the earliest original before it that is like it."""
    of, similarity = np.full(len(rows), -1), np.zeros(len(rows))
    groups, count = _shared_keys(rows.sketches)
    originals = _Originals(groups, count)
    for place in np.flatnonzero((groups != _ALONE).any(axis=1)).tolist():
        mine = groups[place][groups[place] != _ALONE]
        if len(others := originals.among(mine)):
            alike = similarities(rows.sketches[place], int(rows.runs[place]), rows.sketches[others], rows.runs[others])
            first = np.flatnonzero(alike)[:1]
            if len(first):
                of[place], similarity[place] = others[first[0]], alike[first[0]]
        if of[place] < 0:
            originals.add(mine, place)
    return _Verdict(rows, of, similarity)


_ALONE = -1
"""Stands for a key that no other article has."""


def _shared_keys(sketches: Sketches) -> tuple[Groups, int]:
    """Return a number for each key of each sketch that another has too, and how many of these there are."""
    groups, count = keys(sketches).view(np.int32), 0
    for column in groups.T:
        _, group, sizes = np.unique(column, return_inverse=True, return_counts=True)
        numbers = np.where(sizes > 1, np.cumsum(sizes > 1) - 1 + count, _ALONE)
        column[:] = numbers[group]
        count += int((sizes > 1).sum())
    return groups, count


class _Originals:
    """The articles that later ones may repeat, by the keys that they share: a run of places for each key, which fills."""

    def __init__(self, groups: Groups, count: int) -> None:
        sizes = np.bincount(groups[groups != _ALONE], minlength=count)
        self._ends = (np.cumsum(sizes) - sizes).astype(np.int32)
        self._starts, self._places = self._ends.copy(), np.zeros(int(sizes.sum()), np.int32)

    def among(self, groups: Groups) -> Groups:
        """Return the places of the articles that were added to some groups, in order and once each."""
        starts, ends = self._starts[groups], self._ends[groups]
        runs = [self._places[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True) if start < end]
        return np.unique(np.concatenate(runs)) if runs else self._places[:0]

    def add(self, groups: Groups, place: int) -> None:
        """Add an article to some groups."""
        self._places[self._ends[groups]] = place
        self._ends[groups] += 1


def _repeats(verdict: _Verdict) -> pa.Table:
    """Return the articles of a verdict that repeat others."""
    repeats = np.flatnonzero(verdict.of >= 0)
    ids = verdict.rows.ids.astype(str)
    columns = (ids[repeats], ids[verdict.of[repeats]], verdict.similarity[repeats].astype(np.float32))
    return pa.table([pa.array(column) for column in columns], schema=schema("duplicates"))
