"""A lock that allows one writer at a time and is released when its process ends."""

import contextlib
import fcntl
import json
import os
import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime

from flows.errors import NewstablesError
from newstables.files import Place
from newstables.objects import Remote


@contextlib.contextmanager
def writer_lock(data: Place, wait: float = 0) -> Iterator[None]:
    """Hold the lock of a data folder. Data in object storage has none: there, the first of two writers to publish wins.

    It is an advisory lock of the operating system on `data/.lock`, so a dead process cannot hold it; the content of the file is only for
    people.

    Raises:
        NewstablesError: another process holds it and did not let go within `wait` seconds; the sentence says which.
    """
    if isinstance(data, Remote):
        yield
        return
    data.mkdir(parents=True, exist_ok=True)
    with (data / ".lock").open("a+", encoding="utf-8") as file:
        deadline = time.monotonic() + wait
        while not _try_lock(file.fileno()):
            if time.monotonic() >= deadline:
                raise NewstablesError(f"another run is writing to {data}{_owner_text(data)}; wait for it, or give --wait SECONDS")
            time.sleep(min(0.2, max(0.01, wait / 10)))
        _write_owner(file.fileno())
        try:
            yield
        finally:
            os.ftruncate(file.fileno(), 0)


def _write_owner(descriptor: int) -> None:
    """Write who holds the lock; errors such as a full disk are ignored, since the command may be one that frees space."""
    who = {"pid": os.getpid(), "host": socket.gethostname(), "since": datetime.now(UTC).isoformat(timespec="seconds")}
    os.ftruncate(descriptor, 0)
    with contextlib.suppress(OSError):
        os.write(descriptor, json.dumps(who).encode())


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def lock_owner(data: Place) -> dict[str, str | int] | None:
    """Return who holds the lock now (pid, host, since), or None."""
    if isinstance(data, Remote):
        return None
    try:
        with (data / ".lock").open("r", encoding="utf-8") as file:
            try:
                fcntl.flock(file.fileno(), fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                found: dict[str, str | int] = json.loads(file.read() or "{}")
                return found
    except (OSError, ValueError):
        return None
    return None


def _owner_text(data: Place) -> str:
    who = lock_owner(data)
    return f" (process {who['pid']} on {who['host']} since {who['since']})" if who and "pid" in who else ""
