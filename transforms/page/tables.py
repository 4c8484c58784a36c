"""Rows of tables in plain text: lines one below another that have as many cells each, parted by tabs, strokes or wide gaps."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

_BETWEEN = re.compile(r"\s*\t\s*|\s+\|\s+|\s*\|\s*(?=\S)|(?<=\S) {3,}(?=\S)")
_RULE = re.compile(r"[\s|:+=–—-]*[-=–—]{3}[\s|:+=–—-]*")
_LONGEST = 300
"""Characters of a row, at most."""
_CELL = 12
"""Words of a cell, at most."""
_ROWS = 3
"""Rows from which on lines are a table."""


def table_rows(lines: Sequence[str]) -> Iterator[int]:
    """Yield the places of the lines that are rows of tables."""
    counts = [_cells(line) for line in lines]
    for width, run in groupby(range(len(lines)), key=counts.__getitem__):
        places = list(run)
        if width > 1 and len(places) >= _ROWS and len({" ".join(lines[i].split()) for i in places}) >= _ROWS:
            yield from places


def _cells(line: str) -> int:
    """Return how many cells a line has; none where it is no row."""
    bare = line.strip().strip("|").strip()
    if not bare or len(bare) > _LONGEST or _RULE.fullmatch(bare):
        return 0
    cells = _BETWEEN.split(bare)
    return len(cells) if all(len(cell.split()) <= _CELL for cell in cells) else 0
