"""The page of all quotes: numbered by article, newest first, then in the order of the text."""

import json
from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from flows.report.listing import FIRST, SHARD, Listing, numbered
from flows.report.site import DIGITS, Site, as_json
from flows.report.spill import Spill
from transforms.schema import PRONOUNS, QUOTE_KINDS, SOURCE_TYPES

BUCKETS = 256
ROUNDING = 1e-3
"""Rounding error of a 32-bit confidence with two decimals."""
_SCHEMA = pa.schema([("number", pa.int64()), ("article", pa.int64()), ("row", pa.string())])


class QuoteList:
    """The list of quotes under construction; articles may be added in any order."""

    def __init__(self, site: Site, folder: Path, lines: pa.Table) -> None:
        """Number the quotes: `lines` are all articles in order."""
        counts = sum(lines.column(kind).to_numpy() for kind in QUOTE_KINDS)
        self._first = np.cumsum(counts) - counts
        self.total = int(counts.sum())
        self._listing = Listing(site, "quotes", folder)
        self._lines = lines.select(["article_id", "title", "date", "publisher"])
        self._spill = Spill(folder, "quote-rows", BUCKETS)
        self._held: list[dict[str, Any]] = []
        self._facts = {name: np.zeros(self.total, np.int64) for name in ("article", "kind", "type", "pronoun", "confidence")}
        self._statements = np.zeros(self.total, np.uint64)

    def add(self, article: int, quotes: Sequence[dict[str, Any]], pronouns: Mapping[str, str], paged: Container[bytes]) -> None:
        """Add the quotes of an article by its number; `pronouns` are those of its entities, `paged` the entities with a page."""
        for number, quote in enumerate(quotes, int(self._first[article])):
            speakers = [speaker[:DIGITS] if bytes.fromhex(speaker) in paged else "" for speaker in quote["speaker_ids"]]
            name, source = quote["speaker_name"] or "", quote["speaker_text"] or ""
            pronoun = pronouns.get(quote["speaker_id"]) or ""
            sure = int(100 * quote["confidence"] + ROUNDING)
            row = (quote["quote_id"], quote["text"], quote["kind"], name, source, quote["source_type"], pronoun, sure / 100, speakers)
            self._held.append({"number": number, "article": article, "row": as_json(row)})
            who = " ".join(speaker[:DIGITS] for speaker in quote["speaker_ids"])
            self._listing.index.add(number, f"{quote['text']} {name}", speaker=f"{name} {source}", who=who)
            self._statements[number] = quote["statement"]
            facts = (article, QUOTE_KINDS.index(quote["kind"]), SOURCE_TYPES.index(quote["source_type"]))
            rest = (*numbered([pronoun], PRONOUNS), sure)
            for column, value in zip(self._facts.values(), (*facts, *rest), strict=True):
                column[number] = value

    def end_part(self) -> None:
        """Write the rows of a part to disk."""
        rows = pa.Table.from_pylist(self._held, _SCHEMA)
        if self._held:
            self._spill.add(rows, rows.column("number").to_numpy() * BUCKETS // self.total)
        self._held = []

    def finish(self) -> list[tuple[list[Any], list[Any]]]:
        """Write the list; return its first rows, each with its article."""
        first: list[tuple[list[Any], list[Any]]] = []
        for number, rows in enumerate(_chunks(self._rows())):
            groups = [(self._article(article), [row for _, row in its]) for article, its in groupby(rows, key=lambda row: row[0])]
            self._listing.grouped(number, groups)
            if number == 0:
                first = [(json.loads(article), json.loads(row)) for article, its in groups for row in its][:FIRST]
        _, statements = np.unique(self._statements, return_inverse=True)
        self._listing.finish(
            self.total, {**self._facts, "statement": statements}, kind=QUOTE_KINDS, type=SOURCE_TYPES, pronoun=("", *PRONOUNS)
        )
        return first

    def _article(self, number: int) -> str:
        (row,) = self._lines.slice(number, 1).to_pylist()
        return as_json([row["article_id"], row["title"] or "", row["date"], row["publisher"] or ""])

    def _rows(self) -> Iterator[tuple[int, str]]:
        """Yield the quotes in order: the number of the article and the row."""
        for bucket in self._spill:
            if bucket is not None:
                ordered = bucket.sort_by("number")
                yield from zip(ordered.column("article").to_pylist(), ordered.column("row").to_pylist(), strict=True)


def _chunks(rows: Iterator[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    for _, chunk in groupby(enumerate(rows), key=lambda pair: pair[0] // SHARD):
        yield [row for _, row in chunk]
