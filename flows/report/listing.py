"""A searchable list: its rows in small files, the facts that filters compare, and the index of its words."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from flows.report.search_index import Index, shards
from flows.report.site import Site, as_json

SHARD = 200
"""Rows per file: what a page loads to show one row."""
WORDS = 100_000
"""Characters of the index per file."""
FIRST = 50
"""Rows in the page itself, visible without scripts."""
_DIGIT = 5
"""Bits per digit."""


class Listing:
    """The files of one list, written below `data/`."""

    def __init__(self, site: Site, kind: str, folder: Path) -> None:
        """Start a list; `folder` is for temporary files."""
        self._site, self._kind = site, kind
        self.index = Index(folder, kind)

    def rows(self, number: int, rows: Sequence[Any]) -> None:
        """Write a file of rows: those from `number * SHARD` on."""
        self._site.data(f"{self._kind}/rows-{number:04}", "[\n" + ",\n".join(map(as_json, rows)) + "\n]")

    def grouped(self, number: int, groups: Iterable[tuple[str, Sequence[str]]]) -> None:
        """Write a file of rows, given as JSON and grouped under a common head."""
        lists = [f"[{head},[\n" + ",\n".join(rows) + "\n]]" for head, rows in groups]
        self._site.data(f"{self._kind}/rows-{number:04}", f"[{','.join(lists)}]")

    def finish(self, total: int, facts: Mapping[str, Any], **values: Sequence[str]) -> None:
        """Write the facts of all rows as numbers, the values that the numbers denote, and the index."""
        first_words = []
        for number, (first, lines) in enumerate(shards(self.index, WORDS)):
            first_words.append(first)
            self._site.data(f"{self._kind}/words-{number:04}", as_json(lines))
        columns = ",".join(f"{as_json(name)}:{as_json(packed(numbers))}" for name, numbers in facts.items())
        names = ",".join(f"{as_json(name)}:{as_json(list(texts))}" for name, texts in values.items())
        sizes = f'"total":{total},"shard":{SHARD},"words":{as_json(first_words)}'
        self._site.data(f"{self._kind}/facts", f'{{{sizes},"facts":{{{columns}}},"values":{{{names}}}}}')


def packed(numbers: Any) -> str:
    """Return non-negative numbers as text: a digit with the width, then each number in that many digits of five bits."""
    values = np.asarray(numbers, np.int64)
    width = max(1, -(-int(values.max(initial=0)).bit_length() // _DIGIT))
    indices = _DIGIT * np.arange(width - 1, -1, -1)
    digits = (values[:, None] >> indices & (1 << _DIGIT) - 1) + ord("0")
    return f"{width}{digits.astype(np.uint8).tobytes().decode('ascii')}"


def numbered(values: Iterable[str | None], known: Sequence[str]) -> list[int]:
    """Return the index of each value among the known ones, from 1; 0 for others and null."""
    indices = {value: index for index, value in enumerate(known, 1)}
    return [indices.get(value or "", 0) for value in values]
