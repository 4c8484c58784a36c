"""How likely each block of a page is part of the article's body."""

import numpy as np

from transforms.html.block_context import Column, groups, sum_by
from transforms.html.block_facts import ITEMS, facts
from transforms.html.block_network import Network
from transforms.html.evidence import Evidence
from transforms.text import word_count

MOST_BLOCKS = 20_000
"""Pages with more blocks are scored by the extractor only."""
_TEASER = 0.4
"""The most that a heading gets which is a link to another page."""

_FOOT = 0.4
"""The maximum for a block in a footer, unless the body is in one."""


def judge_body(evidence: Evidence, network: Network) -> list[float]:
    """Return for each block how likely it belongs to the body, 0 to 1, as a network judges it."""
    if not evidence.blocks:
        return []
    if len(evidence.blocks) > MOST_BLOCKS:
        return list(evidence.kept)
    seen = facts(evidence)
    chances = network.chances(np.stack(list(seen.values()), axis=1))
    chances = np.where(seen["linked heading"] > 0.9, np.minimum(chances, _TEASER), chances)
    chances = np.where(seen["has FOOT"] > 0.9, np.minimum(chances, _FOOT), chances)
    return [round(float(chance), 4) for chance in _whole_lists(chances, evidence)]


def _whole_lists(chances: Column, evidence: Evidence) -> Column:
    """Give the items of one list their common chance, long ones counting more, so that it is kept or left out as a whole."""
    parents = [block.around[0] if block.around and block.tag in ITEMS else None for block in evidence.blocks]
    words = np.array([word_count(text) for text in evidence.texts], dtype=np.float64)
    items, lists = np.array([parent is not None for parent in parents]), groups(parents)
    return np.where(items, sum_by(lists, chances * words) / np.maximum(sum_by(lists, words), 1e-9), chances)
