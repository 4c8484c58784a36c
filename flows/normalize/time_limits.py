"""Seeds that hang their reading: the system ends the process, and the next one that reads the batch rejects them.

A process notes in a file beside the job which seed it reads. When the seed's processor time is up, the interpreter adds where it is to the
file, in native code that needs no interpreter lock, and the process ends; a process that ends for any other reason adds nothing.
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
"""The number of a seed, and where it was when its time was up."""


def timed_out(path: str) -> frozenset[int]:
    """Return the places of the seeds of a job that have ended a process."""
    try:
        return frozenset(map(int, _TIMED_OUT.findall(_notes(path).read_bytes())))
    except OSError:
        return frozenset()


def _notes(path: str) -> Path:
    """Return the file of notes: beside the job; for a job in object storage in the temporary folder of this machine."""
    job = place(path)
    return (job if isinstance(job, Path) else Path(tempfile.gettempdir()) / f"newstables-{job.name}").with_suffix(".slow")


class SeedTimer:
    """Notes which seed is read, and lets each take its time alone."""

    def __init__(self, path: str, file: BinaryIO, seconds: float) -> None:
        """Write after what earlier processes have noted on the job."""
        self._timed_out, self._file, self._seconds = timed_out(path), file.fileno(), seconds
        self._end = os.lseek(self._file, 0, os.SEEK_END)

    def start(self, number: int) -> None:
        """Begin with the seed at a place of the job.

        Raises:
            RejectedError: it has ended a process.
        """
        cpu_limit.set_limit(0)
        if number in self._timed_out:
            raise RejectedError("failed", cpu_limit.limit_message("the reading", self._seconds))
        os.lseek(self._file, self._end, os.SEEK_SET)
        os.write(self._file, b"%012d\n" % number)
        cpu_limit.set_limit(self._seconds)


@contextlib.contextmanager
def seed_timer(path: str, seconds: float) -> Iterator[SeedTimer]:
    """Watch the reading of a job's seeds until the block ends, and forget what was noted unless the process ends before."""
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
