"""Workbooks (`.xlsx`): the rows of the first sheet; its first row names the columns."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from lxml import etree

from flows.errors import RejectedError
from flows.ingest.formats.entry import Entry, Reading, entry
from flows.ingest.formats.xml import name_of, tree_of
from flows.ingest.formats.zip import open_zip, read_member
from transforms.fields import CONTENT, choose
from transforms.rows import no_content, read_row

_FIRST_DAY = datetime(1899, 12, 30)  # noqa: DTZ001 - spreadsheets have no time zones
_ABOVE = 12
_DATES = frozenset({14, 15, 16, 17, 22})
"""Number formats that are dates."""


def sheet_rows(path: str, reading: Reading) -> Iterator[Entry]:
    """Yield the rows of the first sheet with text in it.

    Raises:
        RejectedError: it cannot be unpacked, is larger than twenty times the limit, or no column holds texts or pages.
    """
    with open_zip(path, "workbook") as archive:
        names = archive.namelist()
        most = reading.max_file_bytes
        shared = _shared(tree_of(read_member(archive, "xl/sharedStrings.xml", most))) if "xl/sharedStrings.xml" in names else []
        days = _day_styles(tree_of(read_member(archive, "xl/styles.xml", most))) if "xl/styles.xml" in names else set()
        sheets = sorted((n for n in names if re.fullmatch(r"xl/worksheets/[^/]+\.xml", n)), key=lambda n: (len(n), n))
        tables = (_table(tree_of(read_member(archive, name, most)), shared, days) for name in sheets)
        yield from _first_with_texts(tables, reading)


def _first_with_texts(tables: "Iterator[list[dict[int, str]]]", reading: Reading) -> Iterator[Entry]:
    seen: list[str] = []
    for rows in tables:
        for index, head in enumerate(rows[:_ABOVE]):
            header = {column: name.strip() for column, name in head.items() if name.strip()}
            chosen = choose(tuple(header.values()), tuple(reading.columns.items()))
            seen = seen or list(header.values())
            reading.see(header.values())
            if any(chosen[kind] for kind in CONTENT) and all(len(name) < 200 for name in header.values()):
                for number, row in enumerate((row for row in rows[index + 1 :] if row), 1):
                    values = {name: row.get(column) for column, name in header.items()}
                    yield entry(number, None, partial(read_row, values, reading.columns), reading)
                return
    error = no_content(seen, reading.columns)
    raise RejectedError(error.reason, str(error))


def _shared(root: etree._Element | None) -> list[str]:
    return [_letters(node) for node in root if name_of(node) == "si"] if root is not None else []


def _letters(node: etree._Element) -> str:
    """Return the characters of a string, without phonetic hints."""
    return "".join(t.text or "" for t in node.iter() if name_of(t) == "t" and name_of(t.getparent()) != "rPh")


def _day_styles(root: etree._Element | None) -> set[str]:
    """Return the numbers of the styles that format a number as a date."""
    if root is None:
        return set()
    codes = {n.get("numFmtId"): n.get("formatCode") or "" for n in root.iter() if name_of(n) == "numFmt"}
    cells = [node for group in root if name_of(group) == "cellXfs" for node in group]
    forms = ((str(index), node.get("numFmtId") or "0") for index, node in enumerate(cells))
    return {
        index for index, form in forms if int(form) in _DATES or re.search("[yd]", re.sub(r'"[^"]*"|\[[^][]*\]', "", codes.get(form, "")))
    }


def _table(root: etree._Element | None, shared: list[str], days: set[str]) -> list[dict[int, str]]:
    if root is None:
        return []
    rows = (node for node in root.iter() if name_of(node) == "row")
    return [dict(_cells(row, shared, days)) for row in rows]


def _cells(row: etree._Element, shared: list[str], days: set[str]) -> Iterator[tuple[int, str]]:
    for index, cell in enumerate(row):
        where = re.match(r"[A-Z]{1,3}", cell.get("r") or "")
        column = sum((ord(letter) - 64) * 26**power for power, letter in enumerate(reversed(where[0]))) if where else index + 1
        value = next((node.text or "" for node in cell if name_of(node) == "v"), "")
        kind = cell.get("t")
        if kind == "s":
            value = shared[int(value)] if value.isdigit() and int(value) < len(shared) else ""
        elif kind == "inlineStr":
            value = _letters(cell)
        elif kind in {None, "n"} and cell.get("s") in days:
            value = _day(value)
        if value:
            yield column, value


def _day(value: str) -> str:
    try:
        found = _FIRST_DAY + timedelta(days=float(value))
    except (ValueError, OverflowError):
        return value
    return found.isoformat(" ", "seconds") if found.time() != _FIRST_DAY.time() else found.date().isoformat()
