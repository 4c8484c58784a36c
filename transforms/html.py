"""From the bytes of an HTML page to its readable text, its blocks, and what it states of itself."""

import re
from dataclasses import dataclass

from lxml import etree

from transforms.extraction import extracted
from transforms.linked_data import article_node
from transforms.records import Block, Stated
from transforms.render import BLOCKS, render
from transforms.stated import read_stated
from transforms.text import decode


class UnreadablePageError(ValueError):
    """The bytes hold no HTML page that can be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Page:
    """An HTML page as a reader sees it."""

    text: str
    """The readable rendering: what is stored as the article's text."""
    encoding: str
    blocks: tuple[Block, ...]
    """Where `text` came from; together they hold every character that is not white space."""
    stated: Stated


def read_html(data: bytes, *, charset: str | None = None, url: str | None = None) -> Page:
    """Read an HTML page. Nothing is fetched, run or kept of scripts.

    Args:
        data: the page as it arrived.
        charset: the encoding that came with it, such as the parameter of an HTTP header.
        url: where it came from, to make its links absolute.

    Raises:
        NotTextError: the bytes are not text.
        UndecodableError: no encoding fits.
        UnreadablePageError: the page is empty.
    """
    markup, encoding = decode(data, [name for name in (charset, *_declared(data)) if name])
    root = parse(markup)
    text, rendered = render(root)
    mains = extracted(markup, text, [block.span for block in rendered])
    blocks = tuple(Block(block.span, block.tag, main) for block, main in zip(rendered, mains, strict=True))
    return Page(text, encoding, blocks, read_stated(root, article_node(root), url))


_DECLARATION = re.compile(rb"""<(?:meta\b[^>]{0,400}?charset|\?xml\b[^>]{0,200}?encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_HEAD = 8192


def _declared(data: bytes) -> list[str]:
    """Return the encodings that the head of the page names."""
    return [name.decode("ascii", "replace") for name in _DECLARATION.findall(data[:_HEAD])]


_DEEPEST = 1000
_CONTROLS = {code: None for code in (*range(9), 11, *range(14, 32), 127)}


def parse(markup: str) -> etree._Element:
    """Return the tree of a page; elements that are nested deeper than a thousand lose their tags, not their text."""
    clean = markup.translate(_CONTROLS)
    clean = re.sub(r"^\s*<\?xml[^>]{0,200}>", "", clean)
    if not clean.strip():
        raise UnreadablePageError("the page is empty")
    data = clean.encode("utf-8", "replace")
    parser = etree.HTMLParser(**_OPTIONS)
    root = etree.fromstring(data, parser)
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        root = etree.fromstring(data, etree.HTMLParser(target=_Flattener(), **_OPTIONS))
    if root is None:
        raise UnreadablePageError("the page has no elements")
    return root


_OPTIONS = {"encoding": "utf-8", "recover": True, "no_network": True, "remove_comments": True, "remove_pis": True, "huge_tree": True}


class _Flattener:
    """Builds a tree of bounded depth: deeper elements leave only a boundary."""

    def __init__(self) -> None:
        """Begin with an empty tree."""
        self._builder = etree.TreeBuilder()
        self._depth = 0
        self._mute = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Open an element."""
        self._depth += 1
        if self._depth <= _DEEPEST:
            self._builder.start(tag, attributes)
        else:
            self._part(tag)

    def end(self, tag: str) -> None:
        """Close an element."""
        if self._depth <= _DEEPEST:
            self._builder.end(tag)
        else:
            self._part(tag)
        self._depth -= 1

    def _part(self, tag: str) -> None:
        if tag in BLOCKS or tag in {"td", "th"}:
            self._builder.start("hr", {})
            self._builder.end("hr")
        elif tag in {"script", "style"}:
            pass

    def data(self, text: str) -> None:
        """Keep characters."""
        self._builder.data(text)

    def close(self) -> etree._Element:
        """Return the tree."""
        return self._builder.close()
