"""Role hints from the elements and classes of blocks: headline, byline, caption, list and others."""

import re
from collections.abc import Sequence

from transforms.characters import letters_of
from transforms.entities.agencies import AGENCY
from transforms.html.evidence import Evidence
from transforms.html.render import Rendered
from transforms.html.signals import Signal
from transforms.page.blocks import is_photo_credit, mark

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CAPTIONS = frozenset({"figcaption", "caption"})
_INSIDE = 0.5
_HIGHEST = 5000
"""Number of first blocks that may be the headline."""
_NEAR = 15
"""Number of blocks around the headline that may name author and date."""
_ITEMS = frozenset({"li", "dd", "dt"})
_ELSEWHERE = (Signal.NAV | Signal.RELATED | Signal.ASIDE).value
_PICTURED = (Signal.FIGURE | Signal.CAPTION).value
_NUMBER = re.compile(r"\d")


def hints(evidence: Evidence, mains: Sequence[float], authors: Sequence[str]) -> list[str | None]:
    """Return for each block the role given by its markup, or None."""
    blocks, texts = evidence.blocks, evidence.texts
    inside = [i for i, main in enumerate(mains) if main >= _INSIDE]
    first = next((i for i in inside if blocks[i].tag not in _HEADINGS), len(blocks))
    last = inside[-1] if inside else len(blocks)
    title = _title(evidence, first)
    head = first if title is None else title
    near = range(max(0, head - _NEAR), max(first, head) + 3)
    article = range(near.start, last + _NEAR)
    listed = 2 * sum(bool(blocks[i].signals & Signal.LIST.value) for i in inside) > len(inside)
    found: list[str | None] = []
    for i, (block, text) in enumerate(zip(blocks, texts, strict=True)):
        role = "title" if i == title else None
        role = role or (_of_head(block, text, mains[i], authors) if i in near else None)
        role = role or ("summary" if title is not None and title < i <= first and _is_summary(evidence, i) else None)
        found.append(role or (_of_block(block, text, listed=listed) if i in article else None))
    return found


def _title(evidence: Evidence, first: int) -> int | None:
    """Return the block of the headline: the stated words or a first-level heading, above or at the start of the body."""
    wanted = letters_of(evidence.title)
    best, place = 1.5, None
    for i in range(min(first + 2, len(evidence.blocks), _HIGHEST)):
        block, own = evidence.blocks[i], evidence.letters[i]
        same = bool(own) and own == wanted
        alike = len(own) > 15 and (own in wanted or (len(wanted) > 15 and wanted in own and len(own) < 2 * len(wanted)))
        heading = 2 if block.tag == "h1" else 1 if block.tag in _HEADINGS else 0
        unlikely = bool(block.signals & _ELSEWHERE) + 2 * (block.links > 0.9)
        score = 2 * same + 1.5 * alike + heading + 0.5 * bool(block.signals & Signal.TITLE.value) - 0.7 * unlikely + 0.01 * min(i, 50)
        if score > best and len(own) > 5:
            best, place = score, i
    return place


def _of_head(block: Rendered, text: str, main: float, authors: Sequence[str]) -> str | None:
    """Return the role of a block near the headline that names author, place or date."""
    words = len(text.split())
    if words > 30 or (main >= 0.8 and words > 12):
        return None
    kind = mark(" ".join(text.split()), words=words, prose=False, repeats=1)
    if kind in {"byline", "date", "dateline"}:
        return kind
    own = letters_of(text)
    named = any(name in own for name in map(letters_of, authors) if name) or (words <= 6 and AGENCY.search(text) is not None)
    if named and (block.signals & Signal.BYLINE.value or words <= 12):
        return "byline"
    dated = block.signals & Signal.DATE.value and not block.signals & Signal.HEADING.value and _NUMBER.search(text)
    return "date" if dated and words <= 12 and block.links < 0.5 else None


def _of_block(block: Rendered, text: str, *, listed: bool) -> str | None:
    """Return the role given by a block's element anywhere in the article."""
    words = len(text.split())
    pictured = (block.signals & Signal.CAPTION.value and words < 100) or (block.signals & Signal.FIGURE.value and words < 60)
    if (block.tag in _CAPTIONS or pictured) and (words > 2 or is_photo_credit(text)):
        return "caption"
    if block.signals & Signal.MEDIA.value and words < 30 and is_photo_credit(text):
        return "caption"
    if block.tag in _HEADINGS:
        return "subhead"
    if block.tag == "tr":
        return "table"
    return "list" if block.tag in _ITEMS or (block.signals & Signal.LIST.value and not listed) else None


def _is_summary(evidence: Evidence, i: int) -> bool:
    """Return whether a block between headline and body is the standfirst."""
    block, own = evidence.blocks[i], evidence.letters[i]
    words = len(evidence.texts[i].split())
    if words < 5 or block.links > 0.5 or block.signals & _PICTURED:
        return False
    heads = block.tag in _HEADINGS and words >= 10
    return heads or bool(block.signals & Signal.SUMMARY.value) or own in {letters_of(text) for text in evidence.summaries}
