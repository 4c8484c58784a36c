"""Article pages: the text with roles, quotes, speakers and names marked."""

from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from markupsafe import Markup

from flows.display import LOW_CONFIDENCE
from flows.report.gather import DATES
from flows.report.marks import Mark, by_paragraph, marked
from flows.report.site import Site, article_path, name_path
from flows.report.speakers import number_speakers, quote_marks, speaker_list
from flows.report.statements import statement_ids
from flows.report.text import counted, html
from newstables.release import Release
from transforms.schema import NAME_TYPES

_COLUMNS = {
    "paragraphs": ("article_id", "paragraph", "role", "start", "end", "is_body", "confidence"),
    "quotes": (
        "quote_id", "article_id", "kind", "text", "spans", "speaker_text", "speaker_start", "speaker_end", "source_type", "speaker_id",
        "speaker_name", "speaker_ids", "speaker_resolution", "cue_start", "cue_end", "confidence", "quote_group",
    ),
    "mentions": ("article_id", "paragraph", "start", "end", "type", "entity_id", "confidence"),
    "entities": ("article_id", "entity_id", "name", "type", "mention_count", "first_start", "pronoun"),
}  # fmt: skip
"""Columns shown per table; the texts of paragraphs are taken from the articles."""
AT_ONCE = 100
"""Articles held as Python objects at a time."""
UNSURE = '<span class="unsure">?</span>'
FOLDED = {"boilerplate", "credit"}
"""Roles that are collapsed because they are not part of the article's text."""
UNLINKED = {"date", "money"}
"""Entity types that are plain from the text and have no page."""


def read_articles(
    release: Release, part: str, originals: Mapping[str, str]
) -> Iterator[tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]]:
    """Yield each article of a part with its rows of the other tables, a few in memory at a time.

    Quotes are in the order of the text and have the number of their statement; `originals` are those of `clusters`.
    """
    articles = release.arrow("articles", None, part)
    ids = articles.column("article_id").combine_chunks()
    tables = {name: release.arrow(name, columns, part) for name, columns in _COLUMNS.items()}
    tables["quotes"] = tables["quotes"].append_column("statement", pa.array(statement_ids(tables["quotes"], originals), pa.uint64()))
    # The rows of a part are in the order of its articles.
    indices = {name: pc.index_in(table.column("article_id"), value_set=ids).to_numpy() for name, table in tables.items()}
    tables = {name: table.drop_columns(["article_id"]) for name, table in tables.items()}
    for first in range(0, len(ids), AT_ONCE):
        chosen = articles.slice(first, AT_ONCE).to_pylist()
        bounds = {name: np.searchsorted(indices[name], np.arange(first, first + len(chosen) + 1)) for name in tables}
        rows = {name: _slice(tables[name], bounds[name]) for name in tables}
        for number, article in enumerate(chosen):
            cut = {name: slice(bounds[name][number] - bounds[name][0], bounds[name][number + 1] - bounds[name][0]) for name in tables}
            found = {name: rows[name][cut[name]] for name in tables}
            found["quotes"].sort(key=lambda quote: (quote["spans"][0]["start"], quote["quote_id"]))
            yield article, found


def _slice(table: pa.Table, bounds: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = table.slice(bounds[0], bounds[-1] - bounds[0]).to_pylist()
    return rows


def write_article(
    site: Site, article: dict[str, Any], tables: dict[str, list[dict[str, Any]]], paged: Container[bytes], **relations: Any
) -> None:
    """Write the page of one article; `paged`: entities with a page, `relations`: duplicates and originals of the article."""
    paragraphs, mentions, entities = tables["paragraphs"], tables["mentions"], tables["entities"]
    quotes = tables["quotes"]
    ids = [row["entity_id"] for row in entities]
    pages = {entity: f"../../{name_path(entity)}" for entity in ids if bytes.fromhex(entity) in paged}
    speakers = number_speakers(quotes, pages)
    marks = [*_name_marks(mentions, pages), *quote_marks(quotes)]
    of_paragraph = by_paragraph(sorted(marks, key=lambda mark: (mark.start, -mark.end)), [p["start"] for p in paragraphs])
    for paragraph, its_marks in zip(paragraphs, of_paragraph, strict=True):
        paragraph["html"] = marked(article["text"], paragraph["start"], paragraph["end"], its_marks)
    headline = next((p for p in paragraphs if p["role"] == "title"), None)
    site.page(
        article_path(article["article_id"]),
        "article.html",
        article=article,
        date=article["published"].strftime(DATES[article["published_precision"]]) if article["published_precision"] else "",
        link=web_address(article["url"]),
        headline=headline and {"paragraph": headline["paragraph"], "html": Markup(headline["html"])},  # noqa: S704 - `marked` escapes
        bylined=any(paragraph["role"] == "byline" for paragraph in paragraphs),
        blocks=text_blocks([p for p in paragraphs if p is not headline]),
        speakers=speaker_list(speakers),
        names=[(kind, len(rows), name_list(rows, pages)) for kind, rows in _by_type(entities, mentions)],
        **relations,
    )


def text_of(article: dict[str, Any], paragraphs: Sequence[dict[str, Any]]) -> str:
    """Return the searchable text of an article: all paragraphs except those around the article."""
    return " ".join(article["text"][row["start"] : row["end"]] for row in paragraphs if row["role"] not in FOLDED)


def web_address(url: str | None) -> str | None:
    """Return an address that is safe to link: only http and https."""
    try:
        return url if url and urlsplit(url).scheme.lower() in {"http", "https"} else None
    except ValueError:
        return None


def _name_marks(mentions: Sequence[dict[str, Any]], pages: Mapping[str, str]) -> Iterator[Mark]:
    """Yield the marks of names; a name without a page carries its entity, so that its other mentions can be highlighted."""
    for mention in mentions:
        entity, kind = mention["entity_id"], mention["type"]
        low = " low" if mention["confidence"] < LOW_CONFIDENCE else ""
        classes = f' class="name {html(kind)}{low}"'
        if entity in pages:
            tag, attributes = "a", f'{classes} href="{html(pages[entity])}"'
        else:
            tag, attributes = "span", classes if kind in UNLINKED else f'{classes} data-e="{html(entity[:8])}"'
        yield Mark(mention["start"], mention["end"], tag, attributes)


def text_blocks(paragraphs: Sequence[dict[str, Any]]) -> Markup:
    """Return the text; paragraphs around the article are collapsed together, and a role is shown where it changes."""
    pieces = []
    previous_role = None
    for folded, run in groupby(paragraphs, key=lambda paragraph: paragraph["role"] in FOLDED):
        rows = list(run)
        roles = html(", ".join(dict.fromkeys(row["role"] for row in rows)))
        if folded:
            around = counted(len(rows), "paragraph")
            pieces.append(f'<details class="folded"><summary>{around} around the article: {roles}</summary>\n')
        for row in rows:
            pieces.append(_block(row, has_same_role=row["role"] == previous_role))
            previous_role = row["role"]
        if folded:
            pieces.append("</details>\n")
    return Markup("".join(pieces))  # noqa: S704 - all strings of the release are escaped above and below


def _block(paragraph: dict[str, Any], *, has_same_role: bool) -> str:
    """Return a paragraph with its role in the margin, or a ditto sign if the previous one has the same role."""
    role, number = html(paragraph["role"]), paragraph["paragraph"]
    tag = "h2" if role == "subhead" else "p"
    again = " again" if has_same_role else ""
    junk = "" if paragraph["is_body"] or role == "title" else " junk"
    low = paragraph["confidence"] < LOW_CONFIDENCE
    label = f"{role}, paragraph {number}{', low confidence' if low else ''}"
    shown = f"{'' if has_same_role else role}{UNSURE if low else ''}"
    return (
        f'<div class="block {role}{junk}" id="p{number}">\n'
        f'<a class="role{again}" href="#p{number}" aria-label="{label}">{shown}</a>\n'
        f'<{tag} dir="auto">{paragraph["html"]}</{tag}>\n</div>\n'
    )


def _by_type(entities: Sequence[dict[str, Any]], mentions: Sequence[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the names of the article by type, each with the paragraph of its first mention."""
    first: dict[str, int] = {}
    for mention in mentions:
        first.setdefault(mention["entity_id"], mention["paragraph"])
    rows = sorted(entities, key=lambda row: (-row["mention_count"], row["first_start"]))
    for row in rows:
        row["first_paragraph"] = first.get(row["entity_id"], 0)
    of_type = {kind: [row for row in rows if row["type"] == kind] for kind in NAME_TYPES}
    return [(kind, found) for kind, found in of_type.items() if found]


def name_list(rows: Sequence[dict[str, Any]], pages: Mapping[str, str]) -> Markup:
    """Return the names of one type, with links to their pages and first mentions."""
    pieces = []
    for row in rows:
        page, count, paragraph = pages.get(row["entity_id"]), row["mention_count"], row["first_paragraph"]
        name = f"<bdi>{html(row['name'])}</bdi>"
        linked = f'<a href="{html(page)}">{name}</a>' if page else name
        times = counted(count, "time")
        first = f'<a class="count" href="#p{paragraph}" aria-label="{times}, first in paragraph {paragraph}">{count:,}×</a>'
        pieces.append(f"<li>{linked} {first}</li>\n")
    return Markup("".join(pieces))  # noqa: S704 - all strings of the release are escaped above
