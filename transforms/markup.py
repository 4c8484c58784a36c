"""What each block of a page is, by its markup: hints from its elements and classes, and the verdicts that follow from them."""

import re
from collections.abc import Sequence

from transforms.body import Evidence, letters_of
from transforms.page import is_photo_credit, mark
from transforms.records import Block
from transforms.render import Rendered
from transforms.signals import Signal

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CAPTIONS = frozenset({"figcaption", "caption"})
_INSIDE = 0.5
_NEAR = 15
"""Blocks around the headline that may say who wrote the article and when."""
_NUMBER = re.compile(r"\d")


def hints(evidence: Evidence, mains: Sequence[float], authors: Sequence[str]) -> list[str | None]:
    """Return for each block the role that the markup gives it, None where it gives none."""
    blocks, texts = evidence.blocks, evidence.texts
    first = next((i for i, main in enumerate(mains) if main >= _INSIDE and blocks[i].tag not in _HEADINGS), len(blocks))
    title = _title(evidence, first)
    near = range(max(0, (first if title is None else title) - _NEAR), (first if title is None else max(first, title)) + 3)
    listed = _shared(blocks, mains, Signal.LIST)
    found: list[str | None] = []
    for i, (block, text) in enumerate(zip(blocks, texts, strict=True)):
        if i == title:
            found.append("title")
        elif i in near and (role := _of_head(block, text, mains[i], authors)):
            found.append(role)
        else:
            found.append(_of_block(block, text, listed=listed))
        if found[-1] is None and i <= first and _is_summary(evidence, i, title):
            found[-1] = "summary"
    return found


def _title(evidence: Evidence, first: int) -> int | None:
    """Return which block is the headline: one with the stated words, a first-level heading, above the body or at its head."""
    wanted = letters_of(evidence.title)
    best, place = 1.5, None
    for i in range(min(first + 2, len(evidence.blocks))):
        block, own = evidence.blocks[i], letters_of(evidence.texts[i])
        same = bool(own) and own == wanted
        alike = len(own) > 15 and (own in wanted or (len(wanted) > 15 and wanted in own and len(own) < 2 * len(wanted)))
        heading = 2 if block.tag == "h1" else 1 if block.tag in _HEADINGS else 0
        unlikely = bool(block.signals & (Signal.NAV | Signal.RELATED | Signal.ASIDE)) + 2 * (block.links > 0.9)
        score = 2 * same + 1.5 * alike + heading + 0.5 * bool(block.signals & Signal.TITLE) - 0.7 * unlikely + 0.01 * min(i, 50)
        if score > best and len(own) > 5:
            best, place = score, i
    return place


def _of_head(block: Rendered, text: str, main: float, authors: Sequence[str]) -> str | None:
    """Return the role of a block around the headline that tells author or date."""
    words = len(text.split())
    if words > 30 or (main >= 0.8 and words > 12):
        return None
    kind = mark(" ".join(text.split()), words=words, prose=False, repeats=1)
    if kind in {"byline", "date"}:
        return kind
    named = letters_of(text)
    if any(name in named for name in map(letters_of, authors) if name) and (block.signals & Signal.BYLINE or words <= 12):
        return "byline"
    dated = block.signals & Signal.DATE and not block.signals & Signal.HEADING and _NUMBER.search(text)
    return "date" if dated and words <= 12 and block.links < 0.5 else None


def _of_block(block: Rendered, text: str, *, listed: bool) -> str | None:
    """Return the role that the element of a block gives it anywhere in the page."""
    words = len(text.split())
    if block.tag in _CAPTIONS or (block.signals & Signal.CAPTION and words < 100) or (block.signals & Signal.FIGURE and words < 60):
        return "caption"
    if block.signals & Signal.MEDIA and words < 30 and is_photo_credit(text):
        return "caption"
    if block.tag in _HEADINGS:
        return "subhead"
    return "list" if block.tag in {"li", "dd", "dt"} or (block.signals & Signal.LIST and not listed) else None


def _shared(blocks: Sequence[Rendered], mains: Sequence[float], signal: Signal) -> bool:
    """Tell whether most of the body has a signal, so that it says nothing of a block."""
    inside = [block for block, main in zip(blocks, mains, strict=True) if main >= _INSIDE]
    return 2 * sum(bool(block.signals & signal) for block in inside) > len(inside)


def _is_summary(evidence: Evidence, i: int, title: int | None) -> bool:
    """Tell whether a block between headline and body is the standfirst."""
    block, own = evidence.blocks[i], letters_of(evidence.texts[i])
    if title is None or not title < i <= title + _NEAR or len(evidence.texts[i].split()) < 5 or block.links > 0.5:
        return False
    return own in {letters_of(text) for text in evidence.summaries} or bool(block.signals & Signal.SUMMARY)


def judge_blocks(blocks: Sequence[Block], lines: Sequence[str]) -> list[tuple[str, float]]:
    """Return role and confidence of each block, from the hints of its markup and how much it speaks for the body.

    Args:
        blocks: the blocks of a page.
        lines: their texts, white space normalised.
    """
    return [_verdict(block, line) for block, line in zip(blocks, lines, strict=True)]


def _verdict(block: Block, line: str) -> tuple[str, float]:
    sure = round(max(block.main, 1 - block.main), 4)
    if block.role in {"title", "byline", "date", "caption"}:
        return block.role, 0.9
    kind = mark(line, words=len(line.split()), prose=False, repeats=1)
    if kind in {"caption", "credit"} and len(line.split()) <= 40:
        return kind, 0.8
    if block.main >= _INSIDE:
        return block.role or "body", sure
    return ("summary", 0.6) if block.role == "summary" else ("boilerplate", sure)
