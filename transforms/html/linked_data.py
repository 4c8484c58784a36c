"""The JSON-LD of a page: which of its objects is the article, and what it says."""

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from lxml import etree

from transforms.text import whole

Node = dict[str, Any]

_LARGEST = 2_000_000
"""Characters of one script that are read."""
_MOST = 20_000
"""Objects of a page that are looked at."""
_ARTICLE = re.compile(r"(?:Article|BlogPosting|LiveBlogPosting|Report|Posting|Review)$")
_LESS = re.compile(r"(?:WebPage|VideoObject|AudioObject|PodcastEpisode|NewsMediaObject|CreativeWork)$")
_BEFORE = ("<!--", "//<![CDATA[", "// <![CDATA[", "/*<![CDATA[*/", "/* <![CDATA[ */", "<![CDATA[")
_AFTER = ("-->", "//]]>", "// ]]>", "/*]]>*/", "/* ]]> */", "]]>", ";")
_LAST_COMMA = re.compile(r",(?=\s*[}\]])")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")


def article_node(root: etree._Element) -> Node:
    """Return the object that describes the article of the page, the first of several; an empty one where there is none."""
    nodes = list(_nodes(root))
    for kind in (_ARTICLE, _LESS):
        found = [node for node in nodes if any(kind.search(name) for name in types(node))]
        if found:
            return max(found, key=lambda node: ("headline" in node or "articleBody" in node, "datePublished" in node))
    return {}


def types(node: Node) -> list[str]:
    """Return the names of what an object is."""
    return [name for name in as_list(node.get("@type")) if isinstance(name, str)]


def as_list(value: Any) -> list[Any]:
    """Return the values of a property that may have one or several."""
    return value if isinstance(value, list) else [] if value is None else [value]


def as_text(value: Any) -> str | None:
    """Return a string of JSON-LD as characters: entities decoded, tags dropped, white space normalised; None where nothing is left."""
    texts = (item.get("@value") or item.get("name") if isinstance(item, dict) else item for item in as_list(value))
    first = next((text for text in texts if isinstance(text, str)), "")
    return " ".join(_TAG.sub(" ", whole(unescape(unescape(first)) if "&" in first else first)).split()) or None


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
    """Return what a script holds; sloppy JSON is mended where that is plain, else passed over."""
    if len(script) > _LARGEST:
        return []
    bare = _unwrapped(script)
    for text in (bare, _LAST_COMMA.sub("", bare)):
        try:
            return [json.loads(text, strict=False)]
        except (ValueError, RecursionError):
            continue  # broken, or nested beyond the interpreter's stack
    try:
        return [json.JSONDecoder(strict=False).raw_decode(bare.lstrip())[0]]
    except (ValueError, RecursionError):
        return []  # what a script cannot say, other elements of the page may


def _unwrapped(script: str) -> str:
    """Return a script without the comment or CDATA marks around it."""
    bare = script.strip()
    for mark in _BEFORE:
        bare = bare.removeprefix(mark).lstrip()
    for mark in _AFTER:
        bare = bare.removesuffix(mark).rstrip()
    return bare
