"""The flow: what a run does, from a folder of seeds to a published release."""

from typing import Any, cast

from prefect import flow
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy, FlowRun, State
from prefect.client.schemas.schedules import CronSchedule
from prefect.flows import Flow
from prefect.futures import PrefectFuture, as_completed
from prefect.logging import get_run_logger
from prefect.states import Completed, Failed
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner
from prefect.utilities.urls import url_for

from flows.errors import NewstablesError, UsageError, told
from flows.normalize.cluster import workers_of
from flows.normalize.workers import worker_pool
from flows.notify import tell_failure
from flows.options import DEFAULTS, Options
from flows.progress import progress, say
from flows.publish.summary import Summary, rejected, row_counts, run_report, summarize
from flows.running.engine import keep_signals, log_sentences
from flows.store.files import place
from flows.store.lock import writer_lock
from flows.store.release import open_release
from flows.tasks import normalize_batch, plan, publish, queue_ahead

ORCHESTRATION_THREADS = 16
"""Tasks that may wait for the reading processes at once; reading itself is limited by `workers`, or by the cluster."""


RUNNER = cast("TaskRunner[PrefectFuture[Any]]", ThreadPoolTaskRunner(max_workers=ORCHESTRATION_THREADS))


log_sentences()


def tell(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    """Tell of a run that a deployment started and that failed or crashed; of a run on the command line its command tells."""
    if flow_run.deployment_id:
        tell_failure(f"{flow.name} run {flow_run.name} {str(state.name).lower()}: {state.message} {url_for(flow_run) or ''}".strip())


@flow(name="newstables", task_runner=RUNNER, on_failure=[tell], on_crashed=[tell])
def newstables(  # noqa: PLR0913 - one parameter per option, so that Prefect shows and checks them; see options.py
    seeds: str = DEFAULTS.seeds,
    *,
    data: str = DEFAULTS.data,
    workers: int = DEFAULTS.workers,
    runner: str = DEFAULTS.runner,
    scheduler: str = DEFAULTS.scheduler,
    batch_size: int = DEFAULTS.batch_size,
    part_size: int = DEFAULTS.part_size,
    max_bytes: int = DEFAULTS.max_bytes,
    columns: str = DEFAULTS.columns,
    languages: str = DEFAULTS.languages,
    full: bool = DEFAULTS.full,
    prune_removed: bool = DEFAULTS.prune_removed,
    accept_loss: bool = DEFAULTS.accept_loss,
    wait: int = DEFAULTS.wait,
) -> State[Summary]:
    """Read the seeds that are new or changed and publish the next release of all tables."""
    try:
        options = Options(**locals())  # as long as nothing else is local
        summary = summarize(options, run(options))
    except NewstablesError as error:
        return Failed(message=str(error), data=error)  # raised where the flow is called; Prefect shows the sentence alone
    except OSError as error:
        return Failed(message=told(error), data=error)
    report(summary)
    return Completed(message=summary["message"], data=summary)


def run(options: Options) -> str | None:
    """Plan, read and publish; return the name of the release, or None where nothing was new."""
    keep_signals()
    with writer_lock(place(options.data), options.wait), worker_pool(workers_of(options)):
        work = plan(options)
        if work.note:
            say(work.note)
        if work.unchanged:
            return None
        read_all(work.batches, work.to_read)
        return publish(options)


def read_all(batches: list[str], seeds: int) -> None:
    """Read every batch, showing progress as they finish in whatever order."""
    queue_ahead(batches)
    futures = normalize_batch.map(batches)
    with progress("reading", seeds, "seeds") as advance:
        for future in as_completed(futures):
            counts = future.result()
            rejects = sum(counts["rejects"].values())
            advance(counts["articles"] + rejects, rejects)


def report(summary: Summary) -> None:
    """Leave what the run did in Prefect: a page of the release, its rows, and the seeds that became no article."""
    release = open_release(summary["data"])
    get_run_logger().info(summary["message"])
    create_markdown_artifact(markdown=run_report(summary, release), key="newstables-release", description=summary["message"])
    create_table_artifact(table=row_counts(release), key="newstables-rows", description=f"Rows of release {release.name}")
    create_table_artifact(table=rejected(release), key="newstables-rejects", description=f"Seeds that are no articles in {release.name}")


def serve(cron: str, options: dict[str, Any]) -> None:
    """Run on a schedule until stopped, one run at a time: one that would begin during another is skipped.

    Raises:
        UsageError: this is no cron line.
    """
    try:
        CronSchedule(cron=cron)
    except ValueError:
        raise UsageError(f"{cron!r} is no cron line; it has five fields (minute, hour, day, month, weekday), such as '0 * * * *'") from None
    alone = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)
    newstables.serve(name="newstables", cron=cron, global_limit=alone, parameters=options)
