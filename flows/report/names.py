"""Pages of people, organizations and places: their quotes in chronological order and their mentions."""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import pyarrow as pa
from markupsafe import Markup

from flows.display import LOW
from flows.report.articles import UNLINKED
from flows.report.charts import Bar, timeline
from flows.report.gather import Buckets
from flows.report.site import Site, anchor, article_path, name_path
from flows.report.text import html

SMALL = 1_000
"""In a release of at most this many articles, every name has a page; in a larger one, names found in two articles."""
NO_TITLE, NO_DATE = "(no title)", "no date"
PER_PAGE = 40
"""Articles with quotes per page of a name."""
NAMED_ONLY = 100
"""Maximum number of articles listed that mention somebody without a quote, newest first."""
BY = {"name": "", "pronoun": " · by a pronoun", "nominal": " · by a description", "carried": " · by what precedes"}
"""Labels for quotes whose source is not a name."""

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
        ("at", pa.string()),
        ("paged", pa.bool_()),
    ]
)


def write_names(site: Site, buckets: Buckets, articles: int) -> pa.Table:
    """Write the name pages; return a row per linkable name, most quoted first, then most mentioned."""
    lines = []
    for entities, quotes in buckets:
        rows = []
        for facts in map(_facts, *_grouped(entities, quotes)):
            facts |= {"paged": _has_page(facts, articles), "at": _address(facts)}
            if facts["paged"]:
                facts["at"] = _write(site, facts)
            if facts["at"]:
                rows.append(facts)
        lines.append(pa.Table.from_pylist([{name: row[name] for name in LISTED.names} for row in rows], LISTED))
    table = pa.concat_tables(lines)
    return table.sort_by([("quotes", "descending"), ("mentions", "descending"), ("entity_id", "ascending")])


def _grouped(entities: list[dict[str, Any]], quotes: list[dict[str, Any]]) -> tuple[list[list[dict[str, Any]]], list[dict[str, Any]]]:
    """Return the rows of each entity, and its quotes by article in text order."""
    entities.sort(key=lambda row: row["entity_id"])
    groups = [list(rows) for _, rows in groupby(entities, key=lambda row: row["entity_id"])]
    said: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for quote in sorted(quotes, key=lambda quote: (quote["spans"][0]["start"], quote["quote_id"])):
        said.setdefault(quote["speaker_id"], {}).setdefault(quote["article_id"], []).append(quote)
    return groups, [said.get(group[0]["entity_id"], {}) for group in groups]


def _facts(rows: list[dict[str, Any]], said: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """Return the content of an entity's page."""
    rows.sort(key=lambda row: (row["date"] or "~", row["article_id"]))  # undated articles come last
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
        "named": sorted((row for row in rows if row["article_id"] not in said), key=lambda row: row["date"], reverse=True),
    }


def _has_page(facts: dict[str, Any], articles: int) -> bool:
    """Return whether a name gets a page: if it occurs in one article only, that article's page is enough."""
    return (articles <= SMALL or facts["articles"] > 1) and (bool(facts["quotes"]) or facts["type"] not in UNLINKED)


def _address(facts: dict[str, Any]) -> str | None:
    """Return the link to the first quote, or None if there is none."""
    for row, quotes in facts["said"]:
        return f"{article_path(row['article_id'])}#{anchor(quotes[0]['quote_id'])}"
    return None


def _write(site: Site, facts: dict[str, Any]) -> str:
    """Write the pages of one name and return the first."""
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
            said=Markup("".join(_said(row, quotes, facts["name"]) for row, quotes in said)),  # noqa: S704 - all strings are escaped there
            named=[] if number > 1 else Markup("".join(map(_named, facts["named"][:NAMED_ONLY]))),  # noqa: S704 - the same
            shown=min(len(facts["named"]), NAMED_ONLY),
            chart=timeline(days, "quotes") if number == 1 else None,
            number=number,
            paths=paths,
        )
    return paths[0]


def _said(row: dict[str, Any], quotes: list[dict[str, Any]], name: str) -> str:
    """Return the quotes of an entity in one article."""
    page = f"../../{article_path(row['article_id'])}"
    called = "" if row["name"] == name else f" · as <bdi>{html(row['name'])}</bdi>"
    publisher = f" · {html(row['publisher'])}" if row["publisher"] else ""
    return (
        f'<article class="said">\n<h3><a href="{page}"><bdi>{html(row["title"] or NO_TITLE)}</bdi></a></h3>\n'
        f'<p class="meta">{html(row["date"] or NO_DATE)}{publisher}{called}</p>\n<ul>\n'
        f"{''.join(_quoted(quote, page) for quote in quotes)}</ul>\n</article>\n"
    )


def _quoted(quote: dict[str, Any], page: str) -> str:
    low = quote["confidence"] < LOW
    place = f'<a class="{"place low" if low else "place"}" href="{page}#{anchor(quote["quote_id"])}">'
    facts = f"{html(quote['kind'])}{BY.get(quote['speaker_resolution'], '')}{' · low confidence' if low else ''}"
    return f"<li>{place}<bdi>{html(quote['text'])}</bdi></a>\n<small>{facts}</small></li>\n"


def _named(row: dict[str, Any]) -> str:
    """Return the row of an article that mentions an entity without a quote."""
    link = f'<a href="../../{article_path(row["article_id"])}"><bdi>{html(row["title"] or NO_TITLE)}</bdi></a>'
    return f"<li>{link} <small>{html(row['date'] or NO_DATE)} · {row['mention_count']:,}×</small></li>\n"


def _cut(said: list[Any]) -> Iterator[list[Any]]:
    for first in range(0, len(said), PER_PAGE):
        yield said[first : first + PER_PAGE]


def _ordered(forms: Counter[str]) -> list[str]:
    return sorted(forms, key=lambda form: (-forms[form], form))


def top_bars(table: pa.Table, column: str, root: str, kind: str | None = None, limit: int = 10) -> list[Bar]:
    """Return the top names by a count, of one type or of all, as bars that link to their pages."""
    rows = table.filter(pa.compute.equal(table.column("type"), kind)) if kind else table
    first = rows.sort_by([(column, "descending"), ("entity_id", "ascending")]).slice(0, limit).to_pylist()
    return [Bar(row["name"], row[column], root + row["at"], partial=row["is_partial"]) for row in first if row[column]]
