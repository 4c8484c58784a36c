"""The flow: what a run does, from a folder of seeds to a published release."""

from typing import Any, cast

from prefect import flow
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.futures import PrefectFuture, as_completed
from prefect.logging import get_run_logger
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from flows.card import dataset_card
from flows.cluster import workers_of
from flows.dataset import open_release
from flows.engine import keep_signals
from flows.lock import writer_lock
from flows.options import DEFAULTS, Options
from flows.pool import worker_pool
from flows.progress import progress, say
from flows.storage import place
from flows.summary import Summary, summarize
from flows.tasks import normalize_batch, plan, publish, queue_ahead

ORCHESTRATION_THREADS = 16
"""Tasks that may wait for the reading processes at once; reading itself is limited by `workers`, or by the cluster."""


RUNNER = cast("TaskRunner[PrefectFuture[Any]]", ThreadPoolTaskRunner(max_workers=ORCHESTRATION_THREADS))


@flow(name="newstables", task_runner=RUNNER)
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
    wait: int = DEFAULTS.wait,
) -> Summary:
    """Read the seeds that are new or changed and publish the next release of all tables."""
    options = Options(**locals())  # as long as nothing else is local
    keep_signals()
    with writer_lock(place(options.data), options.wait), worker_pool(workers_of(options)):
        work = plan(options)
        if work.note:
            say(work.note)
        if work.unchanged:
            release = None
        else:
            read_all(work.batches, work.to_read)
            release = publish(options)
    summary = summarize(options, release)
    report(summary)
    return summary


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
    """Leave one table artifact and one markdown artifact of the run in Prefect."""
    manifest = open_release(summary["data"]).manifest
    get_run_logger().info(summary["message"])
    rows: list[dict[str, Any]] = [{"table": table, "rows": count} for table, count in manifest["rows"].items()]
    create_table_artifact(table=rows, key="newstables-rows", description=summary["message"])
    create_markdown_artifact(markdown=f"{summary['message']}\n\n{dataset_card(manifest)}", key="newstables-release")
