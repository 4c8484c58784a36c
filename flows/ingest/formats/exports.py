"""Exports of news databases (Nexis, Factiva, ProQuest, Europresse): documents with many articles, split here.

Each article becomes a page that marks its parts: headline, byline, text, and the field lines around them, which are not body text. It keeps
all lines of the article, in order. Pages of an export that are not articles (cover, contents, search) are dropped.
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby

from lxml import etree

from flows.ingest.formats.entry import Entry, Reading, entry, lone
from flows.ingest.formats.streams import load
from flows.ingest.formats.vendors import (
    EUROPRESSE,
    EUROPRESSE_SIGN,
    FACTIVA,
    FACTIVA_BYLINE,
    FACTIVA_FIELD,
    FACTIVA_LANGUAGES,
    FACTIVA_RIGHTS,
    FACTIVA_WORDS,
    LAYOUTS,
    MONTH,
    NAME_WORDS,
    NEXIS_BODY,
    NEXIS_HEAD,
    NEXIS_TAIL,
    NEXIS_UNI,
    PROQUEST,
    PROQUEST_ABOVE,
    PROQUEST_FIELD,
    Layout,
)
from flows.ingest.formats.whole import text_record, whole_record
from transforms.html.render import render
from transforms.html.told_markup import as_page, is_markup
from transforms.html.tree import clean, parse
from transforms.page.blocks import blocks
from transforms.records import Stated
from transforms.rows import Record
from transforms.text import NotTextError, UndecodableError

_SIGNS = tuple((layout.vendor, tuple(re.compile(sign) for sign in row)) for layout in LAYOUTS for row in layout.signs)
_EUROPRESSE = re.compile(EUROPRESSE_SIGN)
_TIMES = 20
"""Maximum size of an export, as a multiple of the largest seed: it holds many articles."""
_MARKUP = {"title": "<h1>{}</h1>", "byline": '<p class="byline">{}</p>'}
_AROUND = {"title": "{}", "byline": "{}", "body": '<section class="article-body">{}</section>'}
_FIELDS = "<footer>{}</footer>"
_BEFORE = 12
_WRAP = re.compile(r"(?<=\S)[ \t]*\n\s*")
_NAMES = 7
"""A line of names with at least this many words is a headline."""
_LONGEST_DATE = 100
_BETWEEN = 3
"""Paragraphs allowed between two field lines below a text; they belong to the first: captions, lists of subjects."""


@dataclass(slots=True)
class Article:
    """An article of an export: its lines in order, each with its kind, and the values of its fields."""

    parts: list[tuple[str, str]] = field(default_factory=list)
    """`title`, `byline`, `body` or another field name, and the line."""
    title: str | None = None
    authors: str | None = None
    published: str | None = None
    publisher: str | None = None
    url: str | None = None
    is_teaser: bool = False

    def record(self, form: str) -> Record:
        """Return the article as a page."""
        runs = groupby(self.parts, key=lambda part: part[0])
        page = "".join(_AROUND.get(kind, _FIELDS).format("".join(_marked(*part) for part in run)) for kind, run in runs)
        authors = (self.authors,) if self.authors else ()
        stated = Stated(self.title, authors, self.published, self.publisher, self.url, is_teaser=self.is_teaser)
        return Record("html", as_page(page).encode("utf-8", "replace"), "utf-8", stated, form)


def _marked(kind: str, line: str) -> str:
    return _MARKUP.get(kind, "<p>{}</p>").format(html.escape(line, quote=False))


def told_export(head: bytes) -> str | None:
    """Return the vendor whose export a file may be, from its first bytes; the articles found later decide."""
    text = head.replace(b"\0", b"").replace(b"\xc2\xa0", b" ").decode("utf-8", "replace").replace("&nbsp;", " ")
    found = next((vendor for vendor, row in _SIGNS if all(sign.search(text) for sign in row)), None)
    return found or ("europresse" if _EUROPRESSE.search(text) and "<" in text else None)


def export_articles(path: str, reading: Reading) -> Iterator[Entry]:
    """Yield the articles of an export that is a text or a page; if it is not an export, the whole file.

    Raises:
        RejectedError: it is larger than twenty times the limit.
    """
    yield from lone(_entries(load(path, reading.max_bytes * _TIMES), reading))


def _entries(data: bytes, reading: Reading) -> Iterator[Entry]:
    from transforms.html.document import markup_of  # noqa: PLC0415 - a run with nothing new cuts nothing

    try:
        markup, encoding = markup_of(data)
    except (NotTextError, UndecodableError):
        found, is_page = [], False
    else:
        is_page = is_markup(markup)
        found = (_pages(markup) if is_page else cut(markup, encoding)) or []
    if found:
        yield from (entry(number, len(record.data), partial(_same, record), reading) for number, record in enumerate(found, 1))
    else:
        yield entry(1, len(data), partial(whole_record, "html" if is_page else "text", data), reading)


def _same(record: Record) -> Record:
    return record


def text_entries(text: str, encoding: str, form: str, reading: Reading) -> Iterator[Entry]:
    """Yield the articles of a document: those of an export, or the document itself."""
    found = cut(text, encoding)
    if found:
        yield from lone(entry(number, None, partial(_same, record), reading) for number, record in enumerate(found, 1))
    else:
        yield entry(0, None, partial(text_record, text, encoding, form=form), reading)


def cut(text: str, encoding: str = "utf-8") -> list[Record] | None:
    """Return the articles of a text that is an export, or None if it is not one."""
    text = text.replace("\xa0", " ").replace("\r\n", "\n").replace("\f", "\n\n")
    for layout in LAYOUTS:
        pieces, rest = _pieces(text, layout)
        read = [(piece, _READERS[layout.vendor, layout.opens is None](_lines(piece))) for piece in pieces]
        if not any(article for _, article in read):
            continue
        for remains in rest:  # the last article of a truncated export, or one that matches no rule
            article = _READERS[layout.vendor, layout.opens is None](_lines(remains)) if layout.opens is None else None
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


def _lines(piece: str) -> list[list[str]]:
    """Return the lines of an article in groups separated by blank lines; a wrapped paragraph is one line."""
    groups: list[list[str]] = []
    end = 0
    for span in blocks(piece):
        if not groups or piece.count("\n", end, span.start) > 1:
            groups.append([])
        groups[-1].append(_WRAP.sub(" ", span.of(piece)))
        end = span.end
    return groups


def _nexis(groups: list[list[str]]) -> Article | None:
    """Read an article below `3 of 10 DOCUMENTS`: publication, date, headline, fields, text, fields."""
    heads = [bool(NEXIS_HEAD.match(group[0])) for group in groups]
    if not any(heads[1:_BEFORE]):
        return None
    first = heads.index(True)
    dated = next((place for place in range(2, first) if _is_date(groups[place][0])), None)
    if dated is None:
        return None
    article = Article(publisher=" ".join(groups[1]), published=groups[dated][0])
    headline = first - 1 if first - 1 > dated else None
    for place, group in enumerate(groups[:first]):
        if place == headline:
            article.title = " ".join(group)
            article.parts.append(("title", article.title))
        else:
            article.parts += [("field", line) for line in group]
    below = [" ".join(group) if heads[first + place] else "\n".join(group) for place, group in enumerate(groups[first:])]
    return _with_text(article, [line for group in below for line in group.split("\n")])


def _with_text(article: Article, lines: Sequence[str]) -> Article:
    """Add the fields above a Nexis text, the text, and the fields below it."""
    start = next((place for place, line in enumerate(lines) if not NEXIS_HEAD.match(line)), len(lines))
    for line in lines[:start]:
        _add_field(article, line)
    end = _tail(lines, start, NEXIS_TAIL, _BETWEEN)
    article.parts += [("body", line) for line in lines[start:end]] + [("field", line) for line in lines[end:]]
    return article


def _add_field(article: Article, line: str) -> None:
    found = NEXIS_HEAD.match(line)
    label = found["label"].lower() if found else ""
    is_byline = label in {"byline", "autor", "author", "auteur"}
    if found and is_byline:
        article.authors = line[found.end() :].strip() or None
    article.parts.append(("byline" if is_byline else "body" if label == "highlight" else "field", line))


def _tail(lines: Sequence[str], start: int, tail: re.Pattern[str], between: int = 0) -> int:
    """Return where the field lines below a text begin, searching from the end and allowing a few other lines between fields."""
    end = len(lines)
    while found := next((place for place in range(end - 1, max(start, end - 1 - between) - 1, -1) if tail.match(lines[place])), None):
        end = found
    return end


def _nexis_uni(groups: list[list[str]]) -> Article | None:
    """Read an article above `End of Document`: headline, publication, date, rights, fields, `Body`, text, fields."""
    lines = [line for group in groups for line in group]
    body = next((place for place, line in enumerate(lines) if NEXIS_BODY.match(line)), None)
    top = body if body is not None else next((place for place, line in enumerate(lines) if NEXIS_HEAD.match(line)), 0)
    dated = next((place for place in range(top - 1, 1, -1) if ":" not in lines[place][:30] and _is_date(lines[place])), None)
    if dated is None:
        return None
    article = Article(title=lines[dated - 2], publisher=lines[dated - 1], published=lines[dated])
    above = [] if NEXIS_UNI.around.search("\n".join(lines[: dated - 2])) else lines[: dated - 2]
    article.parts = [("field", line) for line in above]
    article.parts += [("title", lines[dated - 2]), ("field", lines[dated - 1]), ("field", lines[dated])]
    if body is None:
        rights = next((place for place in range(dated + 1, len(lines)) if NEXIS_HEAD.match(lines[place])), dated + 1)
        article.parts += [("field", line) for line in lines[dated + 1 : rights]]
        return _with_text(article, lines[rights:])
    for line in lines[dated + 1 : body]:
        _add_field(article, line)
    end = _tail(lines, body + 1, NEXIS_TAIL, _BETWEEN)
    article.parts += [
        ("field", lines[body]),
        *(("body", line) for line in lines[body + 1 : end]),
        *(("field", line) for line in lines[end:]),
    ]
    return article


def _is_date(line: str) -> bool:
    from transforms.metadata.stated import stated_moment  # noqa: PLC0415 - as above

    return len(line) < _LONGEST_DATE and not NEXIS_TAIL.match(line) and bool(MONTH.match(line) or stated_moment(line))


def _factiva(groups: list[list[str]]) -> Article | None:
    """Read an article above `Document XYZ0000020250303el330000a`, with codes before its fields or without."""
    lines = [line for group in groups for line in group]
    coded = [found["label"] for line in lines if (found := FACTIVA_FIELD.match(line))]
    if {"HD", "WC"} <= set(coded):
        return _factiva_coded(lines)
    counted = next((place for place, line in enumerate(lines) if FACTIVA_WORDS.match(line)), None)
    if not counted:
        return None
    above = lines[:counted]
    bylined = len(above) > 1 and _is_byline(above[-1])
    titled = len(above) - 1 - bylined
    below = lines[counted + 1 : counted + 1 + _BEFORE]
    dated = next((place for place, line in enumerate(below[:_BETWEEN]) if _is_date(line)), None)
    if dated is None:
        return None
    rights = [place for place, line in enumerate(below) if FACTIVA_RIGHTS.match(line)]
    spoken = [place for place, line in enumerate(below) if line in FACTIVA_LANGUAGES]
    last = (rights[:1] or spoken[:1] or [dated + 1])[0]
    named = dated + 1 + bool(re.match(r"\d\d:\d\d", "".join(below[dated + 1 : dated + 2])))
    article = Article(title=above[titled], authors=above[-1] if bylined else None, published=below[dated])
    article.publisher = below[named] if named <= last < len(below) else None
    closes = FACTIVA.closes
    for place, line in enumerate(lines):
        is_text = place > counted + 1 + last and not (closes and closes.match(line))
        is_byline = bylined and place == counted - 1
        article.parts.append(("title" if place == titled else "byline" if is_byline else "body" if is_text else "field", line))
    return article


def _is_byline(line: str) -> bool:
    words = line.split()
    names = 1 < len(words) < _NAMES and all(word[0].isupper() or word in NAME_WORDS for word in words)
    return names or FACTIVA_BYLINE.match(line) is not None


def _factiva_coded(lines: Sequence[str]) -> Article | None:
    article, values = Article(), dict[str, list[str]]()
    label = ""
    kinds = {"HD": "title", "BY": "byline", "LP": "body", "TD": "body"}
    for line in lines:
        found = FACTIVA_FIELD.match(line)
        if found:
            label = found["label"]
        value = line[found.end() :].strip() if found else line
        values.setdefault(label, []).append(value)
        if found and label in kinds:
            article.parts.append(("field", label))
        if value or label not in kinds:
            article.parts.append((kinds.get(label, "field"), value if label in kinds else line))
    if not values.keys() & {"LP", "TD"} or "PD" not in values:
        return None
    said = {name: " ".join(filter(None, parts)) or None for name, parts in values.items()}
    article.title, article.authors, article.publisher = (said.get(name) for name in ("HD", "BY", "SN"))
    article.published = said.get("PD")
    return article


def _proquest(groups: list[list[str]]) -> Article | None:
    """Read an article above `Database: …`: headline, fields, `Full text:`, text, fields."""
    lines = _without_cover([line for group in groups for line in group])
    begin = next((place for place, line in enumerate(lines) if re.match(r"Full [Tt]ext: ?", line)), None)
    is_teaser = begin is None
    if begin is None:
        begin = next((place for place, line in enumerate(lines) if line.startswith("Abstract:")), None)
    end = _tail(lines, (begin if begin is not None else 0) + 1, PROQUEST_FIELD)
    said = {found["label"]: line[found.end() :].strip() for line in lines[end:] if (found := PROQUEST_FIELD.match(line))}
    above = {found["label"]: line[found.end() :].strip() for line in lines[:end] if (found := PROQUEST_FIELD.match(line))}
    if "Publication title" not in said or "ProQuest document ID" not in said:
        return None
    titled = next((place for place, line in enumerate(lines[:begin]) if not PROQUEST_ABOVE.match(line)), None)
    if titled is not None and PROQUEST_FIELD.match(lines[titled]):
        titled = None
    article = Article(
        title=said.get("Title") or (lines[titled] if titled is not None else None),
        authors=said.get("Author") or above.get("Author"),
        published=said.get("Publication date") or said.get("Publication year"),
        publisher=re.split(r";|, [^,;]*[Ee]dition", said["Publication title"])[0] or None,
        url=said.get("Document URL"),
        is_teaser=is_teaser,
    )
    for place, line in enumerate(lines):
        is_text = begin is not None and begin < place < end
        kind = "title" if place == titled else "byline" if line.startswith("Author:") and not is_text else "body" if is_text else "field"
        found = PROQUEST_FIELD.match(line)
        if place == begin and found and line[found.end() :].strip():
            article.parts += [("field", line[: found.end()].strip()), ("body", line[found.end() :].strip())]
        else:
            article.parts.append((kind, line))
    return article


def _without_cover(lines: list[str]) -> list[str]:
    """Return the lines of a ProQuest article without the cover lines above it on the first page of an export."""
    rules = [place for place, line in enumerate(lines) if re.match(r"_{10,}$", line)]
    cover = next((place for place in reversed(rules) if PROQUEST.around.search("\n".join(lines[:place]))), 0)
    return lines[cover:]


_READERS = {("nexis", False): _nexis, ("nexis", True): _nexis_uni, ("factiva", True): _factiva, ("proquest", True): _proquest}
"""Parsers of an article, by vendor and by whether a line closes it."""


def _pages(markup: str) -> list[Record] | None:
    """Return the articles in a page that is an export, or None if it is not one."""
    root = parse(clean(markup))
    if root is None:
        return None
    outermost = (node for node in root.iter("article") if next(node.iterancestors("article"), None) is None)
    found = [article for node in outermost if (article := _europresse(node))]
    if found:
        return [article.record("europresse") for article in found]
    return cut(render(root)[0])


def _europresse(node: etree._Element) -> Article | None:
    """Read an article of a Europresse page, whose parts are identified by the classes of their elements."""
    article = Article(parts=list(_classed(node, "field")))
    said = {kind: " ".join(line for found, line in article.parts if found == kind) or None for kind, _ in article.parts}
    article.title, article.authors, article.published = (said.get(kind) for kind in ("title", "byline", "published"))
    article.publisher = re.split(r", | \(", said.get("publisher") or "")[0] or None
    return article if article.title and article.publisher else None


def _classed(node: etree._Element, kind: str) -> Iterator[tuple[str, str]]:
    """Yield the lines of an element, each with the field given by the nearest enclosing class."""
    kind = next((EUROPRESSE[name] for name in node.get("class", "").split() if name in EUROPRESSE), kind)
    if next(_with_classes(node), None) is None:
        yield from ((kind, line) for line in render(node)[0].split("\n") if line.strip())
        return
    yield from ((kind, line.strip()) for line in [node.text or ""] if line.strip())
    for child in node:
        if isinstance(child.tag, str):
            yield from _classed(child, kind)
        yield from ((kind, line.strip()) for line in [child.tail or ""] if line.strip())


def _with_classes(node: etree._Element) -> Iterator[etree._Element]:
    return (inner for inner in node.iterdescendants() if not EUROPRESSE.keys().isdisjoint(inner.get("class", "").split()))
