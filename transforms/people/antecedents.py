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
from transforms.speakers.bearers import PRONOUN
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
    pronouns: Sequence[tuple[int, str]]
    """Where `he` and `she` are meant, and which."""
    breaks: Sequence[int]
    """Starts of sentences and paragraphs."""
    spoken: Sequence[tuple[int, str]]
    """Where statements begin, and who speaks."""
    sources: frozenset[int]
    """Where the sources of statements begin."""
    begins: frozenset[int] = field(init=False)
    starts: Sequence[int] = field(init=False)
    counts: Mapping[str, int] = field(init=False)
    most: frozenset[str] = field(init=False)
    """Those named most."""

    def __post_init__(self) -> None:
        self.begins, self.starts = frozenset(self.breaks), [mention.start for mention in self.named]
        self.counts = Counter(mention.entity_id for mention in self.named)
        most = max(self.counts.values(), default=0)
        self.most = frozenset(entity for entity, count in self.counts.items() if count == most)

    def speaker(self, place: int) -> str | None:
        """Return who spoke last before a place."""
        number = bisect_left(self.spoken, (place, ""))
        return self.spoken[number - 1][1] if number else None


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
    found = [(one, row) for row in body for one in PRONOUN.finditer(text, row.start, row.end) if not _lies_in(marks, one.start())]
    sources = frozenset(quote.speaker_start for quote in quotes if quote.speaker_start is not None)
    article = _Text(text, named, [(one.start(), _said(one)) for one, _ in found], breaks, spoken, sources)
    for one, row in found:
        yield _pronoun(article, one, row)


def _said(found: re.Match[str]) -> str:
    return "he" if found["male"] else "she"


def _lies_in(marks: Sequence[Span], place: int) -> bool:
    number = bisect_right(marks, place, key=lambda mark: mark.start)
    return number > 0 and place < marks[number - 1].end


def _pronoun(article: _Text, found: re.Match[str], row: ParagraphRow) -> Pronoun:
    """Return a pronoun with the people before it, and the one ahead of it whose sentence it begins."""
    said, place, kind = _said(found), found.start(), _kind(article.text, found)
    source = place in article.sources
    sentence = bisect_right(article.breaks, place) - 1
    first = max(article.breaks[max(0, sentence - _BACK)], place - _REACH)
    last = bisect_left(article.starts, place)
    latest: dict[str, MentionRow] = {}
    for mention in reversed(article.named[bisect_left(article.starts, first) : last]):
        apposed = kind == "owner" and not article.text[mention.end : place].strip(" ,")  # `Ruiz, his lawyer`
        if not apposed and article.text[mention.start - 1 : mention.start] != "(":
            latest.setdefault(mention.entity_id, mention)
    facts: dict[str, list[str]] = {}
    speaker = article.speaker(place)
    for rank, (entity, mention) in enumerate(list(latest.items())[:_MOST]):
        back = sentence - (bisect_right(article.breaks, mention.start) - 1)
        role = _role(article, mention, found)
        run = article.pronouns[bisect_left(article.pronouns, (mention.end, "")) : bisect_left(article.pronouns, (place, ""))]
        same = sum(one == said for _, one in run)
        number = article.starts.index(mention.start)
        facts[entity] = [
            f"{min(same, 4)} of that sex between, {min(back, 3)} back",
            f"{min(len(run) - same, 2)} of the other sex between",
            *(["joined"] if _is_joined(article, number) else []),
            *([f"named behind, {kind}"] if _named_behind(article, entity, found, sentence) else []),
            *(["leads its paragraph"] if _leads_paragraph(article, mention, row) else []),
            f"named {min(article.counts[entity], 5)} times",
            f"{kind}, {role}, {min(back, 1)}",
            f"{role}, {min(back, 4)} back",
            f"{kind}, rank {min(rank, 3)}",
            f"rank {min(rank, 3)}, {min(back, 4)} back",
            *(["other paragraph"] if mention.start < row.start else []),
            *([f"spoke, {kind}, {source}"] if entity == speaker else []),
            *_between(article.text, said, mention, place),
            *(["most named"] if entity in article.most else []),
            *(["subject of some sentence"] if _leads_some(article, entity, first, place) else []),
        ]
    ahead = _ahead(article, found, sentence)
    if ahead:
        facts.setdefault(ahead, []).append(f"ahead, {kind}")
    return Pronoun(said, place, facts | {NOBODY: _nobody(article, found, list(latest.values()), kind, ahead)})


def _is_joined(article: _Text, number: int) -> bool:
    mention = article.named[number]
    others = article.named[max(0, number - 1) : number] + article.named[number + 1 : number + 2]
    for other in others:
        first, last = sorted((mention, other), key=lambda m: m.start)
        if re.fullmatch(r",? (?:and|&|or) (?:[\w.]+ ){0,3}|, ", article.text[first.end : last.start]) and first.entity_id != last.entity_id:
            return True
    return False


def _named_behind(article: _Text, entity: str, found: re.Match[str], sentence: int) -> bool:
    end = article.breaks[sentence + 1] if sentence + 1 < len(article.breaks) else len(article.text)
    return any(m.entity_id == entity and m.start < end for m in article.named[bisect_left(article.starts, found.end()):][:4])


def _leads_paragraph(article: _Text, mention: MentionRow, row: ParagraphRow) -> bool:
    number = bisect_left(article.starts, row.start)
    return number < len(article.starts) and article.starts[number] == mention.start


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


def _leads_some(article: _Text, entity: str, first: int, place: int) -> bool:
    """Return whether a sentence near a pronoun begins with somebody."""
    numbers = range(bisect_left(article.starts, first), bisect_left(article.starts, place))
    return any(article.named[n].entity_id == entity and article.starts[n] in article.begins for n in numbers)


def _ahead(article: _Text, found: re.Match[str], sentence: int) -> str | None:
    """Return who is the subject of the sentence that a pronoun stands in front of: `In his speech, Ruiz said`."""
    text, begin = article.text, article.breaks[sentence]
    end = article.breaks[sentence + 1] if sentence + 1 < len(article.breaks) else len(text)
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
