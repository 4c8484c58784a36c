"""Formats of news agencies: NITF, and NewsML-G2 with NITF or a page inside."""

import html
from collections.abc import Iterator
from functools import partial

from lxml import etree

from flows.ingest.formats.entry import Entry, Reading, entry, lone
from flows.ingest.formats.xml import name_of, tree_at, words_of
from transforms.html.told_markup import as_page
from transforms.records import Stated
from transforms.rows import Record, RowError

_ITEMS = frozenset({"newsItem", "NewsItem"})
_BLOCKS = frozenset({"p", "h1", "h2", "h3", "h4", "li", "hl2", "td"})


def agency_items(path: str, reading: Reading) -> Iterator[Entry]:
    """Yield the articles in a file from an agency.

    Raises:
        RejectedError: it is larger than the limit, or not XML.
    """
    root = tree_at(path, reading.max_bytes)
    items = [node for node in root.iter() if name_of(node) in _ITEMS and not any(name_of(at) in _ITEMS for at in node.iterancestors())]
    items = items or [root]
    yield from lone(entry(number, None, partial(_read, item), reading) for number, item in enumerate(items, 1))


def _read(item: etree._Element) -> Record:
    nodes = list(item.iter())
    body = next((node for name in ("body.content", "body", "inlineXML", "inlineData") for node in nodes if name_of(node) == name), None)
    if body is None:
        raise RowError("unsupported", "the item holds no text")
    paragraphs = [words for node in body.iter() if name_of(node) in _BLOCKS and (words := words_of(node))]
    paragraphs = paragraphs or [part for part in map(str.strip, "".join(body.itertext()).split("\n\n")) if part]
    if not paragraphs:
        raise RowError("blank", "the item holds no words")
    stated = Stated(
        title=_first(nodes, "hl1", "headline", "HeadLine", "title"),
        authors=tuple(filter(None, [_first(nodes, "byline", "by", "ByLine")])),
        published=_date(nodes),
        publisher=_first(nodes, "distributor", "org"),
        language=next((node.get("tag") for node in nodes if name_of(node) == "language"), None),
    )
    page = "".join(f"<p>{html.escape(words)}</p>" for words in paragraphs)
    head = f"<h1>{html.escape(stated.title)}</h1>" if stated.title else ""
    return Record("html", as_page(head + page).encode("utf-8", "replace"), "utf-8", stated)


def _first(nodes: list[etree._Element], *names: str) -> str | None:
    found = (words_of(node) for name in names for node in nodes if name_of(node) == name)
    return next((words for words in found if words), None)


def _date(nodes: list[etree._Element]) -> str | None:
    norm = next((node.get("norm") for node in nodes if name_of(node) in {"date.issue", "story.date"} and node.get("norm")), None)
    return norm or _first(nodes, "contentCreated", "versionCreated", "firstCreated", "ThisRevisionCreated")
