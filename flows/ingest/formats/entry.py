"""One `Entry` per record, whatever the format."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from transforms.row_values import at_path
from transforms.rows import Record, RowError

MOST_SEEN = 1000
"""Maximum number of object keys remembered, in addition to those named by the user."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Reading options: the maximum record size in bytes, the columns named by the user, and the columns seen so far."""

    max_bytes: int
    columns: Mapping[str, str] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set, compare=False)

    @property
    def max_file_bytes(self) -> int:
        """The maximum size of a file that is read as a whole and holds more than a text: many articles, or pictures."""
        return self.max_bytes * 20

    def see(self, columns: Iterable[str]) -> None:
        """Remember the columns of a table if the user named columns."""
        if self.columns:
            self.seen.update(columns)

    def see_object(self, row: Mapping[str, object]) -> None:
        """Remember the keys of an object and of nested objects, and the paths named by the user."""
        if not self.columns:
            return
        self.seen.update(key for key in row if len(self.seen) < MOST_SEEN or key in self.columns.values())
        self.seen.update(path for path in self.columns.values() if "." in path and at_path(row, path) is not None)
        for value in row.values():
            if isinstance(value, Mapping):
                self.see_object(value)


@dataclass(frozen=True, slots=True)
class Entry:
    """A record of a file, or the reason for its rejection.

    `number` is its position as users count: the line, data row or record, from 1; 0 is the file itself. `size` is its size in the unpacked
    file, if known.
    """

    number: int
    size: int | None
    record: Record | None = None
    reason: str | None = None
    message: str | None = None


def entry(number: int, size: int | None, read: Callable[[], Record], reading: Reading) -> Entry:
    """Return the entry of a record that `read` returns or rejects."""
    try:
        record = read()
    except RowError as error:
        return Entry(number, size, None, error.reason, str(error))
    return entry_of(record, number, size, reading)


def entry_of(record: Record, number: int, size: int | None, reading: Reading) -> Entry:
    """Return the entry of a record, which is rejected if it is larger than the limit."""
    return Entry(number, size, record) if len(record.data) <= reading.max_bytes else too_large(number, size, reading)


def too_large(number: int, size: int | None, reading: Reading) -> Entry:
    """Return the entry of a record that is larger than the limit."""
    return Entry(number, size, None, "too_large", f"the record is larger than the limit of {reading.max_bytes} bytes")


def single_as_file(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Yield entries; if a file holds exactly one, the entry represents the file itself."""
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
