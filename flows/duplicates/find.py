"""Near-identical articles: which article repeats which earlier one, kept up to date at the cost of what is new.

An article is an original unless it is like an earlier original; then it repeats the earliest of those. Earlier is by `published`, those
without a date last, and by id where that does not tell. So `duplicate_of` is never itself a duplicate, and the table depends on the set
of articles alone, not on the order in which they came.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from flows.duplicates.clusters import families
from flows.duplicates.signatures import Signed, Wanted, join, signed
from flows.store.files import schema
from newstables.files import Place, read_parquet
from transforms.signatures import Sketches, keys, similarities

Mask = NDArray[np.bool_]
Groups = NDArray[np.int32]

MANY_FRESH, MANY_GONE = 32, 128
"""Files of some thousand articles each; those of small parts that are merged go a hundred at a time."""


def find_duplicates(
    fresh: Sequence[Place], gone: Sequence[Place] = (), kept: Sequence[Place] = (), known: pa.Table | None = None
) -> pa.Table:
    """Return the rows of `duplicates`, in order of their ids.

    What is new or gone decides which articles have to be judged: those that are new, and step by step those that are like an original
    that came or went before them. All that are like such an article are looked up; the rows of the others stay. Where very much is new
    or gone, all articles are judged, since these need not be in memory together.

    Args:
        fresh: files of signatures that the previous release has not.
        gone: files of signatures that only the previous release has.
        kept: files of signatures that both have.
        known: the rows of the previous release.
    """
    if len(fresh) > MANY_FRESH or len(gone) > MANY_GONE or (known is None and not gone and not kept):
        return _find_all([*fresh, *kept])
    known = schema("duplicates").empty_table() if known is None else known
    repeats = _ids(known)
    came, stayed, left = _compare(_read(fresh), _read(gone))
    lost = left.take(~np.isin(left.ids, repeats))
    near, judged, sought = came, came.ids, join([came, left])
    verdict = _Verdict(near, np.full(len(near), -1), np.zeros(len(near)))
    while len(sought):
        near = _in_order([near, *_look_up(sought, stayed, kept)])
        asks, was = np.isin(near.ids, judged), ~np.isin(near.ids, np.concatenate([repeats, came.ids]))
        verdict = _first_alike(near, asks, was)
        changed = near.take(asks & (was != (verdict.of < 0)))
        sought = _followers(near.take(~asks), join([changed, lost]))
        judged = np.concatenate([judged, sought.ids])
    return _table(known, verdict, judged, left)


def _find_all(paths: Sequence[Place]) -> pa.Table:
    """Return the rows where every article has to be judged: those that have a family, some at a time."""
    ordered = (_in_order([some]) for some in families(paths))
    found = (_first_alike(rows, np.ones(len(rows), np.bool_), np.zeros(len(rows), np.bool_)) for rows in ordered)
    return _sorted([schema("duplicates").empty_table(), *map(_repeats, found)])


def _read(paths: Sequence[Place]) -> Signed:
    return join([signed(read_parquet(path)) for path in paths])


def _ids(known: pa.Table) -> NDArray[np.bytes_]:
    return np.array(known.column("article_id").to_pylist(), "S32")


def _compare(fresh: Signed, gone: Signed) -> tuple[Signed, Signed, Signed]:
    """Return the articles that came, those that only moved to another file, and those that left."""
    moved = fresh.are_among(gone)
    return fresh.take(~moved), fresh.take(moved), gone.take(~gone.are_among(fresh))


def _look_up(sought: Signed, stayed: Signed, kept: Sequence[Place]) -> Iterator[Signed]:
    """Yield the articles of the release that share a key with one that is sought."""
    if len(stayed) or kept:
        wanted = Wanted(sought)
        yield stayed.take(wanted.places(stayed.sketches))
        yield from (wanted.within(path) for path in kept)


def _in_order(several: Sequence[Signed]) -> Signed:
    """Return articles once each, the earliest first."""
    every = join(several)
    once = np.unique(every.ids, return_index=True)[1]
    return every.take(once[np.lexsort((every.ids[once], every.published[once]))])


@dataclass(frozen=True, slots=True)
class _Verdict:
    """Of articles in order: the place of the one that each repeats (-1 where it is none, or was not asked) and how alike they are."""

    rows: Signed
    of: NDArray[np.intp]
    similarity: NDArray[np.float64]


def _first_alike(rows: Signed, asks: Mask, stands: Mask, *, joins: bool = True) -> _Verdict:
    """Find for each article that asks the earliest one before it that is like it.

    It may be one that `stands`, or (where it `joins`) one that asked and found none.
    """
    of, similarity = np.full(len(rows), -1), np.zeros(len(rows))
    groups, count = _shared_keys(rows.sketches)
    offered = _Offered(groups, count)
    for place in np.flatnonzero((groups != _ALONE).any(axis=1)).tolist():
        mine = groups[place][groups[place] != _ALONE]
        if asks[place] and len(others := offered.among(mine)):
            alike = similarities(rows.sketches[place], int(rows.runs[place]), rows.sketches[others], rows.runs[others])
            first = np.flatnonzero(alike)[:1]
            if len(first):
                of[place], similarity[place] = others[first[0]], alike[first[0]]
        if (of[place] < 0 and joins) if asks[place] else stands[place]:
            offered.add(mine, place)
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


class _Offered:
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


def _followers(others: Signed, changed: Signed) -> Signed:
    """Return those of the others that are like a changed article before them."""
    every = join([others, changed])
    order = np.lexsort((every.ids, every.published))
    moved = order >= len(others)
    verdict = _first_alike(every.take(order), ~moved, moved, joins=False)
    return verdict.rows.take(verdict.of >= 0)


def _table(known: pa.Table, verdict: _Verdict, judged: NDArray[np.bytes_], left: Signed) -> pa.Table:
    """Return the rows that stand and those of the verdict."""
    gone = pa.array(np.concatenate([judged, left.ids]).astype(str), pa.string())
    standing = known.filter(pc.invert(pc.is_in(known.column("article_id"), value_set=gone)))
    return _sorted([standing.replace_schema_metadata(schema("duplicates").metadata), _repeats(verdict)])


def _repeats(verdict: _Verdict) -> pa.Table:
    """Return the articles of a verdict that repeat others."""
    repeats = np.flatnonzero(verdict.of >= 0)
    ids = verdict.rows.ids.astype(str)
    columns = (ids[repeats], ids[verdict.of[repeats]], verdict.similarity[repeats].astype(np.float32))
    return pa.table([pa.array(column) for column in columns], schema=schema("duplicates"))


def _sorted(tables: Sequence[pa.Table]) -> pa.Table:
    rows = pa.concat_tables(tables)
    return rows.take(pc.sort_indices(rows.column("article_id"))).combine_chunks()
