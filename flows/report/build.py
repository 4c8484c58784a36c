"""Build the report in a temporary folder, then move it into place, so that a half-written report is never visible."""

import json
import tempfile
from collections import Counter
from collections.abc import Container
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from flows.errors import UsageError
from flows.progress import Advance
from flows.report.articles import read_articles, text_of, write_article
from flows.report.charts import Bar, bars, by_kind, date_range, list_url, period_filter, timeline
from flows.report.gather import Gathered, gather
from flows.report.languages import language_name
from flows.report.listing import FIRST, SHARD, Listing, numbered
from flows.report.names import DIFFERS, most_named, most_quoted, write_names
from flows.report.quotes import QuoteList
from flows.report.search_index import words
from flows.report.site import Site
from flows.report.statements import NO_PRONOUN, clusters
from flows.store.manifest import check_current
from newstables.release import Release
from transforms.schema import NAME_TYPES, PRONOUNS, QUOTE_KINDS, SOURCE_TYPES

MARKER = "report.json"
"""The file that distinguishes a report from a user's folder."""
REJECTS_A_PAGE = 500


def make_report(release: Release, out: Path, advance: Advance = lambda _articles: None) -> Path:
    """Write the report of a release into a folder, replacing an earlier report; return its first page.

    `advance` is called twice for each article: when it is counted and when its page is written.

    Raises:
        UsageError: the folder holds something else.
        NewstablesError: the release was made with an older schema.
    """
    check_current(release)
    if out.exists() and not (out / MARKER).is_file() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"{out} holds files that are not a report; give another folder with --out")
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as scratch:
        fresh, spill = Path(scratch) / "new", Path(scratch) / "rows"
        spill.mkdir()
        _write(release, Site(fresh, release.manifest), spill, advance)
        (fresh / MARKER).write_text(json.dumps({"release": release.name}) + "\n", encoding="utf-8")
        if out.exists():
            out.rename(Path(scratch) / "old")
        fresh.rename(out)
    return out / "index.html"


def _write(release: Release, site: Site, spill: Path, advance: Advance) -> None:
    """Write all pages: counts first, then names (which decide the links of articles), then articles and lists."""
    gathered = gather(release, spill, advance)
    names = write_names(site, gathered.buckets, release.manifest["rows"]["articles"])
    quotes = QuoteList(site, spill, gathered.lines)
    articles = Listing(site, "articles", spill)
    _write_articles(release, site, names, _Lists(quotes, articles, _numbers(gathered.lines)), advance)
    _finish_articles(site, articles, gathered)
    _finish_names(site, Listing(site, "names", spill), names)
    site.page("quotes.html", "quotes.html", rows=quotes.finish(), total=quotes.total)
    _write_rejects(release, site)
    _write_overview(site, gathered, names)


@dataclass(frozen=True, slots=True)
class _Lists:
    """The lists that grow as articles are written."""

    quotes: QuoteList
    articles: Listing
    numbers: dict[str, int]
    """The position of each article in the list."""


def _numbers(lines: pa.Table) -> dict[str, int]:
    return {article: number for number, article in enumerate(lines.column("article_id").to_pylist())}


def _write_articles(release: Release, site: Site, names: pa.Table, lists: _Lists, advance: Advance) -> None:
    paged = {bytes.fromhex(entity) for entity in names.filter(names.column("paged")).column("entity_id").to_pylist()}
    duplicates = release.arrow("duplicates")
    copies = {row["article_id"]: row for row in duplicates.to_pylist()}
    copied = Counter(row["duplicate_of"] for row in copies.values())
    originals = clusters(duplicates)
    for part in release.manifest["parts"]:
        for article, tables in read_articles(release, part["key"], originals):
            own = article["article_id"]
            _list(lists, article, tables, paged)
            write_article(site, article, tables, paged, repeats=copies.get(own), repeated=copied[own])
            advance(1)
        lists.quotes.end_part()


def _list(lists: _Lists, article: dict[str, Any], tables: dict[str, list[dict[str, Any]]], paged: Container[bytes]) -> None:
    """Add an article and its quotes to the lists."""
    number = lists.numbers[article["article_id"]]
    pronouns = {row["entity_id"]: row["pronoun"] for row in tables["entities"] if row["pronoun"]}
    lists.quotes.add(number, tables["quotes"], pronouns, paged)
    fields = {
        "title": article["title"] or "",
        "author": " ".join(article["authors"]),
        "publisher": article["publisher"] or "",
        "agency": " ".join(article["agencies"]),
        "seed": article["seed"],
        "speaker": " ".join(quote["speaker_name"] or "" for quote in tables["quotes"]),
    }
    lists.articles.index.add(number, " ".join((text_of(article, tables["paragraphs"]), *fields.values())), **fields)


def _finish_articles(site: Site, listing: Listing, gathered: Gathered) -> None:
    lines = gathered.lines
    for number, first in enumerate(range(0, lines.num_rows, SHARD)):
        listing.rows(number, [*map(_article_row, lines.slice(first, SHARD).to_pylist())])
    languages, publishers = (_most_frequent(gathered.counts[fact]) for fact in ("language", "publisher"))
    days = [date_range(known) for known in lines.column("date").to_pylist()]
    kinds = [lines.column(kind).to_numpy() for kind in QUOTE_KINDS]
    facts = {
        "language": numbered(lines.column("language").to_pylist(), languages),
        "publisher": numbered(lines.column("publisher").to_pylist(), publishers),
        "first": [day[0].toordinal() if day else 0 for day in days],
        "last": [day[1].toordinal() if day else 0 for day in days],
        "length": lines.column("word_count").to_numpy(),
        "quotes": sum(kinds),
        "kinds": sum((counts > 0) << index for index, counts in enumerate(kinds)),
    }
    listing.finish(lines.num_rows, facts, language=["", *languages], publisher=["", *publishers])
    shown = lines.slice(0, FIRST).to_pylist()
    site.page("articles.html", "articles.html", rows=shown, total=lines.num_rows, languages=languages)


def _most_frequent(counts: Counter[str]) -> list[str]:
    return sorted(filter(None, counts), key=lambda value: (-counts[value], value))


def _article_row(row: dict[str, Any]) -> list[Any]:
    return [
        row["article_id"], row["title"] or "", row["date"], row["publisher"] or "", row["language"] or "", row["word_count"],
        row["direct"], row["mixed"], row["indirect"], "; ".join(row["speakers"]), ", ".join(row["agencies"]), ", ".join(row["authors"]),
        row["seed"],
    ]  # fmt: skip


def _finish_names(site: Site, listing: Listing, names: pa.Table) -> None:
    for number, first in enumerate(range(0, names.num_rows, SHARD)):
        rows = names.slice(first, SHARD).to_pylist()
        listing.rows(number, [*map(_name_row, rows)])
        for index, row in enumerate(rows, first):
            listing.index.add(index, f"{row['name']} {row['aliases']}", place=row["place_code"])
    keys = [words(name) for name in names.column("name").to_pylist()]
    alphabet = np.argsort(sorted(range(len(keys)), key=lambda index: (keys[index], index)))
    facts = {
        "type": numbered(names.column("type").to_pylist(), NAME_TYPES),
        "pronoun": numbered(names.column("pronoun").to_pylist(), (*PRONOUNS, DIFFERS)),
        "mentions": names.column("mentions").to_numpy(),
        "articles": names.column("articles").to_numpy(),
        "name": alphabet,
    }
    listing.finish(names.num_rows, facts, type=["", *NAME_TYPES], pronoun=["", *PRONOUNS, DIFFERS])
    site.page("names.html", "names.html", rows=names.slice(0, FIRST).to_pylist(), total=names.num_rows)


def _name_row(row: dict[str, Any]) -> list[Any]:
    return [
        row["entity_id"], row["name"], row["type"], row["pronoun"] or "", row["direct"], row["mixed"], row["indirect"], row["mentions"],
        row["articles"], row["aliases"], row["place_code"], int(row["is_partial"]), "" if row["paged"] else row["at"],
    ]  # fmt: skip


def _write_rejects(release: Release, site: Site) -> None:
    """Write the pages of rejects, by reason."""
    rows = release.arrow("rejects").sort_by([("reason", "ascending"), ("seed", "ascending")])
    first_rows = range(0, max(rows.num_rows, 1), REJECTS_A_PAGE)
    paths = [f"rejects{f'-{number}' if number else ''}.html" for number in range(len(first_rows))]
    for path, first in zip(paths, first_rows, strict=True):
        chosen = rows.slice(first, REJECTS_A_PAGE).to_pylist()
        site.page(path, "rejects.html", rows=chosen, paths=paths, number=paths.index(path) + 1)


def _write_overview(site: Site, gathered: Gathered, names: pa.Table) -> None:
    counts, statements = gathered.counts, gathered.statements
    kinds = Counter[str]()
    for (_, kind), count in statements["type"].items():
        kinds[kind] += count
    site.page(
        "index.html",
        "index.html",
        course=timeline(counts["period"], "articles", lambda period: list_url("articles", **period_filter(period))),
        speakers=most_quoted(names, 12),
        named=[(kind, most_named(names, kind)) for kind in ("person", "organization", "location")],
        statements=kinds.total(),
        kinds=bars(kinds, lambda kind: list_url("quotes", kind=kind)),
        sources=by_kind(statements["type"], SOURCE_TYPES, lambda value: list_url("quotes", type=value)),
        pronouns=by_kind(statements["pronoun"], (*PRONOUNS, NO_PRONOUN), lambda value: list_url("quotes", type="person", pronoun=value)),
        people=_people(names),
        agencies=bars(counts["agency"], lambda agency: list_url("articles", q=f'agency:"{agency}"'), 8),
        languages=bars(counts["language"], lambda language: list_url("articles", language=language), 8, language_name),
        publishers=bars(counts["publisher"], lambda publisher: list_url("articles", publisher=publisher), 8),
        speaking=sum(names.column("spoken").to_pylist()),
        newest=gathered.lines.slice(0, 6).to_pylist(),
    )


def _people(names: pa.Table) -> list[Bar]:
    """Return the people who are quoted, by the pronoun that articles use for them."""
    rows = zip(*(names.column(name).to_pylist() for name in ("type", "spoken", "pronoun")), strict=True)
    counts = Counter(pronoun or NO_PRONOUN for kind, spoken, pronoun in rows if kind == "person" and spoken)
    every = (*PRONOUNS, DIFFERS, NO_PRONOUN)
    return [Bar(pronoun, counts[pronoun], list_url("names", type="person", pronoun=pronoun)) for pronoun in every if counts[pronoun]]
