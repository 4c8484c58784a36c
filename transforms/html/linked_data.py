"""JSON-LD of a page: find the object that describes the article, and its values."""

import json
import re
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import islice
from typing import Any

from lxml import etree

from transforms.characters import letters_of
from transforms.text import without_surrogates

Node = dict[str, Any]

_LARGEST = 2_000_000
"""Maximum characters of a script."""
_MOST = 20_000
"""Maximum objects examined per page."""
_MOST_HEADINGS, _PIECES = 8, 100
_ARTICLE = re.compile(r"(?:Article|BlogPosting|LiveBlogPosting|Report|Posting|Review)$")
_LESS = re.compile(r"(?:WebPage|VideoObject|AudioObject|PodcastEpisode|NewsMediaObject|CreativeWork)$")
_BEFORE = ("<!--", "//<![CDATA[", "// <![CDATA[", "/*<![CDATA[*/", "/* <![CDATA[ */", "<![CDATA[")
_AFTER = ("-->", "//]]>", "// ]]>", "/*]]>*/", "/* ]]> */", "]]>", ";")
_LAST_COMMA = re.compile(r",(?=\s*[}\]])")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")


def article_node(root: etree._Element) -> Node:
    """Return the object that describes the article, with references resolved; empty if no object does.

    Of several it is the one whose address is that of the page, else whose headline is a heading or the title of the page, else the first
    that has a headline and a date: pages describe related stories, too.
    """
    nodes = list(_nodes(root))
    addresses, headings = _addresses(root), _headings(root)

    def weight(node: Node) -> tuple[bool, ...]:
        said = {_address(value) for name in ("url", "@id", "mainEntityOfPage") for value in as_list(node.get(name))}
        headline = letters_of(as_text(node.get("headline")) or as_text(node.get("name")) or "")
        own = bool(headline) and any(headline in heading for heading in headings)
        return not addresses.isdisjoint(said - {""}), own, "headline" in node or "articleBody" in node, "datePublished" in node

    for kind in (_ARTICLE, _LESS):
        found = [node for node in nodes if any(kind.search(name) for name in types(node))]
        if found:
            return _whole(max(found, key=weight), nodes)
    return {}


def _whole(node: Node, nodes: Sequence[Node]) -> Node:
    """Return an object with references such as `{"@id": "#ana"}` replaced by their objects."""
    known = {identity: other for other in nodes if isinstance(identity := other.get("@id"), str) and len(other) > 1}

    def meant(value: Any) -> Any:
        if isinstance(value, list):
            return [meant(one) for one in value]
        return known.get(value["@id"], value) if isinstance(value, dict) and set(value) <= _REFERENCE and "@id" in value else value

    return {name: meant(value) if name in _PEOPLE else value for name, value in node.items()}


_REFERENCE = frozenset({"@id", "@type"})
_PEOPLE = frozenset({"author", "creator", "publisher", "sourceOrganization"})


def _addresses(root: etree._Element) -> set[str]:
    """Return the page's own addresses."""
    links = (link.get("href") for link in root.iter("link") if "canonical" in link.get("rel", "").lower().split())
    named = (meta.get("content") for meta in root.iter("meta") if meta.get("property") == "og:url")
    return {_address(address) for address in (*links, *named)} - {""}


def _address(value: Any) -> str:
    """Return an address normalised for comparison: without scheme, fragment and trailing slash."""
    stated = value.get("@id") or value.get("url") if isinstance(value, dict) else value
    return re.sub(r"^https?://(?:www\.)?|#.*$|/$", "", stated.strip()).rstrip("/") if isinstance(stated, str) else ""


def _headings(root: etree._Element) -> list[str]:
    """Return the letters of the page's title and first headings."""
    elements = islice(root.iter("title", "h1", "h2"), _MOST_HEADINGS)
    return [found for element in elements if (found := letters_of(" ".join(islice(element.itertext(), _PIECES))))]


def types(node: Node) -> list[str]:
    """Return the type names of an object."""
    return [name for name in as_list(node.get("@type")) if isinstance(name, str)]


def as_list(value: Any) -> list[Any]:
    """Return the values of a property that may be single or a list."""
    return value if isinstance(value, list) else [] if value is None else [value]


def as_text(value: Any) -> str | None:
    """Return a JSON-LD string as text: entities decoded, tags removed, white space normalised; None if empty."""
    texts = (item.get("@value") or item.get("name") if isinstance(item, dict) else item for item in as_list(value))
    first = next((text for text in texts if isinstance(text, str)), "")
    return " ".join(_TAG.sub(" ", without_surrogates(unescape(unescape(first)) if "&" in first else first)).split()) or None


def _nodes(root: etree._Element) -> Iterator[Node]:
    """Yield the objects of all scripts with JSON-LD, outer ones first."""
    waiting = [
        found for script in root.iter("script") if "ld+json" in script.get("type", "").lower() for found in _parsed(script.text or "")
    ]
    waiting.reverse()
    for _ in range(_MOST):
        if not waiting:
            return
        item = waiting.pop()
        if isinstance(item, dict):
            yield item
            inner = [value for name in ("@graph", "mainEntity", "mainEntityOfPage", "liveBlogUpdate") for value in as_list(item.get(name))]
            waiting += reversed([value for value in inner if isinstance(value, dict)])
        elif isinstance(item, list):
            waiting += reversed(item)


def _parsed(script: str) -> list[Any]:
    """Return the parsed script; simple errors in the JSON are repaired, otherwise recognisable values are extracted."""
    if len(script) > _LARGEST:
        return []
    bare = _unwrapped(script)
    for text in (bare, _LAST_COMMA.sub("", bare), unescape(bare)):
        try:
            return [json.loads(text, strict=False)]
        except (ValueError, RecursionError):
            continue  # malformed, or nested too deeply for the interpreter
    try:
        return [json.JSONDecoder(strict=False).raw_decode(bare.lstrip())[0]]
    except (ValueError, RecursionError):
        told = _told(bare)
        return [told] if told else []


_PAIR = re.compile(r'"(@?[A-Za-z]{2,40})"\s{0,9}:\s{0,9}"(.{0,400}?)"(?=\s{0,9}(?:,\s{0,9}"@?[A-Za-z]{2,40}"\s{0,9}:|[}\]]))', re.DOTALL)
_AUTHOR = re.compile(
    r'"author"\s{0,9}:\s{0,9}[\[{\s]{1,9}(?:"@type"\s{0,9}:\s{0,9}"\w+"\s{0,9},\s{0,9})?"name"\s{0,9}:\s{0,9}"([^"]{1,100})"'
)


def _told(broken: str) -> Node:
    """Return the texts of an object that is not valid JSON, such as one with unescaped quotation marks."""
    found: Node = {}
    for at in _PAIR.finditer(broken):
        found.setdefault(at[1], at[2])
    author = _AUTHOR.search(broken)
    return {**found, "author": author[1]} if author else found


def _unwrapped(script: str) -> str:
    """Return a script without the comment or CDATA marks around it."""
    bare = script.strip()
    for mark in _BEFORE:
        bare = bare.removeprefix(mark).lstrip()
    for mark in _AFTER:
        bare = bare.removesuffix(mark).rstrip()
    return bare
