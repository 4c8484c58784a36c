"""Pages of articles: the text as a reader knows it, with roles, quotes, speakers and names marked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from flows.releases.dataset import Release
from flows.report.gather import DATES
from flows.report.marks import Mark, by_paragraph, marked
from flows.report.site import Site, anchor, article_path, name_path
from flows.report.text import html, shortened
from flows.terminal.show import LOW
from transforms.schema import NAME_TYPES

TABLES_SHOWN = ("paragraphs", "quotes", "mentions", "entities")
AT_ONCE = 100
"""Articles whose rows are Python objects at the same time."""
COLOURS = 10
FOLDED = {"boilerplate", "credit"}
"""Roles that are folded away: what a reader of the article does not read."""
NOBODY = "no speaker found"


@dataclass(slots=True)
class Speaker:
    """One who is quoted in an article: the number and colour on the page, and all quotes."""

    number: int
    name: str
    href: str | None
    quotes: list[dict[str, Any]] = field(default_factory=list)

    @property
    def colour(self) -> str:
        """The class that colours the quotes."""
        return f"s{(self.number - 1) % COLOURS}" if self.number else "nobody"


def read_articles(release: Release, part: str) -> Iterator[tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]]:
    """Yield each article of a part with its rows of the other tables, a few in memory at a time."""
    articles = release.arrow("articles", None, part)
    ids = articles.column("article_id").combine_chunks()
    tables = {name: release.arrow(name, None, part) for name in TABLES_SHOWN}
    # The rows of a part stand in the order of its articles.
    places = {name: pc.index_in(table.column("article_id"), value_set=ids).to_numpy() for name, table in tables.items()}
    for first in range(0, len(ids), AT_ONCE):
        chosen = articles.slice(first, AT_ONCE).to_pylist()
        bounds = {name: np.searchsorted(places[name], np.arange(first, first + len(chosen) + 1)) for name in tables}
        rows = {name: _slice(tables[name], bounds[name]) for name in tables}
        for number, article in enumerate(chosen):
            cut = {name: slice(bounds[name][number] - bounds[name][0], bounds[name][number + 1] - bounds[name][0]) for name in tables}
            yield article, {name: rows[name][cut[name]] for name in tables}


def _slice(table: pa.Table, bounds: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = table.slice(bounds[0], bounds[-1] - bounds[0]).to_pylist()
    return rows


def write_article(
    site: Site, article: dict[str, Any], tables: dict[str, list[dict[str, Any]]], paged: set[bytes], **relations: Any
) -> None:
    """Write the page of one article; `paged` are the entities that have a page, `relations` what it repeats and what repeats it."""
    path = article_path(article["article_id"])
    quotes = sorted(tables["quotes"], key=lambda quote: (quote["spans"][0]["start"], quote["quote_id"]))
    speakers = _speakers(quotes, paged)
    paragraphs = tables["paragraphs"]
    marks = [*_name_marks(tables["mentions"], paged), *_quote_marks(quotes)]
    of_paragraph = by_paragraph(sorted(marks, key=lambda mark: (mark.start, -mark.end)), [p["start"] for p in paragraphs])
    for paragraph, its_marks in zip(paragraphs, of_paragraph, strict=True):
        paragraph["html"] = marked(article["text"], paragraph["start"], paragraph["end"], its_marks)
    headline = next((p for p in paragraphs if p["role"] == "title"), None)
    site.page(
        path,
        "article.html",
        article=article,
        date=article["published"].strftime(DATES[article["published_precision"]]) if article["published_precision"] else "",
        link=web_address(article["url"]),
        headline=headline,
        bylined=any(paragraph["role"] == "byline" for paragraph in paragraphs),
        blocks=_blocks([p for p in paragraphs if p is not headline]),
        speakers=[speaker for speaker in speakers.values() if speaker.number] + [s for s in speakers.values() if not s.number],
        quotes=quotes,
        names=_names(tables["entities"], tables["mentions"], paged),
        shortened=shortened,
        **relations,
    )


def web_address(url: str | None) -> str | None:
    """Return an address that may become a link: of the web, never one that a click would run."""
    try:
        return url if url and urlsplit(url).scheme.lower() in {"http", "https"} else None
    except ValueError:
        return None


def _page_of(entity: str | None, paged: set[bytes]) -> str | None:
    return "../../" + name_path(entity) if entity and bytes.fromhex(entity) in paged else None


def _speakers(quotes: Sequence[dict[str, Any]], paged: set[bytes]) -> dict[str, Speaker]:
    """Number those who speak in order of appearance; a source that is no entity is one by its words. Each quote learns its speaker."""
    found: dict[str, Speaker] = {}
    for quote in quotes:
        text = quote["speaker_text"]
        key = quote["speaker_id"] or (text.casefold() if text else "")
        if key not in found:
            number = 1 + sum(1 for known in found if known) if key else 0
            found[key] = Speaker(number, quote["speaker_name"] or text or NOBODY, _page_of(quote["speaker_id"], paged))
        found[key].quotes.append(quote)
        quote["speaker"] = found[key]
    return found


def _quote_marks(quotes: Sequence[dict[str, Any]]) -> Iterator[Mark]:
    """Yield contents, sources and cues; what serves several quotes is marked once and names them all."""
    shared: dict[tuple[str, int, int], list[int]] = {}
    for number, quote in enumerate(quotes):
        colour = quote["speaker"].colour
        quote["low"] = quote["confidence"] < LOW
        attributes = f' class="q {colour}{" low" if quote["low"] else ""}" data-q="{number}"'
        last = len(quote["spans"]) - 1
        for place, span in enumerate(quote["spans"]):
            first = f' id="{anchor(quote["quote_id"])}"' if place == 0 else ""
            yield Mark(span["start"], span["end"], "span", attributes, first, _footnote(quote, number) if place == last else "")
        for what, start, end in (("source", "speaker_start", "speaker_end"), ("cue", "cue_start", "cue_end")):
            if quote[start] is not None:
                shared.setdefault((f"{what} {colour}", quote[start], quote[end]), []).append(number)
    for (classes, begun, ended), numbers in shared.items():
        yield Mark(begun, ended, "span", f' class="{classes}" data-q="{" ".join(map(str, numbers))}"')


def _footnote(quote: dict[str, Any], number: int) -> str:
    """Return the small number after a quote that leads to its speaker, as a footnote does."""
    speaker: Speaker = quote["speaker"]
    label = f"{html(speaker.name)}: {quote['kind']} quote{', low confidence' if quote['low'] else ''}"
    shown = f"{speaker.number or '–'}{'?' if quote['low'] else ''}"
    return f'<a class="no {speaker.colour}" href="#speaker-{speaker.number}" data-q="{number}" aria-label="{label}">{shown}</a>'


def _name_marks(mentions: Sequence[dict[str, Any]], paged: set[bytes]) -> Iterator[Mark]:
    for mention in mentions:
        href = _page_of(mention["entity_id"], paged)
        low = mention["confidence"] < LOW
        attributes = (
            f' class="name {mention["type"]}{" low" if low else ""}" data-e="{html(mention["entity_id"][:8])}"'
            f' title="{mention["type"]}{", low confidence" if low else ""}"'
        )
        yield Mark(mention["start"], mention["end"], *(("a", f'{attributes} href="{href}"') if href else ("span", attributes)))


def _blocks(paragraphs: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the paragraphs in runs: those that are folded together, and the others; a role is told where it changes."""
    blocks: list[dict[str, Any]] = []
    role = None
    for folded, run in groupby(paragraphs, key=lambda paragraph: paragraph["role"] in FOLDED):
        rows = list(run)
        for paragraph in rows:
            paragraph["tells"] = paragraph["role"] != role
            paragraph["low"] = paragraph["confidence"] < LOW
            role = paragraph["role"]
        blocks.append({"folded": folded, "paragraphs": rows, "roles": ", ".join(dict.fromkeys(p["role"] for p in rows))})
    return blocks


def _names(entities: Sequence[dict[str, Any]], mentions: Sequence[dict[str, Any]], paged: set[bytes]) -> list[tuple[str, list[Any]]]:
    """Return the names of the article by type, each with its page and the paragraph of its first place."""
    first: dict[str, int] = {}
    for mention in mentions:
        first.setdefault(mention["entity_id"], mention["paragraph"])
    rows = sorted(entities, key=lambda row: (-row["mention_count"], row["first_start"]))
    for row in rows:
        row |= {"href": _page_of(row["entity_id"], paged), "place": first.get(row["entity_id"], 0)}
    of_type = {kind: [row for row in rows if row["type"] == kind] for kind in NAME_TYPES}
    return [(kind, found) for kind, found in of_type.items() if found]
