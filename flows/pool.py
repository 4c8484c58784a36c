"""The reading processes: one plain pool of spawned processes that import no Prefect and end with their parent."""

import contextlib
import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.process import BaseProcess
from typing import ParamSpec, Protocol, TypeVar

from flows.errors import NewstablesError

P = ParamSpec("P")
R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)


class Result(Protocol[R_co]):
    """What a call in another process will have returned."""

    def result(self) -> R_co:
        """Wait for it and return it, or raise what the call raised."""


class Pool:
    """A process pool that replaces itself when one of its processes dies (out of memory, a crash in a library)."""

    def __init__(self, processes: int) -> None:
        """Start nothing yet: processes start with the first work."""
        self._processes = processes
        self._lock = threading.Lock()
        self._closed = False
        self._executor = self._fresh()

    def _fresh(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self._processes, mp_context=multiprocessing.get_context("spawn"), initializer=_begin)

    def submit(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        """Queue a call of a module-level function in one of the processes.

        Raises:
            NewstablesError: the pool is closed, since the run is ending.
        """
        with self._lock:
            if self._closed:
                raise NewstablesError("the run was stopped")
            try:
                return self._executor.submit(function, *args, **kwargs)
            except BrokenProcessPool:
                self._executor.shutdown(wait=False, cancel_futures=True)
                self._executor = self._fresh()
                return self._executor.submit(function, *args, **kwargs)

    def close(self, *, at_once: bool) -> None:
        """End all processes: after their work, or at once."""
        with self._lock:
            self._closed = True
            running = list((self._executor._processes or {}).values()) if at_once else []  # noqa: SLF001 - no public way before Python 3.14
            for process in running:
                process.terminate()
            self._executor.shutdown(wait=True, cancel_futures=True)


def _begin() -> None:
    """Prepare a new process: Ctrl-C is the parent's to handle, and a parent that was killed takes its children with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()  # rows are many and hold no cycles; looking for some took a tenth of the time. Each batch ends with one collection
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


_current: list[Pool] = []


@contextlib.contextmanager
def worker_pool(processes: int) -> Iterator[Pool]:
    """Open the pool that `current()` returns until the block ends; an exception in the block ends its processes at once."""
    pool = Pool(processes)
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


def current() -> Pool:
    """Return the pool of the run that is going on."""
    return _current[-1]
