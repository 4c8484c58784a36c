"""Candidate speakers: the words of their names, and their sex and age as far as the article shows them."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from transforms.entities.acronyms import acronym_letters, initials, is_acronym
from transforms.entities.names import normalized, person_name
from transforms.lexicon.words import ENGLISH, word_set
from transforms.schema import EntityRow
from transforms.speakers.context import ArticleContext
from transforms.speakers.wording import FEMALE, MALE, of_lexicon, sex_of_name, sex_of_verb

PRONOUN = re.compile(r"[HhSs](?<!\w.)(?i:(?P<male>(?<=h)(?:e|im|is|imself))|(?P<female>(?<=s)he|(?<=h)(?:er|ers|erself)))(?!\w)")
"""Third-person pronouns, in the groups `male` and `female`; the first letter is matched separately for speed."""
_REACH = 28
_WORD_BEFORE = re.compile(r"(?<![^\W\d_])(?P<word>[^\W\d_]+)\.?,?\s$")
_AGE = re.compile(r",?\s\(?(?:aged\s)?(\d{1,3})(?=[,);])")
_MOST_ALIASES = 24
_OF_DATELINE = re.compile(r"\)\s?[-–—]")
"""Text after an agency in a dateline: `BRENN (Norland News) -`."""
_SIGNS = frozenset({"byline", "dateline", "credit"})


@cache
def _pronouns(language: str) -> re.Pattern[str]:
    """Return the pattern of the pronouns that show a person's sex."""
    if language == ENGLISH:
        return PRONOUN
    male, female = ("|".join(sorted(word_set("speakers", name, language))) or "(?!)" for name in ("he", "she"))
    return re.compile(rf"(?<!\w)(?:(?P<male>{male})|(?P<female>{female}))(?!\w)", re.IGNORECASE)


@dataclass(slots=True)
class Candidate:
    """An entity that may be the speaker of a statement."""

    row: EntityRow
    person: bool
    words: frozenset[str] = frozenset()
    """All words of its names, normalised."""
    forms: frozenset[str] = frozenset()
    """Its names, normalised."""
    first: str = ""
    last: str = ""
    letters: frozenset[str] = frozenset()
    """Its acronyms and initials, in lower case."""
    name_sex: int = 0
    """The sex that the first name shows: `MALE`, `FEMALE` or 0."""
    title_sex: int = 0
    """Number of male minus female titles and nouns before the name."""
    pronoun_sex: float = 0.0
    """Weighted number of male minus female pronouns that probably refer to it."""
    age: int | None = None
    elder: int = 0
    proper: bool = True
    """Whether the name is capitalised like a name, unlike `the port captain`."""
    suffix: str = ""
    mentions: list[int] = field(default_factory=list)
    """Indices of its mentions, in order."""
    only_signs: bool = False
    """Whether it is only named in bylines, datelines and credits."""


def find_candidates(context: ArticleContext) -> list[Candidate]:
    """Return a candidate for each entity, in order."""
    found = [_candidate(row, context.language) for row in context.entities]
    for number, mention in enumerate(context.mentions):
        one = found[int(context.entity_of[number])]
        one.mentions.append(number)
        if one.person:
            _read_title_and_age(context.text, mention.start, mention.end, one, context.language)
    for one in found:
        one.only_signs = bool(one.mentions) and all(_is_sign(context, number) for number in one.mentions)
    _count_pronouns(context, found)
    _count_verbs(context, found)
    return found


def _is_sign(context: ArticleContext, number: int) -> bool:
    """Return whether a mention is part of a byline, dateline or credit."""
    row = context.row_of(number)
    return row.role in _SIGNS or _OF_DATELINE.match(context.text, int(context.ends[number])) is not None


def _count_verbs(context: ArticleContext, found: Sequence[Candidate]) -> None:
    """Infer sex from the verbs of statements whose source is named: `Ветрова сказала`."""
    for said in context.attributions:
        sex = sex_of_verb(said.cue.of(context.text), context.language) if said.cue and said.source else 0
        named = {int(context.entity_of[number]) for number in context.within(said.source)} if sex and said.source else set()
        if len(named) == 1 and found[only := named.pop()].person:
            found[only].pronoun_sex += sex


def _candidate(row: EntityRow, language: str) -> Candidate:
    names = dict.fromkeys((row.name, *row.aliases[:_MOST_ALIASES]))
    if row.type != "person":
        forms = frozenset(normalized(name).removeprefix("the ") for name in names)
        letters = {acronym_letters(name) for name in names if is_acronym(name)} | {found for name in names for found in initials(name)}
        parts_of = frozenset(word for form in forms for word in form.split())
        return Candidate(row, person=False, words=parts_of - of_lexicon("small words", language), forms=forms, letters=frozenset(letters))
    parts = person_name(row.name)
    words = tuple(normalized(parts.shown).split())
    words = words[: len(words) - (bool(parts.suffix) and len(words) > 1)]
    others = [normalized(person_name(name).shown) for name in names]
    last = words[-1] if words else ""
    return Candidate(
        row,
        person=True,
        words=frozenset(words).union(*(other.split() for other in others)),
        forms=frozenset((" ".join(words), *others)),
        first=words[0] if len(words) > 1 else "",
        last=last,
        letters=frozenset({"".join(word[0] for word in words)} if len(words) > 1 else ()),
        name_sex=sex_of_name(words, language) if len(words) > 1 else 0,
        title_sex=_sex_of_title(normalized(parts.title), language),
        proper=not row.name.rpartition(" ")[2].islower(),
        suffix=parts.suffix,
        elder=(parts.suffix == "sr") - (parts.suffix == "jr"),
    )


def _sex_of_title(word: str, language: str) -> int:
    if word in of_lexicon("male titles", language) or word in of_lexicon("male nouns", language):
        return MALE
    if word in of_lexicon("female titles", language) or word in of_lexicon("female nouns", language):
        return FEMALE
    return FEMALE if word.endswith("woman") else MALE if word.endswith("man") and len(word) > 5 else 0


def _read_title_and_age(text: str, start: int, end: int, one: Candidate, language: str) -> None:
    """Record the title before a mention and the age after it."""
    before = _WORD_BEFORE.search(text, max(0, start - _REACH), start)
    if before:
        word = before["word"].casefold()
        one.title_sex += _sex_of_title(word, language)
        if word in of_lexicon("elder") or word in of_lexicon("younger"):
            one.elder = one.elder or (1 if word in of_lexicon("elder") else -1)
    aged = _AGE.match(text, end, end + 12)
    if aged and one.age is None:
        one.age = int(aged[1])


def _count_pronouns(context: ArticleContext, found: Sequence[Candidate]) -> None:
    """Count pronouns towards the sex of the last person named before them: 1 if nobody else is named in two sentences, else 0.25."""
    people = [number for number in range(len(context.mentions)) if found[int(context.entity_of[number])].person]
    starts = [int(context.starts[number]) for number in people]
    sentence_starts = context.sentence_starts.tolist()
    for row in context.paragraphs:
        if not row.is_body or not people:
            continue
        for pronoun in _pronouns(context.language).finditer(context.text, row.start, row.end):
            index = bisect_right(starts, pronoun.start())
            sentence = bisect_right(sentence_starts, pronoun.start()) - 1
            since = max(row.start, sentence_starts[max(0, sentence - 1)])
            near = {int(context.entity_of[people[number]]) for number in range(max(0, index - 6), index) if starts[number] >= since}
            if near:
                nearest = int(context.entity_of[people[index - 1]])
                share = 1.0 if len(near) == 1 else 0.25
                found[nearest].pronoun_sex += share if pronoun["male"] else -share
