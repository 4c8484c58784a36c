"""Sanity checks before publishing: nothing is published if every article failed, or a first release would be empty."""

from collections import Counter

import pyarrow as pa
import pyarrow.compute as pc

from flows.errors import NewstablesError
from flows.plan.jobs import BatchCounts, RunPlan, read_counts, read_table
from flows.plan.prepare import read_known_rejects
from flows.publish.rejects import count_by_reason, first_lines, rejects_of
from flows.store.staging import staging_folder
from newstables.files import Place
from newstables.release import open_release

MOST_FAILED = 10
"""Number of failures, without any success, that indicates a general fault instead of bad articles."""

MOST_SHOWN = 20
"""Rejects listed in the message of a first run."""


def check_reading(data: Place, plan: RunPlan) -> None:
    """Check that this run has read some article, if it had many to read or is the first run.

    Raises:
        NewstablesError: the reading of every article failed, or every seed of a first run is rejected.
    """
    _check_failures(data, plan)
    if plan.previous is None:
        _check_first(data, plan)


def _check_failures(data: Place, plan: RunPlan) -> None:
    """Check that not all articles failed.

    Batches finished by an earlier run do not count. Bytes that failed before and are rejects of the previous release do not count either:
    they are retried at every run and would block it forever.
    """
    batches = [staging_folder(data) / "batches" / key for key in plan.unread]
    if not batches or any(_has_read(read_counts(batch)) for batch in batches):
        return
    rejects = pa.concat_tables(read_table(batch, "rejects") for batch in batches)
    found = rejects.filter(pc.equal(rejects.column("reason"), "failed"))
    fresh = found.filter(pc.invert(pc.is_in(found.column("source_sha256"), value_set=_failed_before(data, plan.previous))))
    if len(fresh) < MOST_FAILED:
        return
    message, _ = Counter(text.partition(": ")[0] for text in fresh.column("message").to_pylist()).most_common(1)[0]
    first = fresh.filter(pc.starts_with(fresh.column("message"), message)).sort_by("seed").slice(0, 1).to_pylist()[0]
    raise NewstablesError(
        f"none of the {len(fresh):,} articles could be read, so nothing is published; most often {first['message']} "
        f"(the first of these is {first['seed']}); look for a common cause, such as a broken package or disk, or a new version"
    )


def _check_first(data: Place, plan: RunPlan) -> None:
    """Check that the first release would contain an article."""
    batches = [staging_folder(data) / "batches" / key for key in plan.batches]
    if any(read_counts(batch)["articles"] for batch in batches):
        return
    found = pa.concat_tables([read_known_rejects(data), *(read_table(batch, "rejects") for batch in batches)])
    rejects = rejects_of(found.sort_by("seed"))
    more = len(rejects) - MOST_SHOWN
    lines = [
        f"every seed is rejected ({count_by_reason(rejects)}), so nothing is published:",
        *first_lines(rejects, MOST_SHOWN),
        *([f"  and {more:,} more"] if more > 0 else []),
    ]
    raise NewstablesError("\n".join(lines))


def _has_read(counts: BatchCounts) -> bool:
    """Return whether an article was read to its end, even if it was rejected for its language."""
    return bool(counts["articles"] or "language" in counts["rejects"])


def _failed_before(data: Place, previous: str | None) -> pa.Array:
    if previous is None:
        return pa.array([], pa.string())
    rejects = open_release(data, previous).arrow("rejects")
    return rejects.filter(pc.equal(rejects.column("reason"), "failed")).column("source_sha256").combine_chunks()
