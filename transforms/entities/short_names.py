"""Which person of an article a surname, first name or nickname alone denotes."""

import re
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Sequence

from transforms.entities.gazetteer import ALSO_SURNAMES, KNOWN_BY_SURNAME, NAME_PARTICLES, RESPECTFUL_ENDINGS, SURE_FIRST_NAMES
from transforms.entities.person import Person, PersonMention, bare_title
from transforms.entities.variants import sound

_COMMON_TITLES = frozenset({"former", "miss", "mr", "mrs", "ms", "mx", "sir"})
"""Titles that do not distinguish people of the same sex."""
_CIVIL = frozenset({"miss", "mr", "mrs", "ms"})
_RANKS = frozenset(
    {"adm", "admiral", "brigadier", "capt", "captain", "col", "colonel", "gen", "general", "lieutenant", "lt", "maj", "sergeant", "sgt"}
)
"""Ranks, whose holders are not called Mr. or Mrs."""
_BEFORE_FIRST_NAMES = frozenset({"", "father", "imam", "sheikh", "sir"})
"""Titles that are used with a first name alone; empty for no title."""
_LEAST_SOUNDED = 6
"""Minimum letters of a surname that is compared by sound."""
MOST_CANDIDATES = 20
"""Maximum candidates for a surname, the latest ones: a bound for lists of thousands of people."""
_PAIR = re.compile(r"\w+[-–/]\w+")


class ShortNames:
    """Index of the people whom a surname, first name or nickname alone may denote."""

    def __init__(self, people: Sequence[Person], mentions: Sequence[PersonMention]) -> None:
        """Index people, in order of first mention, by the parts of their names; add namesakes that a title reveals."""
        self.surnames: dict[str, list[Person]] = defaultdict(list)
        self.by_sound: dict[str, list[Person]] = defaultdict(list)
        self.others: dict[str, list[Person]] = defaultdict(list)
        self.partial: dict[str, list[Person]] = defaultdict(list)
        last_words = {person.name.words[-1] for person in people}
        for person in people:
            words = person.name.words
            if _PAIR.fullmatch(person.name.shown) and last_words.issuperset(words) and len(words) == 2:
                continue  # `Vale-Ruiz` is two people, running together
            self.surnames[words[-1]].append(person)
            self.by_sound[sound(words[-1])].append(person)
            for word in {words[0], person.name.nickname, *words[1:-1]} - NAME_PARTICLES - {words[-1], ""}:
                self.others[word].append(person)
        for index, mention in enumerate(mentions):
            if mention.gender and not mention.name.is_full:
                self._add_namesake(index, mention)

    def _add_namesake(self, index: int, mention: PersonMention) -> None:
        """Add a person for a title and surname if all people with this surname are of the other sex."""
        known = self.surnames.get(mention.name.words[0], ())
        if known and not any(_fits(person, mention) for person in known[:MOST_CANDIDATES]):
            person = self._by_single_name(mention, has_namesakes=True)
            person.gender = mention.gender
            person.full_mentions.append(index)
            if len(person.full_mentions) == 1:
                insort(self.surnames[mention.name.words[0]], person, key=lambda person: person.full_mentions[0])

    def referent(self, index: int, mention: PersonMention) -> Person:
        """Return the person that the mention with this index and a short name refers to; a new person if none fits."""
        word = self._without_respect("".join(mention.name.words))
        known = self.surnames.get(word) or (len(word) >= _LEAST_SOUNDED and self.by_sound.get(sound(word))) or ()
        fitting = [person for person in _candidates(known, index) if _fits(person, mention)]
        if fitting:
            return _likeliest(fitting, index, mention.title)
        if not known and (word not in SURE_FIRST_NAMES or bare_title(mention.title) in _BEFORE_FIRST_NAMES):
            others = [person for person in _candidates(self.others.get(word, ()), index) if _fits(person, mention)]
            if len(others) == 1 and (others[0].full_mentions[0] < index or word not in ALSO_SURNAMES):
                return others[0]
        return self._by_single_name(mention, has_namesakes=bool(known))

    def _without_respect(self, word: str) -> str:
        """Return a name without a respectful ending, if that is a name of the article: `anaji` of Ana Ruiz."""
        stems = (word.removesuffix(ending) for ending in RESPECTFUL_ENDINGS if word.endswith(ending))
        known = word in self.surnames or word in self.others
        return word if known else next((stem for stem in stems if stem in self.surnames or stem in self.others), word)

    def _by_single_name(self, mention: PersonMention, *, has_namesakes: bool) -> Person:
        """Return the person known only by this name; `has_namesakes` is whether others have it in their full name."""
        word = "".join(mention.name.words)
        same = self.partial[sound(word) if len(word) >= _LEAST_SOUNDED else word]
        fitting = [person for person in same if _fits(person, mention)]
        if fitting:
            person = fitting[-1]
        else:
            title = mention.title if mention.gender and (has_namesakes or same) else ""
            person = Person(mention.name, distinguishing_title=title)
            same.append(person)
        return person


def _candidates(people: Sequence[Person], index: int) -> Sequence[Person]:
    """Return the latest people with a full name before a mention, or else the first ones after it."""
    before = bisect_left(people, index, key=lambda person: person.full_mentions[0])
    return people[max(0, before - MOST_CANDIDATES) : before] or people[:MOST_CANDIDATES]


def _fits(person: Person, mention: PersonMention) -> bool:
    """Return whether a short name may denote a person: by sex, by suffix, and by the best-known bearer of the surname."""
    if mention.gender is None and person.name.is_full:
        known_as = KNOWN_BY_SURNAME.get(person.name.words[-1])
        if known_as and mention.name.words == person.name.words[-1:] and person.name.words[0] not in known_as:
            return False
    if mention.name.suffix or mention.gender is None:
        return mention.name.suffix in {"", person.name.suffix}
    return person.gender in {None, mention.gender} and not (bare_title(mention.title) in _CIVIL and person.titles & _RANKS)


def _likeliest(people: Iterable[Person], index: int, title: str) -> Person:
    """Return the likeliest person: with this title, most often called by a short name, most often mentioned, or last named in full."""
    word = bare_title(title)
    entitled = [person for person in people if word in person.titles] if word and word not in _COMMON_TITLES else []

    def rank(person: Person) -> tuple[int, ...]:
        return person.short, person.mentions, _last_before(person.full_mentions, index), len(person.full_mentions), -person.full_mentions[0]

    return max(entitled or people, key=rank)


def _last_before(indices: Sequence[int], index: int) -> int:
    before = bisect_left(indices, index)
    return indices[before - 1] if before else -1
