"""One `Entry` per record, whatever the format."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from transforms.rows import Record, RowError


@dataclass(frozen=True, slots=True)
class Reading:
    """How files are read: the largest record in bytes, and the columns that the user has named."""

    max_bytes: int
    columns: Mapping[str, str] = field(default_factory=dict)


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
