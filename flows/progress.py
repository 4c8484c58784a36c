"""Progress of a run: a bar on a terminal, plain lines in a log. Always on stderr."""

import contextlib
import sys
import time
from collections.abc import Callable, Iterator

LINE_EVERY_SECONDS = 15

Advance = Callable[[int, int], None]
"""Called with (units done, seeds rejected) since the last call."""


def say(line: str) -> None:
    """Print one line of human text."""
    print(line, file=sys.stderr, flush=True)  # noqa: T201 - this is where all progress is printed


@contextlib.contextmanager
def progress(what: str, total: int, unit: str) -> Iterator[Advance]:
    """Show how far a step is until the block ends."""
    if total == 0:
        yield lambda _done, _rejected: None
        return
    steps = _bar(what, total, unit) if sys.stderr.isatty() else _lines(what, total, unit)
    with steps as advance:
        yield advance


@contextlib.contextmanager
def _bar(what: str, total: int, unit: str) -> Iterator[Advance]:
    from rich.console import Console  # noqa: PLC0415 - only a run on a terminal needs it
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn  # noqa: PLC0415

    rejected = 0
    columns = (
        TextColumn("{task.description:<10}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(f"{unit}{{task.fields[rejects]}}"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(what, total=total, rejects="")

        def advance(done: int, rejects: int) -> None:
            nonlocal rejected
            rejected += rejects
            bar.update(task, advance=done, rejects=f", [yellow]{rejected:,} rejected[/]" if rejected else "")

        yield advance


@contextlib.contextmanager
def _lines(what: str, total: int, unit: str) -> Iterator[Advance]:
    begun = time.monotonic()
    last = begun
    done = rejected = 0

    def advance(more: int, rejects: int) -> None:
        nonlocal last, done, rejected
        done, rejected, now = done + more, rejected + rejects, time.monotonic()
        if done == total or now - last >= LINE_EVERY_SECONDS:
            last = now
            left = f", {(now - begun) / done * (total - done):.0f} s left" if 0 < done < total else f" in {now - begun:.1f} s"
            say(f"{what}: {done:,} of {total:,} {unit}{f', {rejected:,} rejected' if rejected else ''}{left}")

    yield advance
