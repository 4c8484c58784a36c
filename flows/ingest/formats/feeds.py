"""RSS and Atom: each item is an article, or its teaser if the feed has no more.

A teaser is a description without separate content that is one short paragraph or is truncated.
"""

import dataclasses
import html
import re
from collections.abc import Iterator
from functools import partial

from lxml import etree

from flows.errors import RejectedError
from flows.ingest.formats.entry import Entry, Reading, entry, single_as_file
from flows.ingest.formats.xml import name_of, tree_at, words_of
from transforms.rows import Record, RowError, read_row
from transforms.text import word_count

_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_MEDIA = "{http://search.yahoo.com/mrss/}"
"""Names of elements for pictures and films."""
_TAG = re.compile(r"<[^<>]{0,2000}>")
_PARAGRAPHS = re.compile(r"<p\b|<br\s{0,9}/?>\s{0,9}<br|\n[^\S\n]{0,99}\n", re.IGNORECASE)
_BREAKS_OFF = re.compile(r"(?:…|\.\.\.)\W{0,9}$|\b(?:Continue reading|Read more|Weiterlesen|Lire la suite|Leer más)\W{0,9}$", re.IGNORECASE)
_TEASER = 100
"""A description with at least this many words is the article."""


def feed_items(path: str, reading: Reading) -> Iterator[Entry]:
    """Yield the items of a feed, in order.

    Raises:
        RejectedError: it is not a feed.
    """
    root = tree_at(path, reading.max_file_bytes)
    items = [node for node in root.iter() if name_of(node) in {"item", "entry"}]
    if not items:
        raise RejectedError("empty", "the feed holds no item")
    about = root if name_of(root) == "feed" else next((node for node in root if name_of(node) == "channel"), root)
    publisher, language = words_of(_child(about, "title")), words_of(_child(about, "language"))
    language = language or about.get("{http://www.w3.org/XML/1998/namespace}lang")
    yield from single_as_file(entry(n, None, partial(_read, item, publisher, language), reading) for n, item in enumerate(items, 1))


def _child(node: etree._Element, *names: str) -> etree._Element | None:
    found = {name_of(child): child for child in reversed(node) if not str(child.tag).startswith(_MEDIA)}
    return next((found[name] for name in names if name in found), None)


def _read(item: etree._Element, publisher: str | None, language: str | None) -> Record:
    content = _markup(item.find(_CONTENT)) or _markup(_child(item, "content"))
    body = content or _markup(_child(item, "description")) or _markup(_child(item, "summary"))
    if body is None:
        raise RowError("blank", "the item has no text")
    authors = [words_of(_child(node, "name")) or words_of(node) for node in item if name_of(node) in {"creator", "author"}]
    row = {
        "text": body,
        "title": words_of(_child(item, "title")),
        "authors": [name for name in authors if name],
        "published": words_of(_child(item, "pubDate", "published", "date", "issued", "updated")),
        "publisher": publisher,
        "url": _link(item),
        "language": language,
    }
    record = read_row(row, {})
    return dataclasses.replace(record, stated=dataclasses.replace(record.stated, is_teaser=not content and _is_teaser(body)))


def _is_teaser(markup: str) -> bool:
    words = _TAG.sub(" ", html.unescape(markup)).strip()
    return _BREAKS_OFF.search(words) is not None or (len(_PARAGRAPHS.findall(markup)) < 2 and word_count(words) < _TEASER)


def _markup(node: etree._Element | None) -> str | None:
    """Return the content of an element: character data, or the page inside it as elements."""
    if node is None:
        return None
    if node.get("type") == "xhtml" or (len(node) and not (node.text or "").strip()):
        return "".join(etree.tostring(child, encoding="unicode", method="html") for child in node) or None
    text = "".join(node.itertext()).strip()
    return text or None


def _link(item: etree._Element) -> str | None:
    links = [node for node in item if name_of(node) == "link"]
    best = next((node for node in links if node.get("rel", "alternate") == "alternate"), None)
    address = (best.get("href") or words_of(best)) if best is not None else None
    guid = words_of(_child(item, "guid", "id"))
    return address or (guid if guid and guid.startswith("http") else None)
