"""Pages of people, bodies and places: all that each is quoted with, in order of time, and where each is named."""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import pyarrow as pa

from flows.report.charts import Bar, timeline
from flows.report.gather import Buckets
from flows.report.site import Site, name_path

SMALL = 1_000
"""In a release of at most so many articles every name has a page; in a larger one those that are quoted, or in two articles."""

PER_PAGE = 40
"""Articles with quotes on one page of a name."""
NAMED_ONLY = 100
"""The newest articles that name somebody without a quote are listed, so many of them."""
WITHOUT_PAGE = {"date", "money"}

LISTED = pa.schema(
    [
        ("entity_id", pa.string()),
        ("name", pa.string()),
        ("type", pa.string()),
        ("quotes", pa.int64()),
        ("mentions", pa.int64()),
        ("articles", pa.int64()),
        ("aliases", pa.string()),
        ("place_code", pa.string()),
        ("is_partial", pa.bool_()),
    ]
)


def write_names(site: Site, buckets: Buckets, articles: int) -> pa.Table:
    """Write the pages of all names that get one; return a line for each, most quoted first, then most named."""
    lines = []
    for entities, quotes in buckets:
        rows = [row for row in map(_facts, *_grouped(entities, quotes)) if _has_page(row, articles)]
        for facts in rows:
            _write(site, facts)
        lines.append(pa.Table.from_pylist([{name: row[name] for name in LISTED.names} for row in rows], LISTED))
    table = pa.concat_tables(lines)
    return table.sort_by([("quotes", "descending"), ("mentions", "descending"), ("entity_id", "ascending")])


def _grouped(entities: list[dict[str, Any]], quotes: list[dict[str, Any]]) -> tuple[list[list[dict[str, Any]]], list[dict[str, Any]]]:
    """Return the rows of each entity, and its quotes by article, those of an article in order of place."""
    entities.sort(key=lambda row: row["entity_id"])
    groups = [list(rows) for _, rows in groupby(entities, key=lambda row: row["entity_id"])]
    said: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for quote in sorted(quotes, key=lambda quote: (quote["spans"][0]["start"], quote["quote_id"])):
        said.setdefault(quote["speaker_id"], {}).setdefault(quote["article_id"], []).append(quote)
    return groups, [said.get(group[0]["entity_id"], {}) for group in groups]


def _facts(rows: list[dict[str, Any]], said: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """Return all that the page of one entity tells."""
    rows.sort(key=lambda row: (row["date"] or "~", row["article_id"]))  # undated ones come last
    names = Counter(row["name"] for row in rows)
    aliases = Counter(alias for row in rows for alias in row["aliases"])
    name = _ordered(names)[0]
    others = [alias for alias in _ordered(aliases) if alias != name]
    return {
        "entity_id": rows[0]["entity_id"],
        "name": name,
        "type": rows[0]["type"],
        "quotes": sum(len(quotes) for quotes in said.values()),
        "mentions": sum(row["mention_count"] for row in rows),
        "articles": len(rows),
        "others": others,
        "aliases": ", ".join(others[:8]),
        "place_code": max((row["place_code"] or "" for row in rows), default=""),
        "is_partial": any(row["is_partial"] for row in rows),
        "said": [(row, said[row["article_id"]]) for row in rows if row["article_id"] in said],
        "only": len(rows) - len(said),
        "named": [row for row in rows if row["article_id"] not in said],
    }


def _has_page(facts: dict[str, Any], articles: int) -> bool:
    several = articles <= SMALL or facts["articles"] > 1
    return bool(facts["quotes"]) or (several and facts["type"] not in WITHOUT_PAGE)


def _write(site: Site, facts: dict[str, Any]) -> None:
    pages = list(_cut(facts["said"])) or [[]]
    paths = [name_path(facts["entity_id"], number) for number in range(1, len(pages) + 1)]
    days = Counter[str]()
    for row, quotes in facts["said"]:
        days[row["date"][:10]] += len(quotes)
    for number, said in enumerate(pages, 1):
        site.page(
            paths[number - 1],
            "name.html",
            facts=facts,
            said=said,
            named=facts["named"][::-1][:NAMED_ONLY] if number == 1 else [],
            chart=timeline(days, "quotes") if number == 1 else None,
            number=number,
            paths=paths,
        )


def _cut(said: list[Any]) -> Iterator[list[Any]]:
    for first in range(0, len(said), PER_PAGE):
        yield said[first : first + PER_PAGE]


def _ordered(forms: Counter[str]) -> list[str]:
    return sorted(forms, key=lambda form: (-forms[form], form))


def top_bars(table: pa.Table, column: str, root: str, kind: str | None = None, limit: int = 10) -> list[Bar]:
    """Return the first names by a count, of one type or of all, as bars that lead to their pages."""
    rows = table.filter(pa.compute.equal(table.column("type"), kind)) if kind else table
    first = rows.sort_by([(column, "descending"), ("entity_id", "ascending")]).slice(0, limit).to_pylist()
    return [Bar(row["name"], row[column], root + name_path(row["entity_id"]), partial=row["is_partial"]) for row in first if row[column]]
