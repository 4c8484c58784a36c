"""Article tables: if most of a table is in the body, all its rows are, including column headings."""

from collections.abc import Sequence
from itertools import groupby

from transforms.html.evidence import Evidence
from transforms.html.signals import Signal

_ELSEWHERE = (Signal.NAV | Signal.ASIDE | Signal.FOOT | Signal.RELATED | Signal.COMMENT | Signal.ADVERT | Signal.FORM | Signal.SHARE).value
_INSIDE = 0.5
_KEPT = 0.6
"""Minimum body probability of a row of such a table."""
_ROWS = 2
_NEAR = 2
"""Blocks after the body within which a table still belongs to the article."""
_LINKED = 0.8


def with_tables(evidence: Evidence, mains: Sequence[float]) -> list[float]:
    """Return the body probabilities, raised for the rows of the article's tables."""
    left = list(mains)
    inside = [i for i, main in enumerate(mains) if main >= _INSIDE and evidence.blocks[i].tag not in ("tr", "td", "th")]
    if not inside:
        return left
    article = range(inside[0], inside[-1] + _NEAR)
    for is_table, run in groupby(range(len(mains)), key=lambda i: bool(evidence.blocks[i].signals & Signal.TABLE.value)):
        places = list(run)
        rows = [i for i in places if evidence.blocks[i].tag == "tr"]
        if not is_table or len(rows) < _ROWS or places[0] not in article:
            continue
        foreign = any(evidence.blocks[i].signals & _ELSEWHERE for i in rows)
        linked = sum(evidence.blocks[i].links for i in rows) > _LINKED * len(rows)
        if not foreign and not linked and 2 * len(rows) >= len(places):
            for i in places:
                left[i] = max(left[i], _KEPT)
    return left
