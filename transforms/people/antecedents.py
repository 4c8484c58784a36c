"""The people whom each `he` or `she` of an article may mean, with what speaks for each of them."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from transforms.people.nouns import Word, listed, names_person
from transforms.quotes.cues import SENTENCE_END
from transforms.records import Quoted, Span
from transforms.schema import MentionRow, ParagraphRow, QuoteRow
from transforms.speakers.candidates import PRONOUN
from transforms.speakers.wording import of_lexicon

NOBODY = ""
"""The entity id that stands for a person without a name nearby."""
_WORD = re.compile(r"[\w’'-]+")
_OWNS = re.compile(r"(?<=\w)['’]s?(?!\w)")
_CLAUSE = re.compile(r"[,;:–—]|\b(?:that|who|which|and|but|or|when|while|as|if|because|before|after|to|for|with|of|by|on)\b")
"""What separates the clause of a name from that of an object pronoun."""
_OBJECT = re.compile(r"\s?[.,;:!?”\"]|\s(?:to|that|for|with|in|on|at|by|and|about|from|as)\b")
"""Words after `her` if it is not a possessive."""
_BACK = 3
"""Sentences before a pronoun that are searched for names."""
_REACH = 2000
"""Maximum characters of these."""
_AHEAD = 120
"""Characters after a pronoun that are searched for the subject of its sentence: `In his speech, Ruiz said`."""
_LEAD = 80
"""Maximum characters of a sentence before the name of its subject."""
_NO_LEAD = frozenset({"by", "for", "from", "in", "on", "to", "with", "of", "at", "about"})
"""Words that cannot precede a subject in its phrase."""
_AND = re.compile(r",? (?:and|&|or) (?:[\w.]+ ){0,3}|, ")
"""What stands between two names of a list."""
_MOST = 6
"""People who are considered for a pronoun, the nearest first."""


@dataclass(frozen=True, slots=True)
class Pronoun:
    """A pronoun and the people it may mean."""

    said: str
    """`he` or `she`."""
    start: int
    facts: Mapping[str, Sequence[str]]
    """What speaks for or against each person, by entity id; for nobody of them under `NOBODY`."""


@dataclass(slots=True)
class _Text:
    """What is looked up for every pronoun of an article."""

    text: str
    named: Sequence[MentionRow]
    """People outside quotations, in order."""
    breaks: Sequence[int]
    """Starts of sentences and paragraphs."""
    spoken: Sequence[tuple[int, str]]
    """Where statements begin, and who speaks."""
    sources: frozenset[int]
    """Where the sources of statements begin."""
    starts: Sequence[int] = field(init=False)
    counts: Mapping[str, int] = field(init=False)
    """How often each person is named."""

    def __post_init__(self) -> None:
        self.starts = [mention.start for mention in self.named]
        self.counts = Counter(mention.entity_id for mention in self.named)

    def speaker(self, place: int) -> str | None:
        """Return who spoke last before a place."""
        number = bisect_left(self.spoken, (place, ""))
        return self.spoken[number - 1][1] if number else None

    def end_of(self, sentence: int) -> int:
        """Return where a sentence ends."""
        return self.breaks[sentence + 1] if sentence + 1 < len(self.breaks) else len(self.text)


def found_pronouns(
    text: str,
    paragraphs: Sequence[ParagraphRow],
    quoted: Sequence[Sequence[Quoted]],
    people: Sequence[MentionRow],
    quotes: Sequence[QuoteRow],
) -> Iterator[Pronoun]:
    """Yield the pronouns of the body outside quotations; names within quotations are not candidates."""
    marks = [mark.span for row in quoted for mark in row if mark.level == 0]
    named = [mention for mention in people if not _lies_in(marks, mention.start)]
    body = [row for row in paragraphs if row.is_body] if named else []
    breaks = [place for row in body for place in (row.start, *(end.end() for end in SENTENCE_END.finditer(text, row.start, row.end)))]
    spoken = sorted((quote.spans[0].start, quote.speaker_id) for quote in quotes if quote.speaker_id and quote.speaker_resolution == "name")
    sources = frozenset(quote.speaker_start for quote in quotes if quote.speaker_start is not None)
    article = _Text(text, named, breaks, spoken, sources)
    for row in body:
        for found in PRONOUN.finditer(text, row.start, row.end):
            if not _lies_in(marks, found.start()):
                yield _pronoun(article, found, row)


def _lies_in(marks: Sequence[Span], place: int) -> bool:
    number = bisect_right(marks, place, key=lambda mark: mark.start)
    return number > 0 and place < marks[number - 1].end


def _pronoun(article: _Text, found: re.Match[str], row: ParagraphRow) -> Pronoun:
    """Return a pronoun with the people before it, and the one ahead of it whose sentence it begins."""
    said, place, kind = ("he" if found["male"] else "she"), found.start(), _kind(article.text, found)
    sentence = bisect_right(article.breaks, place) - 1
    first = max(article.breaks[max(0, sentence - _BACK)], place - _REACH)
    last = bisect_left(article.starts, place)
    latest: dict[str, int] = {}
    for number in range(last - 1, bisect_left(article.starts, first) - 1, -1):
        mention = article.named[number]
        apposed = kind == "owner" and not article.text[mention.end : place].strip(" ,")  # `Ruiz, his lawyer`
        if not apposed and article.text[mention.start - 1 : mention.start] != "(":
            latest.setdefault(mention.entity_id, number)
    facts: dict[str, list[str]] = {}
    speaker, most = article.speaker(place), max(article.counts.values())
    for rank, (entity, number) in enumerate(list(latest.items())[:_MOST]):
        mention = article.named[number]
        back = sentence - (bisect_right(article.breaks, mention.start) - 1)
        role = _role(article, mention, found)
        facts[entity] = [
            f"{kind}, {role}, {min(back, 1)}",
            f"{role}, {back} back",
            f"{kind}, rank {min(rank, 3)}",
            f"rank {min(rank, 3)}, {back} back",
            *(["other paragraph"] if mention.start < row.start else []),
            *([f"spoke, {kind}, {'source' if place in article.sources else 'no source'}"] if entity == speaker else []),
            *_between(article.text, said, mention, place),
            *(["most named"] if article.counts[entity] == most else []),
            *(["first of the paragraph"] if bisect_left(article.starts, row.start) == number else []),
            *(["one of several"] if _is_joined(article, number) else []),
            *([f"named behind, {kind}"] if _is_behind(article, entity, found, sentence) else []),
        ]
    ahead = _ahead(article, found, sentence)
    if ahead:
        facts.setdefault(ahead, []).append(f"ahead, {kind}")
    before = [article.named[number] for number in latest.values()]
    return Pronoun(said, place, facts | {NOBODY: _nobody(article, found, before, kind, ahead)})


def _is_joined(article: _Text, number: int) -> bool:
    """Return whether a name is one of a list: `Ruiz and Li`."""
    pairs = ((one, one + 1) for one in (number - 1, number) if 0 <= one < len(article.named) - 1)
    return any(
        article.named[one].entity_id != article.named[other].entity_id
        and _AND.fullmatch(article.text, article.named[one].end, article.named[other].start) is not None
        for one, other in pairs
    )


def _is_behind(article: _Text, entity: str, found: re.Match[str], sentence: int) -> bool:
    """Return whether somebody is named behind a pronoun in its sentence, where it rarely means the same person."""
    first, last = (bisect_left(article.starts, place) for place in (found.end(), article.end_of(sentence)))
    return any(mention.entity_id == entity for mention in article.named[first:last])


def _kind(text: str, found: re.Match[str]) -> str:
    """Return the case of a pronoun: `subject`, `owner`, `object` or `self`."""
    word = found[0].casefold()
    if word in {"he", "she"}:
        return "subject"
    if word.endswith("self"):
        return "self"
    return "object" if word == "him" or (word == "her" and _OBJECT.match(text, found.end())) else "owner"


def _role(article: _Text, mention: MentionRow, found: re.Match[str]) -> str:
    """Return what a name is in its sentence, as far as its words show."""
    text = article.text
    behind = text[mention.end : mention.end + 30]
    if next(iter(_WORD.findall(behind)), "") in of_lexicon("bodies") and behind[:1] == " ":
        return "body"
    if _OWNS.search(mention.text[-2:]) or _OWNS.match(behind):
        return "owner"
    if _kind(text, found) == "object" and _CLAUSE.search(text, mention.end, found.start()) is None:
        return "own clause"
    begin = article.breaks[bisect_right(article.breaks, mention.start) - 1]
    lead = text[max(begin, mention.start - _REACH) : mention.start]
    clause = lead.rpartition(", ")[2].casefold()
    words = _WORD.findall(clause)
    if len(clause) > _LEAD or any(word in _NO_LEAD or word in listed("verbs") for word in words):
        return "by" if words[-1:] and words[-1] in _NO_LEAD else "other"
    return "subject" if begin == mention.start or ", " not in lead else "later subject"


def _between(text: str, said: str, mention: MentionRow, place: int) -> Iterator[str]:
    """Yield what stands between a name and a pronoun: another man, another person, nothing but a comma."""
    between = text[mention.end : place]
    words = _WORD.findall(between)
    if any(word.casefold() in of_lexicon("male nouns" if said == "he" else "female nouns") for word in words):
        yield "another of that sex"
    if any(word.casefold() in of_lexicon("female nouns" if said == "he" else "male nouns") for word in words):
        yield "another of the other sex"
    if any(names_person(Word(0, word)) for word in words if word.islower()):
        yield "another person"


def _ahead(article: _Text, found: re.Match[str], sentence: int) -> str | None:
    """Return who is the subject of the sentence that a pronoun stands in front of: `In his speech, Ruiz said`."""
    text, begin, end = article.text, article.breaks[sentence], article.end_of(sentence)
    number = bisect_left(article.starts, found.end())
    if (
        number == len(article.starts)
        or article.starts[number] >= min(end, found.end() + _AHEAD)
        or "," in text[max(begin, found.start() - _REACH) : found.start()]
    ):
        return None
    comma = text.rfind(",", found.end(), article.starts[number])
    words = _WORD.findall(text[comma : article.starts[number]].casefold())
    led = comma >= 0 and not any(word in _NO_LEAD or word in listed("verbs") for word in words)
    return article.named[number].entity_id if led else None


def _nobody(article: _Text, found: re.Match[str], latest: Sequence[MentionRow], kind: str, ahead: str | None) -> list[str]:
    """Return what speaks for a person who is not named nearby."""
    text, place = article.text, found.start()
    facts = ["nobody", f"nobody, {kind}", *(["nobody, somebody ahead"] if ahead else [])]
    if not latest:
        return [*facts, "nobody, none before"]
    nouns = of_lexicon("male nouns" if found["male"] else "female nouns")
    words = _WORD.findall(text[latest[0].end : place])
    if any(word.casefold() in nouns for word in words):
        facts.append("nobody, that sex since the last name")
    persons = sum(names_person(Word(0, word)) for word in words if word.islower())
    facts.append(f"nobody, persons since the last name {min(persons, 3)}")
    breaks = bisect_right(article.breaks, place) - bisect_right(article.breaks, latest[0].start)
    facts.append(f"nobody, last name {breaks} back")
    facts.append(f"nobody, {min(len(latest), 4)} named")
    return facts
