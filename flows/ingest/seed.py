"""Seeds: one is a file of the seed folder that is an article, or a record of a file that holds many. What they are called, and digests."""

import os
import re
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from flows.store.digests import Places


@dataclass(frozen=True, slots=True)
class Seed:
    """One file of the seed folder that is an article, or one record of a file that holds many: its name in the tables and where it is.

    `size` is that on disk, or of the record in its file; `sha256` is of the unpacked bytes, or of what is read of the record; `length` is
    that of the text; `reason` and `message` say why it is rejected; `record` is 0 for a file as a whole.
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
    """Where the files of a folder are: below it, by their names, but for names that could not be written as they are."""

    def __init__(self, root: str) -> None:
        """Take the folder."""
        self._root, self._odd = root.rstrip(os.sep), dict[str, str]()

    def name(self, path: str) -> str:
        r"""Return the name of a file of the folder: its path below it, with `/` between folders.

        Bytes of a file name that are not UTF-8 are written as `\xNN`, and so is a `#` that would make it look like a record's name.
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


def record_names(files: pa.Array, records: Places) -> pa.Array:
    """Return the names of many records."""
    if not records.any():
        return files
    return pc.if_else(pa.array(records == 0), files, pc.binary_join_element_wise(files, pa.array(records).cast(pa.string()), "#"))


def file_name(seed: str) -> str:
    """Return the name of the file that a seed is or is a record of."""
    return _LIKE_A_RECORD.split(seed)[0]


def split_names(seeds: pa.Array) -> tuple[pa.Array, Places]:
    """Return the names of the files that seeds are or are records of, and the numbers of the records."""
    parts = pc.extract_regex(seeds, _NAME_OF_A_RECORD)
    files, records = pc.struct_field(parts, "file"), pc.struct_field(parts, "record")
    return pc.coalesce(files, seeds), pc.fill_null(records.cast(pa.int64()), 0).to_numpy()


def trouble(error: OSError | RuntimeError) -> str:
    """Return the sentence that says why a file cannot be read."""
    return f"the file cannot be read: {getattr(error, 'strerror', None) or error}"
