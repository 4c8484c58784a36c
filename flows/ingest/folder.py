"""The seed folder as a whole: how many files it has, and what tells it from another one in the same place."""

import os
import time
from pathlib import Path

from flows.progress import say

COUNT_SECONDS = 0.2
"""How long the files of a large folder are counted before the first line says that they are more."""


def say_beginning(seeds: Path, data: object) -> None:
    """Say the first line of a run: what is read, and where it goes."""
    count, is_all = _count_files(str(seeds), time.monotonic() + COUNT_SECONDS)
    say(f"newstables: {'' if is_all else 'more than '}{count:,} file{'s' * (count != 1)} in {seeds}, releases in {data}")


def _count_files(folder: str, until: float) -> tuple[int, bool]:
    """Return the number of files below a folder but for hidden ones, and whether there was time for all of them."""
    count, folders = 0, [folder]
    while folders:
        try:
            with os.scandir(folders.pop()) as entries:
                for entry in entries:
                    if entry.name.startswith("."):
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                    else:
                        count += 1
                        if not count % 1000 and time.monotonic() > until:
                            return count, False
        except OSError:  # what cannot be read is told of when it is
            continue
    return count, True


def folder_id(folder: Path) -> str | None:
    """Return what a folder keeps while files in it come and go, and another folder in its place has not; None where it cannot be told."""
    try:
        return f"{os.statvfs(folder).f_fsid:x}.{folder.stat().st_ino:x}"
    except (OSError, AttributeError):
        return None
