"""Parse files in a separate process: a file that hangs the parser, crashes it or exhausts memory is a reject.

The process starts with the first such file, stays for the next ones, and ends with its parent.
"""

import contextlib
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO, cast

from flows.errors import RejectedError
from flows.ingest import cpu_limit
from flows.ingest.formats.entry import Entry, Reading
from flows.ingest.formats.registry import records
from flows.ingest.seed_table import ScanRow

_AT_ONCE = 1000
"""Records per message."""
_PROGRAM = "import sys; sys.path[:] = {}; from flows.ingest.parser_process import serve; serve()"

Request = tuple[str, int, Reading, float]
"""Path and size of a file, reading options, and the seconds that a record may take."""
Answer = list[ScanRow] | OSError | tuple[str, str] | None
"""Some scan rows, or the end of the file: an error, the reason and message of a reject, or None."""


def scan_row(entry: Entry) -> ScanRow:
    """Return the scan row of a record: everything except its text."""
    if entry.record is None:
        return entry.number, entry.size, None, 0, entry.reason, entry.message
    length = len(entry.record.data)
    return entry.number, length if entry.size is None else entry.size, bytes.fromhex(entry.record.sha256()), length, None, None


class ParserProcess:
    """The separate process, replaced by a new one when a file has ended it."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self._process: _Child | None = None

    def scan(self, path: str, size: int, reading: Reading) -> Iterator[ScanRow]:
        """Yield the scan rows of the records of a file.

        Raises:
            RejectedError: the file cannot be read any further, or has ended the process.
            OSError: it cannot be opened or read.
        """
        self._process = self._process or _Child()
        try:
            self._process.ask((path, size, reading, cpu_limit.SECONDS))
            while isinstance(answer := self._process.answer(), list):
                yield from answer
        except (EOFError, BrokenPipeError, pickle.UnpicklingError):
            status, self._process = self._process.end(), None
            raise RejectedError("failed", _why(status)) from None
        if isinstance(answer, OSError):
            raise answer
        if answer:
            raise RejectedError(*answer)

    def close(self) -> None:
        """End the process at once."""
        if self._process:
            self._process.end(at_once=True)
            self._process = None


class _Child:
    """A process that parses files, and the pipes to and from it."""

    def __init__(self) -> None:
        command = [sys.executable, "-c", _PROGRAM.format(sys.path)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # noqa: S603 - fixed command
        self._requests, self._answers = cast("BinaryIO", self._process.stdin), cast("BinaryIO", self._process.stdout)

    def ask(self, request: Request) -> None:
        pickle.dump(request, self._requests)
        self._requests.flush()

    def answer(self) -> Answer:
        answer: Answer = pickle.load(self._answers)  # noqa: S301 - from a process of ours
        return answer

    def end(self, *, at_once: bool = False) -> int:
        """End the process and return its status."""
        if at_once:
            self._process.kill()
        self._answers.close()
        with contextlib.suppress(BrokenPipeError):
            self._requests.close()
        return self._process.wait()


def _why(status: int) -> str:
    if status == -cpu_limit.SIGNAL:
        return cpu_limit.limit_message("taking the file apart", cpu_limit.SECONDS)
    how = signal.Signals(-status).name if status < 0 else f"status {status}"
    return f"taking the file apart ended its process ({how}), as when memory runs out"


def serve() -> None:
    """Answer requests until the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    with os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # a library may print, which is not an answer
        while True:
            try:
                request: Request = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the parent
            except EOFError:
                return
            _answer(request, answers)


def _answer(request: Request, answers: BinaryIO) -> None:
    end: Answer = None
    rows = _scan(*request)
    try:
        while some := list(islice(rows, _AT_ONCE)):
            pickle.dump(some, answers)
    except RejectedError as error:
        end = error.reason, str(error)
    except OSError as error:
        end = error
    cpu_limit.set_limit(0)
    pickle.dump(end, answers)
    answers.flush()


def _scan(path: str, size: int, reading: Reading, seconds: float) -> Iterator[ScanRow]:
    cpu_limit.set_limit(seconds)
    for entry in records(path, size, reading):
        yield scan_row(entry)
        cpu_limit.set_limit(seconds)
