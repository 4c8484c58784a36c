"""Compare the current seeds with the articles of the previous release. Pure: all input is passed in.

Articles keep their position: parts are cut in order of arrival, a changed article replaces its earlier version in place, and only parts
with a changed, moved or dropped article are rewritten. Old parts are processed one at a time in columns, so a million unchanged articles
cost no Python objects.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from flows.ingest.seed_table import NO_ROW, TRANSIENT, Seeds, codes
from flows.options import Options
from flows.plan.known_rejects import LastingRejects, SeedOwners, find_known_rejects
from flows.plan.layout import PartPlan, Slots, merge_small, new_parts
from flows.store.digests import DigestIndex, Indices, Mask, digests_from, hex_of
from flows.store.files import schema
from transforms.records import article_id

CASES = ("new", "changed", "moved", "reread", "removed", "dropped", "kept_without_seed", "unchanged")
"""Outcomes of an article: `reread` after a change of the reader's version, `dropped` if its seed is a reject."""

ARTICLE_COLUMNS = ("article_id", "seed", "source_sha256", "reader_version")
"""Columns of the previous release's articles that the plan needs."""

_CODES = {case: code for code, case in enumerate(CASES)}


@dataclass(frozen=True, slots=True)
class OldPart:
    """A part of the previous release."""

    key: str
    text_bytes: int = 0


@dataclass(frozen=True, slots=True)
class PreviousRelease:
    """What the plan needs of the previous release; empty before the first release."""

    parts: Sequence[OldPart] = ()
    read: Callable[[str], pa.Table] = lambda _: pa.table({})
    """Returns the columns `ARTICLE_COLUMNS` of a part's articles, in order."""
    rejects: pa.Table = field(default_factory=lambda: schema("rejects").empty_table())
    version: str = ""
    """Reader version of the run that made it."""


@dataclass(frozen=True, slots=True)
class Plan:
    """All work of a run, and the number of seeds per case."""

    parts: list[PartPlan]
    rejects: pa.Table
    counts: dict[str, int]
    to_read: int
    slots: Callable[[PartPlan], tuple[Slots, Indices]]
    """Returns the slots of one part and the rows of the seeds to read for it."""


def make_plan(before: PreviousRelease, seeds: Seeds, version: str, options: Options) -> Plan:
    """Compare the current seeds with the previous release.

    `version` is the current reader version; of the options, `full`, `prune_removed` and `part_size` matter here.
    """
    lasting_rejects = LastingRejects(before.rejects if before.version == version and not options.full else before.rejects.slice(0, 0))
    reconciler = _Reconciler(before, seeds, version, lasting_rejects, options)
    parts = reconciler.decide()
    fresh = reconciler.fresh()
    new = new_parts(fresh, seeds.lengths, options.part_size)
    parts = [*new, *parts] if options.full else merge_small([*parts, *new], options.part_size)
    settled = SeedOwners(seeds, reconciler.by_digest, reconciler.articles, reconciler.owners)
    rejects = find_known_rejects(settled, lasting_rejects, before.rejects, prune_removed=options.prune_removed)
    counts = dict(zip(CASES, reconciler.counts.tolist(), strict=True)) | {"new": len(fresh)}
    to_read = counts["new"] + counts["changed"] + counts["reread"]
    return Plan(parts, rejects, counts, to_read, reconciler.slots)


@dataclass(frozen=True, slots=True)
class _MissingBytes:
    """Articles whose bytes no seed has: part numbers, positions in the part, outcomes and the seeds to read."""

    parts: Indices
    indices: Indices
    cases: NDArray[np.int8]
    rows: Indices


class _Reconciler:
    """Decides the outcome for each previous article and each seed."""

    def __init__(self, before: PreviousRelease, seeds: Seeds, version: str, lasting_rejects: LastingRejects, options: Options) -> None:
        self._before, self._seeds, self._version, self._options = before, seeds, version, options
        self._numbers = {part.key: number for number, part in enumerate(before.parts)}
        self.by_digest = DigestIndex(seeds.digests)
        self.owners = self.by_digest.first.copy()
        """By first row of equal bytes: the seed of their article, otherwise the first seed. The others are duplicates."""
        self.articles = np.zeros(len(seeds), np.bool_)
        """Which seeds are articles."""
        self._known = np.zeros(len(seeds), np.bool_)
        """By first row of equal bytes: whether the previous release has an article with them."""
        lasting_rejects.match(self.by_digest)
        self._lasting_rejects = lasting_rejects
        self.counts = np.zeros(len(CASES), np.int64)

    def decide(self) -> list[PartPlan]:
        """Decide the outcome of every article and return the new layout of the previous release's parts."""
        parts = [PartPlan([part.key], dirty=False, text_bytes=part.text_bytes) for part in self._before.parts]
        numbers, indices, names = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [pa.array([], pa.string())]
        for number, part in enumerate(parts):
            table = self._before.read(part.sources[0])
            rows, cases = self._match(table)
            gone = np.flatnonzero(rows < 0)
            numbers.append(np.full(len(gone), number))
            indices.append(gone)
            names.append(table.column("seed").combine_chunks().take(pa.array(gone)))
            if not self._options.full:
                self._record(part, rows[rows >= 0], cases[rows >= 0])
        self._missing = self._decide_missing(np.concatenate(numbers), np.concatenate(indices), pa.concat_arrays(names))
        for number, part in enumerate(parts):
            self._count(part, self._missing.cases[slice(*np.searchsorted(self._missing.parts, [number, number + 1]))])
            part.dirty |= self._options.full
        return [part for part in parts if part.articles]

    def _match(self, table: pa.Table) -> tuple[Indices, NDArray[np.int8]]:
        """Return for each article of a part the seed with its bytes (its own, otherwise the first) and the case."""
        rows = self.by_digest.find(digests_from(table.column("source_sha256")))
        names = table.column("seed").combine_chunks()
        here = np.flatnonzero(rows >= 0)
        same = np.asarray(pc.equal(self._seeds.names(rows[here]), names.take(pa.array(here))))
        others = here[~same]
        if len(others):
            members, which = self.by_digest.rows_with(rows[others])
            own = np.flatnonzero(pc.equal(self._seeds.names(members), names.take(pa.array(others[which]))))
            rows[others[which[own]]] = members[own]
            same[~same] = np.isin(np.arange(len(others)), which[own])
        cases = np.full(len(rows), _CODES["unchanged"], np.int8)
        cases[here[~same]] = _CODES["moved"]
        cases[np.asarray(pc.not_equal(table.column("reader_version"), self._version))] = _CODES["reread"]
        return rows, cases

    def _record(self, part: PartPlan, rows: Indices, cases: NDArray[np.int8]) -> None:
        """Record the articles of a part whose bytes are present."""
        firsts = self.by_digest.first[rows]
        self._known[firsts] = True
        self.owners[firsts] = rows
        self.articles[rows] = True
        self._count(part, cases)

    def _count(self, part: PartPlan, cases: NDArray[np.int8]) -> None:
        counts = np.bincount(cases, minlength=len(CASES))
        self.counts += counts
        part.articles += len(cases) - int(counts[_CODES["removed"]] + counts[_CODES["dropped"]])
        part.dirty |= len(cases) > int(counts[_CODES["unchanged"]] + counts[_CODES["kept_without_seed"]])

    def _decide_missing(self, parts: Indices, indices: Indices, names: pa.Array) -> _MissingBytes:
        """Decide about articles whose bytes are missing, from the seeds that have their names."""
        rows, wholes = self._seeds.find(names)
        reasons = np.append(self._seeds.reasons, 0)[rows]
        excused = np.isin(reasons, codes(TRANSIENT))
        if self._options.full:  # everything readable is new
            chosen = (rows == NO_ROW) | excused
            parts, indices, rows, wholes, excused = parts[chosen], indices[chosen], rows[chosen], wholes[chosen], excused[chosen]
        unread = self._seeds.is_unread(rows, wholes)
        kept = np.where(rows == NO_ROW, unread | (not self._options.prune_removed), excused)
        cases = np.where(kept, _CODES["kept_without_seed"], np.where(rows == NO_ROW, _CODES["removed"], _CODES["dropped"]))
        read = np.flatnonzero(~kept & (rows != NO_ROW))
        read = read[self._is_fresh(rows[read])]
        cases[read] = _CODES["changed"]
        self.articles[rows[read]] = True
        self.articles[rows[kept & excused]] = True
        rows[np.setdiff1d(np.arange(len(rows)), read)] = NO_ROW
        return _MissingBytes(parts, indices, cases.astype(np.int8), rows)

    def _is_fresh(self, rows: Indices) -> Mask:
        """Return which seeds are the first with bytes that neither an article nor a retained reject has."""
        firsts = self.by_digest.first[rows]
        fresh: Mask = (firsts == rows) & ~self._known[firsts] & ~self._lasting_rejects.mask[firsts]
        return fresh

    def fresh(self) -> Indices:
        """Return the new seeds, in order."""
        fresh = self.by_digest.first == np.arange(len(self._seeds), dtype=np.int32)
        fresh &= ~self._known & ~self._lasting_rejects.mask & ~self.articles
        self.articles |= fresh
        return np.flatnonzero(fresh)

    def slots(self, part: PartPlan) -> tuple[Slots, Indices]:
        """Return the slots of a part and the rows of the seeds to read."""
        slots = Slots()
        rows = [self._carry_over(slots, key) for key in part.sources]
        names = self._seeds.names(part.fresh).to_pylist()
        slots.add(self._ids(part.fresh), names, [True] * len(names), [None] * len(names))
        return slots, np.concatenate([*rows, part.fresh])

    def _carry_over(self, slots: Slots, key: str) -> Indices:
        """Copy the remaining articles of an old part into a new one; return the rows of the seeds to read."""
        table = self._before.read(key)
        rows, cases = self._match(table)
        ids, seeds = (table.column(name).to_pylist() for name in ("article_id", "seed"))
        if self._options.full:
            cases[rows >= 0] = _CODES["dropped"]
        read = np.where(cases == _CODES["reread"], rows, NO_ROW)
        mine = slice(*np.searchsorted(self._missing.parts, [self._numbers[key], self._numbers[key] + 1]))
        cases[rows < 0] = _CODES["dropped"]
        cases[self._missing.indices[mine]] = self._missing.cases[mine]
        read[self._missing.indices[mine]] = self._missing.rows[mine]
        stays = np.flatnonzero((cases != _CODES["removed"]) & (cases != _CODES["dropped"]))
        to_read = read >= 0
        for indices, names in ((np.flatnonzero(rows >= 0), rows[rows >= 0]), (np.flatnonzero(to_read), read[to_read])):
            for index, name in zip(indices.tolist(), self._seeds.names(names).to_pylist(), strict=True):
                seeds[index] = name
        now = dict(zip(np.flatnonzero(to_read).tolist(), self._ids(read[to_read]), strict=True))
        chosen = stays.tolist()
        slots.add(
            [now.get(index, ids[index]) for index in chosen],
            [seeds[index] for index in chosen],
            to_read[stays].tolist(),
            [ids[index] if index in now else None for index in chosen],
        )
        chosen_rows: Indices = read[stays][to_read[stays]]
        return chosen_rows

    def _ids(self, rows: Indices) -> list[str]:
        return [article_id(hex_of(digest) or "") for digest in self._seeds.digests[rows].tolist()]
