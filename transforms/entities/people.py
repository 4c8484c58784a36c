"""Coreference of people: which names of an article denote the same person. Uncertain cases stay separate."""

import re
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from transforms.entities.gazetteer import (
    ALSO_SURNAMES,
    FEMALE_NAMES,
    FIRST_NAMES,
    KNOWN_BY_SURNAME,
    MALE_NAMES,
    NAME_PARTICLES,
    NICKNAMES,
    RESPECTFUL_ENDINGS,
)
from transforms.entities.names import PersonName, name_gender, normalized, person_name, title_before
from transforms.entities.variants import sound, without_particles

_REACH = 24
"""Characters before a name that are searched for its title."""
_COMMON_TITLES = frozenset({"former", "miss", "mr", "mrs", "ms", "mx", "sir"})
"""Titles that do not distinguish people of the same sex."""
_CIVIL = frozenset({"miss", "mr", "mrs", "ms"})
_RANKS = frozenset(
    {"adm", "admiral", "brigadier", "capt", "captain", "col", "colonel", "gen", "general", "lieutenant", "lt", "maj", "sergeant", "sgt"}
)
"""Ranks, whose holders are not called Mr. or Mrs."""
_BEFORE_FIRST_NAMES = frozenset({"", "father", "imam", "sheikh", "sir"})
"""Titles that are used with a first name alone; empty for no title."""
_SON_OF = frozenset({"bin", "binti", "ibn"})
"""Words before the father's name in a name, which may be omitted with it."""
_LEAST_SOUNDED = 6
"""Minimum letters of a surname that is compared by sound."""
_MOST_CANDIDATES = 20
"""Maximum candidates for a surname, the latest ones: a bound for lists of thousands of people."""
_FIRST_NAMES = MALE_NAMES | FEMALE_NAMES
_UNAMBIGUOUS_FIRST_NAMES = _FIRST_NAMES - NAME_PARTICLES
"""First names; not `ben`, which may begin a surname."""
_PAIR = re.compile(r"\w+[-–/]\w+")
_SURNAME_SHARED = re.compile(r"\s(?:and|&)\s(?P<other>[A-Z][\w’'-]+)\s(?P<surname>[A-Z][\w’'-]+)(?!\s[A-Z])")
"""What follows the first name of one of two with a surname: `and Tom Ruiz` after `Ana`."""
_PLURAL = re.compile(r"(?<!\w)[a-z]{3,}s\s$")

Words = tuple[str, ...]


@dataclass(slots=True, eq=False)
class Person:
    """A person named in an article."""

    name: PersonName
    """The fullest form of the name."""
    full_mentions: list[int] = field(default_factory=list)
    """Indices of the mentions that give the full name, in order."""
    mentions: int = 0
    """Number of mentions up to the current one, while mentions are resolved in order."""
    short: int = 0
    """Number of these that do not give the full name."""
    gender: str | None = None
    titles: set[str] = field(default_factory=set)
    distinguishing_title: str = ""
    """The title that the name needs to distinguish the person: `Mrs.` if the only Ruiz with a full name is a man."""
    same_as: "Person | None" = None

    @property
    def self(self) -> "Person":
        """The person that this one was merged into, or itself."""
        person = self
        while person.same_as:
            person = person.same_as
        return person


@dataclass(frozen=True, slots=True)
class PersonMention:
    """One mention of a person, with the sex and title that the words before it show."""

    name: PersonName
    gender: str | None
    title: str


def parse_mention(surface: str, text: str, start: int) -> PersonMention:
    """Parse a mention of a person that starts at an offset; sex and title come from the name and the words before it.

    The first of two who share a surname has it too: `Ana` of `Ana and Tom Ruiz` is `Ana Ruiz`.
    """
    name = person_name(surface)
    shared = _SURNAME_SHARED.match(text, start + len(surface)) if len(name.words) == 1 else None
    plural = shared is not None and _PLURAL.search(text, max(0, start - _REACH), start) is not None
    if shared and _is_first_of_two(name.words[0], normalized(shared["other"]), plural=plural):
        name = person_name(f"{surface} {shared['surname']}")
    before = f"{name.title} " if name.title else text[max(0, start - _REACH) : start]
    return PersonMention(name, name_gender(name.shown, before), title_before(before))


def _is_first_of_two(name: str, other: str, *, plural: bool) -> bool:
    """Return whether a name before `and` is a first name, whose surname is that of the other first name.

    With `plural`, a plural before both says that they are alike: `the owners Ana and Tom Ruiz`.
    """
    is_first = name in FIRST_NAMES or (plural and name not in KNOWN_BY_SURNAME)
    return name != other and is_first and (other in FIRST_NAMES or (name in _FIRST_NAMES and name not in ALSO_SURNAMES))


def resolve_people(mentions: Sequence[PersonMention]) -> list[Person]:
    """Return the person that each mention refers to; mentions are in text order."""
    full = _full_names(mentions)
    people = sorted({id(person): person for person in full.values()}.values(), key=lambda person: min(person.full_mentions))
    _merge_spellings(people)
    _merge_parts(people)
    people = [person for person in people if not person.same_as]
    for person in people:
        person.full_mentions.sort()
    people.sort(key=lambda person: person.full_mentions[0])
    for mention in mentions:
        known = full.get((mention.name.words, mention.name.suffix))
        if known:
            known.self.gender = known.self.gender or mention.gender
            known.self.titles.add(_bare_title(mention.title))
    shorter = _ShortNames(people, mentions)
    found = []
    for index, mention in enumerate(mentions):
        known = full.get((mention.name.words, mention.name.suffix))
        person = known.self if known else shorter.referent(index, mention)
        person.mentions += 1
        person.short += known is None
        person.gender = person.gender or mention.gender
        found.append(person)
    return found


def _full_names(mentions: Sequence[PersonMention]) -> dict[tuple[Words, str], Person]:
    """Return the people with full names, by form (words and suffix).

    Forms with the same first and last name and compatible middle names are one person.
    """
    indices: dict[tuple[Words, str], list[int]] = defaultdict(list)
    names: dict[tuple[Words, str], PersonName] = {}
    for index, mention in enumerate(mentions):
        if mention.name.is_full:
            form = (mention.name.words, mention.name.suffix)
            indices[form].append(index)
            names.setdefault(form, mention.name)
    found: dict[tuple[Words, str], Person] = {}
    by_ends: dict[tuple[str, str, str], list[Person]] = defaultdict(list)
    for form in sorted(names, key=lambda form: (-len(form[0]), indices[form][0])):
        words = without_particles(form[0])
        same = by_ends[words[0], words[-1], form[1]]
        allowed = [person for person in same[:_MOST_CANDIDATES] if _middles_agree(without_particles(person.name.words), words)]
        if len(allowed) != 1:
            allowed = [Person(names[form])]
            same += allowed
        allowed[0].full_mentions += indices[form]
        found[form] = allowed[0]
    return found


def _middles_agree(one: Words, other: Words) -> bool:
    """Return whether the middle names of two names are compatible: absent, equal, or initials."""
    longer, shorter = one[1:-1], other[1:-1]
    if not longer or not shorter:
        return True
    if len(longer) != len(shorter):
        return False
    return all(a == b or (1 in {len(a), len(b)} and a[0] == b[0]) for a, b in zip(longer, shorter, strict=True))


def _merge_spellings(people: Sequence[Person]) -> None:
    """Merge people whose names differ only in spelling, word order or a short form of the first name."""
    known: dict[tuple[str, ...], Person] = {}
    for person in people:
        for key in _spellings(person.name):
            other = known.setdefault(key, person).self
            if other is not person.self and _middles_agree(without_particles(other.name.words), without_particles(person.name.words)):
                _merge(person.self, other)


def _spellings(name: PersonName) -> Iterator[tuple[str, ...]]:
    words = without_particles(name.words)
    first, last = words[0], words[-1]
    yield "joined", "".join(words), name.suffix
    yield "heard", sound(first), sound(last), name.suffix
    yield "short", NICKNAMES.get(first, first), last, name.suffix
    if name.nickname:
        yield "short", NICKNAMES.get(name.nickname, name.nickname), last, name.suffix
    if len(words) == 2:
        yield "any order", *sorted(words), name.suffix


def _merge(person: Person, into: Person) -> None:
    """Merge a person into another; the name with more words is kept."""
    if (len(person.name.words), bool(person.name.nickname)) > (len(into.name.words), bool(into.name.nickname)):
        into.name = person.name
    into.full_mentions += person.full_mentions
    person.same_as = into


def _merge_parts(people: Sequence[Person]) -> None:
    """Merge names that are the beginning or end of exactly one longer name: `Peña Nieto`, `J. Ruiz`, `Rival Ana Ruiz`."""
    own = [person for person in people if not person.same_as]
    ends: dict[tuple[Words, str], list[Person]] = defaultdict(list)
    for person in own:
        words, suffix = person.name.words, person.name.suffix
        for index in range(1, min(len(words) - 1, 6)):
            ends[_sounds(words[index:]), suffix].append(person)
            ends[_sounds(words[:-index]), suffix].append(person)
        ends[(words[0][0], words[-1]), suffix].append(person)
    for person in own:
        words, suffix = person.name.words, person.name.suffix
        longer = {id(other.self): other for other in ends[_sounds(words), suffix][:_MOST_CANDIDATES] if other is not person}
        if len(longer) != 1 or person.same_as:
            continue
        other = next(iter(longer.values())).self
        fathered = other.name.words[: len(words)] == words and other.name.words[len(words)] in _SON_OF
        if fathered or (words[0] not in _UNAMBIGUOUS_FIRST_NAMES) != (other.name.words[: len(words)] == words):
            begins = person.name.words == other.name.words[: len(words)] and not fathered
            often = person.name if begins and len(person.full_mentions) > len(other.full_mentions) else None
            _merge(person, other)
            other.name = often or other.name
        elif other.name.words[0] not in _FIRST_NAMES and len(person.full_mentions) >= 2 * len(other.full_mentions) and other is not person:
            other.same_as = person
            person.full_mentions += other.full_mentions


def _sounds(words: Words) -> Words:
    return tuple(sound(word) for word in words)


class _ShortNames:
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
        if known and not any(_fits(person, mention) for person in known[:_MOST_CANDIDATES]):
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
        if not known and (word not in _FIRST_NAMES or _bare_title(mention.title) in _BEFORE_FIRST_NAMES):
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
    return people[max(0, before - _MOST_CANDIDATES) : before] or people[:_MOST_CANDIDATES]


def _fits(person: Person, mention: PersonMention) -> bool:
    """Return whether a short name may denote a person: by sex, by suffix, and by the best-known bearer of the surname."""
    if mention.gender is None and person.name.is_full:
        known_as = KNOWN_BY_SURNAME.get(person.name.words[-1])
        if known_as and mention.name.words == person.name.words[-1:] and person.name.words[0] not in known_as:
            return False
    if mention.name.suffix or mention.gender is None:
        return mention.name.suffix in {"", person.name.suffix}
    return person.gender in {None, mention.gender} and not (_bare_title(mention.title) in _CIVIL and person.titles & _RANKS)


def _likeliest(people: Iterable[Person], index: int, title: str) -> Person:
    """Return the likeliest person: with this title, most often called by a short name, most often mentioned, or last named in full."""
    word = _bare_title(title)
    entitled = [person for person in people if word in person.titles] if word and word not in _COMMON_TITLES else []

    def rank(person: Person) -> tuple[int, ...]:
        return person.short, person.mentions, _last_before(person.full_mentions, index), len(person.full_mentions), -person.full_mentions[0]

    return max(entitled or people, key=rank)


def _last_before(indices: Sequence[int], index: int) -> int:
    before = bisect_left(indices, index)
    return indices[before - 1] if before else -1


def _bare_title(title: str) -> str:
    return title.strip(".").casefold()
