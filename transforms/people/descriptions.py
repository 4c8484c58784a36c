"""Descriptions of named people and organizations: the fullest noun phrase beside a name, `head of the port`."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence

from transforms.entities.names import HONOURS, person_name
from transforms.people.nouns import Word, listed, names_body, names_person, words_of
from transforms.people.phrases import Head, is_office, is_single, phrase_at
from transforms.people.titles import before_comma, before_courtesy, is_rank, outer_modifiers, title_before
from transforms.quotes.cues import SENTENCE_END
from transforms.records import Quoted, Span
from transforms.schema import MentionRow, ParagraphRow

_REACH = 160
"""Characters examined before a name, and …"""
_BEHIND = 400
"""… after it."""
_MOST = 40
"""Maximum mentions examined per entity."""
_LONGEST = 14
"""Words beyond which a description does not count as fuller."""
_DESCRIBES = frozenset({"summary", "body", "list", "caption"})
_HONOURS = re.compile(rf"(?:{HONOURS}|,? (?:Jr|Sr)\b\.?){{0,5}}(?! [a-z])(?:,? \([^()]{{1,40}}\))?(?= ?\W)")
_OF_A_BODY = re.compile(r" of (?:the )?[A-Z][\w.&’'-]*(?: (?:of |and |& )?[A-Z][\w.&’'-]*){0,4}(?=, )")
"""Where somebody belongs, between a name and its description."""
_ACRONYM = re.compile(r"(?: \([^()]{1,40}\))?")
_APPOSED = re.compile(r",? [–—-]{1,2} (?=\S)|, (?=\S)|,? \((?=\S)")
_AGE = re.compile(r"(?:aged? )?(\d{1,3})(?=[,.;)](?!\d)|$)(?:, )?")
_IS = re.compile(r",?(?: who| which)? (?:is|was|are|were|became|remains)(?: (?:also|now|still|only|currently|already|once))? ")
_ENDS_CLAUSE = re.compile(r"[;:“”\"()]|\.\s| [–—-]{1,2} |, ")
_CLOSES = re.compile(r"\s?[,.;:()—–”\"]|\s?$|\s(?:-|who\b)")
_SEVERAL = re.compile(r"\s?[,.;:()—–”\"]|\s?$| and\b")
_LISTED = re.compile(r",? and\b")
"""Text after an organization in a list."""
_AS = re.compile(r"(?:\bAs|[,;:] as) $")
_YEARS = re.compile(r"(?:(?:an?|the) )?(?:[\w-]+-years?-old|(?:aged? )?\d{1,3}(?: years? old)?|aged [\w-]+)", re.IGNORECASE)
"""Only an age, which does not describe anybody."""
_IN_BRACKETS = re.compile(r" (?:\([^()]{2,12}\) )?$")
"""The text between the name of a body and an office there: nothing, or an acronym (`Port Authority (PA) chief`)."""
_AND = re.compile(r",?\s+(?:and|&)\s+(?=\S)")


def descriptions(
    text: str, paragraphs: Sequence[ParagraphRow], quoted: Sequence[Sequence[Quoted]], mentions: Sequence[MentionRow]
) -> Mapping[str, Span]:
    """Return the description of each person and organization, by entity id: an office before all else, then the fullest, then the first.

    Args:
        text: the article.
        paragraphs: its paragraphs.
        quoted: the quotations of each paragraph.
        mentions: its names, in order.
    """
    people = [mention for mention in mentions if mention.type == "person"]
    starts = [mention.start for mention in people]
    names = _Names(mentions)
    looked: dict[str, int] = {}
    found: dict[str, list[Span]] = {}
    for mention in mentions:
        row = paragraphs[mention.paragraph]
        if mention.type not in {"person", "organization"} or row.role not in _DESCRIBES:
            continue
        looked[mention.entity_id] = looked.get(mention.entity_id, 0) + 1
        if looked[mention.entity_id] <= _MOST:
            place = bisect_right(starts, mention.start)
            others = people[place : place + 6]
            former = people[max(0, place - 2) : place]
            for phrase in _said_of(text, mention, Span(row.start, row.end), quoted[mention.paragraph]):
                span = names.whole(text, phrase)
                if not (
                    _YEARS.fullmatch(text, span.start, span.end)
                    or (span.start <= mention.start < span.end)
                    or _is_of_another(text, span, others)
                    or _is_behind_another(text, span, mention, former)
                    or _ends_in_name(span, mention, former)
                ):
                    found.setdefault(mention.entity_id, []).append(span)
    bodies = {mention.entity_id for mention in mentions if mention.type == "organization"}
    return {
        entity: max(spans, key=lambda span: (entity not in bodies and _is_position(span, text), _fullness(text, span), -span.start))
        for entity, spans in found.items()
    }


class _Names:
    """The names of an article, none of which a description may cut in two."""

    def __init__(self, mentions: Sequence[MentionRow]) -> None:
        """Take the names in order."""
        self._all = mentions
        self._starts = [name.start for name in self._all]

    def whole(self, text: str, span: Span) -> Span:
        """Return a noun phrase with the whole of the names at its ends: `Port Authority chief`, not `Authority chief`.

        A person who is named in it with `and` is another: `judge` in `Ana Ruiz and judge Tom Li`.
        """
        first, last = self._around(span.start) or self._ahead(text, span.start), self._around(span.end - 1)
        start = outer_modifiers(text, first.start) if first and first.start < span.start else span.start
        within = self._all[bisect_left(self._starts, start) : bisect_left(self._starts, span.end)]
        joined = [found.end() for name in within if name.type == "person" and (found := _AND.match(text, name.end, span.end))]
        return Span(max([start, *joined]), max(span.end, last.end) if last else span.end)

    def _around(self, place: int) -> MentionRow | None:
        """Return the name in which a place is."""
        number = bisect_right(self._starts, place) - 1
        return self._all[number] if number >= 0 and place < self._all[number].end else None

    def _ahead(self, text: str, place: int) -> MentionRow | None:
        """Return the body or place whose name is right before an office, if that has no determiner."""
        between = _IN_BRACKETS.search(text, max(0, place - 16), place)
        name = self._around(between.start() - 1) if between and between.start() else None
        if name is None or name.type == "person" or not text[name.end - 1].isalnum():
            return None
        return None if any(word.begins for word in words_of(text, place, place + 8)[:1]) else name


def _is_position(span: Span, text: str) -> bool:
    """Return whether a noun phrase is of an office, not only of a rank: `port minister`, but not `Colonel`."""
    return is_office(span, text) and not is_rank(span.of(text))


def _fullness(text: str, span: Span) -> int:
    words = [word for word in words_of(text, span.start, span.end) if not word.begins]
    return min(len(words), _LONGEST)


def _said_of(text: str, mention: MentionRow, row: Span, quoted: Iterable[Quoted]) -> Iterator[Span]:
    """Yield the noun phrases that describe one mention."""
    person = mention.type == "person"
    is_head: Head = names_person if person else names_body
    start = mention.start + (max(0, mention.text.find(person_name(mention.text).shown)) if person else 0)
    end = mention.end - len(mention.text) + len(mention.text.rstrip())
    stop = SENTENCE_END.search(text, end, min(row.end, end + _BEHIND))
    sentence_end = stop.start() + 1 if stop else min(row.end, end + _BEHIND)
    within = any(mark.span.start < start < mark.span.end for mark in quoted)
    before = text[max(row.start, start - _REACH) : start]
    yield from _ahead(text, Span(start - len(before), start), Span(end, sentence_end), is_head, person=person)
    yield from _after(text, Span(end, sentence_end), is_head, person=person)
    if not within and _is_subject(before):
        yield from (phrase for phrase in _told(text, Span(end, sentence_end), is_head) if is_single(phrase, text, is_head))


def _ahead(text: str, before: Span, behind: Span, is_head: Head, *, person: bool) -> Iterator[Span]:
    """Yield the title before a name, or the noun phrase before a comma and the name."""
    words = words_of(text, before.start, before.end) if before.of(text)[-1:].isspace() else []
    if before.start and text[before.start - 1 : before.start].strip():
        words = words[1:]
    words = words[: before_courtesy(words)]
    if not words:
        return
    if words[-1].raw.endswith(","):
        comma = words[-1].start + len(words[-1].raw) - 1
        begin = max((found.end() for found in _ENDS_CLAUSE.finditer(text, before.start, comma)), default=words[0].start)
        phrase = before_comma([word for word in words if word.start >= begin], is_head)
        apposed = behind.start == behind.end or (_CLOSES if not phrase or is_single(phrase, text, is_head) else _SEVERAL).match(
            text, behind.start, behind.end
        )
        told = phrase and (apposed or words[-1].bare[:1].isupper() or _AS.search(text, max(0, phrase.start - 6), phrase.start))
        if phrase and told and (person or _is_common(text, phrase)):
            yield phrase
        return
    title = title_before(words, is_head)
    before_title = [word for word in words if title and word.end <= title.start]
    if person and title and is_rank(title.of(text)) and before_title and before_title[-1].raw.endswith(","):
        yield from _ahead(text, Span(before.start, title.start), Span(title.start, title.start), is_head, person=person)
    if title and (person or any(word.bare[:1].islower() for word in words_of(text, title.start, title.end)[-1:])):
        yield title


def _is_common(text: str, phrase: Span) -> bool:
    """Return whether a phrase has a common noun (a lower-case word before the first preposition), unlike a name."""
    words = [word for word in words_of(text, phrase.start, phrase.end) if not word.begins]
    until = next((n for n, word in enumerate(words) if word.plain in listed("ends")), len(words))
    return any(word.bare.islower() for word in words[until - 1 : until]) and ")" not in phrase.of(text)


def _after(text: str, behind: Span, is_head: Head, *, person: bool) -> Iterator[Span]:
    """Yield the noun phrase in apposition after a name, or the age there."""
    honours = _HONOURS.match(text, behind.start, behind.end)
    belongs = _OF_A_BODY.match(text, behind.start, behind.end) if person else None
    for place in dict.fromkeys(found.end() if found else behind.start for found in (honours, belongs, None)):
        apposed = _APPOSED.match(text, place, behind.end)
        if apposed is None:
            continue
        begin = apposed.end()
        words = words_of(text, begin, behind.end)
        aged = _AGE.match(text, begin, behind.end)
        phrase = phrase_at(words_of(text, aged.end(), behind.end), is_head) if aged else phrase_at(words, is_head)
        phrase = phrase if phrase and (not person or is_single(phrase, text, is_head)) else None
        if aged:
            yield Span(begin, phrase.end) if phrase else Span(begin, aged.end(1))
        elif (
            phrase
            and (person or (_is_common(text, phrase) and not _LISTED.match(text, phrase.end)))
            and not (apposed[0].endswith("(") and text[begin].isupper())
        ):
            yield phrase


def _told(text: str, behind: Span, is_head: Head) -> Iterator[Span]:
    """Yield predicates after a name: `is a captain`, `, who was the head of the port`."""
    acronym = _ACRONYM.match(text, behind.start, behind.end)
    told = _IS.match(text, acronym.end() if acronym else behind.start, behind.end)
    phrase = phrase_at(words_of(text, told.end(), behind.end), is_head, determined=True) if told else None
    if phrase:
        yield phrase


def _is_subject(before: str) -> bool:
    """Return whether a name behind some words can be a subject: not one behind a preposition, as in `the death of Ana Ruiz was`."""
    clause = before[max(before.rfind(mark) for mark in (". ", ", ", "; ", "? ", "! ", "” ")) + 1 :]
    return not any(word.plain in listed("ends") for word in words_of(clause, 0, len(clause)) if word.bare.islower())


def _ends_in_name(span: Span, mention: MentionRow, people: Sequence[MentionRow]) -> bool:
    """Return whether the text before a name ends with another name: `Ana Ruiz (Tom Li)`."""
    return span.start < mention.start and any(other.start < span.end <= other.end for other in people)


def _is_behind_another(text: str, span: Span, mention: MentionRow, people: Sequence[MentionRow]) -> bool:
    """Return whether a noun phrase before a name is in apposition to the previous name: `Ana Ruiz, the mayor, Tom Li`."""
    if span.start > mention.start or not text[span.end : mention.start].startswith(","):
        return False
    return any(text[other.end : span.start].strip() == "," for other in people)


def _is_of_another(text: str, span: Span, people: Sequence[MentionRow]) -> bool:
    """Return whether a noun phrase ends with the person it is the title of: `general secretary of the union Ana Ruiz`."""
    for other in people[: bisect_left([person.start for person in people], span.end)]:
        before = words_of(text, span.start, other.start)
        if not before:
            return True
        last = before[-1]
        if other.end >= span.end and not (last.owns or last.begins or last.plain in listed("ends") or _is_title(last)):
            return True
    return False


def _is_title(word: Word) -> bool:
    return names_person(word) or word.plain in listed("courtesy")
