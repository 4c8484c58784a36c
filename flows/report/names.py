"""Pages of people, organizations and places: their quotes in chronological order and their mentions."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any

import pyarrow as pa
from markupsafe import Markup

from flows.display import LOW_CONFIDENCE
from flows.report.articles import UNLINKED
from flows.report.charts import Bar, list_url, period_filter, timeline
from flows.report.gather import Buckets
from flows.report.search_index import words
from flows.report.site import DIGITS, Site, anchor, article_path, name_path
from flows.report.text import counted, html
from transforms.schema import QUOTE_KINDS

SMALL = 1_000
"""In a release of at most this many articles, every name has a page; in a larger one, names found in two articles."""
NO_TITLE, NO_DATE = "(no title)", "no date"
PER_PAGE = 40
"""Articles with quotes per page of a name."""
NAMED_ONLY = 100
"""Maximum number of articles listed that mention somebody without a quote, newest first."""
BY = {"name": "", "pronoun": " · by a pronoun", "nominal": " · by a description", "carried": " · by what precedes"}
"""Labels for quotes whose source is not a name."""
DIFFERS = "differs"
"""The pronoun of a person for whom articles use several."""

LISTED = pa.schema(
    [
        ("entity_id", pa.string()),
        ("name", pa.string()),
        ("type", pa.string()),
        ("pronoun", pa.string()),
        ("quoted", pa.int64()),
        ("spoken", pa.bool_()),
        *((kind, pa.int64()) for kind in QUOTE_KINDS),
        ("mentions", pa.int64()),
        ("articles", pa.int64()),
        ("aliases", pa.string()),
        ("place_code", pa.string()),
        ("is_partial", pa.bool_()),
        ("at", pa.string()),
        ("paged", pa.bool_()),
    ]
)
_ARTICLE = re.compile("(?:the|an?) ")
_CSV = (
    "published", "publisher", "title", "article_id", "quote_id", "statement", "kind", "quote", "source", "source_type",
    "speaker_resolution", "confidence",
)  # fmt: skip


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
    order = ("quoted", "indirect", "mentions")
    return pa.concat_tables(lines).sort_by([*((name, "descending") for name in order), ("entity_id", "ascending")])


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
    aliases = Counter(alias for row in rows for alias in row["aliases"])
    name = _ordered(Counter(row["name"] for row in rows))[0]
    others = [alias for alias in _ordered(aliases) if alias != name]
    pronouns = {row["pronoun"] for row in rows if row["pronoun"]}
    quotes = [(row, said[row["article_id"]]) for row in rows if row["article_id"] in said]
    statements = _statements(quotes)
    kinds = Counter(kind for kind, _ in statements.values())
    return {
        "entity_id": rows[0]["entity_id"],
        "name": name,
        "type": rows[0]["type"],
        "pronoun": pronouns.pop() if len(pronouns) == 1 else DIFFERS if pronouns else None,
        **{kind: kinds[kind] for kind in QUOTE_KINDS},
        "quoted": kinds["direct"] + kinds["mixed"],
        "spoken": bool(quotes),
        "statements": len(statements),
        "printed": sum(len(its) for _, its in quotes),
        "days": Counter(day[:10] for _, day in statements.values()),
        "mentions": sum(row["mention_count"] for row in rows),
        "articles": len(rows),
        "others": others,
        "aliases": ", ".join(others[:8]),
        "descriptions": _descriptions(rows),
        "place_code": max((row["place_code"] or "" for row in rows), default=""),
        "is_partial": any(row["is_partial"] for row in rows),
        "said": quotes,
        "only": len(rows) - len(said),
        "named": sorted((row for row in rows if row["article_id"] not in said), key=lambda row: row["date"], reverse=True),
    }


def _statements(said: Sequence[tuple[dict[str, Any], list[dict[str, Any]]]]) -> dict[int, tuple[str, str]]:
    """Return the kind of each statement, the most direct of its copies, and its first date; number the quotes by statement."""
    found: dict[int, tuple[str, str]] = {}
    numbers: dict[int, int] = {}
    copies = Counter(quote["statement"] for _, quotes in said for quote in quotes)
    for row, quotes in said:
        for quote in quotes:
            own = quote["statement"]
            kind, day = found.get(own, (quote["kind"], row["date"]))
            found[own] = min(kind, quote["kind"], key=QUOTE_KINDS.index), day
            quote["copies"] = copies[own] - 1
            quote["number"] = numbers.setdefault(own, len(numbers) + 1)
    return found


def _descriptions(rows: Sequence[dict[str, Any]]) -> list[tuple[str, int, str, str]]:
    """Return the descriptions, most frequent first, with their articles, first and last date; case and article make no difference."""
    dates: dict[str, list[str]] = {}
    forms: dict[str, Counter[str]] = {}
    for row in rows:
        if row["description"]:
            key = _ARTICLE.sub("", " ".join(words(row["description"])))
            dates.setdefault(key, []).append(row["date"])
            forms.setdefault(key, Counter())[" ".join(row["description"].split())] += 1
    found = [(_ordered(forms[key])[0], len(its), min(filter(None, its), default=""), max(its)) for key, its in dates.items()]
    return sorted(found, key=lambda described: (-described[1], described[2] or "~", described[0]))


def _has_page(facts: dict[str, Any], articles: int) -> bool:
    """Return whether a name gets a page: if it occurs in one article only, that article's page is enough."""
    return (articles <= SMALL or facts["articles"] > 1) and (bool(facts["said"]) or facts["type"] not in UNLINKED)


def _address(facts: dict[str, Any]) -> str | None:
    """Return the link to the first quote, or None."""
    for row, quotes in facts["said"]:
        return f"{article_path(row['article_id'])}#{anchor(quotes[0]['quote_id'])}"
    return None


def _write(site: Site, facts: dict[str, Any]) -> str:
    """Write the pages of one name and the table of its quotes; return the first page."""
    pages = list(_cut(facts["said"])) or [[]]
    paths = [name_path(facts["entity_id"], number) for number in range(1, len(pages) + 1)]
    search = _search(facts)
    for number, said in enumerate(pages, 1):
        site.page(
            paths[number - 1],
            "name.html",
            facts=facts,
            said=Markup("".join(_said(row, quotes, facts["name"]) for row, quotes in said)),  # noqa: S704 - all strings are escaped there
            named=[] if number > 1 else Markup("".join(map(_named, facts["named"][:NAMED_ONLY]))),  # noqa: S704 - the same
            shown=min(len(facts["named"]), NAMED_ONLY),
            chart=timeline(facts["days"], "statements", lambda period: search(period_filter(period))) if number == 1 else None,
            search=search({}),
            table=paths[0].removesuffix(".html").rpartition("/")[2] + ".csv",
            number=number,
            paths=paths,
        )
    if facts["said"]:
        site.csv(f"{paths[0].removesuffix('.html')}.csv", _CSV, _table(facts["said"]))
    return paths[0]


def _search(facts: dict[str, Any]) -> Callable[[dict[str, str]], str]:
    """Return a function that gives the link to the quotes of an entity on the page of all quotes, with further filters."""
    return lambda state: f"../../{list_url('quotes', who=facts['entity_id'][:DIGITS], **state)}"


def _table(said: Sequence[tuple[dict[str, Any], list[dict[str, Any]]]]) -> Iterator[list[Any]]:
    for row, quotes in said:
        for quote in quotes:
            yield [
                row["date"], row["publisher"] or "", row["title"] or "", row["article_id"], quote["quote_id"], quote["number"],
                quote["kind"], quote["text"], quote["speaker_text"] or "", quote["source_type"], quote["speaker_resolution"],
                f"{quote['confidence']:.2f}",
            ]  # fmt: skip


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
    low = quote["confidence"] < LOW_CONFIDENCE
    place = f'<a class="{"place low" if low else "place"}" href="{page}#{anchor(quote["quote_id"])}">'
    copies = f" · {counted(quote['copies'], 'other copy', 'other copies')}" if quote["copies"] else ""
    facts = f"{html(quote['kind'])}{BY.get(quote['speaker_resolution'], '')}{' · low confidence' if low else ''}{copies}"
    return f"<li>{place}<bdi>{html(quote['text'])}</bdi></a>\n<small>{facts}</small></li>\n"


def _named(row: dict[str, Any]) -> str:
    """Return the row of an article that mentions an entity without a quote."""
    link = f'<a href="../../{article_path(row["article_id"])}"><bdi>{html(row["title"] or NO_TITLE)}</bdi></a>'
    return f"<li>{link} <small>{html(row['date'] or NO_DATE)} · {row['mention_count']:,}×</small></li>\n"


def _cut(said: list[Any]) -> Iterator[list[Any]]:
    for first in range(0, len(said), PER_PAGE):
        yield said[first : first + PER_PAGE]


def _ordered(forms: Counter[str]) -> list[str]:
    """Return the most frequent forms first; of equally frequent ones, those written in capitals last."""
    return sorted(forms, key=lambda form: (-forms[form], form.isupper(), form))


def most_quoted(names: pa.Table, limit: int) -> list[Bar]:
    """Return those with the most direct and mixed statements as bars that link to their pages."""
    first = names.filter(names.column("spoken")).slice(0, limit).to_pylist()
    return [Bar(row["name"], row["quoted"], row["at"], row["is_partial"], tuple(row[kind] for kind in QUOTE_KINDS)) for row in first]


def most_named(names: pa.Table, kind: str) -> list[Bar]:
    """Return the ten names of a type with the most mentions as bars that link to their pages."""
    rows = names.filter(pa.compute.equal(names.column("type"), kind))
    first = rows.sort_by([("mentions", "descending"), ("entity_id", "ascending")]).slice(0, 10).to_pylist()
    return [Bar(row["name"], row["mentions"], row["at"], row["is_partial"]) for row in first]
