"""Prose in a tree of elements: texts that are long enough and end like sentences."""

from collections.abc import Iterator
from itertools import islice

from lxml import etree

from transforms.characters import SENTENCE_END, letters_of
from transforms.html.render import BLOCKS
from transforms.page.blocks import is_service
from transforms.text import word_count

LEAST = 9
"""Minimum words of prose."""
_MOST = 20_000
"""Maximum nodes of an element that are examined."""
_PARTS = frozenset({"br", "td", "th"})
_SKIPPED = frozenset({"script", "style", "svg", "head", "select", "textarea", "button", "iframe", "object", "title"})


def is_prose(text: str) -> bool:
    """Return whether a text looks like a sentence of an article."""
    line = " ".join(text.split())
    return word_count(line) >= LEAST and SENTENCE_END.search(line[-8:]) is not None and not is_service(line)


def pieces(element: etree._Element) -> Iterator[str]:
    """Yield the texts of an element between block elements and line breaks."""
    run: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, node in islice(walk, _MOST):
        tag = node.tag if isinstance(node.tag, str) else "script"
        if (tag in BLOCKS or tag in _PARTS or "-" in tag) and run:
            yield "".join(run)
            run = []
        if event == "start" and tag in _SKIPPED and node is not element:
            walk.skip_subtree()
        elif event == "start" and node.text:
            run.append(node.text)
        if event == "end" and node.tail and node is not element:
            run.append(node.tail)
    if run:
        yield "".join(run)


def prose(element: etree._Element) -> Iterator[str]:
    """Yield the letters of each piece of prose in an element."""
    return (letters_of(piece) for piece in pieces(element) if is_prose(piece))
