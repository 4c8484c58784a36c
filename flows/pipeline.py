"""The run as a Prefect flow: the three steps of `run` as tasks, what the run did as artifacts, and schedules."""

import logging
import os
from collections.abc import Iterator, Sequence
from typing import Any, cast

# Set before Prefect is imported: otherwise it would send usage statistics, unless the user has decided.
os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")

from prefect import flow, task, unmapped
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy, FlowRun, State, TaskRun
from prefect.client.schemas.schedules import CronSchedule
from prefect.events.worker import EventsWorker
from prefect.flows import Flow
from prefect.futures import PrefectFuture, as_completed
from prefect.logging import get_run_logger
from prefect.logging.handlers import APILogWorker
from prefect.states import Completed, Failed
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner
from prefect.tasks import Task
from prefect.utilities.urls import url_for

from flows import run
from flows.errors import NewstablesError, UsageError, explain_os_error
from flows.normalize.batch import read_batch
from flows.normalize.workers import Workers
from flows.notify import notify_failure
from flows.options import DEFAULTS, Options
from flows.plan.jobs import BatchCounts
from flows.plan.prepare import Work, prepare
from flows.progress import Advance
from flows.publish import release
from flows.publish.summary import Summary, rejected, row_counts, run_report
from flows.store.store import Writer
from newstables.release import open_release

ORCHESTRATION_THREADS = 16
"""Tasks that wait for workers at a time; the reading itself is limited by `workers` or by the cluster."""

ended: list[State[Summary]] = []
"""How the last run of this process ended, once it has; a flow itself returns this only if the server is reachable."""

RUNNER = cast("TaskRunner[PrefectFuture[Any]]", ThreadPoolTaskRunner(max_workers=ORCHESTRATION_THREADS))


def _is_worth_retrying(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    """Return whether a failure may be temporary, such as a full disk; a `NewstablesError` needs the user."""
    return not isinstance(state.result(raise_on_failure=False), NewstablesError)


@task(cache_policy=NO_CACHE)
def plan(options: Options, writer: Writer) -> Work:
    """Scan the seeds, compare them with the latest release and write down the jobs."""
    return prepare(options, writer)


@task(cache_policy=NO_CACHE, retries=2, retry_delay_seconds=1, retry_condition_fn=_is_worth_retrying)
def normalize_batch(path: str, workers: Workers) -> BatchCounts:
    """Read one batch of seeds into rows in a worker process and return its counts."""
    return workers.submit(read_batch, path).result()


@task(cache_policy=NO_CACHE)
def publish(options: Options, writer: Writer, workers: Workers, advance: Advance) -> str | None:
    """Build, check and publish the release; return its name, or None if it would equal the latest one."""
    return release.publish(options, writer, workers, advance)


def normalize(batches: Sequence[str], workers: Workers) -> Iterator[BatchCounts]:
    """Read all batches and yield their counts as they finish, in any order."""
    workers.queue_ahead(read_batch, batches)
    for future in as_completed(normalize_batch.map(batches, unmapped(workers))):
        yield future.result()


def notify(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    """Notify of a failed or crashed deployment run; on the command line, the command reports it."""
    if flow_run.deployment_id:
        notify_failure(f"{flow.name} run {flow_run.name} {str(state.name).lower()}: {state.message} {url_for(flow_run) or ''}".strip())


@flow(name="newstables", task_runner=RUNNER, on_failure=[notify], on_crashed=[notify])
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
    authorities: str = DEFAULTS.authorities,
    full: bool = DEFAULTS.full,
    prune_removed: bool = DEFAULTS.prune_removed,
    accept_loss: bool = DEFAULTS.accept_loss,
    wait: int = DEFAULTS.wait,
) -> State[Summary]:
    """Read the seeds that are new or changed and publish the next release of all tables."""
    ended.clear()
    state = _run(locals())  # only here, where everything is local
    ended.append(state)
    if state.is_completed():
        try:
            report(cast("Summary", state.data))
        except Exception as error:  # noqa: BLE001 - whatever it is, the release is published
            get_run_logger().warning("the Prefect server did not take the artifacts of this run: %r", error)
    return state


def _run(options: dict[str, Any]) -> State[Summary]:
    """Run, and return the state in which the flow ends."""
    try:
        summary = run.run(Options(**options), steps=run.Steps(plan, normalize, publish))
    except NewstablesError as error:
        return Failed(message=str(error), data=error)  # raised where the flow is called; Prefect shows the sentence only
    except OSError as error:
        return Failed(message=explain_os_error(error), data=error)
    return Completed(message=summary["message"], data=summary)


def report(summary: Summary) -> None:
    """Create Prefect artifacts: a page about the release, its row counts, and the rejected seeds."""
    latest = open_release(summary["data"])
    get_run_logger().info(summary["message"])
    create_markdown_artifact(markdown=run_report(summary, latest), key="newstables-release", description=summary["message"])
    create_table_artifact(table=row_counts(latest), key="newstables-rows", description=f"Rows of release {latest.name}")
    first, count = rejected(latest), latest.manifest["rows"]["rejects"]
    described = f"{len(first):,} of the {count:,} rejected seeds in {latest.name}"
    create_table_artifact(table=first, key="newstables-rejects", description=described)


def check_cron(cron: str) -> None:
    """Check that a schedule is a cron line.

    Raises:
        UsageError: this is not a valid cron expression.
    """
    try:
        CronSchedule(cron=cron)
    except ValueError:
        raise UsageError(
            f"{cron!r} is not a valid cron expression: expected five fields (minute, hour, day, month, weekday), such as '0 * * * *'"
        ) from None


def serve(cron: str, options: dict[str, Any]) -> None:
    """Run on a schedule until stopped, one run at a time: one that would begin during another is skipped."""
    alone = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)
    newstables.serve(name="newstables", cron=cron, global_limit=alone, parameters=options)


def forget_messages() -> None:
    """Drop the events that the server has not received: Prefect would try each event for seconds before it lets the process end."""
    for service in (EventsWorker.instance(), APILogWorker.instance()):
        service._queue.queue.clear()  # noqa: SLF001 - there is no public way


class _Sentences(logging.Filter):
    """Log filter that removes the traceback of errors whose message is meant for the user, and of Prefect's own after the run."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and (ended or isinstance(record.exc_info[1], NewstablesError)):
            record.exc_info = None
        return True


for _name in ("prefect.flow_runs", "prefect.task_runs"):
    logging.getLogger(_name).addFilter(_Sentences())
