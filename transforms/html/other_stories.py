"""Blocks that look like the article but are not: copies for other screen sizes, and other stories on the page."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby

from transforms.characters import SENTENCE_END, letters_of
from transforms.html.block_scores import Evidence
from transforms.text import word_count

_INSIDE = 0.5
_OUT = 0.05
"""Factor for the probability of a copy or of another story."""
_WORDS = 8
"""Minimum words of a paragraph that is checked for a copy."""
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_HEADLINE = 5
"""Minimum words of a headline."""
_STORY = 2
"""Minimum paragraphs of prose in a story."""


def without_others(evidence: Evidence, mains: Sequence[float]) -> list[float]:
    """Return the body probabilities, lowered for copies and other stories."""
    left = list(mains)
    for place in (*_copies(evidence, mains), *_next_articles(evidence, mains), *_next_headings(evidence, mains)):
        left[place] = min(left[place], _OUT)
    return left


def _copies(evidence: Evidence, mains: Sequence[float]) -> Iterator[int]:
    """Yield the blocks of an element most of whose text already occurred in the body under another element."""
    first: dict[str, int] = {}
    again: defaultdict[int, list[int]] = defaultdict(list)
    sizes: Counter[int] = Counter()
    for i, (block, text) in enumerate(zip(evidence.blocks, evidence.texts, strict=True)):
        if mains[i] < _INSIDE or not block.around:
            continue
        parent, own = block.around[-1 if block.tag in ("li", "dd", "dt") else 0], letters_of(text)
        sizes[parent] += len(own)
        if own in first and evidence.blocks[first[own]].around[:1] != block.around[:1]:
            again[parent].append(i)
        elif word_count(text) >= _WORDS:
            first.setdefault(own, i)
    letters = {i: len(letters_of(evidence.texts[i])) for places in again.values() for i in places}
    copies = {p for p, places in again.items() if len(places) >= _STORY and 2 * sum(letters[i] for i in places) > sizes[p]}
    yield from (i for i, block in enumerate(evidence.blocks) if not copies.isdisjoint(block.around))


def _next_articles(evidence: Evidence, mains: Sequence[float]) -> Iterator[int]:
    """Yield the blocks of later `article` elements that have their own heading and story."""
    runs = [(number, list(places)) for number, places in groupby(range(len(mains)), key=lambda i: evidence.blocks[i].article)]
    stories: dict[int, list[int]] = {}
    for number, places in runs:
        if number:
            stories.setdefault(number, []).extend(places)
    told = [places for places in stories.values() if _prose(evidence, mains, places) >= _STORY]
    for places in told[1:]:
        headed = next((evidence.blocks[i].tag for i in places[:4] if evidence.blocks[i].tag in ("h1", "h2")), None)
        opening = next((evidence.blocks[i].tag for i in told[0][:12] if evidence.blocks[i].tag in ("h1", "h2")), None)
        if headed and opening and headed >= opening:
            yield from places


def _next_headings(evidence: Evidence, mains: Sequence[float]) -> Iterator[int]:
    """Yield the blocks from the second first-level heading on, if the first is the page's title and both have stories."""
    heads = [i for i, block in enumerate(evidence.blocks) if block.tag == "h1"]
    if len(heads) != _STORY or not evidence.title:
        return
    first, second = heads
    title, one, other = (letters_of(text) for text in (evidence.title, evidence.texts[first], evidence.texts[second]))
    stems = [{word[:5].casefold() for word in _LONG_WORD.findall(evidence.texts[i])} for i in heads]
    if one not in title or other in title or stems[0] & stems[1] or word_count(evidence.texts[second]) < _HEADLINE:
        return
    if _prose(evidence, mains, range(first, second)) < _STORY:
        return
    if _prose(evidence, mains, range(second, len(mains))) >= _STORY:
        yield from range(second, len(mains))


def _prose(evidence: Evidence, mains: Sequence[float], places: Sequence[int]) -> int:
    """Return the number of blocks that are sentences of the body."""
    return sum(
        mains[i] >= _INSIDE and word_count(evidence.texts[i]) >= _WORDS and bool(SENTENCE_END.search(evidence.texts[i])) for i in places
    )
