"""Workers of a Dask or Ray cluster, an existing one or a local one. They need only the address of the data."""

import logging
import os
import threading
from collections.abc import Callable, Sequence
from typing import Any, Generic, ParamSpec, Protocol, TypeVar

from flows.errors import NewstablesError
from flows.normalize.workers import MAX_DEATHS, Pool, Workers
from flows.options import Options
from flows.plan.jobs import describe_job
from newstables.optional import import_optional

P = ParamSpec("P")
R = TypeVar("R")

_ONE_AT_A_TIME = threading.Lock()

ATTEMPT_SECONDS = 30
"""Seconds before an address that does not answer is reported as wrong."""


class Backend(Protocol):
    """Distributes calls over machines."""

    def call(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> "_Call[R]":
        """Queue a call of a module-level function on a worker."""

    def close(self) -> None:
        """Disconnect from the cluster, or shut it down if this run started it; pending calls are dropped."""


class Cluster:
    """Workers on a cluster; calls queued ahead are matched when they are submitted."""

    def __init__(self, backend: Backend) -> None:
        """Start with an empty queue."""
        self._backend = backend
        self._ahead: dict[tuple[object, str], _Call[Any]] = {}

    def submit(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> "_Call[R]":
        """Queue a call of a module-level function on a worker, unless it is queued already."""
        return self._ahead.pop((function, str(args[0])), None) or self._backend.call(function, *args, **kwargs)

    def queue_ahead(self, function: Callable[[str], Any], arguments: Sequence[str]) -> None:
        """Queue calls that will be submitted later: a cluster may have more workers than calls are awaited at a time."""
        self._ahead |= {(function, argument): self._backend.call(function, argument) for argument in arguments}

    def close(self, *, at_once: bool) -> None:
        """Disconnect from the cluster, or shut it down if this run started it; pending calls are dropped in either case."""
        del at_once
        self._backend.close()


def workers_of(options: Options) -> Workers:
    """Return the workers that the options ask for."""
    if options.runner == "dask":
        return Cluster(Dask(options.processes, options.scheduler))
    if options.runner == "ray":
        return Cluster(Ray(options.processes, options.scheduler))
    return Pool(options.processes)


class Dask:
    """Workers of a Dask scheduler; if a worker dies, another one reads its batch."""

    def __init__(self, processes: int, scheduler: str) -> None:
        """Connect to the scheduler at an address, or start one on loopback with single-threaded workers.

        Raises:
            NewstablesError: Dask is not installed, or no scheduler answers.
        """
        self._library, dask = (import_optional(name, "the runner dask") for name in ("distributed", "dask"))
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # errors are reported as one sentence
        self._cluster = None
        if not scheduler:
            dask.config.set({"distributed.scheduler.allowed-failures": MAX_DEATHS - 1})
            self._cluster = self._library.LocalCluster(
                n_workers=processes,
                threads_per_worker=1,
                memory_limit=None,
                host="127.0.0.1",
                dashboard_address=None,
                scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
                worker_dashboard_address=None,
                silence_logs=logging.CRITICAL,
            )
        try:
            self._client = self._library.Client(self._cluster or scheduler, timeout=ATTEMPT_SECONDS, set_as_default=False)
        except (OSError, ValueError) as error:
            raise NewstablesError(f"no Dask scheduler answers at {scheduler}: {error}") from None

    def call(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> "_Call[R]":
        """Queue a call of a module-level function on a worker."""
        future = self._client.submit(_one_at_a_time, function, *args, pure=False, **kwargs)
        return _Call(future.result, _name(args), (self._library.KilledWorker,), (self._library.CancelledError, OSError))

    def close(self) -> None:
        """Disconnect from the scheduler, or shut it down if this run started it; pending calls are dropped."""
        self._client.close(timeout=ATTEMPT_SECONDS)
        if self._cluster:
            self._cluster.close(timeout=ATTEMPT_SECONDS)


class Ray:
    """Workers of a Ray cluster; if a worker dies, another one reads its batch."""

    def __init__(self, processes: int, address: str) -> None:
        """Connect to the cluster at an address, or start one on loopback.

        Raises:
            NewstablesError: Ray is not installed, or no cluster answers.
        """
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # otherwise Ray sends usage statistics
        if not address:
            os.environ.setdefault("RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER", "0")  # Ray's setting to listen beyond loopback
        self._library = import_optional("ray", "the runner ray")
        ours = {"num_cpus": processes, "include_dashboard": False}
        try:
            self._library.init(address or "local", log_to_driver=False, logging_level=logging.ERROR, **({} if address else ours))
        except (ConnectionError, RuntimeError, ValueError) as error:
            raise NewstablesError(f"no Ray cluster answers at {address}: {str(error).partition(chr(10))[0]}") from None

    def call(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> "_Call[R]":
        """Queue a call of a module-level function on a worker."""
        errors = self._library.exceptions
        reference = self._library.remote(max_retries=MAX_DEATHS - 1)(function).remote(*args, **kwargs)

        def result() -> R:
            try:
                found: R = self._library.get(reference)
            except errors.RayTaskError as error:
                raise error.cause from None
            return found

        return _Call(result, _name(args), (errors.WorkerCrashedError, errors.OutOfMemoryError), (errors.RaySystemError,))

    def close(self) -> None:
        """Disconnect from the cluster, or shut it down if this run started it; pending calls are dropped."""
        self._library.shutdown()


class _Call(Generic[R]):
    """The pending result of a call on another machine."""

    def __init__(self, result: Callable[[], R], name: str, died: tuple[type[Exception], ...], lost: tuple[type[Exception], ...]) -> None:
        self._result, self._name, self._died, self._lost = result, name, died, lost

    def result(self) -> R:
        """Wait for the result and return it, or raise the call's exception.

        Raises:
            NewstablesError: each worker that tried it has died, or the cluster is lost.
        """
        try:
            return self._result()
        except NewstablesError:
            raise
        except self._died:
            raise NewstablesError(f"{self._name} has ended every worker that tried it") from None
        except self._lost as error:
            raise NewstablesError(f"the cluster gave up {self._name}: {error}") from None


def _one_at_a_time(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call a function on a worker that may have many threads, one call at a time."""
    with _ONE_AT_A_TIME:
        return function(*args, **kwargs)


def _name(args: tuple[Any, ...]) -> str:
    return describe_job(str(args[0]))
