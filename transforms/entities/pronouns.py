"""By which pronoun an article means each person, where it surely does: `he` or `she` with one person whom it can mean, or `they` as told.

Only pronouns tell; a name or title gives nobody one. A title (`Mrs Ruiz`, `spokesman Tom Li`) keeps the other pronoun from meaning somebody;
against a first name a pronoun has to stand more than once.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from transforms.entities.gazetteer import FEMALE_NAMES, MALE_NAMES
from transforms.entities.names import person_name
from transforms.quotes.cues import SENTENCE_END
from transforms.records import Quoted, Span
from transforms.schema import MentionRow, ParagraphRow, QuoteRow
from transforms.speakers.bearers import PRONOUN
from transforms.speakers.wording import gender_of, read_wording

_THEY = re.compile(r"\((?:they/them|they)\)|,? who uses (?:the )?(?:pronouns? )?[“\"‘']?they\b")
"""Behind a name: that somebody is meant by `they`."""
_CLAUSE = re.compile(r"[,;:–—]|\b(?:that|who|which|and|but|or|when|while|as|if|because|before|after|to|for|with|of|by|on)\b")
"""What may stand between a name and an object that means its bearer."""
_ENDS = re.compile(r"\s?[.,;:!?”\"]|\s(?:to|that|for|with|in|on|at|by|and|about|from|as)\b")
_BEFORE = re.compile(r"(?<![^\W\d_])([^\W\d_]+)\.?,? $")
_TITLE = 24
_BACK = 2
"""Sentences before that of a pronoun in which whom it means is looked for."""
_SOURCE = 2.0
"""Weight of a pronoun that is the source of a statement whose speaker is known, beside one that can mean one person alone."""
_LEAST = 1.0
_AGAINST = 3.0
"""The least weight of a pronoun that goes with a first name, and of one that goes against it."""
_OPPOSED = 0.25
"""The most that the other pronoun may have of the weight of the one that is given."""
_PASSES = 2


@dataclass(frozen=True, slots=True)
class _Pronoun:
    """A pronoun in the text, with those whom it may mean."""

    said: str
    near: tuple[str, ...]
    """People named before it in its sentence; else in the nearest sentence before it that names any."""


def pronouns(
    text: str,
    paragraphs: Sequence[ParagraphRow],
    quoted: Sequence[Sequence[Quoted]],
    mentions: Sequence[MentionRow],
    quotes: Sequence[QuoteRow],
) -> Mapping[str, str]:
    """Return `he`, `she` or `they` by the id of each person whom the article surely means so.

    Args:
        text: the article.
        paragraphs: its paragraphs.
        quoted: what stands in quotation marks, for each paragraph.
        mentions: its names, in order.
        quotes: its statements, with their speakers.
    """
    people = [mention for mention in mentions if mention.type == "person"]
    titled = _titled(text, people)
    called = {mention.entity_id: told for mention in people if (told := _named(mention.text))}
    sources = [(quote.speaker_id, said) for quote in quotes if quote.speaker_id and (said := _source(quote))]
    found = list(_found(text, paragraphs, quoted, people))
    given: dict[str, str] = {}
    for _ in range(_PASSES):
        given = _decided(sources, found, titled, called, given)
    return given | {mention.entity_id: "they" for mention in people if _THEY.match(text, mention.end)}


def _source(quote: QuoteRow) -> str:
    """Return the pronoun that is the source of a statement."""
    kind = read_wording(quote.speaker_text).pronoun if quote.speaker_text and quote.speaker_resolution == "pronoun" else ""
    return kind if kind in {"he", "she"} else ""


def _titled(text: str, people: Sequence[MentionRow]) -> Mapping[str, str]:
    """Return the pronoun that the titles before names let people have, where they agree."""
    told: dict[str, set[int]] = defaultdict(set)
    for mention in people:
        before = _BEFORE.search(text, max(0, mention.start - _TITLE), mention.start)
        word = before[1].casefold() if before else ""
        told[mention.entity_id].add(gender_of((word,), word, (word,)))
    return {entity: "he" if 1 in sexes else "she" for entity, sexes in told.items() if len(sexes - {0}) == 1}


def _named(name: str) -> str:
    """Return the pronoun that goes with a first name, if that is nearly always a man's or a woman's."""
    first = person_name(name).words[:-1][:1]
    return "he" if MALE_NAMES.issuperset(first) and first else "she" if FEMALE_NAMES.issuperset(first) and first else ""


def _found(
    text: str, paragraphs: Sequence[ParagraphRow], quoted: Sequence[Sequence[Quoted]], people: Sequence[MentionRow]
) -> Iterator[_Pronoun]:
    """Yield the pronouns of the body that stand in no quotation, each with those whom it may mean; names in quotations are not among these."""
    marks = [mark.span for row in quoted for mark in row if mark.level == 0]
    told = [mention for mention in people if not _lies_in(marks, mention.start)]
    starts = [mention.start for mention in told]
    body = [row for row in paragraphs if row.is_body] if told else []
    breaks = [place for row in body for place in (row.start, *(end.end() for end in SENTENCE_END.finditer(text, row.start, row.end)))]
    for row in body:
        for pronoun in PRONOUN.finditer(text, row.start, row.end):
            if not _lies_in(marks, pronoun.start()):
                near = _near(text, told, starts, breaks, pronoun)
                if near:
                    yield _Pronoun("he" if pronoun["male"] else "she", near)


def _lies_in(marks: Sequence[Span], place: int) -> bool:
    number = bisect_right(marks, place, key=lambda mark: mark.start)
    return number > 0 and place < marks[number - 1].end


def _near(
    text: str, people: Sequence[MentionRow], starts: Sequence[int], breaks: Sequence[int], pronoun: re.Match[str]
) -> tuple[str, ...]:
    """Return who is named before a pronoun in its sentence, else in the nearest before it; not the subject of which it is the object."""
    sentence, until = bisect_right(breaks, pronoun.start()) - 1, pronoun.start()
    for number in range(sentence, max(-1, sentence - 1 - _BACK), -1):
        first, last = bisect_left(starts, breaks[number]), bisect_left(starts, until)
        if first < last and number == sentence and _is_object(text, people[last - 1].end, pronoun):
            last -= 1
        if first < last:
            return tuple(dict.fromkeys(mention.entity_id for mention in people[first:last]))
        until = breaks[number]
    return ()


def _is_object(text: str, subject_end: int, pronoun: re.Match[str]) -> bool:
    """Tell `him` or `her` that stands behind a verb of the subject before it: `Ruiz told him`."""
    word = pronoun[0].casefold()
    behind = word == "him" or (word == "her" and _ENDS.match(text, pronoun.end()) is not None)
    return behind and _CLAUSE.search(text, subject_end, pronoun.start()) is None


def _decided(
    sources: Sequence[tuple[str, str]],
    found: Sequence[_Pronoun],
    titled: Mapping[str, str],
    called: Mapping[str, str],
    given: Mapping[str, str],
) -> dict[str, str]:
    """Return whom the pronouns surely mean, with what is known of others: a man's title, or the pronoun that somebody has."""
    weights: dict[str, dict[str, float]] = defaultdict(lambda: {"he": 0.0, "she": 0.0})
    for entity, said in sources:
        weights[entity][said] += _SOURCE
    for pronoun in found:
        fitting = [one for one in pronoun.near if titled.get(one, pronoun.said) == pronoun.said == given.get(one, pronoun.said)]
        if len(fitting) == 1:
            weights[fitting[0]][pronoun.said] += 1.0
    decided = {}
    for entity, weight in weights.items():
        said = max(weight, key=lambda each: weight[each])
        least = _LEAST if called.get(entity, said) == said else _AGAINST
        if weight[said] >= least and sum(weight.values()) - weight[said] <= _OPPOSED * weight[said]:
            decided[entity] = said
    return decided
