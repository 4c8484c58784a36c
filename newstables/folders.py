"""Check that a path can hold releases or seeds. It imports nothing slow, since a run prints its first line before pyarrow is loaded."""

from pathlib import Path

from newstables.errors import UsageError


def check_folder(path: Path) -> None:
    """Check that a path is a folder or can become one.

    Raises:
        UsageError: it or one of its parents is a file or a broken symbolic link.
    """
    for at in (path, *path.parents):
        if at.is_dir():
            return
        if at.exists():
            raise UsageError(f"{at} is a file, not a folder")
        if at.is_symlink():
            raise UsageError(f"{at} is a symbolic link to {at.readlink()}, which does not exist: repair the link, or give another folder")
