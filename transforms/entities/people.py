"""Coreference of people: which names of an article denote the same person. Uncertain cases stay separate."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from transforms.entities.gazetteer import NAME_PARTICLES, NICKNAMES, SURE_FIRST_NAMES
from transforms.entities.names import PersonName
from transforms.entities.person import Person, PersonMention, bare_title
from transforms.entities.short_names import MOST_CANDIDATES, ShortNames
from transforms.entities.variants import sound, without_particles

_SON_OF = frozenset({"bin", "binti", "ibn"})
"""Words before the father's name in a name, which may be omitted with it."""
_UNAMBIGUOUS_FIRST_NAMES = SURE_FIRST_NAMES - NAME_PARTICLES
"""First names; not `ben`, which may begin a surname."""

Words = tuple[str, ...]


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
            known.self.titles.add(bare_title(mention.title))
    shorter = ShortNames(people, mentions)
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
        allowed = [person for person in same[:MOST_CANDIDATES] if _middles_agree(without_particles(person.name.words), words)]
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
        longer = {id(other.self): other for other in ends[_sounds(words), suffix][:MOST_CANDIDATES] if other is not person}
        if len(longer) != 1 or person.same_as:
            continue
        other = next(iter(longer.values())).self
        fathered = other.name.words[: len(words)] == words and other.name.words[len(words)] in _SON_OF
        if fathered or (words[0] not in _UNAMBIGUOUS_FIRST_NAMES) != (other.name.words[: len(words)] == words):
            begins = person.name.words == other.name.words[: len(words)] and not fathered
            often = person.name if begins and len(person.full_mentions) > len(other.full_mentions) else None
            _merge(person, other)
            other.name = often or other.name
        elif (
            other.name.words[0] not in SURE_FIRST_NAMES
            and len(person.full_mentions) >= 2 * len(other.full_mentions)
            and other is not person
        ):
            other.same_as = person
            person.full_mentions += other.full_mentions


def _sounds(words: Words) -> Words:
    return tuple(sound(word) for word in words)
