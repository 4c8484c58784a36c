"""Context for speaker resolution: names, sentences, paragraphs and statements as arrays."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transforms.lexicon.words import ENGLISH
from transforms.quotes.cues import SENTENCE_END
from transforms.reader.pointers import Pointers
from transforms.records import Attribution, Span
from transforms.schema import EntityRow, MentionRow, ParagraphRow

Numbers = NDArray[np.int64]
SPEAKS = frozenset({"person", "organization", "group", "location", "facility", "product", "other"})
"""Types of names that may be a source."""


@dataclass(frozen=True, slots=True)
class Scene:
    """An article's names and statements."""

    text: str
    paragraphs: Sequence[ParagraphRow]
    attributions: Sequence[Attribution]
    entities: Sequence[EntityRow]
    """Entities that may speak."""
    mentions: Sequence[MentionRow]
    """Their mentions, in order."""
    index: Mapping[str, int]
    """Number of each entity by id."""
    starts: Numbers
    ends: Numbers
    of: Numbers
    """Entity number of each mention."""
    breaks: Numbers
    """Start of each sentence."""
    blocks: Numbers
    """Start of each paragraph."""
    begins: Sequence[int]
    """The same of mentions, and …"""
    lines: Sequence[int]
    """… of paragraphs, for one place at a time."""
    pointers: Pointers | None
    """The reader's source vectors; None if they were not computed."""
    language: str = ENGLISH

    def sentence(self, places: Numbers) -> Numbers:
        """Return the sentence numbers of some positions."""
        return np.searchsorted(self.breaks, places, side="right") - 1

    def paragraph(self, places: Numbers) -> Numbers:
        """Return the paragraph numbers of some positions."""
        return np.searchsorted(self.blocks, places, side="right") - 1

    def paragraph_at(self, place: int) -> int:
        """Return the paragraph number of a position."""
        return bisect_right(self.lines, place) - 1

    def span(self, number: int) -> Span:
        """Return the span of a mention."""
        return Span(int(self.starts[number]), int(self.ends[number]))

    def within(self, span: Span) -> range:
        """Return the numbers of the mentions that begin in a span."""
        return range(bisect_left(self.begins, span.start), bisect_left(self.begins, span.end))


def set_scene(  # noqa: PLR0913, PLR0917 - all that is known of the article is needed here
    text: str,
    paragraphs: Sequence[ParagraphRow],
    attributions: Sequence[Attribution],
    mentions: Sequence[MentionRow],
    entities: Sequence[EntityRow],
    pointers: Pointers | None,
    language: str = ENGLISH,
) -> Scene:
    """Build the context of an article."""
    breaks = [0]
    for row in paragraphs:
        breaks.append(row.start)
        breaks += [found.end() for found in SENTENCE_END.finditer(text, row.start, row.end)]
    speaking = [entity for entity in entities if entity.type in SPEAKS]
    index = {entity.entity_id: number for number, entity in enumerate(speaking)}
    named = [mention for mention in mentions if mention.entity_id in index]
    begins, lines = [mention.start for mention in named], [row.start for row in paragraphs]
    return Scene(
        text,
        paragraphs,
        attributions,
        speaking,
        named,
        index,
        _numbers(begins),
        _numbers([mention.end for mention in named]),
        _numbers([index[mention.entity_id] for mention in named]),
        _numbers(breaks),
        _numbers(lines),
        begins,
        lines,
        pointers,
        language,
    )


def _numbers(values: Sequence[int]) -> Numbers:
    return np.array(values, dtype=np.int64)


def holding(spans: Sequence[tuple[int, int, int]], places: Sequence[int]) -> list[int]:
    """Return for each position the number of the span that contains it, or -1; spans are (start, end, number), by start."""
    begins = [start for start, _, _ in spans]
    found = []
    for place in places:
        before = bisect_right(begins, place) - 1
        found.append(spans[before][2] if before >= 0 and place < spans[before][1] else -1)
    return found
