"""Formats of news agencies: NITF, and NewsML with NITF or a page inside."""

import html
from collections.abc import Iterator
from functools import partial

from lxml import etree

from flows.ingest.formats.entry import Entry, Reading, entry, single_as_file
from flows.ingest.formats.xml import name_of, tree_at, words_of
from transforms.html.text_markup import as_page, is_markup
from transforms.records import Stated
from transforms.rows import Record, RowError

_ITEMS = frozenset({"newsItem", "NewsItem"})
_BODIES = ("body.content", "body", "inlineXML", "inlineData", "DataContent")
_TAGS = {"hl1": "h2", "hl2": "h2", "bq": "blockquote", "media": "figure", "media-caption": "figcaption", "fn": "p", "note": "div"}
"""The HTML elements that NITF's are replaced with."""
_KEPT = frozenset(
    "a b blockquote br caption dd div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i li ol p pre q strong sub sup".split()
) | {*("table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul")}
_DIVISIONS = frozenset({"block", "body", "body.content", "html", "inlineXML", "inlineData", "DataContent", "nitf-table", "section"})
_LEFT_OUT = ("body.end", "body.head", "head", "media-metadata", "media-object", "media-reference", "nitf-table-metadata", "script", "style")
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_DATES = {"date.issue": "norm", "story.date": "norm", "date.release": "norm", "pubdata": "date.publication"}
"""Attributes of NITF's elements that hold the date, best first."""


def agency_items(path: str, reading: Reading) -> Iterator[Entry]:
    """Yield the articles in a file from an agency.

    Raises:
        RejectedError: it is larger than the limit, or not XML.
    """
    root = tree_at(path, reading.max_bytes)
    items = [node for node in root.iter() if name_of(node) in _ITEMS and not any(name_of(at) in _ITEMS for at in node.iterancestors())]
    items = items or [root]
    yield from single_as_file(entry(number, None, partial(_read, item), reading) for number, item in enumerate(items, 1))


def _read(item: etree._Element) -> Record:
    nodes = list(item.iter())
    body = next((node for name in _BODIES for node in nodes if name_of(node) == name), None)
    if body is None:
        raise RowError("unsupported", "the item holds no text")
    inside = set(body.iter()) if all(name_of(node) != "body.head" for node in body) else {body}
    about = [node for node in nodes if node not in inside]
    stated = Stated(
        title=_first(about, "hl1", "headline", "HeadLine", "title"),
        authors=tuple(filter(None, [_byline(about)])),
        published=_date(about),
        publisher=_publisher(about),
        language=next((node.get("tag") for node in about if name_of(node) == "language"), None) or item.get(_LANG),
    )
    page = _page(body)
    if not page:
        raise RowError("blank", "the item holds no words")
    head = f"<h1>{html.escape(stated.title)}</h1>" if stated.title else ""
    return Record("html", as_page(head + page).encode("utf-8", "replace"), "utf-8", stated)


def _page(body: etree._Element) -> str:
    """Return the HTML of an item's body, or an empty string if there is no word in it."""
    if not len(body):
        text = (body.text or "").strip()
        return text if is_markup(text) else "".join(f"<p>{html.escape(part)}</p>" for part in map(str.strip, text.split("\n\n")) if part)
    blocks = [node for node in body.iter() if name_of(node) == "block"]
    if any(node.get("class") == "full_text" for node in blocks):  # the lead is written twice
        for node in blocks:
            if node.get("class") == "lead_paragraph":
                node.clear(keep_tail=True)
    for node in list(body.iter()):
        name = name_of(node)
        if not name or name in _LEFT_OUT:
            node.clear(keep_tail=True)
        if name:
            node.tag = _TAGS.get(name) or (name if name in _KEPT else "div" if name in _DIVISIONS else "span")
            node.attrib.clear()
    etree.cleanup_namespaces(body)
    page = etree.tostring(body, encoding="unicode", method="html", with_tail=False)
    return page if words_of(body) else ""


def _first(nodes: list[etree._Element], *names: str) -> str | None:
    found = (words_of(node) for name in names for node in nodes if name_of(node) == name)
    return next((words for words in found if words), None)


def _byline(about: list[etree._Element]) -> str | None:
    """Return the byline, or the creators of an item that has none; the writer's post is left out."""
    for line in (node for name in ("byline", "by", "ByLine") for node in about if name_of(node) == name):
        people = [words for node in line.iter() if name_of(node) == "person" and (words := words_of(node))]
        if words := ", ".join(people) or words_of(line):
            return words
    people = [node for node in about if name_of(node) == "creator" and "organisation" not in node.get("type", "")]
    return _first([child for node in people for child in node], "name")


def _date(about: list[etree._Element]) -> str | None:
    dates = (node.get(at) for name, at in _DATES.items() for node in about if name_of(node) == name)
    return next(filter(None, dates), None) or _first(
        about, "contentCreated", "versionCreated", "firstCreated", "FirstCreated", "ThisRevisionCreated"
    )


def _publisher(about: list[etree._Element]) -> str | None:
    name = next((node.get("name") for node in about if name_of(node) == "pubdata" and node.get("name")), None)
    provider = [child for node in about if name_of(node) == "provider" for child in node]
    return name or _first(about, "distributor") or _first(provider, "name")
