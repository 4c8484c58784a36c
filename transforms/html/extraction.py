"""Match the body found by another extractor, and by the page's JSON-LD, with our rendered blocks."""

import re
from collections.abc import Iterator, Sequence

import trafilatura
from lxml.etree import LxmlError

from transforms.characters import letters_of

LARGEST = 3_000_000
"""Maximum characters of markup passed to the extractor, which takes more than linear time on some pages."""
MOST_TAGS = 60_000
_PIECE = re.compile(r"[^.!?\n]+[.!?\n]*")
_EFFORT = 200_000_000
"""Maximum characters of unsuccessful searches."""


def body_units(markup: str) -> list[str]:
    """Return the paragraphs of the body found by trafilatura; empty if the page is too large or it fails."""
    if len(markup) > LARGEST or markup.count("<") > MOST_TAGS:
        return []
    try:
        document = trafilatura.bare_extraction(markup, include_comments=False, include_tables=True, deduplicate=False)
    except (LxmlError, RecursionError, LookupError, AttributeError, TypeError, ValueError):
        return []  # trafilatura fails on odd trees; the page is read without it
    return [] if document is None or isinstance(document, dict) else [" ".join(element.itertext()) for element in document.body]


def found_again(units: Sequence[str], letters: Sequence[str]) -> list[float]:
    """Find `units` in the blocks, in reading order if they occur several times; return the matched share of each block.

    Only the `letters` of the blocks, as `letters_of` returns them, are compared.
    """
    page = "".join(letters)
    found = bytearray(len(page))
    at = effort = 0
    for piece in _pieces(units, page):
        place = page.find(piece, at)
        if place >= 0:
            at = place + len(piece)
        elif effort < _EFFORT:
            effort += len(page)
            place = page.find(piece, 0, at + len(piece))
        if place >= 0:
            found[place : place + len(piece)] = b"\1" * len(piece)
    shares, start = [], 0
    for words in letters:
        shares.append(found.count(1, start, start + len(words)) / len(words) if words else 0.0)
        start += len(words)
    return shares


def _pieces(units: Sequence[str], page: str) -> Iterator[str]:
    """Yield the letters and digits of each unit, or of its sentences if the page does not have it as a whole."""
    effort = 0
    for unit in units:
        whole = letters_of(unit)
        known = effort > _EFFORT or whole in page
        effort += 0 if known else len(page)
        yield from filter(None, [whole] if known else map(letters_of, _PIECE.findall(unit)))
