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

POLL_SECONDS = 0.5


def _folder(run_folder: Place) -> Place:
    return run_folder / "counters"


class SeedCounter:
    """The counter of one worker process. With data in object storage it writes no file."""

    def __init__(self, run_folder: Place) -> None:
        """Continue from what this process has read before."""
        folder = _folder(run_folder)
        self._file = folder / f"{socket.gethostname()}-{os.getpid()}" if isinstance(folder, Path) else None
        self._count = _count(self._file) if self._file else 0

    def increment(self) -> None:
        """Count one more seed as read or rejected; if the counter cannot be written, only the progress stops."""
        self._count += 1
        if self._file:
            with contextlib.suppress(OSError):
                self._file.write_text(str(self._count), encoding="utf-8")


def _count(file: Path) -> int:
    try:
        return int(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # not written yet, or being written
        return 0


class Monitor:
    """Adds up the counters and reports the increase."""

    def __init__(self, folder: Place, total: int, advance: Advance) -> None:
        """Store the folder of the counters, the number of seeds to read, and where to report progress."""
        self._folder, self._total, self._advance = folder, total, advance
        self._counts: dict[Path, int] = {}
        self._finished = self._reported = 0
        self._lock = threading.Lock()

    def add_finished(self, seeds: int) -> None:
        """Count the seeds of a finished batch as read."""
        with self._lock:
            self._finished += seeds
            self._report()

    def poll(self) -> None:
        """Add up the counters of all processes."""
        with self._lock, contextlib.suppress(OSError):
            for file in self._folder.iterdir() if isinstance(self._folder, Path) else ():
                self._counts[file] = max(self._counts.get(file, 0), _count(file))
            self._report()

    def _report(self) -> None:
        counted = min(sum(self._counts.values()), self._total - 1)  # a batch whose process died is counted twice
        done = max(self._reported, self._finished, counted)
        self._advance(done - self._reported)
        self._reported = done


@contextlib.contextmanager
def report_progress(run_folder: Place, total: int, advance: Advance) -> Iterator[Monitor]:
    """Report progress to `advance` twice a second until the block ends; add finished batches to the monitor that it yields."""
    folder = _folder(run_folder)
    if isinstance(folder, Path):
        remove(folder)
        folder.mkdir(parents=True)
    monitor = Monitor(folder, total, advance)
    ended = threading.Event()

    def poll() -> None:
        while not ended.wait(POLL_SECONDS):
            monitor.poll()

    thread = threading.Thread(target=poll, daemon=True)
    thread.start()
    try:
        yield monitor
    finally:
        ended.set()
        thread.join()
        if isinstance(folder, Path):
            remove(folder)
