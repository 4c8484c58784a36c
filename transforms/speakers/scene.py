"""What is known of an article when its speakers are sought: its names in order, its sentences, whose sex its words tell."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from transforms.entities.names import gender_told, person_name
from transforms.quotes.cues import SENTENCE_END
from transforms.records import Attribution
from transforms.schema import EntityRow, MentionRow, ParagraphRow
from transforms.speakers.offices import ALIKE, BODIES, NO_PERSON, OFFICES, PERSON_WORD

_GENDERED_NOUN = re.compile(
    r"(?:(?P<male>man|king|father|son|brother|husband|uncle|nephew|grandfather|actor|monsignor)"
    r"|(?P<female>woman|queen|mother|daughter|sister|wife|widow|aunt|niece|grandmother|actress))(?P<apart>,)? $",
    re.IGNORECASE,
)
_OFFICES = frozenset({*OFFICES.values(), *ALIKE, *(word for words in ALIKE.values() for word in words)}) - BODIES
_NO_NAMES = _OFFICES | frozenset(
    """administration camp campaign conservative conservatives democrat democrats foundation officials panel republican republicans
    team""".split()
)
"""Last words of what is no person's name."""
_BEFORE = 24
"""Characters before a name that are searched for what tells the sex of its bearer."""


@dataclass(frozen=True, slots=True)
class Scene:
    """An article's names and sentences."""

    text: str
    paragraphs: Sequence[ParagraphRow]
    mentions: Sequence[MentionRow]
    entities: Mapping[str, EntityRow]
    genders: Mapping[str, str]
    """`male` or `female` by entity id, where the article or the first name tells."""
    starts: Sequence[int]
    """Offsets of the mentions."""
    places: Mapping[str, Sequence[int]]
    """Offsets of the mentions by entity id."""
    breaks: Sequence[int]
    """Offsets at which sentences begin."""
    blocks: Sequence[int]
    """Offsets at which paragraphs begin."""
    attributions: Sequence[Attribution]

    def within(self, start: int, end: int, most: int | None = None) -> Sequence[MentionRow]:
        """Return the mentions, or the first of them, that begin in a stretch of the text."""
        first, after = bisect_left(self.starts, start), bisect_left(self.starts, end)
        return self.mentions[first : after if most is None else min(after, first + most)]

    def sentence(self, place: int) -> int:
        """Return the number of the sentence at a place."""
        return bisect_right(self.breaks, place) - 1

    def paragraph(self, place: int) -> int:
        """Return the number of the paragraph at a place."""
        return bisect_right(self.blocks, place) - 1


def is_person(mention: MentionRow) -> bool:
    """Tell whether a mention names a person, and not a body named after one."""
    return mention.type == "person" and is_name(mention)


def is_name(mention: MentionRow) -> bool:
    """Tell a name, or a handle, from words for an office (`the Vermont senator`), a person's from those of a body named after one."""
    last = mention.text.rpartition(" ")[2]
    plain = last.strip("@.,’'").casefold()
    if mention.type == "person":
        handle = " " not in mention.text and not plain.endswith("s") and not PERSON_WORD.search(plain)
        return bool(plain) and (handle or not last.islower()) and plain not in _NO_NAMES
    return not last.islower() or plain in BODIES or plain in NO_PERSON or (plain not in _OFFICES and not PERSON_WORD.search(plain))


def set_scene(
    text: str,
    paragraphs: Sequence[ParagraphRow],
    attributions: Sequence[Attribution],
    mentions: Sequence[MentionRow],
    entities: Sequence[EntityRow],
) -> Scene:
    """Collect what is known of an article."""
    breaks = [0]
    for row in paragraphs:
        breaks.append(row.start)
        breaks += [found.end() for found in SENTENCE_END.finditer(text, row.start, row.end)]
    by_id = {entity.entity_id: entity for entity in entities}
    places: defaultdict[str, list[int]] = defaultdict(list)
    for mention in mentions:
        places[mention.entity_id].append(mention.start)
    starts, blocks = [mention.start for mention in mentions], [row.start for row in paragraphs]
    return Scene(text, paragraphs, mentions, by_id, _genders(text, mentions), starts, places, breaks, blocks, attributions)


def _genders(text: str, mentions: Sequence[MentionRow]) -> dict[str, str]:
    """Return the sex of people by what is said of them most often; a title or a noun counts more than a first name."""
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for mention in mentions:
        if is_person(mention):
            before = text[max(0, mention.start - _BEFORE) : mention.start]
            noun = _GENDERED_NOUN.search(before)
            titled = ("male" if noun["male"] else "female") if noun and not noun["apart"] else _titled(before, mention.text)
            name = person_name(mention.text).shown
            told = titled or gender_told(name, "")
            if told:
                votes[mention.entity_id][told] += 3 if titled else 1
    return {entity: counted.most_common(1)[0][0] for entity, counted in votes.items()}


def _titled(before: str, name: str) -> str | None:
    """Return what a title tells, before a name or as its first word: `Mrs. Ruiz`."""
    first, space, _ = name.partition(" ")
    return gender_told("", before) or (gender_told("", f"{first} ") if space else None)
