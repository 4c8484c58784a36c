"""People: which names of an article mean the same person. Uncertain cases are kept apart."""

import re
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from transforms.entities.gazetteer import ALSO_SURNAMES, FEMALE_NAMES, KNOWN_BY_SURNAME, MALE_NAMES, NAME_PARTICLES, NICKNAMES
from transforms.entities.names import PersonName, gender_told, person_name, title_before
from transforms.entities.variants import sound, without_particles

_BEFORE = 24
"""Characters before a name that are searched for its title."""
_OF_ANYONE = frozenset({"former", "miss", "mr", "mrs", "ms", "mx", "sir"})
"""Titles that do not distinguish people of the same gender."""
_CIVIL = frozenset({"miss", "mr", "mrs", "ms"})
_RANKS = frozenset(
    {"adm", "admiral", "brigadier", "capt", "captain", "col", "colonel", "gen", "general", "lieutenant", "lt", "maj", "sergeant", "sgt"}
)
"""Titles whose holders are not called Mr. or Mrs."""
_BEFORE_FIRST_NAMES = frozenset({"", "father", "imam", "sheikh", "sir"})
"""Titles used with first names; none of them is a first name."""
_SON_OF = frozenset({"bin", "binti", "ibn"})
"""Words between a name and the father's name, which may be omitted."""
_HEARD = 6
"""Minimum letters of a surname for which misspellings are matched."""
_RECENT = 20
"""Maximum candidates considered for a surname, the last ones named: a bound for lists with thousands of people."""
_GIVEN = MALE_NAMES | FEMALE_NAMES
_SURE_GIVEN = _GIVEN - NAME_PARTICLES
"""First names; not `ben`, which may begin a surname."""
_PAIR = re.compile(r"\w+[-–/]\w+")

Words = tuple[str, ...]


@dataclass(slots=True, eq=False)
class Person:
    """A person named in an article."""

    name: PersonName
    """The fullest form."""
    places: list[int] = field(default_factory=list)
    """Which mentions name the person in full, in order."""
    mentions: int = 0
    """Mentions so far, while the article is read in order."""
    short: int = 0
    """Those of them that are not in full."""
    gender: str | None = None
    titles: set[str] = field(default_factory=set)
    told_by_title: str = ""
    """The title shown with the name if it is needed: `Mrs.` if the only Ruiz named in full is a man."""
    same_as: "Person | None" = None

    @property
    def self(self) -> "Person":
        """The person that this one turned out to be."""
        person = self
        while person.same_as:
            person = person.same_as
        return person


@dataclass(frozen=True, slots=True)
class Named:
    """One mention of a person, with the gender and title from the words before it."""

    name: PersonName
    gender: str | None
    title: str


def named(surface: str, text: str, start: int) -> Named:
    """Take a mention apart; its gender and title are read from the name and from the words before it."""
    name = person_name(surface)
    before = f"{name.title} " if name.title else text[max(0, start - _BEFORE) : start]
    return Named(name, gender_told(name.shown, before), title_before(before))


def resolve_people(mentions: Sequence[Named]) -> list[Person]:
    """Return for each mention, in order of the text, the person it means."""
    full = _named_in_full(mentions)
    people = sorted({id(person): person for person in full.values()}.values(), key=lambda person: min(person.places))
    _join_spellings(people)
    _join_parts(people)
    people = [person for person in people if not person.same_as]
    for person in people:
        person.places.sort()
    people.sort(key=lambda person: person.places[0])
    for mention in mentions:
        known = full.get((mention.name.words, mention.name.suffix))
        if known:
            known.self.gender = known.self.gender or mention.gender
            known.self.titles.add(_plain(mention.title))
    shorter = _Shorter(people, mentions)
    found = []
    for place, mention in enumerate(mentions):
        known = full.get((mention.name.words, mention.name.suffix))
        person = known.self if known else shorter.meant(place, mention)
        person.mentions += 1
        person.short += known is None
        person.gender = person.gender or mention.gender
        found.append(person)
    return found


def _named_in_full(mentions: Sequence[Named]) -> dict[tuple[Words, str], Person]:
    """Return the people of two names or more by their forms: one person where first and last name agree, and middle names allow it."""
    places: dict[tuple[Words, str], list[int]] = defaultdict(list)
    names: dict[tuple[Words, str], PersonName] = {}
    for place, mention in enumerate(mentions):
        if mention.name.is_full:
            form = (mention.name.words, mention.name.suffix)
            places[form].append(place)
            names.setdefault(form, mention.name)
    found: dict[tuple[Words, str], Person] = {}
    by_ends: dict[tuple[str, str, str], list[Person]] = defaultdict(list)
    for form in sorted(names, key=lambda form: (-len(form[0]), places[form][0])):
        words = without_particles(form[0])
        same = by_ends[words[0], words[-1], form[1]]
        allowed = [person for person in same[:_RECENT] if _middles_agree(without_particles(person.name.words), words)]
        if len(allowed) != 1:
            allowed = [Person(names[form])]
            same += allowed
        allowed[0].places += places[form]
        found[form] = allowed[0]
    return found


def _middles_agree(one: Words, other: Words) -> bool:
    """Return whether two middle names may belong to one person: absent, equal, or initials of the other."""
    longer, shorter = one[1:-1], other[1:-1]
    if not longer or not shorter:
        return True
    if len(longer) != len(shorter):
        return False
    return all(a == b or (1 in {len(a), len(b)} and a[0] == b[0]) for a, b in zip(longer, shorter, strict=True))


def _join_spellings(people: Sequence[Person]) -> None:
    """Make one of people whose names are spellings of each other, in any order, or differ by a short form of the first name."""
    known: dict[tuple[str, ...], Person] = {}
    for person in people:
        for key in _spellings(person.name):
            other = known.setdefault(key, person).self
            if other is not person.self and _middles_agree(without_particles(other.name.words), without_particles(person.name.words)):
                _join(person.self, other)


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


def _join(person: Person, into: Person) -> None:
    """Make two people one; the name of more words is kept."""
    if (len(person.name.words), bool(person.name.nickname)) > (len(into.name.words), bool(into.name.nickname)):
        into.name = person.name
    into.places += person.places
    person.same_as = into


def _join_parts(people: Sequence[Person]) -> None:
    """Join names that are the end or beginning of exactly one longer name: `Peña Nieto`, `J. Ruiz`, `Rival Ana Ruiz`."""
    own = [person for person in people if not person.same_as]
    ends: dict[tuple[Words, str], list[Person]] = defaultdict(list)
    for person in own:
        words, suffix = person.name.words, person.name.suffix
        for place in range(1, min(len(words) - 1, 6)):
            ends[_heard(words[place:]), suffix].append(person)
            ends[_heard(words[:-place]), suffix].append(person)
        ends[(words[0][0], words[-1]), suffix].append(person)
    for person in own:
        words, suffix = person.name.words, person.name.suffix
        longer = {id(other.self): other for other in ends[_heard(words), suffix][:_RECENT] if other is not person}
        if len(longer) != 1 or person.same_as:
            continue
        other = next(iter(longer.values())).self
        fathered = other.name.words[: len(words)] == words and other.name.words[len(words)] in _SON_OF
        if fathered or (words[0] not in _SURE_GIVEN) != (other.name.words[: len(words)] == words):
            begins = person.name.words == other.name.words[: len(words)] and not fathered
            often = person.name if begins and len(person.places) > len(other.places) else None
            _join(person, other)
            other.name = often or other.name
        elif other.name.words[0] not in _GIVEN and len(person.places) >= 2 * len(other.places) and other is not person:
            other.same_as = person
            person.places += other.places


def _heard(words: Words) -> Words:
    return tuple(sound(word) for word in words)


class _Shorter:
    """Index of the people that a surname, first name or nickname by itself may mean."""

    def __init__(self, people: Sequence[Person], mentions: Sequence[Named]) -> None:
        """Index people, in order of first naming, by the parts of their names; also those that a title shows to be others."""
        self.surnames: dict[str, list[Person]] = defaultdict(list)
        self.heard: dict[str, list[Person]] = defaultdict(list)
        self.others: dict[str, list[Person]] = defaultdict(list)
        self.partial: dict[str, list[Person]] = defaultdict(list)
        last_words = {person.name.words[-1] for person in people}
        for person in people:
            words = person.name.words
            if _PAIR.fullmatch(person.name.shown) and last_words.issuperset(words) and len(words) == 2:
                continue  # `Vale-Ruiz` is two people, running together
            self.surnames[words[-1]].append(person)
            self.heard[sound(words[-1])].append(person)
            for word in {words[0], person.name.nickname, *words[1:-1]} - NAME_PARTICLES - {words[-1], ""}:
                self.others[word].append(person)
        for place, mention in enumerate(mentions):
            if mention.gender and not mention.name.is_full:
                self._tell_apart(place, mention)

    def _tell_apart(self, place: int, mention: Named) -> None:
        """Add the person of a title and a surname, if all of that surname who are named in full are of the other gender."""
        known = self.surnames.get(mention.name.words[0], ())
        if known and not any(_fits(person, mention) for person in known[:_RECENT]):
            person = self._by_itself(mention, apart=True)
            person.gender = mention.gender
            person.places.append(place)
            if len(person.places) == 1:
                insort(self.surnames[mention.name.words[0]], person, key=lambda person: person.places[0])

    def meant(self, place: int, mention: Named) -> Person:
        """Return the person meant by a short name at a position; a new person if nobody named in full fits."""
        word = "".join(mention.name.words)
        known = self.surnames.get(word) or (len(word) >= _HEARD and self.heard.get(sound(word))) or ()
        fitting = [person for person in _near(known, place) if _fits(person, mention)]
        if fitting:
            return _likeliest(fitting, place, mention.title)
        if not known and (word not in _GIVEN or _plain(mention.title) in _BEFORE_FIRST_NAMES):
            others = [person for person in _near(self.others.get(word, ()), place) if _fits(person, mention)]
            if len(others) == 1 and (others[0].places[0] < place or word not in ALSO_SURNAMES):
                return others[0]
        return self._by_itself(mention, apart=bool(known))

    def _by_itself(self, mention: Named, *, apart: bool) -> Person:
        """Return the person known only by this name; `apart` if others of the name are named in full."""
        word = "".join(mention.name.words)
        same = self.partial[sound(word) if len(word) >= _HEARD else word]
        fitting = [person for person in same if _fits(person, mention)]
        if fitting:
            person = fitting[-1]
        else:
            title = mention.title if mention.gender and (apart or same) else ""
            person = Person(mention.name, told_by_title=title)
            same.append(person)
        return person


def _near(people: Sequence[Person], place: int) -> Sequence[Person]:
    """Return the last few people named in full before a position; if there are none, the few named later."""
    before = bisect_left(people, place, key=lambda person: person.places[0])
    return people[max(0, before - _RECENT) : before] or people[:_RECENT]


def _fits(person: Person, mention: Named) -> bool:
    """Return whether a name by itself may mean a person: by gender, else by the bearer of a well-known surname, and by a suffix."""
    if mention.gender is None and person.name.is_full:
        known_as = KNOWN_BY_SURNAME.get(person.name.words[-1])
        if known_as and mention.name.words == person.name.words[-1:] and person.name.words[0] not in known_as:
            return False
    if mention.name.suffix or mention.gender is None:
        return mention.name.suffix in {"", person.name.suffix}
    return person.gender in {None, mention.gender} and not (_plain(mention.title) in _CIVIL and person.titles & _RANKS)


def _likeliest(people: Iterable[Person], place: int, title: str) -> Person:
    """Return who has the title, else who was called so most, else who was mentioned most, else who was named in full last."""
    word = _plain(title)
    entitled = [person for person in people if word in person.titles] if word and word not in _OF_ANYONE else []

    def weight(person: Person) -> tuple[int, ...]:
        return person.short, person.mentions, _last_before(person.places, place), len(person.places), -person.places[0]

    return max(entitled or people, key=weight)


def _last_before(places: Sequence[int], place: int) -> int:
    before = bisect_left(places, place)
    return places[before - 1] if before else -1


def _plain(title: str) -> str:
    return title.strip(".").casefold()
