"""The seed folder as a whole: how many files it has, and what tells it from another one in the same place."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

from flows.errors import UsageError
from flows.progress import say

COUNT_SECONDS = 0.2
"""How long the files of a large folder are counted before the first line says that they are more."""


def say_beginning(seeds: Path, data: object) -> None:
    """Say the first line of a run: what is read, and where it goes.

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
    """Return what to say of a seed folder without files."""
    return UsageError(
        f"the seed folder {seeds} is empty: see that it is the right one and mounted, and put articles into it, in files such as .txt,"
        " .html, .jsonl or .csv"
    )


def files_below(folder: str) -> Iterator[str]:
    """Yield the paths of all files below a folder, but for hidden ones, and of folders that cannot be read."""
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
    """Return what a folder keeps while files in it come and go, and another folder in its place has not; None where it cannot be told."""
    try:
        return f"{os.statvfs(folder).f_fsid:x}.{folder.stat().st_ino:x}"
    except (OSError, AttributeError):
        return None
