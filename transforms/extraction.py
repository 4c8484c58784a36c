"""What another extractor takes for the body of a page, found again in our rendering."""

import logging
import re
from collections.abc import Iterator, Sequence

import trafilatura
from lxml import etree

from transforms.records import Span

_LETTERS = re.compile(r"\w+")


def extracted(markup: str, text: str, spans: Sequence[Span]) -> list[float]:
    """Return, for each block, the share of its letters and digits that trafilatura keeps as the article's body."""
    return found_again(body_units(markup), text, spans)


def body_units(markup: str) -> list[str]:
    """Return the paragraphs that trafilatura takes for the body."""
    document = trafilatura.bare_extraction(markup, include_comments=False, include_tables=True, deduplicate=False)
    if document is None:
        return []
    body = document.body
    return [" ".join(element.itertext()) for element in body]


def found_again(units: Sequence[str], text: str, spans: Sequence[Span]) -> list[float]:
    """Find `units` in the text, in reading order where they occur several times; return each block's share of characters found."""
    places, letters = [], []
    for span in spans:
        words = "".join(_LETTERS.findall(span.of(text))).lower()
        places.append(len(words))
        letters.append(words)
    page = "".join(letters)
    marked = bytearray(len(page))
    at = 0
    for unit in units:
        for piece in _pieces(unit):
            place = page.find(piece, at)
            if place < 0:
                place = page.find(piece)
            if place >= 0:
                marked[place : place + len(piece)] = b"\1" * len(piece)
                at = place + len(piece)
    shares, start = [], 0
    for size in places:
        shares.append(sum(marked[start : start + size]) / size if size else 0.0)
        start += size
    return shares


def _pieces(unit: str) -> Iterator[str]:
    whole = "".join(_LETTERS.findall(unit)).lower()
    if whole:
        yield whole
