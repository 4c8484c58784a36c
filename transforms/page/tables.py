"""Tables in plain text: consecutive lines with equally many cells, separated by tabs, bars or wide gaps."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

_BETWEEN = re.compile(r"\s*\t\s*|\s+\|\s+|\s*\|\s*(?=\S)|(?<=\S) {3,}(?=\S)")
_RULE = re.compile(r"[\s|:+=–—-]*[-=–—]{3}[\s|:+=–—-]*")
_LONGEST = 300
"""Maximum characters of a row."""
_CELL = 12
"""Maximum words of a cell."""
_ROWS = 3
"""Minimum rows of a table."""


def table_rows(lines: Sequence[str]) -> Iterator[int]:
    """Yield the positions of lines that are table rows."""
    counts = [_cells(line) for line in lines]
    for width, run in groupby(range(len(lines)), key=counts.__getitem__):
        places = list(run)
        if width > 1 and len(places) >= _ROWS and len({" ".join(lines[i].split()) for i in places}) >= _ROWS:
            yield from places


def _cells(line: str) -> int:
    """Return the number of cells of a line, 0 if it is not a row."""
    bare = line.strip().strip("|").strip()
    if not bare or len(bare) > _LONGEST or _RULE.fullmatch(bare):
        return 0
    cells = _BETWEEN.split(bare)
    return len(cells) if all(len(cell.split()) <= _CELL for cell in cells) else 0
