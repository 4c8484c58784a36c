"""Statements: quotes that are copies of each other count once; direct and indirect ones are counted separately."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from flows.report.search_index import words
from transforms.schema import PRONOUNS, QUOTE_KINDS, SOURCE_TYPES

TELLING = 5
"""Words from which on the same words by the same source are one statement in any two articles; with fewer, in copies of one article."""
NO_PRONOUN = "none"
COLUMNS = ("quote_id", "article_id", "text", "speaker_id", "speaker_text", "quote_group")
"""Columns that identify a statement."""


def clusters(duplicates: pa.Table) -> dict[str, str]:
    """Return the original of each article that is a copy or has copies."""
    originals = dict(zip(duplicates.column("article_id").to_pylist(), duplicates.column("duplicate_of").to_pylist(), strict=True))
    return {original: original for original in originals.values()} | originals


def statement_ids(quotes: pa.Table, originals: Mapping[str, str]) -> list[int]:
    """Return a number of 64 bits for each quote, equal for copies of one statement.

    Quotes without a `quote_group`, indirect and short ones, are copies if they give the same words to the same source; `originals` are
    those of `clusters`.
    """
    found = []
    seen = Counter[tuple[str, str]]()
    for quote, article, text, entity, source, group in zip(*(quotes.column(name).to_pylist() for name in COLUMNS), strict=True):
        key = group or quote
        if group is None:
            said = words(text)
            same = f"{entity or ' '.join(words(source or ''))} {' '.join(said)}"
            if len(said) >= TELLING:
                key = _digest(same)
            elif article in originals:
                seen[article, same] += 1
                key = _digest(f"{originals[article]} {seen[article, same]} {same}")
        found.append(int(key[:16], 16))
    return found


def _digest(key: str) -> str:
    return hashlib.md5(key.encode(), usedforsecurity=False).hexdigest()


def codes(values: Iterable[str | None], known: Sequence[str]) -> Any:
    """Return the index of each value among the known ones; null gets the index after the last."""
    indices = {value: index for index, value in enumerate(known)}
    return np.fromiter((indices.get(value or "", len(known)) for value in values), np.uint8)


class Tally:
    """Counts of statements by kind, by type of source and, of people, by pronoun."""

    def __init__(self) -> None:
        """Count nothing yet."""
        self._rows: list[tuple[Any, ...]] = []

    def add(self, statements: Sequence[int], kinds: Any, types: Any, pronouns: Any) -> None:
        """Add quotes by the numbers of their statements and the codes of their facts."""
        self._rows.append((np.array(statements, np.uint64), kinds, types, pronouns))

    def count(self) -> dict[str, Counter[tuple[str, str]]]:
        """Return by fact (`type`, `pronoun`) the statements of each value and kind; copies that differ count as the most direct one."""
        columns = [np.concatenate(column) for column in zip(*self._rows, strict=True)] if self._rows else [np.empty(0, np.uint8)] * 4
        order = np.lexsort(columns[::-1])
        _, first = np.unique(columns[0][order], return_index=True)
        kinds, types, pronouns = (column[order][first] for column in columns[1:])
        people = types == SOURCE_TYPES.index("person")
        return {
            "type": _pairs(types, kinds, SOURCE_TYPES),
            "pronoun": _pairs(pronouns[people], kinds[people], (*PRONOUNS, NO_PRONOUN)),
        }


def _pairs(values: Any, kinds: Any, names: Sequence[str]) -> Counter[tuple[str, str]]:
    pairs, counts = np.unique(values.astype(np.uint16) * len(QUOTE_KINDS) + kinds, return_counts=True)
    return Counter(
        {
            (names[pair // len(QUOTE_KINDS)], QUOTE_KINDS[pair % len(QUOTE_KINDS)]): count
            for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True)
        }
    )
