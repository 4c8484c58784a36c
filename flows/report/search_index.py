"""The search index of a list: the rows of each word, in files that a page loads on demand."""

import re
import unicodedata
from array import array
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from string import ascii_lowercase
from typing import Any

import numpy as np
import pyarrow as pa

from flows.report.spill import Spill

LONGEST = 40
"""Characters of a word that are indexed."""
AT_ONCE = 1_000_000
"""Entries held in memory."""

_MARKS = re.compile("[\u0300-\u036f]+")
_WORD = re.compile(r"[^\W_]+")
_BOUNDS = np.array([first + second for first in ascii_lowercase for second in ("", "e", "i", "n", "r")])
"""First words of the buckets; the one before them has digits."""
_SCHEMA = pa.schema([("word", pa.string()), ("rows", pa.list_(pa.uint32()))])


def words(text: str) -> list[str]:
    """Return the words of a text without case and diacritics, as the search does (`list.js`)."""
    folded = text if text.isascii() else _MARKS.sub("", unicodedata.normalize("NFKD", text))
    return _WORD.findall(folded.lower())


class Index:
    """An index under construction; rows may be added in any order."""

    def __init__(self, folder: Path, name: str) -> None:
        """Store the folder for entries that do not fit in memory."""
        self._spill = Spill(folder, f"{name}-words", len(_BOUNDS) + 1)
        self._rows: dict[str, array[int]] = {}
        self._held = 0

    def add(self, row: int, text: str, **fields: str) -> None:
        """Add the words of a row, and those of its fields, which are found as `field:word`."""
        found = set(words(text))
        for field, value in fields.items():
            found.update(f"{field}:{word}" for word in words(value))
        for word in found:
            self._rows.setdefault(word[:LONGEST], array("I")).append(row)
        self._held += len(found)
        if self._held > AT_ONCE:
            self._write()

    def __iter__(self) -> Iterator[str]:
        """Yield one line per word, in order: the word, its first row and the differences to the following rows."""
        self._write()
        for bucket in self._spill:
            if bucket is not None:
                found = bucket.combine_chunks().sort_by("word")
                lists = found.column("rows").chunk(0) if found.num_rows else pa.array([], _SCHEMA.field("rows").type)
                bounds, rows = lists.offsets.to_numpy(), lists.values.to_numpy()
                for word, indices in groupby(enumerate(found.column("word").to_pylist()), key=lambda pair: pair[1]):
                    yield f"{word} {_steps(np.concatenate([rows[bounds[index] : bounds[index + 1]] for index, _ in indices]))}"

    def _write(self) -> None:
        every = sorted(self._rows)
        table = pa.table([every, [self._rows[word] for word in every]], schema=_SCHEMA)
        if every:
            self._spill.add(table, np.searchsorted(_BOUNDS, np.array(every), side="right"))
        self._rows, self._held = {}, 0


def _steps(rows: Any) -> str:
    return " ".join(map(str, np.diff(np.unique(rows), prepend=0).tolist()))


def shards(lines: Iterable[str], length: int) -> Iterator[tuple[str, str]]:
    """Yield the lines in texts of about `length` characters, each with its first word."""
    held: list[str] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line)
        if size >= length:
            yield held[0].partition(" ")[0], "\n".join(held)
            held, size = [], 0
    if held:
        yield held[0].partition(" ")[0], "\n".join(held)
