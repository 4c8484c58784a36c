"""The context of speaker resolution: the names, sentences, paragraphs and statements of an article, as arrays."""

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
"""Types of entities that may be speakers."""


@dataclass(frozen=True, slots=True)
class ArticleContext:
    """The names and statements of an article."""

    text: str
    paragraphs: Sequence[ParagraphRow]
    attributions: Sequence[Attribution]
    entities: Sequence[EntityRow]
    """Entities that may speak."""
    mentions: Sequence[MentionRow]
    """Their mentions, in order."""
    index: Mapping[str, int]
    """Index of each entity by id."""
    starts: Numbers
    ends: Numbers
    entity_of: Numbers
    """Index of the entity of each mention."""
    sentence_starts: Numbers
    """Offsets of the starts of sentences."""
    paragraph_starts: Numbers
    """Offsets of the starts of paragraphs."""
    start_list: Sequence[int]
    """`starts` as a list, and …"""
    paragraph_start_list: Sequence[int]
    """… `paragraph_starts` as a list: bisection in a list is faster for a single offset."""
    pointers: Pointers | None
    """The reader's pointer vectors; None if it has no pointer head."""
    language: str = ENGLISH

    def sentence(self, offsets: Numbers) -> Numbers:
        """Return the indices of the sentences at some offsets."""
        return np.searchsorted(self.sentence_starts, offsets, side="right") - 1

    def paragraph(self, offsets: Numbers) -> Numbers:
        """Return the indices of the paragraphs at some offsets."""
        return np.searchsorted(self.paragraph_starts, offsets, side="right") - 1

    def paragraph_at(self, offset: int) -> int:
        """Return the index of the paragraph at an offset."""
        return bisect_right(self.paragraph_start_list, offset) - 1

    def row_of(self, number: int) -> ParagraphRow:
        """Return the paragraph of the mention with this index."""
        return self.paragraphs[self.paragraph_at(self.start_list[number])]

    def span(self, number: int) -> Span:
        """Return the span of the mention with this index."""
        return Span(int(self.starts[number]), int(self.ends[number]))

    def within(self, span: Span) -> range:
        """Return the indices of the mentions that start in a span."""
        return range(bisect_left(self.start_list, span.start), bisect_left(self.start_list, span.end))


def build_context(  # noqa: PLR0913, PLR0917 - all that is known of the article is needed here
    text: str,
    paragraphs: Sequence[ParagraphRow],
    attributions: Sequence[Attribution],
    mentions: Sequence[MentionRow],
    entities: Sequence[EntityRow],
    pointers: Pointers | None,
    language: str = ENGLISH,
) -> ArticleContext:
    """Build the context of an article."""
    sentences = [0]
    for row in paragraphs:
        sentences.append(row.start)
        sentences += [found.end() for found in SENTENCE_END.finditer(text, row.start, row.end)]
    speaking = [entity for entity in entities if entity.type in SPEAKS]
    index = {entity.entity_id: number for number, entity in enumerate(speaking)}
    named = [mention for mention in mentions if mention.entity_id in index]
    begins, lines = [mention.start for mention in named], [row.start for row in paragraphs]
    return ArticleContext(
        text,
        paragraphs,
        attributions,
        speaking,
        named,
        index,
        _numbers(begins),
        _numbers([mention.end for mention in named]),
        _numbers([index[mention.entity_id] for mention in named]),
        _numbers(sentences),
        _numbers(lines),
        begins,
        lines,
        pointers,
        language,
    )


def _numbers(values: Sequence[int]) -> Numbers:
    return np.array(values, dtype=np.int64)


def holding(spans: Sequence[tuple[int, int, int]], offsets: Sequence[int]) -> list[int]:
    """Return the number of the span that contains each offset, or -1; spans are (start, end, number), sorted by start."""
    begins = [start for start, _, _ in spans]
    found = []
    for offset in offsets:
        before = bisect_right(begins, offset) - 1
        found.append(spans[before][2] if before >= 0 and offset < spans[before][1] else -1)
    return found
