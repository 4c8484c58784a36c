"""One run, from a folder of seeds to a published release: plan, normalize, publish. `pipeline` wraps these steps as tasks."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from flows import progress
from flows.normalize.cluster import workers_of
from flows.normalize.counters import report_progress
from flows.normalize.workers import Workers, closing, read_batches
from flows.options import Options
from flows.plan.jobs import BatchCounts
from flows.plan.prepare import Work, prepare
from flows.progress import Advance
from flows.publish.release import publish
from flows.publish.summary import Summary, summarize
from flows.store.staging import run_folder
from flows.store.store import Writer, open_store
from flows.version import model_version

Show = Callable[[str, int, str], AbstractContextManager[Advance]]
"""Shows the progress of a step, given its name and number of units; see `flows.progress`."""


@dataclass(frozen=True, slots=True)
class Steps:
    """The three steps of a run: functions here, Prefect tasks around the same functions in `pipeline`."""

    plan: Callable[[Options, Writer], Work] = prepare
    """Scan the seeds, compare them with the latest release and write down the jobs."""
    normalize: Callable[[Sequence[str], Workers], Iterable[BatchCounts]] = read_batches
    """Read each batch of seeds into rows; yield the counts of each."""
    publish: Callable[[Options, Writer, Workers, Advance], str | None] = publish
    """Build, check and publish the release; return its name, or None if it would equal the latest one."""


PLAIN = Steps()


def run(options: Options, workers: Workers | None = None, show: Show = progress.progress, steps: Steps = PLAIN) -> Summary:
    """Read the seeds that are new or changed and publish the next release of all tables.

    Raises:
        NewstablesError: the run cannot be done; the latest release is unchanged.
    """
    model_version()  # fails if a model is damaged, before anything is locked or read
    with open_store(options.data).writer(options.wait) as writer, closing(workers or workers_of(options)) as pool:
        work = steps.plan(options, writer)
        if work.note:
            progress.say(work.note)
        if work.unchanged:
            return summarize(options, None)
        with (
            show("reading", work.to_read, "articles") as advance,
            report_progress(run_folder(writer.data), work.to_read, advance) as monitor,
        ):
            for counts in steps.normalize(work.batches, pool):
                monitor.add_finished(counts["articles"] + sum(counts["rejects"].values()))
        with show("publishing", work.parts, "parts") as advance:
            published = steps.publish(options, writer, pool, advance)
    return summarize(options, published)
