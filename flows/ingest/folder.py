"""The seed folder: its number of files and its identity."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

from flows.errors import UsageError
from flows.progress import say

COUNT_SECONDS = 0.2
"""Seconds spent counting the files of a large folder before the first line says "more than"."""


def say_beginning(seeds: Path, data: object) -> None:
    """Print the first line of a run: the input and the output.

    Raises:
        UsageError: there is nothing to read.
    """
    until, count, is_all = time.monotonic() + COUNT_SECONDS, 0, True
    for count, _ in enumerate(files_below(str(seeds)), 1):
        if not count % 1000 and time.monotonic() > until:
            is_all = False
            break
    if not count:
        raise no_files(seeds)
    say(f"{'' if is_all else 'more than '}{count:,} file{'s' * (count != 1)} in {seeds}; releases go to {data}")


def no_files(seeds: Path) -> UsageError:
    """Return the message for a seed folder without files."""
    return UsageError(
        f"the seed folder {seeds} is empty: check that it is the right one and mounted, and put articles into it, in files such as .txt,"
        " .html, .jsonl or .csv"
    )


def files_below(folder: str) -> Iterator[str]:
    """Yield the paths of all files below a folder, except hidden files and unreadable folders."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    yield from files_below(entry.path)
                else:
                    yield entry.path
    except OSError:
        yield folder


def folder_id(folder: Path) -> str | None:
    """Return an identity of the folder that survives changes to its files, or None if it cannot be determined."""
    try:
        return f"{os.statvfs(folder).f_fsid:x}.{folder.stat().st_ino:x}"
    except (OSError, AttributeError):
        return None
