"""Render a tree of elements as readable text: one block per block element, inline elements joined, visible text complete.

Blocks are parted by a blank line. White space is normalised as a browser does it; `br` gives a line break, two of them a new block; the
cells of a table's row stand in one line. The walk is iterative and linear in the page.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree

from transforms.characters import INVISIBLE, STOP
from transforms.html.signals import signals
from transforms.records import Span

BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer form frameset"
    " h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup p pre search section summary table tbody thead tfoot tr"
    " ul".split()
)
_CELLS = frozenset({"td", "th"})
_UNSEEN = frozenset(
    "applet audio canvas datalist embed frame head iframe link map meta noembed noframes noscript object param script source style svg"
    " template title track video".split()
)
_APART = _UNSEEN | {"button", "img", "input", "label", "option", "picture", "select", "textarea"}
"""Elements that separate words as a space does."""
_HIDDEN = re.compile(r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_LOOSE = frozenset({"body", "td", "center", "div", "form"})
"""Elements whose lines are separate paragraphs."""
_NEVER_HIDDEN = frozenset({"html", "body", "article", "main"})
_SPACES = re.compile(r"[ \t\n\f\r]+")
_AROUND_BREAK = re.compile(r" *\n *")
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_ROWS = frozenset({"table", "tbody", "thead", "tfoot", "tr"})
_LONG_CELL = 150
_LONG_LINE = 60
_ARTICLE = 4
"""A hidden element with at least this many paragraphs is read."""
_LOOKED_AT = 50
_NEAR = 2
"""Number of enclosing elements recorded per block."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A block of the rendered text with its markup."""

    span: Span
    tag: str
    """Its block element."""
    around: tuple[int, ...]
    """The numbers of the enclosing elements, nearest first: blocks with the same first number are siblings."""
    path: str
    """Tag and classes of that element and the two around it: equal for blocks made by one template."""
    signals: int
    links: float
    """The share of its characters in links to other pages."""
    article: int = 0
    """The number of the outermost enclosing `article` element; 0 outside of any."""


def render(root: etree._Element) -> tuple[str, list[Rendered]]:
    """Return the rendered text of a page and its blocks in order; the blocks hold every character except white space."""
    page = _Page()
    frames = [_Frame("body")]
    walk = etree.iterwalk(root, events=("start", "end"))
    for number, (event, element) in enumerate(walk, 1):
        tag = element.tag
        if not isinstance(tag, str):
            page.add(element.tail if event == "end" else None, frames[-1])
        elif event == "start":
            hidden = _is_hidden(tag, element)
            if hidden:
                walk.skip_subtree()
            frames.append(frames[-1].within(tag, number, element))
            page.start(tag)
            page.add(None if hidden else element.text, frames[-1])
        else:
            frames.pop()
            page.end(tag)
            page.add(element.tail, frames[-1])
    page.flush()
    return page.text()


def _is_hidden(tag: str, element: etree._Element) -> bool:
    """Return whether a browser hides an element; elements with an article's worth of paragraphs count as visible."""
    if tag in _UNSEEN:
        return True
    if not element.attrib or tag in _NEVER_HIDDEN:
        return False
    hidden = element.get("hidden", "until-found") != "until-found" or _HIDDEN.search(element.get("style", "")[:2000])
    if not hidden:
        return False
    paragraphs = islice(element.iter("p"), _LOOKED_AT)
    return sum(sum(map(len, islice(p.itertext(), _LOOKED_AT))) >= _LONG_LINE for p in paragraphs) < _ARTICLE


@dataclass(frozen=True, slots=True)
class _Frame:
    """Properties that an open element passes on to its text."""

    tag: str
    around: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    """Tag and classes of the nearest block elements, innermost last."""
    signals: int = 0
    number: int = 0
    """Tag and classes of the block element."""
    link: bool = False
    pre: bool = False
    article: int = 0

    def within(self, tag: str, number: int, element: etree._Element) -> "_Frame":
        """Return the frame of an element in this one."""
        found = self.signals | signals(tag, element.attrib)
        if tag in BLOCKS or tag in _CELLS:
            names = (*self.names[-2:], f"{tag}.{element.get('class', '')[:80]}")
            around = (self.number, *self.around[: _NEAR - 1])
            article = self.article or (number if tag == "article" else 0)
            return _Frame(tag, around, names, found, number, self.link, self.pre or tag == "pre", article)
        link = self.link or (tag == "a" and not element.get("href", "").startswith("#"))
        if found == self.signals and link == self.link:
            return self
        return _Frame(self.tag, self.around, self.names, found, self.number, link, self.pre, self.article)


@dataclass(slots=True)
class _Page:
    """The state of rendering: finished blocks and the current block."""

    blocks: list[tuple[str, _Frame, float]] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    linked: int = 0
    frame: _Frame | None = None
    shared: int = 0
    """The common properties of the block's pieces."""
    cell: int = 0
    """Start of the current table cell's pieces."""
    apart: int = 0
    """How strongly markup separates two words: 2 always, 1 if they look like two words."""
    ended: str = ""
    """The last inline element that ended without text since: `a` after one of several links."""

    def start(self, tag: str) -> None:
        """Open an element."""
        if tag in BLOCKS:
            self.flush() if tag in _ROWS else self._flush_cell()
        elif tag in _CELLS:
            if any(map(str.strip, self.pieces)):
                self.pieces.append(" | ")
            self.cell = len(self.pieces)
        elif tag == "br":
            self.pieces.append("\n")
        elif tag in _APART:
            self.apart = 2
        elif self.ended:
            self.apart = max(self.apart, 2 if tag == "a" == self.ended else 1)

    def end(self, tag: str) -> None:
        """Close an element."""
        if tag in BLOCKS:
            self.flush()
        elif tag in _CELLS:
            if "\n" in self.pieces[self.cell :] or sum(map(len, self.pieces[self.cell :])) > _LONG_CELL:
                self._flush_cell()
        elif tag in _APART:
            self.apart = 2
        elif tag not in {"br", "wbr"}:
            self.ended = "a" if "a" in {tag, self.ended} else tag

    def add(self, text: str | None, frame: _Frame) -> None:
        """Append the characters of a text node."""
        if not text:
            return
        text = text.replace("\r\n", "\n") if frame.pre else _SPACES.sub(" ", text)
        if self.apart and self.pieces and _are_words(self.pieces[-1][-2:], text[:2], self.apart):
            self.pieces.append(" ")
        self.apart, self.ended = 0, ""
        self.pieces.append(text)
        if size := len(text.strip()):
            self.linked += size if frame.link else 0
            self.shared = frame.signals if self.frame is None else self.shared & frame.signals
            self.frame = self.frame or frame

    def _flush_cell(self) -> None:
        """Finish the block, with earlier cells of the row, since the cell is not in a table of short facts."""
        if not self.cell:
            self.flush()
            return
        before, cell = self.pieces[: self.cell], self.pieces[self.cell :]
        frame, shared, linked = self.frame, self.shared, self.linked
        if any(part.strip(" |\n\t") for part in before):
            self.pieces = before[:-1]
            self.flush()
        self.pieces, self.frame, self.shared, self.linked = cell, frame, shared, linked
        self.flush()

    def flush(self) -> None:
        """Finish the current block, if any."""
        if self.frame is not None:
            text = "".join(self.pieces)
            text = text if self.frame.pre else _AROUND_BREAK.sub("\n", re.sub("  +", " ", text))
            frame, tag = self.frame, "tr" if " | " in self.pieces else self.frame.tag
            frame = _Frame(tag, frame.around, frame.names, self.shared, pre=frame.pre, article=frame.article)
            share = self.linked / (sum(map(len, map(str.strip, self.pieces))) or 1)
            self.blocks += [(part, frame, min(1.0, share)) for part in _parts(text, frame)]
        self.pieces, self.linked, self.frame, self.shared, self.cell, self.apart, self.ended = [], 0, None, 0, 0, 0, ""

    def text(self) -> tuple[str, list[Rendered]]:
        """Return all blocks, separated by blank lines."""
        rendered, place = [], 0
        paths: dict[tuple[str, ...], str] = {}
        for text, frame, links in self.blocks:
            path = paths.setdefault(frame.names, ">".join(frame.names))
            span = Span(place, place + len(text))
            rendered.append(Rendered(span, frame.tag, frame.around, path, frame.signals, links, frame.article))
            place += len(text) + 2
        return "\n\n".join(text for text, _, _ in self.blocks), rendered


def _are_words(before: str, after: str, apart: int) -> bool:
    """Return whether two adjacent texts are separate words, by their characters and the markup between them."""
    end, begin = before[-1], after[0]
    if apart == 2:
        return (end.isalnum() or end in '.,:;!?)]”’"%') and begin.isalnum()
    if begin.isupper():
        return end.islower() or end.isdigit() or end in ".,:;!?" or (before.isupper() and len(before) > 1 and after[1:].islower())
    return begin.isdigit() and (end.islower() or end in ".,:;!?")


def _parts(text: str, frame: _Frame) -> Iterator[str]:
    """Split the text of an element at blank lines, or at each line if its lines are paragraphs."""
    for part in _BLANK_LINES.split(text):
        full = [line.strip() for line in part.split("\n") if line.strip()]
        ended = sum(len(line) >= _LONG_LINE and bool(STOP.search(line)) for line in full)
        loose = frame.tag in _LOOSE and not any(line[0].islower() for line in full[1:])
        apart = not frame.pre and len(full) > 1 and (loose or ended * 3 >= len(full) * 2)
        yield from (block for block in (full if apart else [part.strip()]) if block.strip(INVISIBLE))
