"""The command that other programs start to learn where a release is: it imports only what finds one."""

from pathlib import Path

from flows.cli.parameters import Data
from flows.cli.tables import TableName
from flows.options import DEFAULTS
from newstables.release import open_release


def path(table: TableName | None = None, /, *, data: Data = DEFAULTS.data) -> None:
    """Print where the latest release lies."""
    release = open_release(data)
    if isinstance(release.place, Path):
        print(release.path / table if table else release.path)
    else:  # no folder holds a table there
        print(*(release.files(table) if table else [release.place]), sep="\n")
