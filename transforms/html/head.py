"""What an HTML page states of itself: JSON-LD first, then Open Graph and other meta elements, then marked elements of the page."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree

from transforms.html.linked_data import Node, as_list, as_text, letters
from transforms.metadata.authors import in_small_letters
from transforms.metadata.stated import is_placeholder
from transforms.records import Stated
from transforms.text import whole, word_count

Meta = dict[str, list[str]]

_LONGEST = 2000
_PIECES = 200
"""Text nodes of an element that are read: enough for a name or a headline."""
_PARTS = 8
"""Parts of a title that may be cut off."""
_MOST_AUTHORS = 50


def read_stated(root: etree._Element, node: Node, url: str | None) -> Stated:
    """Return what the page and the address it came from say.

    Args:
        root: the tree of the page.
        node: the JSON-LD object of the article.
        url: where the page came from, if known.
    """
    meta = _meta(root)
    publisher, address = _publisher(node, meta), _address(root, node, meta, url)
    return Stated(
        title=_title(root, node, meta, publisher),
        authors=tuple(_authors(root, node, meta, publisher)),
        published=_published(root, node, meta, address),
        publisher=publisher,
        url=address,
        language=_first([root.get("lang"), *_named(meta, "content-language og:locale language"), as_text(node.get("inLanguage"))]),
    )


def _meta(root: etree._Element) -> Meta:
    """Return the values of the meta elements by name, in small letters."""
    found: Meta = {}
    for element in root.iter("meta"):
        value = " ".join((element.get("content") or "")[:_LONGEST].split())
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            if value and (name := element.get(attribute)):
                found.setdefault(name.strip().lower()[:100], []).append(value)
    return found


def summaries(root: etree._Element, node: Node) -> list[str]:
    """Return what the page gives as its description: often the standfirst."""
    meta = _meta(root)
    stated = (*_named(meta, "og:description description twitter:description dc.description"), as_text(node.get("description")))
    return list(dict.fromkeys(text for text in stated if text))


def _first(values: Iterable[str | None]) -> str | None:
    return next((value for value in values if value), None)


def _named(meta: Meta, names: str) -> Iterator[str]:
    return (value for name in names.split() for value in meta.get(name, ()))


def _publisher(node: Node, meta: Meta) -> str | None:
    stated = as_text(node.get("publisher")) or as_text(node.get("sourceOrganization"))
    names = (stated, *_named(meta, "og:site_name application-name dc.publisher dcterms.publisher publisher"))
    return _first(name for name in names if name and not _is_address(name) and len(name) < 100)


_SEPARATOR = re.compile(r"\s+[|｜•·–—-]\s+|\s*[|｜]\s*|\s+::?\s+|\s+»\s+")


def _title(root: etree._Element, node: Node, meta: Meta, publisher: str | None) -> str | None:
    """Return the headline without the name of the site.

    Of what the page states it is the first that is also shown as a heading; where none is, the heading itself if it is plainly the
    headline, else the first. Names of the site and its taglines are none.
    """
    page = _page_title(root)
    sites = _sites(root, meta, publisher, page)
    heads = [head for h1 in root.iter("h1") if (head := _text_of(h1)) and letters(head) not in sites]
    stated = [as_text(node.get("headline")), *_named(meta, "og:title twitter:title dc.title dcterms.title headline title"), page]
    titles = [
        title for said in stated if said and letters(title := _without_site(said[:_LONGEST], publisher, heads)) not in sites
    ]  # fmt: skip
    shown = {letters(head) for head in heads}
    if agreed := _first(title for title in titles if letters(title) in shown):
        return agreed
    if not titles or not any(_alike(title, head) for title in titles for head in heads):
        own = _plain_headline(root, sites, any_class=not titles)
        return own or _first(titles) or _first(heads) or _first(stated)
    return titles[0]


def _page_title(root: etree._Element) -> str:
    """Return the title of the page; of a feed the one of its only item, of a page behind another the one that is a heading, too."""
    titles = [e for e in root.iter("title") if all(above.tag not in ("svg", "symbol") for above in islice(e.iterancestors(), 3))]
    items = [e for e in titles if (parent := e.getparent()) is not None and parent.tag in ("item", "entry")]
    texts = [text for e in (items if len(items) == 1 else titles[:_PARTS]) if (text := _text_of(e))]
    heads = [letters(_text_of(h1)) for h1 in root.iter("h1")]
    return next((text for text in texts if any(head and head in letters(text) for head in heads)), texts[0] if texts else "")


def _sites(root: etree._Element, meta: Meta, publisher: str | None, page: str) -> set[str]:
    """Return the letters of what the page calls its site: stated names, the words of the link to its home, what parts of its title say."""
    homes = (_text_of(a) for a in islice(root.iter("a"), _LINKS) if a.get("href", "").strip() in ("/", "./", "index.html"))
    names = {letters(name) for name in (*([publisher] if publisher else []), *_named(meta, "og:site_name application-name"), *homes)}
    parts = [letters(part) for part in _SEPARATOR.split(page)]
    stated = {letters(title) for title in _named(meta, "og:title twitter:title")}
    found = names | ({parts[-1], parts[0]} & stated if len(parts) > 1 and len(parts[0]) != len(parts[-1]) else set())
    return {name for name in found if len(name) > 1} - ({max(parts, key=len)} if len(parts) > 1 else set())


_LINKS = 60
_HEADLINE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:headline|hed|entry-title|post-title|article-title|story-title|title)(?=$|[\s_-])", re.IGNORECASE
)
_FEW_WORDS = 3
_ARTICLES = frozenset({"article", "main"})


def _plain_headline(root: etree._Element, sites: set[str], *, any_class: bool) -> str | None:
    """Return the one first-level heading of an article; where none is, and the page states no title, what its class calls the headline."""
    heads = [e for e in root.iter("h1") if letters(_text_of(e)) not in sites]
    if len(heads) == 1 and any(above.tag in _ARTICLES for above in islice(heads[0].iterancestors(), _DEPTH)):
        text = _text_of(heads[0])
        return text if word_count(text) >= _FEW_WORDS else None
    if heads or not any_class:
        return None
    called = (e for e in root.iter("h2", "h3", "div", "p", "span") if _HEADLINE_CLASS.search(e.get("class", "")[:_LONGEST]))
    texts = (_text_of(e) for e in called if not any(above.tag in _ASIDE for above in islice(e.iterancestors(), _DEPTH)))
    return _first(text for text in texts if _FEW_WORDS <= word_count(text) <= _NAME and letters(text) not in sites)


def _alike(one: str, other: str) -> bool:
    """Return whether two headlines share a third of the longer words of the shorter, or one begins with the other."""
    words, others = ({*re.findall(r"\w{3,}", line.casefold())} for line in (one, other))
    begin = letters(one).startswith(letters(other)[:20]) or letters(other).startswith(letters(one)[:20])
    return begin or (bool(words & others) and 3 * len(words & others) >= min(len(words), len(others)))


def _without_site(title: str, publisher: str | None, heads: Sequence[str]) -> str:
    """Cut what the last or first separators part off, where that is the name of the site or the rest is the page's heading."""
    sites, wanted = letters(publisher or ""), {letters(head) for head in heads}
    for separator in reversed([*_SEPARATOR.finditer(title)][-_PARTS:]):
        head, tail = title[: separator.start()], title[separator.end() :]
        if head and ((sites and (letters(tail) in sites or sites in letters(tail))) or letters(head) in wanted):
            title = head
        elif sites and letters(head) == sites:
            return tail
    return title


def _text_of(element: etree._Element) -> str:
    return " ".join(" ".join(islice(element.itertext(), _PIECES)).split())[:_LONGEST]


_META_AUTHORS = (
    "author article:author byl parsely-author dc.creator dcterms.creator dc.contributor sailthru.author citation_author creator"
    " article:author_name cxenseparse:author"
)
_BY = re.compile(
    r"^(?:(?:written |reported |story |text |words )?(?:by|von|par|por|di|door)\b:?|(?:author|words|text):|作者[：:]|文[：:/])\s*",
    re.IGNORECASE,
)
_PICTURES = re.compile(
    r"[\s.,;|·•(]*\b(?:photo(?:graph)?s?|photography|pictures?|images?|illustrations?|graphics?|video)\b(?: by\b|:).*$",
    re.IGNORECASE | re.DOTALL,
)
"""Who took the pictures, behind who wrote."""
_TURNED = re.compile(r"([^\W\d_][\w’'-]+), ([^\W\d_][\w’'.-]+(?: [^\W\d_]\.?)?)")
"""`Ruiz, Ana`, as libraries have it."""
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
    """Return the names of the authors, from the first place that has any; the publisher alone only where JSON-LD calls it the author."""
    stated = [name for text in _of_node(node) for name in _names(text)]
    people = [name for name in stated if letters(name) != letters(publisher or "")]
    for source in (_named(meta, _META_AUTHORS), _marked(root), _called_author(root)):
        people = people or [name for text in source for name in _names(text) if letters(name) != letters(publisher or "")]
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
        if text := _text_of(named):
            yield text[:200]


def _called_author(root: etree._Element) -> list[str]:
    """Return the texts of the first element after the main heading whose class, or whose name as an address, says that it is the byline.

    Those of lists, asides, navigation and footers are of other stories.
    """
    headed = next(root.iter("h1"), None) is None
    for element in root.iter("h1", "a", "span", "div", "p", "address", "cite", "b", "strong"):
        headed = headed or element.tag == "h1"
        named = element.tag == "address" or _AUTHOR_CLASS.search(element.get("class", "")[:_LONGEST])
        if not headed or not named or any(above.tag in _ASIDE for above in islice(element.iterancestors(), _DEPTH)):
            continue
        pieces = [" ".join(piece.split()) for piece in islice(_pieces(element), _PIECES)]
        pieces = [piece for piece in pieces if piece]
        if pieces and len(" ".join(pieces)) <= 2 * _NAME and _NAMED.fullmatch(_PICTURES.sub("", _BY.sub("", pieces[0]))):
            return pieces[:1]
    return []


_NAME = 80
"""Characters of a name, at most."""
_NAMED = re.compile(r"(?:[^\W\d_a-z][\w.’'-]*(?:[ ,]+(?:and |& )?(?:(?:de|van|von|der|al|bin|da|del|di|la|le)\s)*)?){2,8}")
"""Words that begin with a capital, or in letters that have no case."""


def _pieces(element: etree._Element) -> Iterator[str]:
    """Yield the texts of an element, each with those of the links and bold words inside it, but not of parts that name a role or a date."""
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
    """Split a byline into names: no addresses, no roles, no places for a name that was never filled in."""
    bare = _PICTURES.sub("", _BY.sub("", text.strip()))
    parts = (
        [f"{turned[2]} {in_small_letters(turned[1])}"]
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
    """Return the date and time of publication as it stands; last of all the day that the address of the page holds."""
    stated = [as_text(node.get(name)) for name in ("datePublished", "dateCreated", "uploadDate")]
    properties = (e for e in root.iter("time", "span", "meta") if "datePublished" in e.get("itemprop", "").split())
    marked = (e.get("content") or e.get("datetime") for e in properties)
    times = (e.get("datetime") for e in root.iter("time") if _is_publication(e))
    for value in (*stated[:1], *_named(meta, _META_DATES), *marked, *stated[1:], *times):
        if value and _DATED.search(value[:60]) and not is_placeholder(value):
            return " ".join(value[:60].split())
    day = _URL_DATE.search(url or "")
    return f"{day[1]}-{day[2]:0>2}-{day[3]:0>2}" if day else None


def _is_publication(time: etree._Element) -> bool:
    parent = time.getparent()
    names = f"{time.get('class', '')} {parent.get('class', '') if parent is not None else ''}"
    return time.get("pubdate") is not None or bool(_PUBLICATION.search(names[:_LONGEST]))


def _address(root: etree._Element, node: Node, meta: Meta, url: str | None) -> str | None:
    """Return the canonical address, absolute and of the web."""
    links = (link.get("href") for link in root.iter("link") if "canonical" in link.get("rel", "").lower().split())
    entity = node.get("mainEntityOfPage")
    stated = (entity.get("@id") or entity.get("url")) if isinstance(entity, dict) else entity
    candidates: tuple[Any, ...] = (*links, *_named(meta, "og:url twitter:url"), stated, node.get("url"), url)
    return _first(_absolute(address, url) for address in candidates if isinstance(address, str))


def _absolute(address: str, base: str | None) -> str | None:
    try:
        joined = urljoin(base or "", whole(address).strip())
        parts = urlsplit(joined)
    except ValueError:
        return None  # such as an unfinished IPv6 host
    usable = parts.scheme in {"http", "https"} and parts.hostname and len(joined) <= _LONGEST and not re.search(r"\s", joined)
    return joined if usable else None


def _is_address(text: str) -> bool:
    return bool(re.match(r"https?://|www\.", text))
