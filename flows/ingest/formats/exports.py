"""Exports of news databases (Nexis, Factiva, ProQuest, Europresse): documents with many articles, cut into them here.

Each article becomes a page that marks its parts: headline, byline, text, and the field lines around them, which are not body text. It keeps
all lines of the article, in order. Pages of an export that are not articles (cover, contents, search) are dropped. `vendors` knows what the
documents of each vendor look like.
"""

import re
from collections.abc import Iterator
from functools import partial

from flows.ingest.formats.entry import Entry, Reading, entry, entry_of, single_as_file
from flows.ingest.formats.streams import load
from flows.ingest.formats.vendors.europresse import SIGN, europresse_articles
from flows.ingest.formats.vendors.factiva import FACTIVA
from flows.ingest.formats.vendors.layout import Article, Groups, Layout
from flows.ingest.formats.vendors.nexis import NEXIS, NEXIS_UNI
from flows.ingest.formats.vendors.proquest import PROQUEST
from flows.ingest.formats.whole import text_record, whole_record
from transforms.encoding import NotTextError, UndecodableError
from transforms.html.render import render
from transforms.html.text_markup import is_markup
from transforms.html.tree import clean, parse
from transforms.page.blocks import blocks
from transforms.rows import Record

LAYOUTS = (NEXIS, NEXIS_UNI, FACTIVA, PROQUEST)
"""The layouts of documents whose articles are recognised by their lines, in the order in which they are tried."""

_SIGNS = tuple((layout.vendor, tuple(re.compile(sign) for sign in row)) for layout in LAYOUTS for row in layout.signs)
_WRAP = re.compile(r"(?<=\S)[ \t]*\n\s*")


def vendor_of(head: bytes) -> str | None:
    """Return the vendor whose export a file may be, from its first bytes; the articles found later decide."""
    text = head.replace(b"\0", b"").replace(b"\xc2\xa0", b" ").decode("utf-8", "replace").replace("&nbsp;", " ")
    found = next((vendor for vendor, row in _SIGNS if all(sign.search(text) for sign in row)), None)
    return found or ("europresse" if SIGN.search(text) and "<" in text else None)


def export_articles(path: str, reading: Reading) -> Iterator[Entry]:
    """Yield the articles of an export that is a text or a page; if it is not an export, the whole file.

    Raises:
        RejectedError: it is larger than twenty times the limit.
    """
    from transforms.html.document import markup_of  # noqa: PLC0415 - a run with nothing new cuts nothing

    data = load(path, reading.max_file_bytes)
    found: list[Record] | None = None
    is_page = False
    try:
        markup, encoding = markup_of(data)
    except (NotTextError, UndecodableError):
        pass
    else:
        is_page = is_markup(markup)
        found = _cut_page(markup) if is_page else cut(markup, encoding)
    if found:
        yield from _entries(found, reading)
    else:
        yield entry(0, len(data), partial(whole_record, "html" if is_page else "text", data), reading)


def text_entries(text: str, encoding: str, form: str, reading: Reading) -> Iterator[Entry]:
    """Yield the articles of a document: those of an export, or the document itself."""
    found = cut(text, encoding)
    if found:
        yield from _entries(found, reading)
    else:
        yield entry(0, None, partial(text_record, text, encoding, form=form), reading)


def _entries(records: list[Record], reading: Reading) -> Iterator[Entry]:
    return single_as_file(entry_of(record, number, len(record.data), reading) for number, record in enumerate(records, 1))


def cut(text: str, encoding: str = "utf-8") -> list[Record] | None:
    """Return the articles of a text that is an export, or None if it is not one."""
    text = text.replace("\xa0", " ").replace("\r\n", "\n").replace("\f", "\n\n")
    for layout in LAYOUTS:
        pieces, rest = _pieces(text, layout)
        read: list[tuple[str, Article | None]] = [(piece, layout.read(_lines(piece))) for piece in pieces]
        if not any(article for _, article in read):
            continue
        for remains in rest:  # the last article of a truncated export, or one that matches no rule
            article = None if layout.opens else layout.read(_lines(remains))
            if article or (remains.strip() and not layout.around.search(remains)):
                read.append((remains, article))
        whole = partial(text_record, encoding=encoding, form=layout.vendor)
        return [article.record(layout.vendor) if article else whole(piece) for piece, article in read]
    return None


def _pieces(text: str, layout: Layout) -> tuple[list[str], list[str]]:
    """Return the articles that a layout marks in a text, and the text before or after them."""
    marks = layout.opens or layout.closes
    pieces, held, lacks = list[str](), list[str](), set(layout.holds)
    for line in text.split("\n"):
        stripped = line.strip()
        is_mark = marks is not None and marks.match(stripped) is not None
        lacks -= {one for one in lacks if one.match(stripped)}
        if is_mark and layout.opens:
            pieces.append("\n".join(held))
            held = []
        held.append(line)
        if is_mark and layout.closes and not lacks:
            pieces.append("\n".join(held))
            held, lacks = [], set(layout.holds)
    rest = "\n".join(held)
    return ([*pieces[1:], rest], pieces[:1]) if layout.opens and pieces else (pieces, [rest])


def _lines(piece: str) -> Groups:
    """Return the lines of an article in groups separated by blank lines; a wrapped paragraph is one line."""
    groups: list[list[str]] = []
    end = 0
    for span in blocks(piece):
        if not groups or piece.count("\n", end, span.start) > 1:
            groups.append([])
        groups[-1].append(_WRAP.sub(" ", span.of(piece)))
        end = span.end
    return groups


def _cut_page(markup: str) -> list[Record] | None:
    """Return the articles in a page that is an export, or None if it is not one."""
    root = parse(clean(markup))
    if root is None:
        return None
    return [article.record("europresse") for article in europresse_articles(root)] or cut(render(root)[0])
