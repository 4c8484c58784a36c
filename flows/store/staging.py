"""Folders of files that are not published: those of the dataset (staging), and those of one run (workspace)."""

import os
import secrets
import socket
from pathlib import Path
from typing import overload

from newstables.files import Place
from newstables.objects import Remote

RECORDS = "records"
"""Folder of spooled records in a run's workspace."""

RUN = f"run-{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
"""Identifies this run."""


@overload
def staging_folder(data: Path) -> Path: ...
@overload
def staging_folder(data: Remote) -> Remote: ...
@overload
def staging_folder(data: Place) -> Place: ...
def staging_folder(data: Place) -> Place:
    """Return the folder for all unpublished files."""
    return data / ".staging" if isinstance(data, Remote) else data.absolute() / ".staging"


def run_folder(data: Place) -> Place:
    """Return the folder for the files of this run; on disk there is one run at a time."""
    return staging_folder(data) / RUN if isinstance(data, Remote) else staging_folder(data)
