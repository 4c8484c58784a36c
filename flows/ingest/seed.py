"""Seeds: a file that is one article, or one record of a multi-record file; their names and digests."""

import os
import re
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from flows.store.digests import Indices


@dataclass(frozen=True, slots=True)
class Seed:
    """A seed: a file that is one article, or one record of a multi-record file, with its name in the tables.

    `size` is the size on disk or of the record in its file; `sha256` is of the unpacked bytes or of the parsed record; `length` is the
    length of the text; `reason` and `message` explain a rejection; `record` is 0 for a whole file.
    """

    name: str
    path: str
    size: int | None
    sha256: str | None = None
    length: int = 0
    reason: str | None = None
    message: str | None = None
    record: int = 0


class Paths:
    """The paths of a folder's files by name; names that cannot be written as they are get escaped."""

    def __init__(self, root: str) -> None:
        """Store the folder."""
        self._root, self._odd = root.rstrip(os.sep), dict[str, str]()

    def name(self, path: str) -> str:
        r"""Return the name of a file: its path relative to the folder, with `/` separators.

        Bytes that are not UTF-8 are written as `\xNN`, and so is a `#` that would make the name look like a record's.
        """
        below = path[len(self._root) + 1 :].replace(os.sep, "/")
        name = _LIKE_A_RECORD.sub(r"\\x23", os.fsencode(below).decode("utf-8", "backslashreplace"))
        if name != below:
            self._odd[name] = path
        return name

    def of(self, name: str) -> str:
        """Return the path of a file."""
        return self._odd.get(name) or f"{self._root}{os.sep}{name.replace('/', os.sep)}"


_LIKE_A_RECORD = re.compile(r"#(?=\d+$)")
_NAME_OF_A_RECORD = r"(?s)^(?P<file>.*)#(?P<record>[0-9]{1,18})$"


def record_names(files: pa.Array, records: Indices) -> pa.Array:
    """Return the names of many records."""
    if not records.any():
        return files
    return pc.if_else(pa.array(records == 0), files, pc.binary_join_element_wise(files, pa.array(records).cast(pa.string()), "#"))


def file_name(seed: str) -> str:
    """Return the name of the file that a seed is or is a record of."""
    return _LIKE_A_RECORD.split(seed)[0]


def split_names(seeds: pa.Array) -> tuple[pa.Array, Indices]:
    """Return the file names and the record numbers of seeds."""
    parts = pc.extract_regex(seeds, _NAME_OF_A_RECORD)
    files, records = pc.struct_field(parts, "file"), pc.struct_field(parts, "record")
    return pc.coalesce(files, seeds), pc.fill_null(records.cast(pa.int64()), 0).to_numpy()


def trouble(error: OSError | RuntimeError) -> str:
    """Return the sentence that explains why a file cannot be read."""
    return f"the file cannot be read: {getattr(error, 'strerror', None) or error}"
