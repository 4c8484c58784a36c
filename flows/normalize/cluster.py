"""Reading processes of a Dask or Ray cluster: an existing one, or one of this machine. They know nothing but where the data lies."""

import importlib
import logging
import os
import threading
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any, Generic, ParamSpec, Protocol, TypeVar

from flows.errors import NewstablesError
from flows.normalize.workers import DEATHS, Pool, Workers
from flows.options import Options
from flows.plan.jobs import describe_job

P = ParamSpec("P")
R = TypeVar("R")

_ONE_AT_A_TIME = threading.Lock()

ATTEMPT_SECONDS = 30
"""How long an address is tried before it is taken to be wrong."""


class Machinery(Protocol):
    """What distributes calls over machines."""

    def call(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> "_Call[R]":
        """Queue a call of a module-level function on one of the workers."""

    def close(self) -> None:
        """Leave the cluster, or end it where it is ours; what is not done is forgotten."""


class Cluster:
    """Workers elsewhere; what is queued ahead is known again when it is submitted."""

    def __init__(self, machinery: Machinery) -> None:
        """Queue nothing yet."""
        self._machinery = machinery
        self._ahead: dict[tuple[object, str], _Call[Any]] = {}

    def submit(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> "_Call[R]":
        """Queue a call of a module-level function on one of the workers, unless it is queued already."""
        return self._ahead.pop((function, str(args[0])), None) or self._machinery.call(function, *args, **kwargs)

    def ahead(self, function: Callable[[str], Any], arguments: Sequence[str]) -> None:
        """Queue calls that will be submitted later: a cluster may have more workers than calls are waited for at a time."""
        self._ahead |= {(function, argument): self._machinery.call(function, argument) for argument in arguments}

    def close(self, *, at_once: bool) -> None:
        """Leave the cluster, or end it where it is ours; what is not done is forgotten either way."""
        del at_once
        self._machinery.close()


def workers_of(options: Options) -> Workers:
    """Return the reading processes that the options ask for."""
    if options.runner == "dask":
        return Cluster(Dask(options.processes, options.scheduler))
    if options.runner == "ray":
        return Cluster(Ray(options.processes, options.scheduler))
    return Pool(options.processes)


class Dask:
    """The workers of a Dask scheduler; a batch whose worker died is read by another one."""

    def __init__(self, processes: int, scheduler: str) -> None:
        """Go to the scheduler at an address, or start one on loopback with so many workers of one thread.

        Raises:
            NewstablesError: Dask is not installed, or no scheduler answers.
        """
        self._library, dask = _library("distributed", "dask"), _library("dask", "dask")
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what goes wrong is told in a sentence
        self._cluster = None
        if not scheduler:
            dask.config.set({"distributed.scheduler.allowed-failures": DEATHS - 1})
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
        """Queue a call of a module-level function on one of the workers."""
        future = self._client.submit(_alone, function, *args, pure=False, **kwargs)
        return _Call(future.result, _name(args), (self._library.KilledWorker,), (self._library.CancelledError, OSError))

    def close(self) -> None:
        """Leave the scheduler, or end it where it is ours; what is not done is forgotten."""
        self._client.close(timeout=ATTEMPT_SECONDS)
        if self._cluster:
            self._cluster.close(timeout=ATTEMPT_SECONDS)


class Ray:
    """The workers of a Ray cluster; a batch whose worker died is read by another one."""

    def __init__(self, processes: int, address: str) -> None:
        """Go to the cluster at an address, or start one of so many workers on loopback.

        Raises:
            NewstablesError: Ray is not installed, or no cluster answers.
        """
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # Ray tells its makers how it is used otherwise
        if not address:
            os.environ.setdefault("RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER", "0")  # Ray's name for listening on more than loopback
        self._library = _library("ray", "ray")
        ours = {"num_cpus": processes, "include_dashboard": False}
        try:
            self._library.init(address or "local", log_to_driver=False, logging_level=logging.ERROR, **({} if address else ours))
        except (ConnectionError, RuntimeError, ValueError) as error:
            raise NewstablesError(f"no Ray cluster answers at {address}: {str(error).partition(chr(10))[0]}") from None

    def call(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> "_Call[R]":
        """Queue a call of a module-level function on one of the workers."""
        errors = self._library.exceptions
        reference = self._library.remote(max_retries=DEATHS - 1)(function).remote(*args, **kwargs)

        def result() -> R:
            try:
                found: R = self._library.get(reference)
            except errors.RayTaskError as error:
                raise error.cause from None
            return found

        return _Call(result, _name(args), (errors.WorkerCrashedError, errors.OutOfMemoryError), (errors.RaySystemError,))

    def close(self) -> None:
        """Leave the cluster, or end it where it is ours; what is not done is forgotten."""
        self._library.shutdown()


class _Call(Generic[R]):
    """What a call on another machine will have returned."""

    def __init__(self, result: Callable[[], R], name: str, died: tuple[type[Exception], ...], lost: tuple[type[Exception], ...]) -> None:
        self._result, self._name, self._died, self._lost = result, name, died, lost

    def result(self) -> R:
        """Wait for it and return it, or raise what the call raised.

        Raises:
            NewstablesError: each worker that tried it has died, or the cluster is gone.
        """
        try:
            return self._result()
        except NewstablesError:
            raise
        except self._died:
            raise NewstablesError(f"{self._name} has ended every worker that tried it") from None
        except self._lost as error:
            raise NewstablesError(f"the cluster gave up {self._name}: {error}") from None


def _alone(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call a function on a worker, which may have many threads; articles are read in one at a time."""
    with _ONE_AT_A_TIME:
        return function(*args, **kwargs)


def _name(args: tuple[Any, ...]) -> str:
    return describe_job(str(args[0]))


def _library(name: str, extra: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ImportError:
        raise NewstablesError(f"the runner {extra} needs {name}, which is not installed: pip install {name}") from None
