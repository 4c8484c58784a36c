"""Rejects known before reading: from the scan, duplicates, and rejects of earlier runs with the same bytes."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from flows.errors import BrokenInvariantError
from flows.ingest.seed_table import REASONS, SCAN_REASONS, TRANSIENT, Seeds
from flows.store.digests import DigestIndex, Indices, Mask, digests_from, hex_of
from flows.store.files import schema


class LastingRejects:
    """Rejects of the previous release caused by the content itself: the same bytes are not read again."""

    def __init__(self, rejects: pa.Table) -> None:
        """Select them from the rejects of the release."""
        passing = pc.is_in(rejects.column("reason"), value_set=pa.array(sorted(TRANSIENT | SCAN_REASONS)))
        self.rejects = rejects.filter(pc.and_(pc.is_valid(rejects.column("source_sha256")), pc.invert(passing)))
        self._firsts, self._places = np.zeros(0, np.int64), np.zeros(0, np.int64)
        self.mask = np.zeros(0, np.bool_)
        """By first row of equal bytes: whether the bytes have such a reject."""

    def match(self, by_digest: DigestIndex) -> None:
        """Match them with the current bytes."""
        firsts = by_digest.find(digests_from(self.rejects.column("source_sha256")))
        self.mask = np.zeros(len(by_digest.first), np.bool_)
        self.mask[firsts[firsts >= 0]] = True
        self._places = np.argsort(firsts, kind="stable")
        self._firsts = firsts[self._places]

    def of(self, firsts: Indices) -> pa.Table:
        """Return the rejects with the bytes of these first rows."""
        return self.rejects.take(pa.array(self._places[np.searchsorted(self._firsts, firsts, "right") - 1]))


@dataclass(frozen=True, slots=True)
class SeedOwners:
    """Which seeds are articles."""

    seeds: Seeds
    by_digest: DigestIndex
    articles: Mask
    owners: NDArray[np.int32]
    """By first row of equal bytes: the seed that is (or would be) their article."""


def find_known_rejects(now: SeedOwners, lasting_rejects: LastingRejects, before: pa.Table, *, prune_removed: bool) -> pa.Table:
    """Return the rejects known before reading, ordered by seed.

    Args:
        now: the current seeds, and which of them are articles.
        lasting_rejects: rejects of the previous release that stay, wherever their bytes are.
        before: all rejects of the previous release.
        prune_removed: whether rejects of deleted files are dropped.
    """
    seeds = now.seeds
    rows = np.flatnonzero(~now.articles)
    refused, rest = rows[seeds.reasons[rows] > 0], rows[seeds.reasons[rows] == 0]
    owner = now.owners[now.by_digest.first[rest]].astype(np.int64)
    copies, lasting = rest[owner != rest], rest[owner == rest]
    if not lasting_rejects.mask[lasting].all():
        raise BrokenInvariantError(f"{seeds[int(lasting[0])].name} ended neither as an article nor as a reject")
    reasons = pa.array(REASONS).take(pa.array(seeds.reasons[refused] - 1))
    old = lasting_rejects.of(lasting)
    same = pc.binary_join_element_wise("the same bytes as ", seeds.names(owner[owner != rest]), "")
    found = [
        _table(seeds, refused, pa.nulls(len(refused), pa.string()), reasons, seeds.messages(refused)),
        _table(
            seeds,
            copies,
            pa.array(list(map(hex_of, seeds.digests[copies].tolist())), pa.string()),
            pa.array(["duplicate"] * len(copies), pa.string()),
            same,
        ),
        _table(seeds, lasting, *(old.column(name) for name in ("source_sha256", "reason", "message"))),
        before.filter(pa.array(_lasting(before, seeds, now.by_digest, prune_removed=prune_removed))).cast(schema("rejects")),
    ]
    table = pa.concat_tables(found)
    return table.take(pc.sort_indices(table.column("seed"))).combine_chunks()


def _table(seeds: Seeds, rows: Indices, sha256: pa.Array, reason: pa.Array, message: pa.Array) -> pa.Table:
    return pa.table([seeds.names(rows), sha256, reason, message, seeds.sizes(rows)], schema=schema("rejects"))


def _lasting(before: pa.Table, seeds: Seeds, by_digest: DigestIndex, *, prune_removed: bool) -> Mask:
    """Return which rejects are kept although their seeds are absent: deleted files, or files not readable to the end."""
    names, sha256 = before.column("seed").combine_chunks(), before.column("source_sha256").combine_chunks()
    rows, wholes = seeds.find(names)
    elsewhere = np.zeros(len(names), np.bool_)
    elsewhere[np.flatnonzero(sha256.is_valid())] = by_digest.find(digests_from(sha256.drop_null())) >= 0
    without_file = ~seeds.has_file(names) & (not prune_removed)
    return (rows < 0) & ~elsewhere & (without_file | seeds.is_unread(rows, wholes))
