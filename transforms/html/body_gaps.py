"""Fill gaps in the body: blocks between body blocks are likely body too (lists, cards, columns)."""

from collections.abc import Sequence

from transforms.html.evidence import Evidence
from transforms.html.prose import is_prose
from transforms.html.signals import Signal
from transforms.page.blocks import mark

_FOREIGN = (
    Signal.NAV | Signal.ASIDE | Signal.FOOT | Signal.RELATED | Signal.COMMENT | Signal.ADVERT | Signal.FORM | Signal.SHARE | Signal.BYLINE
    | Signal.CAPTION | Signal.FIGURE | Signal.TOPICS | Signal.DATE | Signal.MEDIA
).value  # fmt: skip
_EACH = [signal.value for signal in Signal if signal.value & _FOREIGN]
_INSIDE = 0.5
_ENOUGH = 0.55
"""Minimum probability of such a block to be body."""
_LEAST = 0.1
"""Probability above which the position of a block decides."""
_LINKED = 0.6
_KEPT = 0.9
"""The share that an extractor keeps of a paragraph which goes on after the last of the body."""
_BLOCKS = 3
"""Minimum blocks of a body for filling gaps."""


def with_those_amid(evidence: Evidence, mains: Sequence[float]) -> list[float]:
    """Return the chances of the blocks to be of the body, those between its first and last higher, and of prose right after that.

    A block is not, whose elements say that it is something else, unless they say so of most of the body.
    """
    left = list(mains)
    inside = [i for i, main in enumerate(mains) if main >= _INSIDE]
    if len(inside) < _BLOCKS:
        return left
    bits = [block.signals for block in evidence.blocks]
    common = sum(value for value in _EACH if 2 * sum(bits[i] & value > 0 for i in inside) >= len(inside))
    last = inside[-1] + 1
    next_one = last < len(mains) and evidence.kept[last] >= _KEPT and is_prose(evidence.texts[last])
    for i in range(inside[0], last + next_one):
        if mains[i] < _LEAST or evidence.blocks[i].links > _LINKED or bits[i] & _FOREIGN & ~common:
            continue
        line = " ".join(evidence.texts[i].split())
        if mark(line, words=len(line.split()), prose=False, repeats=1) is None:
            left[i] = max(left[i], _ENOUGH)
    return left
