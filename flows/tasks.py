"""Prefect tasks: thin wrappers that pass paths and counts, never tables. What was done is known from the disk, not from Prefect."""

from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.tasks import Task

from flows.errors import NewstablesError
from flows.normalize import workers
from flows.normalize.batch import read_batch
from flows.options import Options
from flows.plan import prepare
from flows.progress import progress
from flows.publish import release
from flows.store.files import place


def _is_worth_retrying(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    """A dead process or a full disk may be gone at the next try; what the user has to mend will not."""
    return not isinstance(state.result(raise_on_failure=False), NewstablesError)


@task(cache_policy=NO_CACHE)
def plan(options: Options) -> prepare.Work:
    """Look at the seeds and the latest release and write down what has to be done."""
    return prepare.prepare(options)


@task(cache_policy=NO_CACHE, retries=2, retry_delay_seconds=1, retry_condition_fn=_is_worth_retrying)
def normalize_batch(path: str) -> dict[str, Any]:
    """Read one batch of seeds into rows, in one of the reading processes; return its counts."""
    return workers.current().submit(read_batch, path).result()


def queue_ahead(paths: list[str]) -> None:
    """Give the batches to the workers of a cluster before there are tasks that wait for them."""
    workers.current().ahead(read_batch, paths)


@task(cache_policy=NO_CACHE)
def publish(options: Options) -> str | None:
    """Build, check and publish the release; return its name, or None where nothing differs from the latest."""
    parts = len(prepare.read_plan(place(options.data))["parts"])
    with progress("publishing", parts, "parts") as advance:
        published = release.publish(options, workers.current(), lambda: advance(1, 0))
    return published.name if published else None
