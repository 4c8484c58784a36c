"""The headline of a page, without site names, kickers and search-engine titles."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from lxml import etree

from transforms.characters import letters_of
from transforms.html.linked_data import Node, as_text
from transforms.text import word_count

Meta = dict[str, list[str]]
"""The values of a page's meta elements by lower-case name."""
LONGEST = 2000
_PIECES = 200
"""Maximum text nodes read per element: enough for a name or a headline."""
_PARTS = 8
"""Maximum parts of a title that may be removed."""
_DEPTH = 40
_LONG = 80
"""Maximum words of a headline identified by its class."""
_ASIDE = frozenset({"aside", "nav", "footer", "li", "form"})


def first(values: Iterable[str | None]) -> str | None:
    """Return the first non-empty value."""
    return next((value for value in values if value), None)


def named(meta: Meta, names: str) -> Iterator[str]:
    """Return the values of the meta elements with these names, in the order of the names."""
    return (value for name in names.split() for value in meta.get(name, ()))


def text_of(element: etree._Element) -> str:
    """Return the words of an element."""
    return " ".join(" ".join(islice(element.itertext(), _PIECES)).split())[:LONGEST]


_SEPARATOR = re.compile(r"\s+[|｜•·–—-]\s+|\s*[|｜]\s*|\s+::?\s+|\s+»\s+")


def headline(root: etree._Element, node: Node, meta: Meta, publisher: str | None) -> str | None:
    """Return the headline without the name of the site.

    The headline is the first stated title that the page also shows as a heading. Otherwise it is a heading that resembles a stated
    title, or else the first stated title. Names and taglines of the site are not headlines.
    """
    page = _page_title(root)
    sites = _sites(root, meta, publisher, page)
    heads = [head for h1 in root.iter("h1") if (head := text_of(h1)) and letters_of(head) not in sites]
    stated = [as_text(node.get("headline")), *named(meta, "og:title twitter:title dc.title dcterms.title headline title"), page]
    titles = [
        title for said in stated if said and letters_of(title := _without_site(said[:LONGEST], publisher, heads)) not in sites
    ]  # fmt: skip
    shown = {letters_of(head) for head in heads}
    if agreed := first(title for title in titles if letters_of(title) in shown):
        return agreed
    if not titles or not any(_alike(title, head) for title in titles for head in heads):
        own = _plain_headline(root, sites, any_class=not titles)
        return own or first(titles) or first(heads) or first(stated) or _first_heading(root)
    return titles[0]


def _page_title(root: etree._Element) -> str:
    """Return the title of the page; for a feed, of its only item; for a wrapped page, the title that is also a heading."""
    titles = [e for e in root.iter("title") if all(above.tag not in ("svg", "symbol") for above in islice(e.iterancestors(), 3))]
    items = [e for e in titles if (parent := e.getparent()) is not None and parent.tag in ("item", "entry")]
    texts = [text for e in (items if len(items) == 1 else titles[:_PARTS]) if (text := text_of(e))]
    heads = [letters_of(text_of(h1)) for h1 in root.iter("h1")]
    return next((text for text in texts if any(head and head in letters_of(text) for head in heads)), texts[0] if texts else "")


def _sites(root: etree._Element, meta: Meta, publisher: str | None, page: str) -> set[str]:
    """Return the letters of the site's names: stated ones, the home link, and parts of its title."""
    homes = (text_of(a) for a in islice(root.iter("a"), _LINKS) if a.get("href", "").strip() in ("/", "./", "index.html"))
    names = {letters_of(name) for name in (*([publisher] if publisher else []), *named(meta, "og:site_name application-name"), *homes)}
    parts = [letters_of(part) for part in _SEPARATOR.split(page)]
    stated = {letters_of(title) for title in named(meta, "og:title twitter:title")}
    found = names | ({parts[-1], parts[0]} & stated if len(parts) > 1 and len(parts[0]) != len(parts[-1]) else set())
    return {name for name in found if len(name) > 1} - ({max(parts, key=len)} if len(parts) > 1 else set())


_LINKS = 60
_HEADLINE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:headline|hed|entry-title|post-title|article-title|story-title|title)(?=$|[\s_-])", re.IGNORECASE
)
_FEW_WORDS = 3
_ARTICLES = frozenset({"article", "main"})


def _plain_headline(root: etree._Element, sites: set[str], *, any_class: bool) -> str | None:
    """Return the only first-level heading; without one and without a stated title, the element whose class says headline."""
    heads = [e for e in root.iter("h1") if letters_of(text_of(e)) not in sites]
    if len(heads) == 1 and any(above.tag in _ARTICLES for above in islice(heads[0].iterancestors(), _DEPTH)):
        text = text_of(heads[0])
        return text if word_count(text) >= _FEW_WORDS else None
    if heads or not any_class:
        return None
    called = (e for e in root.iter("h2", "h3", "div", "p", "span") if _HEADLINE_CLASS.search(e.get("class", "")[:LONGEST]))
    texts = (text_of(e) for e in called if not any(above.tag in _ASIDE for above in islice(e.iterancestors(), _DEPTH)))
    return first(text for text in texts if _FEW_WORDS <= word_count(text) <= _LONG and letters_of(text) not in sites)


def _first_heading(root: etree._Element) -> str | None:
    """Return the first heading of a part of a page that has no title, if no paragraph stands before it."""
    found = next(root.iter("h2", "h3", "p"), None)
    text = text_of(found) if found is not None and found.tag != "p" else ""
    return text if _FEW_WORDS <= word_count(text) <= _LONG else None


def _alike(one: str, other: str) -> bool:
    """Return whether two headlines share a third of the longer words of the shorter, or one begins with the other."""
    words, others = ({*re.findall(r"\w{3,}", line.casefold())} for line in (one, other))
    begin = letters_of(one).startswith(letters_of(other)[:20]) or letters_of(other).startswith(letters_of(one)[:20])
    return begin or (bool(words & others) and 3 * len(words & others) >= min(len(words), len(others)))


def _without_site(title: str, publisher: str | None, heads: Sequence[str]) -> str:
    """Remove a part at the first or last separator if it is the site's name or the rest is the page's heading."""
    sites, wanted = letters_of(publisher or ""), {letters_of(head) for head in heads}
    for separator in reversed([*_SEPARATOR.finditer(title)][-_PARTS:]):
        head, tail = title[: separator.start()], title[separator.end() :]
        if head and ((sites and (letters_of(tail) in sites or sites in letters_of(tail))) or letters_of(head) in wanted):
            title = head
        elif sites and letters_of(head) == sites:
            return tail
    return title
