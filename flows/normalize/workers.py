"""The reading processes: one plain pool of spawned processes that import no Prefect and end with their parent."""

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
from flows.plan.jobs import BatchCounts, describe_job
from flows.store.arrow import keep_pandas_out

P = ParamSpec("P")
R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)


DEATHS = 3
"""Worker deaths allowed per call."""

RETRIES, RETRY_SECONDS = 2, 1


class Result(Protocol[R_co]):
    """What a call in another process will have returned."""

    def result(self) -> R_co:
        """Wait for it and return it, or raise what the call raised."""


class Workers(Protocol):
    """What calls functions in other processes."""

    def submit(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> Result[R]:
        """Queue a call of a module-level function."""

    def ahead(self, function: Callable[[str], Any], arguments: Sequence[str]) -> None:
        """Queue calls that will be submitted later, where more of them can be under way than are waited for."""

    def close(self, *, at_once: bool) -> None:
        """End all processes: after their work, or at once."""


class Pool:
    """A process pool that replaces itself when one of its processes dies (out of memory, a crash in a library)."""

    def __init__(self, processes: int) -> None:
        """Start nothing yet: processes start with the first work."""
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

    def ahead(self, function: Callable[[str], Any], arguments: Sequence[str]) -> None:
        """Queue nothing: enough calls are waited for to keep the processes of one machine busy."""

    def queue(self, call: Callable[[], R]) -> Future[R]:
        """Queue a call in one of the processes; new ones are started where they have ended."""
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
        """End all processes: after their work, or at once."""
        with self._lock:
            self._closed = True
            running = list((self._executor._processes or {}).values()) if at_once else []  # noqa: SLF001 - no public way before Python 3.14
            for process in running:
                process.terminate()
            self._executor.shutdown(wait=True, cancel_futures=True)


class _Call(Generic[R]):
    """A call that is repeated where its process died; all calls of that moment are, since nobody can tell which one it was."""

    def __init__(self, pool: Pool, call: "partial[R]", future: Future[R]) -> None:
        self._pool, self._call, self._future = pool, call, future

    def result(self) -> R:
        """Wait for it and return it, or raise what the call raised.

        Raises:
            NewstablesError: it has ended every process that tried it, the last one while it was alone there.
        """
        for _ in range(DEATHS - 2):
            with contextlib.suppress(BrokenProcessPool):
                return self._future.result()
            self._future = self._pool.queue(self._call)
        with contextlib.suppress(BrokenProcessPool):
            return self._future.result()
        with _executor(1) as alone, contextlib.suppress(BrokenProcessPool):
            return alone.submit(self._call).result()
        why = "most likely for want of memory: try a smaller --batch-size"
        raise NewstablesError(f"{describe_job(str(self._call.args[0]))} has ended every process that tried it, {why}")


class Child(SpawnProcess):
    """A process whose lifeline is a pipe that nothing is written to.

    When the parent has ended, however it did, the kernel closes its end and sends SIGIO, which ends a process that does not handle it.
    A thread that waits for the end of the parent begins late, after all imports, and runs no more while native code keeps the
    interpreter to itself.
    """

    def start(self) -> None:
        """Start it, and ask for the signal on its behalf, so that no moment of its life is without."""
        self._lifeline, ours = Pipe(duplex=False)
        with _without_the_engine():
            super().start()
        self._end_of_the_parent = ours  # set now, so that the child gets no copy of it
        with self._lifeline as its:
            fcntl.fcntl(its, fcntl.F_SETOWN, self.pid or 0)
            fcntl.fcntl(its, fcntl.F_SETFL, fcntl.fcntl(its, fcntl.F_GETFL) | os.O_ASYNC)


class Spawning(SpawnContext):
    """What starts such processes."""

    Process = Child


@contextlib.contextmanager
def _without_the_engine() -> Iterator[None]:
    """Keep the name of the main module from a process that is started, where it is Prefect's, as in a run that a worker begins.

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
    """Prepare a new process: Ctrl-C is the parent's to handle, and a parent that was killed takes its children with it.

    The thread ends those whose parent was gone before the signal of `Child` could be asked for, and those of systems that do not send it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    keep_pandas_out()
    gc.disable()  # rows are many and hold no cycles; looking for some took a tenth of the time. Each batch ends with one collection
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)


@contextlib.contextmanager
def closing(workers: Workers) -> Iterator[Workers]:
    """End the workers with the block; an exception in the block ends them at once, whatever they are doing."""
    try:
        yield workers
    except BaseException:
        workers.close(at_once=True)
        raise
    workers.close(at_once=False)


def read_batches(paths: Sequence[str], workers: Workers) -> Iterator[BatchCounts]:
    """Read batches of seeds and yield the counts of each; a failure that may pass by itself, such as a full disk, is tried again."""
    from flows.normalize.batch import read_batch  # noqa: PLC0415 - models and parsers take most of a second, and a run may have nothing to read

    for path, call in [(path, workers.submit(read_batch, path)) for path in paths]:
        yield _read_again(partial(workers.submit, read_batch, path), call)


def _read_again(again: Callable[[], Result[BatchCounts]], call: Result[BatchCounts]) -> BatchCounts:
    for _ in range(RETRIES):
        try:
            return call.result()
        except NewstablesError:
            raise
        except Exception:  # noqa: BLE001 - whatever it was, it may be gone in a moment
            time.sleep(RETRY_SECONDS)
            call = again()
    return call.result()
