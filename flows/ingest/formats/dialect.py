"""Detection of the CSV dialect from the start of a file: delimiter, quotes, escapes, line ends and header row."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from flows.ingest.formats.entry import Reading
from transforms.fields import CONTENT, choose

SIGNS = ",;\t|"
_SAMPLE_ROWS = 40
_ABOVE = 12
"""Rows searched for the header; titles and comments may precede it."""
_LONG = 200
"""A field with at least this many characters must be an article's text."""
_ESCAPED = re.compile(r'\\"(?!\s*(?:[,;\t|]|\r|\n|$))')
_DOUBLED = re.compile(r'[^,;\t|\r\n]""[^,;\t|\r\n]')
_WHOLE_FIELD = re.compile(r'"(?:[^"]|"")*"')
_CLOSED_EARLY = re.compile(r'"(?:[^"]|"")*"[^"]')
_DAY = re.compile(
    r"(?:\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\w{3,9}\.? \d{1,2}, \d{4}|\d{1,2}\.? \w{3,9}\.? \d{4})\b"
)
_FULL_NAME = r"[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){1,3}"
_NAME = re.compile(rf"{_FULL_NAME}(?:(?:,| and| &) {_FULL_NAME})*")


@dataclass(frozen=True, slots=True)
class Dialect:
    """The dialect of a file; `skip` rows precede the first data row, and `header` names the columns."""

    delimiter: str
    quoting: bool = True
    escapes: bool = False
    """Whether a quote in a field is escaped with a backslash instead of doubled."""
    bare_returns: bool = False
    """Whether rows end in a carriage return only."""
    header: tuple[str, ...] = ()
    skip: int = 1
    is_known: bool = False
    """Whether a text column was found."""


def is_bare(sample: str) -> bool:
    """Return whether rows end in a carriage return only: the first line end outside quotes is one."""
    plain = re.sub(r'"[^"]*"', "", sample)
    first = re.search(r"\r\n|\n|\r", plain)
    return bool(first) and first[0] == "\r" if first else False


def detect_dialect(sample: str, reading: Reading, delimiter: str | None) -> Dialect:
    """Return the dialect of a file that begins with `sample`.

    Args:
        sample: its first characters, rows ended by line feeds.
        reading: which columns the user names.
        delimiter: the character between fields, if the file's name says it.
    """
    escapes = bool(_ESCAPED.search(sample)) and not _DOUBLED.search(sample)
    text = sample.replace('\\"', '""') if escapes else sample
    lines = text.splitlines()
    signs = [delimiter] if delimiter else _stated(lines) or list(SIGNS)
    guesses = [_with_header(Dialect(sign, quoting=_has_marks(lines, sign), escapes=escapes), text, reading) for sign in signs]
    if delimiter and not guesses[0].is_known and len(guesses[0].header) < 2:
        guesses += [_with_header(Dialect(sign, escapes=escapes), text, reading) for sign in SIGNS if sign != delimiter]
    return max(guesses, key=lambda guess: _weight(guess, reading))


def _stated(lines: Sequence[str]) -> list[str]:
    """Return the delimiter declared by the first line (`sep=;`), as spreadsheets write it."""
    found = re.fullmatch(r'\ufeff?"?sep=(.)"?[,;\t|]*', lines[0].strip("\r\n ") or " ", re.IGNORECASE) if lines else None
    if found is None and lines and re.fullmatch(r"\ufeff?sep=\t?", lines[0].rstrip("\r\n"), re.IGNORECASE):
        return ["\t"]
    return [found[1]] if found and found[1] in SIGNS else []


def _has_marks(lines: Sequence[str], sign: str) -> bool:
    """Return whether quotes enclose fields; in TSV, a field that only begins with one shows that they do not."""
    if sign != "\t" or not lines:
        return True
    width = next((count for line in lines if (count := line.count(sign))), 0)
    some = lines[:-1] or lines
    fields = [field for line in some if line.count(sign) == width for field in line.split(sign) if field.startswith('"')]
    if any(_CLOSED_EARLY.match(field) for field in fields):
        return False
    return any(line.count(sign) != width for line in some if line) or all(map(_WHOLE_FIELD.fullmatch, fields))


def _weight(guess: Dialect, reading: Reading) -> tuple[bool, int, int]:
    chosen = choose(guess.header, tuple(reading.columns.items()))
    return guess.is_known, sum(bool(columns) for columns in chosen.values()), len(guess.header)


def _with_header(dialect: Dialect, text: str, reading: Reading) -> Dialect:
    rows = list(_sample_rows(text, dialect))
    for index, row in enumerate(rows[:_ABOVE]):
        names = _names(row)
        if any(len(name) > _LONG for name in names):
            break
        if _has_content(names, reading):
            return replace(dialect, header=names, skip=index + 1, is_known=True)
    first = next((index for index, row in enumerate(rows) if not _is_above(row)), 0)
    if guessed := _guessed(rows[first:], reading):
        return replace(dialect, header=guessed, skip=first, is_known=True)
    return replace(dialect, header=_names(rows[first]) if rows else (), skip=first + 1)


def _names(row: Sequence[str]) -> tuple[str, ...]:
    return tuple(name.strip().removeprefix("\ufeff").strip() for name in row)


def _has_content(names: tuple[str, ...], reading: Reading) -> bool:
    chosen = choose(names, tuple(reading.columns.items()))
    return any(chosen[kind] for kind in CONTENT) and (len(names) > 1 or len(names[0]) < 30)


def _is_above(row: Sequence[str]) -> bool:
    return len([field for field in row if field.strip()]) < 2 and "".join(row).lstrip("\ufeff").lower().startswith(("sep=", "#", "//"))


def _sample_rows(text: str, dialect: Dialect) -> Iterator[list[str]]:
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if dialect.quoting else csv.QUOTE_NONE
    reader = csv.reader(text.splitlines(keepends=True), delimiter=dialect.delimiter, quoting=quoting)
    try:
        for row, _ in zip(reader, range(_SAMPLE_ROWS), strict=False):
            if any(field.strip() for field in row):
                yield row
    except csv.Error:
        return


def _guessed(rows: Sequence[Sequence[str]], reading: Reading) -> tuple[str, ...] | None:
    """Return column names for a file without a header, from the values; None unless a column has long texts."""
    if not rows or reading.columns or max(map(len, rows[0])) <= _LONG:
        return None
    width = len(rows[0])
    full = [row for row in rows if len(row) == width]
    columns = list(zip(*full, strict=True))
    names = [""] * width
    names[max(range(width), key=lambda index: sum(map(len, columns[index])))] = "text"
    tests = (("url", _is_address), ("published", _is_day), ("title", _is_title), ("author", _is_name))
    for field, test in tests:
        index = next((p for p in range(width) if not names[p] and _mostly(columns[p], test)), None)
        if index is not None:
            names[index] = field
    return tuple(name or f"column {index}" for index, name in enumerate(names, 1))


def _mostly(column: Sequence[str], test: "object") -> bool:
    filled = [value.strip() for value in column if value.strip()]
    return bool(filled) and callable(test) and sum(bool(test(value)) for value in filled) * 5 >= len(filled) * 4


def _is_address(value: str) -> bool:
    return value.startswith(("http://", "https://", "www."))


def _is_day(value: str) -> bool:
    return len(value) < 40 and bool(_DAY.match(value))


def _is_title(value: str) -> bool:
    return value.count(" ") >= 3 and len(value) <= _LONG and not _NAME.fullmatch(value)


def _is_name(value: str) -> bool:
    return len(value) < 100 and bool(_NAME.fullmatch(value))
