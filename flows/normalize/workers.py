"""Worker processes: a pool of spawned processes that do not import Prefect and end with their parent."""

import contextlib
import fcntl
import gc
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import Pipe
from multiprocessing.context import SpawnContext, SpawnProcess
from multiprocessing.process import BaseProcess
from typing import Any, Generic, ParamSpec, Protocol, TypeVar

from flows.errors import NewstablesError
from flows.normalize.time_limits import timed_out
from flows.plan.jobs import BatchCounts, describe_job
from flows.store.arrow import keep_pandas_out

P = ParamSpec("P")
R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)


MAX_DEATHS = 3
"""Worker deaths allowed per call."""

RETRIES, RETRY_SECONDS = 2, 1


class Result(Protocol[R_co]):
    """The pending result of a call in another process."""

    def result(self) -> R_co:
        """Wait for the result and return it, or raise the call's exception."""


class Workers(Protocol):
    """Interface for calling functions in other processes."""

    def submit(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> Result[R]:
        """Queue a call of a module-level function."""

    def queue_ahead(self, function: Callable[[str], Any], arguments: Sequence[str]) -> None:
        """Queue calls that will be submitted later, if more of them can run than are awaited."""

    def close(self, *, at_once: bool) -> None:
        """End all processes, after their work or immediately."""


class Pool:
    """A process pool that replaces itself when one of its processes dies (out of memory, a crash in a library)."""

    def __init__(self, processes: int) -> None:
        """Start no process yet: processes start with the first call."""
        self._processes = processes
        self._lock = threading.Lock()
        self._closed = False
        self._executor = _executor(processes)

    def submit(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> Result[R]:
        """Queue a call of a module-level function in one of the processes.

        Raises:
            NewstablesError: the pool is closed, since the run is ending.
        """
        call = partial(function, *args, **kwargs)
        return _Call(self, call, self.queue(call))

    def queue_ahead(self, function: Callable[[str], Any], arguments: Sequence[str]) -> None:
        """Do nothing: enough calls are awaited to keep the processes of one machine busy."""

    def queue(self, call: Callable[[], R]) -> Future[R]:
        """Queue a call in one of the processes, starting new ones if they have ended."""
        with self._lock:
            if self._closed:
                raise NewstablesError("the run was stopped")
            try:
                return self._executor.submit(call)
            except BrokenProcessPool:
                self._executor.shutdown(wait=False, cancel_futures=True)
                self._executor = _executor(self._processes)
                return self._executor.submit(call)

    def close(self, *, at_once: bool) -> None:
        """End all processes, after their work or immediately."""
        with self._lock:
            self._closed = True
            running = list((self._executor._processes or {}).values()) if at_once else []  # noqa: SLF001 - no public way before Python 3.14
            for process in running:
                process.terminate()
            self._executor.shutdown(wait=True, cancel_futures=True)


class _Call(Generic[R]):
    """A call that is repeated if its process died; all calls running at that moment are, since the cause is unknown."""

    def __init__(self, pool: Pool, call: "partial[R]", future: Future[R]) -> None:
        self._pool, self._call, self._future = pool, call, future
        self._job = str(call.args[0])
        self._timed_out = timed_out(self._job)

    def result(self) -> R:
        """Wait for the result and return it, or raise the call's exception.

        Raises:
            NewstablesError: it has ended every process that tried it, the last one while it was alone there.
        """
        deaths = 0
        while deaths < MAX_DEATHS:
            with contextlib.suppress(BrokenProcessPool):
                if deaths < MAX_DEATHS - 1:
                    return self._future.result()
                with _executor(1) as alone:
                    return alone.submit(self._call).result()
            before, self._timed_out = self._timed_out, timed_out(self._job)
            deaths += self._timed_out == before  # a batch that a hanging seed has ended is read again without that seed
            if deaths < MAX_DEATHS - 1:
                self._future = self._pool.queue(self._call)
        why = "most likely because memory ran out: try a smaller --batch-size"
        raise NewstablesError(f"{describe_job(self._job)} has ended every process that tried it, {why}")


class Child(SpawnProcess):
    """A process that ends with its parent: both share a pipe that is never written to.

    When the parent ends in any way, the kernel closes its end of the pipe and sends SIGIO, which ends a process that does not handle it. A
    thread waiting for the parent's end would start late, after all imports, and would not run while native code holds the interpreter lock.
    """

    def start(self) -> None:
        """Start the process, and request the signal for it so that it is covered from its first moment."""
        self._lifeline, ours = Pipe(duplex=False)
        with _without_the_engine():
            super().start()
        self._end_of_the_parent = ours  # set after the start, so that the child gets no copy of it
        with self._lifeline as its:
            fcntl.fcntl(its, fcntl.F_SETOWN, self.pid or 0)
            fcntl.fcntl(its, fcntl.F_SETFL, fcntl.fcntl(its, fcntl.F_GETFL) | os.O_ASYNC)


class Spawning(SpawnContext):
    """The multiprocessing context that starts such processes."""

    Process = Child


@contextlib.contextmanager
def _without_the_engine() -> Iterator[None]:
    """Hide the main module from a process being started if it is Prefect's, as in a run started by a Prefect worker.

    A spawned process imports the main module of its parent, and Prefect takes seconds and a hundred megabytes.
    """
    main = sys.modules["__main__"]
    spec = getattr(main, "__spec__", None)
    is_engine = spec is not None and spec.name.partition(".")[0] == "prefect"
    if is_engine:
        sys.modules["__main__"] = type(sys)("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _executor(processes: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(processes, mp_context=Spawning(), initializer=_begin)


def _begin() -> None:
    """Initialise a new process: Ctrl-C is handled by the parent, and the process ends if the parent is killed.

    The thread ends processes whose parent ended before the signal of `Child` could be requested, and those on systems without it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    keep_pandas_out()
    gc.disable()  # the many rows hold no cycles; looking for some took a tenth of the time. Each batch ends with one collection
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)


@contextlib.contextmanager
def closing(workers: Workers) -> Iterator[Workers]:
    """Close the workers at the end of the block; an exception in the block ends them immediately."""
    try:
        yield workers
    except BaseException:
        workers.close(at_once=True)
        raise
    workers.close(at_once=False)


def read_batches(paths: Sequence[str], workers: Workers) -> Iterator[BatchCounts]:
    """Read batches and yield the counts of each; failures that may be temporary, such as a full disk, are retried."""
    from flows.normalize.batch import read_batch  # noqa: PLC0415 - models and parsers load slowly, and a run may have nothing to read

    for path, call in [(path, workers.submit(read_batch, path)) for path in paths]:
        yield _read_again(partial(workers.submit, read_batch, path), call)


def _read_again(again: Callable[[], Result[BatchCounts]], call: Result[BatchCounts]) -> BatchCounts:
    for _ in range(RETRIES):
        try:
            return call.result()
        except NewstablesError:
            raise
        except Exception:  # noqa: BLE001 - any failure may be temporary
            time.sleep(RETRY_SECONDS)
            call = again()
    return call.result()
