"""Progress of the reading: each worker process counts its seeds in a small file that the run polls."""

import contextlib
import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

from flows.progress import Advance
from flows.store.files import remove
from newstables.files import Place

EVERY_SECONDS = 0.5


def _folder(workspace: Place) -> Place:
    return workspace / "ticks"


class Ticks:
    """The counter of one worker process; with data in object storage there is none."""

    def __init__(self, workspace: Place) -> None:
        """Continue from what this process has read before."""
        folder = _folder(workspace)
        self._file = folder / f"{socket.gethostname()}-{os.getpid()}" if isinstance(folder, Path) else None
        self._count = _count(self._file) if self._file else 0

    def tick(self) -> None:
        """Count one more seed as read or rejected; if the counter cannot be written, only the progress stops."""
        self._count += 1
        if self._file:
            with contextlib.suppress(OSError):
                self._file.write_text(str(self._count), encoding="utf-8")


def _count(file: Path) -> int:
    try:
        return int(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # not there yet, or being written
        return 0


class _Watch:
    """Adds up the counters and reports the increase."""

    def __init__(self, folder: Place, total: int, advance: Advance) -> None:
        self._folder, self._total, self._advance = folder, total, advance
        self._seen: dict[Path, int] = {}
        self._finished = self._told = 0
        self._lock = threading.Lock()

    def finish(self, seeds: int) -> None:
        """Count the seeds of a finished batch as read."""
        with self._lock:
            self._finished += seeds
            self._tell()

    def look(self) -> None:
        """Add up the counters of all processes."""
        with self._lock, contextlib.suppress(OSError):
            for file in self._folder.iterdir() if isinstance(self._folder, Path) else ():
                self._seen[file] = max(self._seen.get(file, 0), _count(file))
            self._tell()

    def _tell(self) -> None:
        ticked = min(sum(self._seen.values()), self._total - 1)  # a batch whose process died is counted twice
        done = max(self._told, self._finished, ticked)
        self._advance(done - self._told)
        self._told = done


@contextlib.contextmanager
def watching(workspace: Place, total: int, advance: Advance) -> Iterator[_Watch]:
    """Report progress to `advance` twice a second until the block ends; finished batches are reported to the watch."""
    folder = _folder(workspace)
    if isinstance(folder, Path):
        remove(folder)
        folder.mkdir(parents=True)
    watch = _Watch(folder, total, advance)
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(EVERY_SECONDS):
            watch.look()

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield watch
    finally:
        ended.set()
        thread.join()
        if isinstance(folder, Path):
            remove(folder)
