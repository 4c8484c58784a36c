"""One `Entry` per record, whatever the format."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from transforms.row_values import at_path
from transforms.rows import Record, RowError

MOST_SEEN = 1000
"""Keys of objects that are remembered, beside those that the user has named."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How files are read: the largest record in bytes, the columns that the user has named, and those that were seen."""

    max_bytes: int
    columns: Mapping[str, str] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set, compare=False)

    def see(self, columns: Iterable[str]) -> None:
        """Take note of the columns of a table; only if the user has named some."""
        if self.columns:
            self.seen.update(columns)

    def see_object(self, row: Mapping[str, object]) -> None:
        """Take note of the keys of an object, of those in objects within it, and of the paths that the user has named."""
        if not self.columns:
            return
        self.seen.update(key for key in row if len(self.seen) < MOST_SEEN or key in self.columns.values())
        self.seen.update(path for path in self.columns.values() if "." in path and at_path(row, path) is not None)
        for value in row.values():
            if isinstance(value, Mapping):
                self.see_object(value)


@dataclass(frozen=True, slots=True)
class Entry:
    """A record as it is found in its file, or why it becomes no article.

    `number` is its place as users count: the line, the data row or the record, from 1; 0 stands for the file itself. `size` is what
    it takes in the unpacked file, where that can be told.
    """

    number: int
    size: int | None
    record: Record | None = None
    reason: str | None = None
    message: str | None = None


def entry(number: int, size: int | None, read: Callable[[], Record], reading: Reading) -> Entry:
    """Return the entry of a record that `read` returns or refuses."""
    try:
        record = read()
    except RowError as error:
        return Entry(number, size, None, error.reason, str(error))
    return Entry(number, size, record) if len(record.data) <= reading.max_bytes else too_large(number, size, reading)


def too_large(number: int, size: int | None, reading: Reading) -> Entry:
    """Return the entry of a record that is larger than the limit."""
    return Entry(number, size, None, "too_large", f"the record is larger than the limit of {reading.max_bytes} bytes")


def lone(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Yield entries; a file that holds only one is that one."""
    first: Entry | None = None
    count = 0
    for count, found in enumerate(entries, 1):
        if count == 1:
            first = found
        elif first is not None:
            yield first
            first = None
        if count > 1:
            yield found
    if first is not None and count == 1:
        yield replace(first, number=0)
