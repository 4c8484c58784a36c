"""What is known of an article when its speakers are sought: names, sentences, paragraphs and statements, as arrays."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transforms.quotes.cues import SENTENCE_END
from transforms.reader.pointers import Pointers
from transforms.records import Attribution, Span
from transforms.schema import EntityRow, MentionRow, ParagraphRow

Numbers = NDArray[np.int64]
SPEAKS = frozenset({"person", "organization", "group", "location", "facility", "product", "other"})
"""Types of names that may be a source's."""


@dataclass(frozen=True, slots=True)
class Scene:
    """An article's names and statements."""

    text: str
    paragraphs: Sequence[ParagraphRow]
    attributions: Sequence[Attribution]
    entities: Sequence[EntityRow]
    """Those that may speak."""
    mentions: Sequence[MentionRow]
    """Their names, in order."""
    index: Mapping[str, int]
    """Number of each entity by its id."""
    starts: Numbers
    ends: Numbers
    of: Numbers
    """Number of the entity of each mention."""
    breaks: Numbers
    """Where sentences begin."""
    blocks: Numbers
    """Where paragraphs begin."""
    begins: Sequence[int]
    """The same of mentions, and …"""
    lines: Sequence[int]
    """… of paragraphs, for one place at a time."""
    pointers: Pointers | None
    """Whom sources mean, as the reader sees it; None where it has not read the article."""

    def sentence(self, places: Numbers) -> Numbers:
        """Return the numbers of the sentences at some places."""
        return np.searchsorted(self.breaks, places, side="right") - 1

    def paragraph(self, places: Numbers) -> Numbers:
        """Return the numbers of the paragraphs at some places."""
        return np.searchsorted(self.blocks, places, side="right") - 1

    def paragraph_at(self, place: int) -> int:
        """Return the number of the paragraph at a place."""
        return bisect_right(self.lines, place) - 1

    def span(self, number: int) -> Span:
        """Return where a mention stands."""
        return Span(int(self.starts[number]), int(self.ends[number]))

    def within(self, span: Span) -> range:
        """Return the numbers of the mentions that begin in a stretch of the text."""
        return range(bisect_left(self.begins, span.start), bisect_left(self.begins, span.end))


def set_scene(  # noqa: PLR0913, PLR0917 - all that is known of the article is needed here
    text: str,
    paragraphs: Sequence[ParagraphRow],
    attributions: Sequence[Attribution],
    mentions: Sequence[MentionRow],
    entities: Sequence[EntityRow],
    pointers: Pointers | None,
) -> Scene:
    """Collect what is known of an article."""
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
    )


def _numbers(values: Sequence[int]) -> Numbers:
    return np.array(values, dtype=np.int64)


def holding(spans: Sequence[tuple[int, int, int]], places: Sequence[int]) -> list[int]:
    """Return for each place the number of the span that holds it, -1 where none does; spans are (start, end, number), in order of start."""
    begins = [start for start, _, _ in spans]
    found = []
    for place in places:
        before = bisect_right(begins, place) - 1
        found.append(spans[before][2] if before >= 0 and place < spans[before][1] else -1)
    return found
