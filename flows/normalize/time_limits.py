"""Time limit for each seed: the system ends a process that hangs, and the next process that reads the batch rejects the seed.

A process writes the number of the seed that it reads to a file beside the job. When the seed's processor time is up, `faulthandler` adds a
stack trace to the file, in native code that needs no interpreter lock, and the process ends. A process that ends for another reason adds
nothing.
"""

import contextlib
import faulthandler
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from flows.errors import RejectedError
from flows.ingest import cpu_limit
from newstables.files import place

_TIMED_OUT = re.compile(rb"^(\d{12})\n(?=\D)", re.MULTILINE)
"""The number of a seed, followed by the stack trace written when its time was up."""


def timed_out(path: str) -> frozenset[int]:
    """Return the numbers of the seeds of a job that have ended a process."""
    try:
        return frozenset(map(int, _TIMED_OUT.findall(_notes(path).read_bytes())))
    except OSError:
        return frozenset()


def _notes(path: str) -> Path:
    """Return the file for the numbers: beside the job, or in the temporary folder if the job is in object storage."""
    job = place(path)
    return (job if isinstance(job, Path) else Path(tempfile.gettempdir()) / f"newstables-{job.name}").with_suffix(".slow")


class SeedTimer:
    """Records which seed is being read, and limits the time of each."""

    def __init__(self, path: str, file: BinaryIO, seconds: float) -> None:
        """Continue after what earlier processes have written about the job."""
        self._timed_out, self._file, self._seconds = timed_out(path), file.fileno(), seconds
        self._end = os.lseek(self._file, 0, os.SEEK_END)

    def start(self, number: int) -> None:
        """Start the time of the seed with this number.

        Raises:
            RejectedError: the seed has ended a process.
        """
        cpu_limit.set_limit(0)
        if number in self._timed_out:
            raise RejectedError("failed", cpu_limit.limit_message("the reading", self._seconds))
        os.lseek(self._file, self._end, os.SEEK_SET)
        os.write(self._file, b"%012d\n" % number)
        cpu_limit.set_limit(self._seconds)


@contextlib.contextmanager
def seed_timer(path: str, seconds: float) -> Iterator[SeedTimer]:
    """Yield a timer for a job's seeds; its file is deleted at the end of the block, and stays if the process ends earlier."""
    notes = _notes(path)
    notes.touch()
    with notes.open("r+b") as file:
        faulthandler.register(cpu_limit.SIGNAL, file, chain=True)
        try:
            yield SeedTimer(path, file, seconds)
        finally:
            cpu_limit.set_limit(0)
            faulthandler.unregister(cpu_limit.SIGNAL)
    notes.unlink(missing_ok=True)
