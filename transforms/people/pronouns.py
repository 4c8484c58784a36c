"""Pronouns that an article uses for a person, where that is certain.

Only pronouns of the article give somebody one: those that are the source of a statement whose speaker is known, and those near a name that
they can mean. A title (`Mrs Ruiz`) or a first name helps to choose among those near a pronoun; it gives nobody a pronoun.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from transforms.entities.gazetteer import FEMALE_NAMES, MALE_NAMES
from transforms.entities.names import person_name
from transforms.people.nouns import listed
from transforms.quotes.cues import SENTENCE_END
from transforms.records import Quoted, Span
from transforms.schema import MentionRow, ParagraphRow, QuoteRow
from transforms.speakers.bearers import PRONOUN
from transforms.speakers.wording import gender_of, of_lexicon, read_wording

_THEY = re.compile(r" ?\(they(?:/them)?\)|,? who uses (?:the )?(?:pronouns? )?[“\"‘']?they\b")
"""Text after a name that shows the pronoun `they`."""
_TITLE = re.compile(r"(?<![^\W\d_])([^\W\d_]+)\.?,? $")
_TITLE_LENGTH = 24
_WORD = re.compile(r"\w+")
_OWNS = re.compile(r"(?<=\w)['’]s?(?!\w)")
_CLAUSE = re.compile(r"[,;:–—]|\b(?:that|who|which|and|but|or|when|while|as|if|because|before|after|to|for|with|of|by|on)\b")
"""Text allowed between a name and an object pronoun for the same person."""
_OBJECT = re.compile(r"\s?[.,;:!?”\"]|\s(?:to|that|for|with|in|on|at|by|and|about|from|as)\b")
"""Words after `her` if it is not a possessive."""
_BACK = 3
"""Sentences before a pronoun that are searched for its antecedent."""
_LEAD = 80
"""Maximum characters of a sentence before the name of its subject."""
_NO_LEAD = frozenset({"by", "for", "from", "in", "on", "to", "with"})
"""Words that cannot precede a subject in its phrase."""
_SURE = 0.5
"""Minimum confidence of a quote for its speaker to be the antecedent of its pronoun."""
_LESS = 0.6
"""Weight of a name that is not a subject or only a possessive, relative to a subject."""
_BRACKETED = 0.3
"""Weight of a name in parentheses."""
_FARTHER = 0.4
"""Weight of names in the previous sentence, relative to those of the same sentence."""
_NOBODY = 0.15
"""Weight of no nearby person being meant, relative to a subject."""
_TITLED, _CALLED = 0.99, 0.95
"""Prior that a gendered title or first name matches the pronoun."""
_ROUNDS = 8
_SHARE = 0.6
"""Minimum probability of an antecedent to count, …"""
_LEAST = 0.75
"""… minimum number of such pronouns, weighted by probability, and …"""
_MANY, _SCARCELY = 2.5, 0.1
"""If no single pronoun is certain: minimum number of possible ones, and the maximum share of the other pronoun."""
_OPPOSED = 0.2
"""… maximum number of the other pronoun."""


@dataclass(frozen=True, slots=True)
class _Pronoun:
    """A pronoun in the text."""

    said: str
    near: Mapping[str, float]
    """Candidate antecedents and their weights: the subject of the same sentence has 1."""


def pronouns(
    text: str,
    paragraphs: Sequence[ParagraphRow],
    quoted: Sequence[Sequence[Quoted]],
    mentions: Sequence[MentionRow],
    quotes: Sequence[QuoteRow],
) -> Mapping[str, str]:
    """Return `he`, `she` or `they` by id for each person whose pronoun is certain.

    Args:
        text: the article.
        paragraphs: its paragraphs.
        quoted: the quotations of each paragraph.
        mentions: its names, in order.
        quotes: its statements, with their speakers.
    """
    people = [mention for mention in mentions if mention.type == "person"]
    sources = [
        _Pronoun(said, {quote.speaker_id: quote.confidence / (1 - min(quote.confidence, 0.99)) * _NOBODY})
        for quote in quotes
        if quote.speaker_id and quote.confidence >= _SURE and (said := _source(quote))
    ]
    found = [*sources, *_found(text, paragraphs, quoted, people, {quote.speaker_start for quote in quotes})]
    given = _decided(found, _told_by_names(people) | _told_by_titles(text, people))
    return given | {mention.entity_id: "they" for mention in people if _THEY.match(text, mention.end)}


def _source(quote: QuoteRow) -> str:
    """Return the pronoun that is the source of a quote."""
    kind = read_wording(quote.speaker_text).pronoun if quote.speaker_text and quote.speaker_resolution == "pronoun" else ""
    return kind if kind in {"he", "she"} else ""


def _told_by_titles(text: str, people: Sequence[MentionRow]) -> dict[str, float]:
    """Return the probability of `he` for people with a gendered title."""
    sexes: dict[str, set[int]] = defaultdict(set)
    for mention in people:
        before = _TITLE.search(text, max(0, mention.start - _TITLE_LENGTH), mention.start)
        word = before[1].casefold() if before else ""
        sexes[mention.entity_id].add(gender_of((word,), word, (word,)))
    return {entity: _TITLED if 1 in found else 1 - _TITLED for entity, found in sexes.items() if len(found - {0}) == 1}


def _told_by_names(people: Sequence[MentionRow]) -> dict[str, float]:
    """Return the probability of `he` for people whose first name is nearly always male or female."""
    found = {}
    for mention in people:
        first = person_name(mention.text).words[:-1][:1]
        if first and first[0] in MALE_NAMES | FEMALE_NAMES:
            found[mention.entity_id] = _CALLED if first[0] in MALE_NAMES else 1 - _CALLED
    return found


def _found(
    text: str,
    paragraphs: Sequence[ParagraphRow],
    quoted: Sequence[Sequence[Quoted]],
    people: Sequence[MentionRow],
    spoken: Collection[int | None],
) -> Iterator[_Pronoun]:
    """Yield the pronouns of the body outside quotations, except sources; names in quotations are not candidates."""
    marks = [mark.span for row in quoted for mark in row if mark.level == 0]
    named = [mention for mention in people if not _lies_in(marks, mention.start)]
    starts = [mention.start for mention in named]
    body = [row for row in paragraphs if row.is_body] if named else []
    breaks = [place for row in body for place in (row.start, *(end.end() for end in SENTENCE_END.finditer(text, row.start, row.end)))]
    for row in body:
        for pronoun in PRONOUN.finditer(text, row.start, row.end):
            if pronoun.start() in spoken or _lies_in(marks, pronoun.start()):
                continue
            said, farther = "he" if pronoun["male"] else "she", 1.0
            near: dict[str, float] = {}
            sentence, until = bisect_right(breaks, pronoun.start()) - 1, pronoun.start()
            for number in range(sentence, max(-1, sentence - 1 - _BACK), -1):
                some = named[bisect_left(starts, breaks[number]) : bisect_left(starts, until)]
                if some and number == sentence and _is_object(text, some[-1].end, pronoun):
                    some = some[:-1]
                for one, weight in _weighed(text, said, breaks[number], some, pronoun.start()).items():
                    near[one] = max(near.get(one, 0.0), weight * farther)
                until, farther = breaks[number], farther * _FARTHER
            if near:
                yield _Pronoun(said, near)


def _lies_in(marks: Sequence[Span], place: int) -> bool:
    number = bisect_right(marks, place, key=lambda mark: mark.start)
    return number > 0 and place < marks[number - 1].end


def _is_object(text: str, subject_end: int, pronoun: re.Match[str]) -> bool:
    """Return whether `him` or `her` follows a verb of the preceding subject: `Ruiz told him`."""
    word = pronoun[0].casefold()
    behind = word == "him" or (word == "her" and _OBJECT.match(text, pronoun.end()) is not None)
    return behind and _CLAUSE.search(text, subject_end, pronoun.start()) is None


def _weighed(text: str, said: str, sentence: int, people: Sequence[MentionRow], place: int) -> dict[str, float]:
    """Return the weight of each person of a sentence as antecedent: 1 for a subject that begins it."""
    nouns = of_lexicon("male nouns" if said == "he" else "female nouns")
    weights: dict[str, float] = {}
    for mention in people:
        between = text[mention.end : place]
        if not between.strip(" ,") or any(word.casefold() in nouns for word in _WORD.findall(between)):
            continue  # `Ruiz, his lawyer`; or another man or woman is meant
        if between[:1] == " " and next(iter(_WORD.findall(between)), "") in of_lexicon("bodies"):
            continue  # `the Ruiz campaign`
        lead = text[sentence : mention.start].rpartition(", ")[2].casefold()
        verbs = any(word in _NO_LEAD or word in listed("verbs") for word in _WORD.findall(lead))
        owns = _OWNS.search(mention.text[-2:]) or _OWNS.match(between)
        subject = not (verbs or owns or len(lead) > _LEAD)
        nearest = mention is people[-1] and SENTENCE_END.search(between) is None and "," not in between
        weight = 1.0 if subject or nearest else _LESS
        weight *= _BRACKETED if text[mention.start - 1 : mention.start] == "(" else 1.0
        weights[mention.entity_id] = max(weight, weights.get(mention.entity_id, 0.0))
    return weights


def _decided(found: Sequence[_Pronoun], told: Mapping[str, float]) -> dict[str, str]:
    """Return certain antecedents: pronouns are iteratively distributed over nearby people using the others' results.

    Args:
        found: the pronouns.
        told: the chance that `he` means each person, judged by names and titles.
    """
    male = dict(told)
    for _ in range(_ROUNDS):
        counts = _counted(found, male, 0.0)
        male = {one: (told.get(one, 0.5) + he) / (1 + he + she) for one, (he, she) in counts.items()}
    sure, all_told = _counted(found, male, _SHARE), _counted(found, male, 0.0)
    decided = {}
    for one, (he, she) in all_told.items():
        said, opposed = ("he", min(sure[one])) if he > she else ("she", min(sure[one]))
        likely = told.get(one, 0.5) if said == "he" else 1 - told.get(one, 0.5)
        if max(sure[one]) >= _LEAST:
            if opposed <= _OPPOSED * max(sure[one]):
                decided[one] = "he" if sure[one][0] > sure[one][1] else "she"
        elif max(he, she) >= _MANY and min(he, she) <= _SCARCELY * max(he, she) and likely >= 0.5:
            decided[one] = said
    return decided


def _counted(found: Sequence[_Pronoun], male: Mapping[str, float], least: float) -> dict[str, tuple[float, float]]:
    """Return for each person the weighted counts of `he` and `she`, above a minimum probability."""
    counts: dict[str, tuple[float, float]] = {one: (0.0, 0.0) for pronoun in found for one in pronoun.near}
    for pronoun in found:
        is_he = pronoun.said == "he"
        shares = {one: weight * (male.get(one, 0.5) if is_he else 1 - male.get(one, 0.5)) for one, weight in pronoun.near.items()}
        total = sum(shares.values()) + _NOBODY / 2
        for one, share in shares.items():
            if share / total >= least:
                he, she = counts[one]
                counts[one] = (he + share / total, she) if is_he else (he, she + share / total)
    return counts
