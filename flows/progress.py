"""Progress of a run: a bar on a terminal, plain lines in a log. Always on stderr."""

import contextlib
import sys
import time
from collections.abc import Callable, Iterator

LINE_EVERY_SECONDS = 15
"""Seconds between progress lines in a log, after a first period with one line per second."""

Advance = Callable[[int], None]
"""Called with the number of units done since the last call; it may be 0."""


def say(line: str) -> None:
    """Print one line of text for the user."""
    print(line, file=sys.stderr, flush=True)  # noqa: T201 - all progress is printed here


@contextlib.contextmanager
def progress(what: str, total: int, unit: str) -> Iterator[Advance]:
    """Show the progress of a step until the block ends."""
    if total == 0:
        yield lambda _done: None
        return
    steps = _bar(what, total, unit) if sys.stderr.isatty() else _lines(what, total, unit)
    with steps as advance:
        yield advance


@contextlib.contextmanager
def _bar(what: str, total: int, unit: str) -> Iterator[Advance]:
    from rich.console import Console  # noqa: PLC0415 - a command prints its first line before rich is loaded
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (
        TextColumn("{task.description:<10}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(unit),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.update(task, advance=done)


@contextlib.contextmanager
def _lines(what: str, total: int, unit: str) -> Iterator[Advance]:
    begin = last = started = time.monotonic()
    done = first = 0  # `first`: how many were done when any were; models are loaded until then

    def advance(more: int) -> None:
        nonlocal last, done, first, started
        done, now = done + more, time.monotonic()
        if more and not first:
            first, started = done, now
        pause = 1 if now - begin < LINE_EVERY_SECONDS else LINE_EVERY_SECONDS
        if (more and done == total) or now - last >= pause:
            last = now
            left = f", {(now - started) / (done - first) * (total - done):.0f} s left" if first < done < total else ""
            say(f"{what}: {done:,} of {total:,} {unit}{left or f' in {now - begin:.1f} s'}")

    yield advance
