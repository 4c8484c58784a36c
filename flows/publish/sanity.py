"""A run whose every article failed: something larger is wrong than an article, so nothing of it is published."""

from collections import Counter

import pyarrow as pa
import pyarrow.compute as pc

from flows.errors import NewstablesError
from flows.plan.jobs import BatchCounts, RunPlan, read_counts, read_table
from flows.store.workspace import staging
from newstables.files import Place
from newstables.release import open_release

MOST_FAILED = 10
"""Articles that have to fail, and no other be read, before the fault is not looked for in the articles: a hostile one comes alone."""


def check_reading(data: Place, plan: RunPlan) -> None:
    """Make sure that this run has read something, where it had to read so many articles.

    Batches that an earlier run has finished say nothing of this one. Bytes that failed before, and are told of in the previous
    release, are tried at every run and would block it for good, so they do not count.

    Raises:
        NewstablesError: the reading of every article failed.
    """
    batches = [staging(data) / "batches" / key for key in plan.unread]
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
        f"(the first of these is {first['seed']}); look for what they share, such as a broken package or disk, or a new version"
    )


def _has_read(counts: BatchCounts) -> bool:
    """Return whether the reading of an article came to its end, if only to find a language that is not wanted."""
    return bool(counts["articles"] or "language" in counts["rejects"])


def _failed_before(data: Place, previous: str | None) -> pa.Array:
    if previous is None:
        return pa.array([], pa.string())
    rejects = open_release(data, previous).arrow("rejects")
    return rejects.filter(pc.equal(rejects.column("reason"), "failed")).column("source_sha256").combine_chunks()
