"""Pronouns that an article uses for a person, where that is certain.

A logistic model (`training/antecedents.py`) says how likely each `he` or `she` means each person nearby, or nobody who is named there; the
linker says whom the source of a statement means. Each pronoun speaks for `he` or `she` of the people whom it may mean, the more the less
likely all others are, and what all pronouns say of a person decides among those near each (loopy belief propagation, Pearl 1988). A title
(`Mrs Ruiz`), an apposition (`Ruiz, the actress`) or a first name, by its ending if it is not listed, helps to choose among these; none of
them gives anybody a pronoun.
"""

import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from transforms import models
from transforms.entities.gazetteer import FEMALE_FIRST_NAMES, MALE_FIRST_NAMES
from transforms.entities.names import person_name
from transforms.lexicon.words import word_set
from transforms.people.antecedents import NOBODY, Pronoun, found_pronouns
from transforms.records import Quoted
from transforms.schema import MentionRow, ParagraphRow, QuoteRow
from transforms.speakers.wording import gender_of, read_wording

_THEY = re.compile(r" ?\(they(?:/them)?\)|,? who uses (?:the )?(?:pronouns? )?[“\"‘']?they\b")
"""Text after a name that shows the pronoun `they`."""
_TITLE = re.compile(r"(?<![^\W\d_])([^\W\d_]+)\.?,? $")
_TITLE_LENGTH = 24
_APPOSED = re.compile(
    r"(?:, | \()(?!(?:his|her|their|whose)\b)(?:(?:an?|the) )?(?:[a-z’'-]+ ){0,2}?([a-z]+)(?= (?:of|from|who|in)\b|[,.;)])"
)
"""The last word of a short apposition after a name: `Ruiz, a retired actress from Lima`."""
_NAMES_TOO = frozenset({"sheikh"})
"""Male titles that are part of the names of women too."""
_TITLED, _CALLED = 0.98, 0.95
"""Probability that a person with a male title, noun or first name is meant by `he`."""
_FAMILY = word_set("first_names", "family names")
_LEAST_LETTERS, _ENDING, _LEAST_ALIKE, _MOST_BY_ENDING, _UNCLEAR = 4, 4, 10, 0.9, 0.3
"""Minimum letters of a first name that is judged by its ending, maximum letters of an ending, minimum number of listed names with it,
maximum probability that it gives, and share of the rarer sex above which it tells nothing."""
_ROUNDS = 12
_WORTH, _DOUBT = 0.6, 0.02
"""Share of what each pronoun says that counts, as those of one article err together, and weight of people who are not seen."""
_MOST = 30.0
"""Log-odds beyond which nothing changes."""

Shares = Mapping[str, float]
"""The probability of each person, by entity id."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The model of antecedents."""

    facts: Mapping[str, float]
    """The weight of each fact."""
    least: float
    """Probability below which nobody gets a pronoun."""


@cache
def load_antecedents() -> Weights:
    """Load the model once per process.

    Raises:
        WeightsError: the file is missing or damaged.
    """
    try:
        read = json.loads((models.WEIGHTS / "antecedents.json").read_bytes())
        return Weights(read["facts"], read["least"])
    except (OSError, ValueError, KeyError) as error:
        raise models.unreadable("antecedents", error) from error


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
    weights = load_antecedents()
    linked = {quote.speaker_start: quote for quote in quotes if quote.speaker_id and _is_pronoun(quote)}
    found = [
        (pronoun.said, _with_speaker(shares(pronoun, weights.facts), linked.get(pronoun.start)))
        for pronoun in found_pronouns(text, paragraphs, quoted, people, quotes)
    ]
    shared = _shared_names(people)
    given = {one: said for one, said in _decided(found, sexes(text, people), weights.least).items() if one not in shared}
    return given | {mention.entity_id: "they" for mention in people if _THEY.match(text, mention.end)}


def _shared_names(people: Sequence[MentionRow]) -> set[str]:
    """Return the entities with only one name that two or more others have too: `Park` beside `Park Ji-hyun` and `Park Wan-joo`."""
    names: dict[str, set[str]] = defaultdict(set)
    for mention in people:
        names[mention.entity_id].update(person_name(mention.text).words)
    bearers = Counter(name for words in names.values() for name in words)
    return {one for one, words in names.items() if len(words) == 1 and max(bearers[name] for name in words) > 2}


def sexes(text: str, people: Sequence[MentionRow]) -> dict[str, float]:
    """Return the probability of `he` for people with a gendered title, apposition or first name, by entity id."""
    return _told_by_names(people) | _told_by_titles(text, people)


def _told_by_titles(text: str, people: Sequence[MentionRow]) -> dict[str, float]:
    found: dict[str, set[int]] = defaultdict(set)
    for mention in people:
        before = _TITLE.search(text, max(0, mention.start - _TITLE_LENGTH), mention.start)
        word = before[1].casefold() if before else ""
        if word not in _NAMES_TOO:
            found[mention.entity_id].add(gender_of((word,), word, (word,)))
        behind = _APPOSED.match(text, mention.end)
        if behind:
            found[mention.entity_id].add(gender_of((behind[1],), behind[1], (behind[1],)))
    return {entity: _TITLED if 1 in sex else 1 - _TITLED for entity, sex in found.items() if len(sex - {0}) == 1}


def _told_by_names(people: Sequence[MentionRow]) -> dict[str, float]:
    found = {}
    for mention in people:
        name = person_name(mention.text)
        male = _told_by_first_name(name.words[0]) if " " in name.shown else None  # `Mark-Viverito` is a surname
        if male is not None:
            found[mention.entity_id] = male
    return found


@lru_cache(maxsize=1 << 14)
def _told_by_first_name(first: str) -> float | None:
    """Return the probability of `he` for a first name, by the listed names with its ending if it is not listed; None if none tells it."""
    if first in MALE_FIRST_NAMES or first in FEMALE_FIRST_NAMES:
        return _CALLED if first in MALE_FIRST_NAMES else 1 - _CALLED
    if len(first) < _LEAST_LETTERS or first in _FAMILY or not first.isalpha():
        return None
    endings = (first[-letters:] for letters in range(min(_ENDING, len(first) - 2), 0, -1))
    counts = (_names_ending().get(ending, (0, 0)) for ending in endings)
    male, female = next(((male, female) for male, female in counts if male + female >= _LEAST_ALIKE), (0, 0))
    share = (male + 1) / (male + female + 2)
    return None if _UNCLEAR < share < 1 - _UNCLEAR else min(_MOST_BY_ENDING, max(1 - _MOST_BY_ENDING, share))


@cache
def _names_ending() -> Mapping[str, tuple[int, int]]:
    """Return the numbers of listed names of men and of women by ending."""
    male, female = (
        Counter(name[-letters:] for name in names for letters in range(1, _ENDING + 1) if len(name) > letters)
        for names in (MALE_FIRST_NAMES, FEMALE_FIRST_NAMES)
    )
    return {ending: (male[ending], female[ending]) for ending in male.keys() | female.keys()}


def shares(pronoun: Pronoun, weights: Mapping[str, float]) -> dict[str, float]:
    """Return the probability that a pronoun means each person nearby or nobody of them, whatever their sex."""
    scores = {one: sum(weights.get(fact, 0.0) for fact in facts) for one, facts in pronoun.facts.items()}
    most = max(scores.values())
    chances = {one: math.exp(score - most) for one, score in scores.items()}
    total = sum(chances.values())
    return {one: chance / total for one, chance in chances.items()}


def _is_pronoun(quote: QuoteRow) -> bool:
    """Return whether the source of a statement is `he` or `she`."""
    pronoun = quote.speaker_resolution == "pronoun" and quote.speaker_text and read_wording(quote.speaker_text).pronoun
    return pronoun in {"he", "she"}


def _with_speaker(near: Shares, quote: QuoteRow | None) -> Shares:
    """Return the probabilities for a pronoun with the speaker of the statement that it is the source of."""
    if quote is None or quote.speaker_id is None:
        return near
    others = {one: (1 - quote.confidence) * share for one, share in near.items()}
    return others | {quote.speaker_id: others.get(quote.speaker_id, 0.0) + quote.confidence}


def _decided(found: Sequence[tuple[str, Shares]], told: Mapping[str, float], least: float) -> dict[str, str]:
    """Return the pronoun of each person for whom it is certain.

    Args:
        found: the pronouns, with the probability of each person.
        told: the probability of `he` for each person, judged by titles and names.
        least: minimum probability that some pronoun means the person.
    """
    beliefs = [_Belief(1 if said == "he" else -1, near) for said, near in found]
    odds = {one: math.log(told.get(one, 0.5) / (1 - told.get(one, 0.5))) for belief in beliefs for one in belief.adds}
    for _ in range(_ROUNDS):
        for belief in beliefs:
            belief.pass_on(odds)
    missed = dict.fromkeys(((one, sign) for one in odds for sign in (1, -1)), 1.0)
    for belief in beliefs:
        for one, share in belief.meant(odds).items():
            missed[one, belief.sign] *= 1 - share
    decided = {}
    for one, male in odds.items():
        he, she = (_chance(sign * male) * (1 - missed[one, sign]) for sign in (1, -1))
        if max(he, she) >= least:
            decided[one] = "he" if he >= she else "she"
    return decided


@dataclass(slots=True)
class _Belief:
    """A pronoun, and what it says of the people near it."""

    sign: int
    """1 for `he`, -1 for `she`."""
    near: Shares
    adds: dict[str, float] = field(init=False)
    """What it adds to the log-odds of `he` of each person."""

    def __post_init__(self) -> None:
        self.adds = {one: 0.0 for one in self.near if one != NOBODY}

    def _fitting(self, odds: Mapping[str, float]) -> dict[str, float]:
        """Return the share of each person times the probability that the other pronouns leave it."""
        return {one: self.near[one] * _chance(self.sign * (odds[one] - added)) for one, added in self.adds.items()}

    def pass_on(self, odds: dict[str, float]) -> None:
        """Update the log-odds of `he` of all people near."""
        fitting = self._fitting(odds)
        total = sum(fitting.values()) + self.near[NOBODY] / 2 + _DOUBT
        for one, share in fitting.items():
            others = total - share
            says = self.sign * _WORTH * math.log1p(self.near[one] / others)
            added = (self.adds[one] + says) / 2  # half of the way, which keeps it from swinging
            odds[one] += added - self.adds[one]
            self.adds[one] = added

    def meant(self, odds: Mapping[str, float]) -> dict[str, float]:
        """Return for each person the probability that the pronoun means this person, if it can."""
        fitting = self._fitting(odds)
        total = sum(fitting.values()) + self.near[NOBODY] / 2
        return {one: self.near[one] / (self.near[one] + total - share) for one, share in fitting.items()}


def _chance(odds: float) -> float:
    """Return the probability for log-odds."""
    return 1 / (1 + math.exp(-max(-_MOST, min(_MOST, odds))))
