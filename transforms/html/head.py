"""Metadata of an HTML page: JSON-LD first, then Open Graph and other meta elements, then marked elements."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree

from transforms.characters import letters_of
from transforms.html.linked_data import Node, as_list, as_text
from transforms.html.titles import LONGEST, Meta, first, headline, named, text_of
from transforms.lexicon.phrases import any_phrase
from transforms.metadata.authors import surname_in_title_case
from transforms.metadata.stated import is_placeholder
from transforms.records import Stated
from transforms.text import without_surrogates

_PIECES = 200
"""Maximum text nodes read per element: enough for a name or a headline."""
_MOST_AUTHORS = 50


def read_stated(root: etree._Element, node: Node, url: str | None) -> Stated:
    """Return the metadata of a page and its address.

    Args:
        root: the tree of the page.
        node: the JSON-LD object of the article.
        url: where the page came from, if known.
    """
    meta = _meta(root)
    publisher, address = _publisher(node, meta), _address(root, node, meta, url)
    return Stated(
        title=headline(root, node, meta, publisher),
        authors=tuple(_authors(root, node, meta, publisher)),
        published=_published(root, node, meta, address),
        publisher=publisher,
        url=address,
        language=first([root.get("lang"), *named(meta, "content-language og:locale language"), as_text(node.get("inLanguage"))]),
    )


def _meta(root: etree._Element) -> Meta:
    """Return the values of the meta elements by lower-case name."""
    found: Meta = {}
    for element in root.iter("meta"):
        value = " ".join((element.get("content") or "")[:LONGEST].split())
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            if value and (name := element.get(attribute)):
                found.setdefault(name.strip().lower()[:100], []).append(value)
    return found


def summaries(root: etree._Element, node: Node) -> list[str]:
    """Return the descriptions of the page, often the standfirst."""
    meta = _meta(root)
    stated = (*named(meta, "og:description description twitter:description dc.description"), as_text(node.get("description")))
    return list(dict.fromkeys(text for text in stated if text))


def _publisher(node: Node, meta: Meta) -> str | None:
    stated = as_text(node.get("publisher")) or as_text(node.get("sourceOrganization"))
    names = (stated, *named(meta, "og:site_name application-name dc.publisher dcterms.publisher publisher"))
    return first(name for name in names if name and not _is_address(name) and len(name) < 100)


_META_AUTHORS = (
    "author article:author byl parsely-author dc.creator dcterms.creator dc.contributor sailthru.author citation_author creator"
    " article:author_name cxenseparse:author"
)
_BY = re.compile(
    r"^(?:(?:written |reported |story |text |words )?(?:by|von|par|por|di|door)\b:?|(?:author|words|text[eo]?|testo|tekst)\s?:"
    r"|作者[：:]|文[：:/])\s*",
    re.IGNORECASE,
)
_PICTURES = re.compile(
    r"(?<=[^\s.,;|·•(–—-])[\s.,;|·•(–—-]*"
    r"\b(?:photo(?:graph)?s?|photography|fotos?|pictures?|images?|illustrations?|graphics?|video)\b(?: by\b|\s?:).*$",
    re.IGNORECASE | re.DOTALL,
)
"""A photographer named after the author."""
_TURNED = re.compile(r"([^\W\d_][\w’'-]+), ([^\W\d_][\w’'.-]+(?: [^\W\d_]\.?)?)")
"""`Ruiz, Ana`, the form used by libraries."""
_AUTHOR_CLASS = re.compile(
    r"(?:^|[\s_-])(?:by-?line|author|auth?eur|autor|autore|writer)(?:s)?(?:[_-]{1,2}(?:name|link|info|byline|author|title))?(?=$|\s)",
    re.IGNORECASE,
)
_ROLE_CLASS = re.compile(r"(?:^|[\s_-])(?:role|title|position|job|bio|desc|date|time|social)", re.IGNORECASE)
_ASIDE = frozenset({"aside", "nav", "footer", "li", "form"})
_DEPTH = 40
_BETWEEN = re.compile(r"\s*(?:[;|•·]|,(?!\s*(?:jr|sr|ii|iii|iv|md|phd|ph\.d)\b)|\s(?:and|und|et|y|with|&)\s)\s*", re.IGNORECASE)
_NO_NAME = re.compile(
    r"https?://|www\.|@|^\W*$|^(?:admin|administrator|editor|editors|staff|null|undefined|none|unknown|n/a|guest)$|[<>{}]", re.IGNORECASE
)


def _authors(root: etree._Element, node: Node, meta: Meta, publisher: str | None) -> list[str]:
    """Return the authors from the first source that has any; the publisher only if JSON-LD names it as the author."""
    stated = [name for text in _of_node(node) for name in _names(text)]
    people = [name for name in stated if letters_of(name) != letters_of(publisher or "")]
    for source in (named(meta, _META_AUTHORS), _marked(root), _called_author(root)):
        people = people or [name for text in source for name in _names(text) if letters_of(name) != letters_of(publisher or "")]
    return list(dict.fromkeys(people or stated))[:_MOST_AUTHORS]


def _of_node(node: Node) -> Iterator[str]:
    for value in (*as_list(node.get("author")), *([] if node.get("author") else as_list(node.get("creator")))):
        for name in as_list(value.get("name") if isinstance(value, dict) else value):
            if text := as_text(name):
                yield text


def _marked(root: etree._Element) -> Iterator[str]:
    """Yield the texts of the first elements that are marked as the author."""
    elements = root.iter("a", "span", "div", "p", "address", "cite")
    marked = (e for e in elements if "author" in f"{e.get('rel', '')} {e.get('itemprop', '')}".split())
    for element in islice(marked, _MOST_AUTHORS):
        named = next((inner for inner in islice(element.iter(), _PIECES) if inner.get("itemprop") == "name"), element)
        if text := text_of(named):
            yield text[:200]


def _called_author(root: etree._Element) -> list[str]:
    """Return the texts of the first element after the main heading whose class or itemprop marks it as the byline.

    Those of lists, asides, navigation and footers are of other stories.
    """
    headed = next(root.iter("h1"), None) is None
    for element in root.iter("h1", "a", "span", "div", "p", "address", "cite", "b", "strong"):
        headed = headed or element.tag == "h1"
        named = element.tag == "address" or _AUTHOR_CLASS.search(element.get("class", "")[:LONGEST])
        if not headed or not named or any(above.tag in _ASIDE for above in islice(element.iterancestors(), _DEPTH)):
            continue
        pieces = [" ".join(piece.split()) for piece in islice(_pieces(element), _PIECES)]
        pieces = [_SMALL_ROLE.sub("", piece) for piece in pieces if piece]
        if pieces and len(" ".join(pieces)) <= 2 * _NAME and _NAMED.fullmatch(_PICTURES.sub("", _BY.sub("", pieces[0]))):
            return pieces[:1]
    return []


_SMALL_ROLE = re.compile(r"(?<=\w), (?:[^\W\d_A-Z][\w’'-]+ ?){1,5}$")
"""What a person is, in small letters behind the name: `Ewa Zarzycka, dziennikarka`."""
_NAME = 80
"""Maximum characters of a name."""
_NAMED = re.compile(
    r"[^\W\d_a-z][\w.’'-]*(?:[ ,]+(?:and |& )?(?:(?:de|van|von|der|al|bin|da|del|di|la|le)\s)*[^\W\d_a-z][\w.’'-]*){1,7}[ ,]*"
    r"|[^\W\d_a-zA-Z]{2,12}"
)
"""Words that begin with a capital, or in scripts without case."""


def _pieces(element: etree._Element) -> Iterator[str]:
    """Yield the texts of an element, each with those of links and bold words in it, without parts that name a role or date."""
    if _ROLE_CLASS.search(element.get("class", "")) and not _AUTHOR_CLASS.search(element.get("class", "")):
        return
    inline = [child for child in element if child.tag not in _INLINE]
    if not inline:
        yield "".join(islice(element.itertext(), _PIECES))
        return
    yield element.text or ""
    for child in element:
        yield from _pieces(child)
        yield child.tail or ""


_INLINE = frozenset({"a", "b", "strong", "em", "i"})


def _names(text: str) -> Iterator[str]:
    """Split a byline into names, without addresses, roles and unfilled placeholders."""
    bare = _PICTURES.sub("", _BY.sub("", text.strip()))
    parts = (
        [f"{turned[2]} {surname_in_title_case(turned[1])}"]
        if (turned := _TURNED.fullmatch(bare)) and not bare.isupper()
        else _BETWEEN.split(bare)
    )
    for part in parts:
        name = " ".join(part.split()).strip(" .,-–—") if not part.endswith((" Jr.", " Sr.")) else part.strip()
        if 1 < len(name) <= 80 and len(name.split()) <= 7 and not _NO_NAME.search(name):
            yield name


_META_DATES = (
    "article:published_time og:article:published_time og:published_time datepublished article:published published_time publish_date"
    " publishdate publish-date parsely-pub-date sailthru.date dc.date.issued dcterms.issued dc.date dcterms.date dcterms.created pubdate"
    " pub_date date article.published cxenseparse:recs:publishtime citation_publication_date"
)
_DATED = re.compile(
    r"\d{4}-?\d\d-?\d\d|\d{1,2}[./]\d{1,2}[./]\d{4}|\d{4}/\d{1,2}/\d{1,2}|\b\d{1,2}\.? [^\W\d]{3,12}\.?,? \d{4}"
    r"|[^\W\d]{3,12}\.? \d{1,2},? \d{4}"
)
_URL_DATE = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?=[/_-])")
_PUBLICATION = re.compile(r"publish|entry-date|post(?:ed)?-?date|pub-?date|byline|dateline|timestamp", re.IGNORECASE)


def _published(root: etree._Element, node: Node, meta: Meta, url: str | None) -> str | None:
    """Return the publication time as written, or as a last resort the date in the page's address."""
    stated = [as_text(node.get(name)) for name in ("datePublished", "dateCreated", "uploadDate")]
    properties = (e for e in root.iter("time", "span", "meta") if "datePublished" in e.get("itemprop", "").split())
    marked = (e.get("content") or e.get("datetime") for e in properties)
    times = (e.get("datetime") for e in root.iter("time") if _is_publication(e))
    for value in (*stated[:1], *named(meta, _META_DATES), *marked, *stated[1:], *times, *_only_time(root)):
        if value and _DATED.search(value[:60]) and not is_placeholder(value):
            return " ".join(value[:60].split())
    day = _URL_DATE.search(url or "")
    return f"{day[1]}-{day[2]:0>2}-{day[3]:0>2}" if day else None


def _only_time(root: etree._Element) -> list[str]:
    """Return the time of the only `time` element outside lists, asides, navigation and running text, unless it is of an update."""
    found: dict[str, etree._Element] = {}
    for time in islice(root.iter("time"), _PIECES):
        if (said := time.get("datetime")) and not any(above.tag in _ASIDE for above in islice(time.iterancestors(), _DEPTH)):
            found.setdefault(said, time)
    if len(found) != 1:
        return []
    ((said, time),) = found.items()
    parent = time.getparent()
    around = text_of(parent if parent is not None and parent.tag not in _WHOLE else time)
    return [said] if len(around.split()) <= _AROUND and not _UPDATED.search(around) else []


_WHOLE = frozenset({"body", "article", "main", "section", "header"})
_AROUND = 20
"""Maximum words of the line that a time stands in."""
_UPDATED = re.compile(any_phrase("masthead", "updated"), re.IGNORECASE)


def _is_publication(time: etree._Element) -> bool:
    parent = time.getparent()
    names = f"{time.get('class', '')} {parent.get('class', '') if parent is not None else ''}"
    return time.get("pubdate") is not None or bool(_PUBLICATION.search(names[:LONGEST]))


def _address(root: etree._Element, node: Node, meta: Meta, url: str | None) -> str | None:
    """Return the canonical address as an absolute http(s) URL."""
    links = (link.get("href") for link in root.iter("link") if "canonical" in link.get("rel", "").lower().split())
    entity = node.get("mainEntityOfPage")
    stated = (entity.get("@id") or entity.get("url")) if isinstance(entity, dict) else entity
    candidates: tuple[Any, ...] = (*links, *named(meta, "og:url twitter:url"), stated, node.get("url"), url)
    return first(_absolute(address, url) for address in candidates if isinstance(address, str))


def _absolute(address: str, base: str | None) -> str | None:
    try:
        joined = urljoin(base or "", without_surrogates(address).strip())
        parts = urlsplit(joined)
    except ValueError:
        return None  # such as an unfinished IPv6 host
    usable = parts.scheme in {"http", "https"} and parts.hostname and len(joined) <= LONGEST and not re.search(r"\s", joined)
    return joined if usable else None


def _is_address(text: str) -> bool:
    return bool(re.match(r"https?://|www\.", text))
