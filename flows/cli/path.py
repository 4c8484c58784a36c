"""The `path` command. Other programs call it, so it imports only the code that finds a release."""

from pathlib import Path

from flows.cli.parameters import Data
from flows.cli.tables import TableName
from flows.options import DEFAULTS
from newstables.release import open_release


def path(table: TableName | None = None, /, *, data: Data = DEFAULTS.data) -> None:
    """Print the path of the latest release."""
    release = open_release(data)
    if isinstance(release.place, Path):
        print(release.path / table if table else release.path)
    else:  # in object storage, no folder holds a table
        print(*(release.files(table) if table else [release.place]), sep="\n")
