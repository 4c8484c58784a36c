"""Blocks that read as the article's but are not: second copies of it, pull quotes, and other stories on the same page."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby

from transforms.characters import SENTENCE_END, letters_of
from transforms.html.evidence import Evidence
from transforms.html.signals import Signal
from transforms.text import word_count

_INSIDE = 0.5
_OUT = 0.05
"""Factor for the probability of a copy or of another story."""
_WORDS = 8
"""Minimum words of a paragraph that is checked for a copy."""
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_HEADLINE = 5
"""Words that a headline has at least."""
_TITLE = 20
"""Letters from which on a block within the stated title is the headline."""
_BEGINNING = 5
"""Words by which a quotation is found again."""
_QUOTED = 50
"""Quotations of a page that are looked for again."""
_SURE = 0.8
"""Chance from which the last block counts as body wherever it stands."""
_STORY = 2
"""Minimum paragraphs of prose in a story."""


def without_others(evidence: Evidence, mains: Sequence[float]) -> list[float]:
    """Return the body probabilities, lowered for copies and other stories."""
    left = list(mains)
    apart = (_copies, _next_articles, _next_headings, _pulled, _stray, _above_headline)
    for place in (place for told in apart for place in told(evidence, mains)):
        left[place] = min(left[place], _OUT)
    return left


def _above_headline(evidence: Evidence, mains: Sequence[float]) -> Iterator[int]:
    """Yield what is no prose above the headline: the first block of the body with the words that the page states as its title."""
    title = letters_of(evidence.title)
    letters = ((i, evidence.letters[i]) for i, main in enumerate(mains) if main >= _INSIDE)
    headline = next((i for i, own in letters if len(own) >= _TITLE and own in title), None)
    if headline is not None:
        yield from (i for i in range(headline) if word_count(evidence.texts[i]) < _WORDS)


def _pulled(evidence: Evidence, mains: Sequence[float]) -> Iterator[int]:
    """Yield quotations set apart that begin with words which another paragraph of the body has."""
    inside = [i for i, main in enumerate(mains) if main >= _INSIDE]
    quoted = [i for i in inside if evidence.blocks[i].signals & Signal.QUOTE and word_count(evidence.texts[i]) >= _BEGINNING]
    letters = {i: evidence.letters[i] for i in (inside if quoted else ())}
    for i in quoted[:_QUOTED]:
        begins = letters_of(" ".join(evidence.texts[i].split()[:_BEGINNING]))
        if any(begins in letters[j] for j in inside if not evidence.blocks[j].signals & Signal.QUOTE):
            yield i


def _stray(evidence: Evidence, mains: Sequence[float]) -> Iterator[int]:
    """Yield the last block of the body where it only may be one, stands apart from the rest, and no extractor keeps it."""
    inside = [i for i, main in enumerate(mains) if main >= _INSIDE]
    if len(inside) > _STORY and inside[-1] - inside[-2] > 1 and mains[inside[-1]] < _SURE and not evidence.kept[inside[-1]]:
        yield inside[-1]


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
    letters = {i: len(evidence.letters[i]) for places in again.values() for i in places}
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
