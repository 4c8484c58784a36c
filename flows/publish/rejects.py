"""Rejected seeds for display: seed, reason and remedy."""

import csv
from collections import Counter
from collections.abc import Sequence
from typing import Any, TextIO

import pyarrow as pa
import pyarrow.compute as pc

from flows.display import replace_controls
from flows.errors import UsageError
from newstables.release import Release, open_release, release_names
from transforms.codes import REJECT_REASONS, REMEDIES

Reject = dict[str, Any]
"""A row of the table `rejects` with its `remedy`."""

FEW = 5
"""Maximum number of rejects that a run prints."""


def rejects_of(table: pa.Table) -> list[Reject]:
    """Return the rows of a table `rejects`, each with its remedy."""
    return [row | {"remedy": REMEDIES.get(row["reason"], "")} for row in table.to_pylist()]


def list_rejects(release: Release, reason: str | None = None) -> list[Reject]:
    """Return the rejects of a release, or those with one reason, ordered by seed.

    Raises:
        UsageError: there is no such reason.
    """
    if reason is not None and reason not in REJECT_REASONS:
        raise UsageError(f"{reason!r} is not a valid reason: expected {', '.join(REJECT_REASONS)}")
    found = release.arrow("rejects")
    return rejects_of(found if reason is None else found.filter(pc.equal(found.column("reason"), reason)))


def new_rejects(release: Release) -> list[Reject]:
    """Return the rejects that the previous release did not have; all if that release was deleted."""
    name, found = release.manifest["previous"], release.arrow("rejects")
    if name and name in release_names(release.data):
        keys = [_keys(table) for table in (found, open_release(release.data, name).arrow("rejects"))]
        found = found.filter(pc.invert(pc.is_in(keys[0], value_set=keys[1].combine_chunks())))
    return rejects_of(found)


def _keys(table: pa.Table) -> pa.ChunkedArray:
    """Return the identity of each reject: seed, bytes and reason."""
    return pc.binary_join_element_wise(table.column("seed"), pc.fill_null(table.column("source_sha256"), ""), table.column("reason"), "\0")


def format_reject(reject: Reject) -> str:
    """Return a reject as one line."""
    return str(replace_controls(f"{reject['seed']}: {reject['reason']}: {reject['message']} ({reject['remedy']})".replace("\n", " ")))


def first_lines(rejects: Sequence[Reject], most: int = FEW) -> list[str]:
    """Return the first rejects, one line each, covering every reason before repeating one."""
    turns: Counter[str] = Counter()
    ranked: list[tuple[int, int]] = []
    for number, reject in enumerate(rejects):
        ranked.append((turns[reject["reason"]], number))
        turns[reject["reason"]] += 1
    chosen = sorted(number for _, number in sorted(ranked)[:most])
    return [f"  {format_reject(rejects[number])}" for number in chosen]


def count_by_reason(rejects: Sequence[Reject]) -> str:
    """Return the number of rejects by reason, as text."""
    return ", ".join(f"{count:,} {reason}" for reason, count in sorted(Counter(reject["reason"] for reject in rejects).items()))


def write_csv(rejects: Sequence[Reject], out: TextIO) -> None:
    """Write rejects as CSV with a header."""
    writer = csv.DictWriter(out, ["seed", "reason", "message", "remedy", "size", "source_sha256"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rejects)
