"""Processes that end when their parent does, at whatever moment and whatever they are doing then."""

import contextlib
import fcntl
import os
import sys
from collections.abc import Iterator
from multiprocessing import Pipe
from multiprocessing.context import SpawnContext, SpawnProcess


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


class Children(SpawnContext):
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
