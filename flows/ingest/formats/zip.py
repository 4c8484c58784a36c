"""ZIP archives: opened safely, also from compressed files, and members read up to a limit."""

import contextlib
import zipfile
from collections.abc import Iterator

from flows.errors import RejectedError
from flows.ingest.formats.parquet import open_seekable


@contextlib.contextmanager
def open_zip(path: str, what: str) -> Iterator[zipfile.ZipFile]:
    """Open an archive; `what` names it in the message of an error.

    Raises:
        RejectedError: it is damaged; this may be noticed only inside the block.
    """
    with open_seekable(path) as file:
        try:
            with zipfile.ZipFile(file) as archive:
                yield archive
        except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
            raise RejectedError("corrupt", f"the {what} cannot be unpacked: {error}") from None


def read_member(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """Return the bytes of a member of an archive.

    Raises:
        RejectedError: there is no such member, it is damaged, or it has more than `most` bytes.
    """
    try:
        with archive.open(name) as file:
            data = file.read(most + 1)
    except Exception as error:
        raise RejectedError("corrupt", f"{name} cannot be unpacked: {error}") from error
    if len(data) > most:
        raise RejectedError("too_large", f"{name} unpacks to more than {most} bytes")
    return data
