"""The reading processes: one plain pool of spawned processes that import no Prefect and end with their parent."""

import contextlib
import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing.process import BaseProcess
from typing import Any, Generic, ParamSpec, Protocol, TypeVar

from flows.errors import NewstablesError
from flows.normalize.batch import name_batch
from flows.normalize.children import Children

P = ParamSpec("P")
R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)


DEATHS = 3
"""Processes that one call may end before it is given up."""


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
        raise NewstablesError(f"{name_batch(str(self._call.args[0]))} has ended every process that tried it, {why}")


def _executor(processes: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(processes, mp_context=Children(), initializer=_begin)


def _begin() -> None:
    """Prepare a new process: Ctrl-C is the parent's to handle, and a parent that was killed takes its children with it.

    The thread ends those whose parent was gone before the signal of `Child` could be asked for, and those of systems that do not send it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()  # rows are many and hold no cycles; looking for some took a tenth of the time. Each batch ends with one collection
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


_current: list[Workers] = []


@contextlib.contextmanager
def worker_pool(workers: int | Workers) -> Iterator[Workers]:
    """Open the pool that `current()` returns until the block ends; an exception in the block ends its processes at once.

    It is one of so many processes, or the workers that are given.
    """
    pool: Workers = Pool(workers) if isinstance(workers, int) else workers
    _current.append(pool)
    try:
        yield pool
    except BaseException:
        pool.close(at_once=True)
        raise
    else:
        pool.close(at_once=False)
    finally:
        _current.remove(pool)


def current() -> Workers:
    """Return the workers of the run that is going on."""
    return _current[-1]
