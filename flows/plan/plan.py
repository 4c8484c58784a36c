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

from flows.ingest.seed_table import NOWHERE, TRANSIENT, Seeds, codes
from flows.options import Options
from flows.plan.known_rejects import Settled, Standing, find_known_rejects
from flows.plan.layout import PartPlan, Slots, merge_small, new_parts
from flows.store.digests import DigestIndex, Mask, Places, digests_from, hex_of
from flows.store.files import schema
from transforms.records import article_id

CASES = ("new", "changed", "moved", "reread", "removed", "dropped", "kept_without_seed", "unchanged")
"""Outcomes of an article: `reread` after a change of the reader's version, `dropped` if its seed is a reject."""

KNOWN = ("article_id", "seed", "source_sha256", "reader_version")
"""The columns a plan needs of the articles of the previous release."""

_CODES = {case: code for code, case in enumerate(CASES)}


@dataclass(frozen=True, slots=True)
class OldPart:
    """A part of the previous release."""

    key: str
    text_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Before:
    """The previous release as the plan sees it; empty before the first release."""

    parts: Sequence[OldPart] = ()
    read: Callable[[str], pa.Table] = lambda _: pa.table({})
    """Returns the columns `KNOWN` of a part's articles, in order."""
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
    slots: Callable[[PartPlan], tuple[Slots, Places]]
    """Returns the slots of one part and the rows of the seeds to read for it."""


def make_plan(before: Before, seeds: Seeds, version: str, options: Options) -> Plan:
    """Compare the current seeds with the previous release.

    `version` is the current reader version; of the options, `full`, `prune_removed` and `part_size` matter here.
    """
    standing = Standing(before.rejects if before.version == version and not options.full else before.rejects.slice(0, 0))
    fates = _Reconciler(before, seeds, version, standing, options)
    parts = fates.decide()
    fresh = fates.fresh()
    new = new_parts(fresh, seeds.lengths, options.part_size)
    parts = [*new, *parts] if options.full else merge_small([*parts, *new], options.part_size)
    settled = Settled(seeds, fates.twins, fates.articles, fates.owners)
    rejects = find_known_rejects(settled, standing, before.rejects, prune_removed=options.prune_removed)
    counts = dict(zip(CASES, fates.counts.tolist(), strict=True)) | {"new": len(fresh)}
    to_read = counts["new"] + counts["changed"] + counts["reread"]
    return Plan(parts, rejects, counts, to_read, fates.slots)


@dataclass(frozen=True, slots=True)
class _Gone:
    """Articles whose bytes no seed has any more: part numbers, positions, outcomes and the seeds to read."""

    parts: Places
    places: Places
    cases: NDArray[np.int8]
    rows: Places


class _Reconciler:
    """Decides the outcome for each previous article and each seed."""

    def __init__(self, before: Before, seeds: Seeds, version: str, standing: Standing, options: Options) -> None:
        self._before, self._seeds, self._version, self._options = before, seeds, version, options
        self._numbers = {part.key: number for number, part in enumerate(before.parts)}
        self.twins = DigestIndex(seeds.digests)
        self.owners = self.twins.first.copy()
        """By first row of equal bytes: the seed of their article, otherwise the first seed. The others are duplicates."""
        self.articles = np.zeros(len(seeds), np.bool_)
        """Which seeds are articles."""
        self._known = np.zeros(len(seeds), np.bool_)
        """By first row of equal bytes: whether the previous release has an article with them."""
        standing.among(self.twins)
        self._standing = standing
        self.counts = np.zeros(len(CASES), np.int64)

    def decide(self) -> list[PartPlan]:
        """Decide the outcome of every article and return the new layout of the previous release's parts."""
        parts = [PartPlan([part.key], dirty=False, text_bytes=part.text_bytes) for part in self._before.parts]
        numbers, places, names = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [pa.array([], pa.string())]
        for number, part in enumerate(parts):
            table = self._before.read(part.sources[0])
            rows, cases = self._look(table)
            gone = np.flatnonzero(rows < 0)
            numbers.append(np.full(len(gone), number))
            places.append(gone)
            names.append(table.column("seed").combine_chunks().take(pa.array(gone)))
            if not self._options.full:
                self._settle(part, rows[rows >= 0], cases[rows >= 0])
        self._gone = self._decide_gone(np.concatenate(numbers), np.concatenate(places), pa.concat_arrays(names))
        for number, part in enumerate(parts):
            self._count(part, self._gone.cases[slice(*np.searchsorted(self._gone.parts, [number, number + 1]))])
            part.dirty |= self._options.full
        return [part for part in parts if part.articles]

    def _look(self, table: pa.Table) -> tuple[Places, NDArray[np.int8]]:
        """Return for each article of a part the seed with its bytes (its own, otherwise the first) and the case."""
        rows = self.twins.find(digests_from(table.column("source_sha256")))
        names = table.column("seed").combine_chunks()
        here = np.flatnonzero(rows >= 0)
        same = np.asarray(pc.equal(self._seeds.names(rows[here]), names.take(pa.array(here))))
        others = here[~same]
        if len(others):
            members, which = self.twins.of(rows[others])
            own = np.flatnonzero(pc.equal(self._seeds.names(members), names.take(pa.array(others[which]))))
            rows[others[which[own]]] = members[own]
            same[~same] = np.isin(np.arange(len(others)), which[own])
        cases = np.full(len(rows), _CODES["unchanged"], np.int8)
        cases[here[~same]] = _CODES["moved"]
        cases[np.asarray(pc.not_equal(table.column("reader_version"), self._version))] = _CODES["reread"]
        return rows, cases

    def _settle(self, part: PartPlan, rows: Places, cases: NDArray[np.int8]) -> None:
        """Record the articles of a part whose bytes are present."""
        firsts = self.twins.first[rows]
        self._known[firsts] = True
        self.owners[firsts] = rows
        self.articles[rows] = True
        self._count(part, cases)

    def _count(self, part: PartPlan, cases: NDArray[np.int8]) -> None:
        counts = np.bincount(cases, minlength=len(CASES))
        self.counts += counts
        part.articles += len(cases) - int(counts[_CODES["removed"]] + counts[_CODES["dropped"]])
        part.dirty |= len(cases) > int(counts[_CODES["unchanged"]] + counts[_CODES["kept_without_seed"]])

    def _decide_gone(self, parts: Places, places: Places, names: pa.Array) -> _Gone:
        """Decide about articles whose bytes are missing, from the seeds that have their names."""
        rows, wholes = self._seeds.find(names)
        reasons = np.append(self._seeds.reasons, 0)[rows]
        excused = np.isin(reasons, codes(TRANSIENT))
        if self._options.full:  # everything readable is new
            chosen = (rows == NOWHERE) | excused
            parts, places, rows, wholes, excused = parts[chosen], places[chosen], rows[chosen], wholes[chosen], excused[chosen]
        unread = self._seeds.is_unread(rows, wholes)
        kept = np.where(rows == NOWHERE, unread | (not self._options.prune_removed), excused)
        cases = np.where(kept, _CODES["kept_without_seed"], np.where(rows == NOWHERE, _CODES["removed"], _CODES["dropped"]))
        read = np.flatnonzero(~kept & (rows != NOWHERE))
        read = read[self._is_fresh(rows[read])]
        cases[read] = _CODES["changed"]
        self.articles[rows[read]] = True
        self.articles[rows[kept & excused]] = True
        rows[np.setdiff1d(np.arange(len(rows)), read)] = NOWHERE
        return _Gone(parts, places, cases.astype(np.int8), rows)

    def _is_fresh(self, rows: Places) -> Mask:
        """Return which seeds are the first with bytes that neither an article nor a retained reject has."""
        firsts = self.twins.first[rows]
        fresh: Mask = (firsts == rows) & ~self._known[firsts] & ~self._standing.mask[firsts]
        return fresh

    def fresh(self) -> Places:
        """Return the new seeds, in order."""
        fresh = self.twins.first == np.arange(len(self._seeds), dtype=np.int32)
        fresh &= ~self._known & ~self._standing.mask & ~self.articles
        self.articles |= fresh
        return np.flatnonzero(fresh)

    def slots(self, part: PartPlan) -> tuple[Slots, Places]:
        """Return the slots of a part and the rows of the seeds to read."""
        slots = Slots()
        rows = [self._carry_over(slots, key) for key in part.sources]
        names = self._seeds.names(part.fresh).to_pylist()
        slots.add(self._ids(part.fresh), names, [True] * len(names), [None] * len(names))
        return slots, np.concatenate([*rows, part.fresh])

    def _carry_over(self, slots: Slots, key: str) -> Places:
        """Copy the remaining articles of an old part into a new one; return the rows of the seeds to read."""
        table = self._before.read(key)
        rows, cases = self._look(table)
        ids, seeds = (table.column(name).to_pylist() for name in ("article_id", "seed"))
        if self._options.full:
            cases[rows >= 0] = _CODES["dropped"]
        read = np.where(cases == _CODES["reread"], rows, NOWHERE)
        mine = slice(*np.searchsorted(self._gone.parts, [self._numbers[key], self._numbers[key] + 1]))
        cases[rows < 0] = _CODES["dropped"]
        cases[self._gone.places[mine]] = self._gone.cases[mine]
        read[self._gone.places[mine]] = self._gone.rows[mine]
        stays = np.flatnonzero((cases != _CODES["removed"]) & (cases != _CODES["dropped"]))
        to_read = read >= 0
        for places, names in ((np.flatnonzero(rows >= 0), rows[rows >= 0]), (np.flatnonzero(to_read), read[to_read])):
            for place, name in zip(places.tolist(), self._seeds.names(names).to_pylist(), strict=True):
                seeds[place] = name
        now = dict(zip(np.flatnonzero(to_read).tolist(), self._ids(read[to_read]), strict=True))
        chosen = stays.tolist()
        slots.add(
            [now.get(place, ids[place]) for place in chosen],
            [seeds[place] for place in chosen],
            to_read[stays].tolist(),
            [ids[place] if place in now else None for place in chosen],
        )
        chosen_rows: Places = read[stays][to_read[stays]]
        return chosen_rows

    def _ids(self, rows: Places) -> list[str]:
        return [article_id(hex_of(digest) or "") for digest in self._seeds.digests[rows].tolist()]
