"""Where a run keeps what is not published yet."""

import os
import secrets
import socket
from pathlib import Path
from typing import overload

from newstables.files import Place
from newstables.objects import Remote

RECORDS = "records"
"""Folder, in a run's workspace, of the records that its batches read."""

RUN = f"run-{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
"""What tells this run from all others."""


@overload
def staging(data: Path) -> Path: ...
@overload
def staging(data: Remote) -> Remote: ...
@overload
def staging(data: Place) -> Place: ...
def staging(data: Place) -> Place:
    """Return the folder for all that is not published yet."""
    return data / ".staging" if isinstance(data, Remote) else data.absolute() / ".staging"


def workspace(data: Place) -> Place:
    """Return the folder for what only this run needs; on a disk there is one run at a time."""
    return staging(data) / RUN if isinstance(data, Remote) else staging(data)
