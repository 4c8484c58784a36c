"""Resolution of names that are not people: which organizations, places and others mean the same in one article."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from transforms.entities.acronyms import compact, defined, initials, is_acronym
from transforms.entities.gazetteer import BRITISH, GENERIC_PLACES, KNOWN_BODIES, LEGAL_FORMS, ORGANIZATION_WORDS
from transforms.entities.names import normalized
from transforms.entities.places import place
from transforms.entities.variants import sound
from transforms.records import Label, Span

_LONGEST = 8
"""Maximum number of words of a name whose beginnings and ends are compared."""
_POSSESSIVE = re.compile("(?<=\\w)['’]s?$")
_HEARD = 8
"""Minimum number of letters for names that sound alike to be the same."""
_PLURAL = 6
_SHORTENED = frozenset({"organization", "facility", "location"})
_KNOWN = frozenset(KNOWN_BODIES.values())
_UNSHORTENED = frozenset({"date", "money"})
_TELLING = frozenset({"facility", "group", "organization", "other", "product"})
"""Types of a long form that its acronym takes over, whatever type the reader gave it."""
_MISTAKEN = frozenset({"location", "other"})
"""Types given to acronyms of organizations."""
_BEGINS = 4
"""Minimum letters of an acronym that has only the first words of a name."""
_UNSPELLED = frozenset({"date", "money", "group"})

Key = tuple[str, str]
"""Type and key of a name: names with the same key are one entity in every article."""


@dataclass(slots=True)
class Body:
    """A mention and its own type and key."""

    span: Span
    surface: str
    key: Key


def body_key(kind: str, name: str) -> str:
    """Return the name from which an entity id is made: without article, legal form or group plural, with one name per place."""
    name = _POSSESSIVE.sub("", name) or name
    plain = normalized(name)
    plain = plain.removeprefix("the ") or plain
    known = place(kind, plain)
    if known:
        return known.name
    if kind in {"location", "facility"} and "," in name:
        return _in_its_state(*name.rsplit(",", 1)) or plain
    if kind == "group" and len(plain) > 4 and plain.endswith("s") and not plain.endswith("ss"):
        return plain[:-1]
    if kind == "organization":
        words = _american(plain).split()
        while len(words) > 1 and words[-1] in LEGAL_FORMS:
            words.pop()
        return KNOWN_BODIES.get("".join(words), " ".join(words))
    return plain


def _american(words: str) -> str:
    """Return words in American spelling: `defense organization` for `defence organisation`."""
    for british, american in BRITISH.items():
        words = words.replace(british, american)
    return words


def _in_its_state(name: str, state: str) -> str | None:
    """Return the key of `Paris, Texas`; for `Paris, France` the key of Paris."""
    within, known = place("location", normalized(state)), place("location", normalized(name))
    if within is None or within.is_city or (known and not known.is_city):
        return None
    same = known and any(code.partition("-")[0] == own.partition("-")[0] for code in known.codes for own in within.codes)
    return known.name if known and same else f"{normalized(name)} {within.name}"


def resolve_bodies(text: str, names: Sequence[Label], surfaces: Sequence[str]) -> list[Key]:
    """Return type and key of the entity for each name that is not a person's, in order."""
    mentions = [
        Body(label.span, surface, (label.label, body_key(label.label, surface)))
        for label, surface in zip(names, surfaces, strict=True)
        if label.label != "person"
    ]
    _qualify(text, mentions)
    first: dict[Key, int] = {}
    for number, mention in enumerate(mentions):
        first.setdefault(mention.key, number)
    into: dict[Key, Key] = {}
    for short, long in (*_acronyms(text, mentions), *_spellings(first), *_parts(first)):
        one, other = _end(into, short), _end(into, long)
        if one != other:
            into[one] = other
    return [_end(into, mention.key) for mention in mentions]


def shown(key: Key, forms: Iterable[str]) -> str:
    """Return the fullest form with a key: most words, mixed case if possible; `Paris, Texas` if no form says it."""
    own = [form for form in forms if body_key(key[0], form) == key[1]]
    own = own or [f"{form}, {key[1].removeprefix(normalized(form)).strip().title()}" for form in forms]
    return max(own, key=lambda form: (sum(len(word) > 1 for word in normalized(form).split()), " " in form and not form.isupper()))


def _qualify(text: str, mentions: Sequence[Body]) -> None:
    """Separate a place from its well-known namesake if its state follows: `Paris, Texas`; later mentions mean the same place."""
    apart: dict[Key, Key] = {}
    for number, mention in enumerate(mentions):
        following = mentions[number + 1] if number + 1 < len(mentions) else None
        kind, name = mention.key
        if kind != "location":
            continue
        if following and text[mention.span.end : following.span.start] == ", " and place(kind, name):
            apart_as = _in_its_state(mention.surface, following.surface)
            if apart_as and apart_as != name:
                apart[mention.key] = (kind, apart_as)
        mention.key = apart.get(mention.key, mention.key)


def _end(into: dict[Key, Key], key: Key) -> Key:
    while key in into:
        key = into[key]
    return key


def _acronyms(text: str, mentions: Sequence[Body]) -> Iterator[tuple[Key, Key]]:
    """Yield acronyms with their long forms: as defined in the text, otherwise the only name of that type with these initials."""
    told: dict[str, Key] = {}
    derived: dict[Key, set[Key]] = defaultdict(set)
    begun: dict[Key, set[Key]] = defaultdict(set)  # `ORCA` of `Office of Roads and Coasts Affairs of Norland`
    for mention in mentions:
        if " " in mention.surface and mention.key[0] not in _UNSHORTENED:
            acronym = defined(text, mention.span, mention.surface)
            if acronym:
                told.setdefault(acronym, mention.key)
            for letters in initials(mention.surface):
                derived[mention.key[0], letters].add(mention.key)
                for size in range(_BEGINS, len(letters)):
                    begun[mention.key[0], letters[:size]].add(mention.key)
    for mention in mentions:
        letters = compact(mention.surface)
        if is_acronym(mention.surface) or (letters in told and " " not in mention.surface):
            kinds = (mention.key[0], "organization") if mention.key[0] in _MISTAKEN and not place(*mention.key) else mention.key[:1]
            long = next((found for named in (derived, begun) for kind in kinds if (found := named.get((kind, letters)))), ())
            if letters in told and told[letters][0] in {mention.key[0], *_TELLING}:
                yield mention.key, told[letters]
            elif len(long) == 1 and mention.key[1].replace(" ", "") == letters:
                yield mention.key, next(iter(long))


def _spellings(first: dict[Key, int]) -> Iterator[tuple[Key, Key]]:
    """Yield names with the first name that differs only in spelling, spaces or number."""
    heard: dict[Key, Key] = {}
    for kind, key in first:
        if kind in _UNSPELLED or place(kind, key):
            continue
        joined = sound(key.replace(" ", ""))
        if len(joined) >= _HEARD:
            yield (kind, key), heard.setdefault((kind, joined), (kind, key))
        if len(key) >= _PLURAL and (kind, key.removesuffix("s")) in first:
            yield (kind, key), (kind, key.removesuffix("s"))
    if ("location", "new york") in first and ("location", "new york city") in first:
        yield ("location", "new york city"), ("location", "new york")


def _parts(first: dict[Key, int]) -> Iterator[tuple[Key, Key]]:
    """Yield names that are part of exactly one longer name: `Brotherhood`, `Heathrow`, `Gaza`."""
    longer: dict[tuple[str, str], list[Key]] = defaultdict(list)
    for key in first:
        words = key[1].split()
        if key[0] in _SHORTENED and 1 < len(words) <= _LONGEST and not place(*key):
            for count in range(1, len(words)):
                longer[key[0], " ".join(words[:count])].append(key)
                longer[key[0], " ".join(words[count:])].append(key)
    for key, number in first.items():
        if (
            key[0] in _SHORTENED
            and key[1] not in _KNOWN
            and not place(key[0], key[1])
            and not place("location", key[1])
            and not place("group", key[1])
        ):
            fitting = longer[key][:2]
            if len(fitting) == 1 and _is_short_for(key, fitting[0], said_before=first[fitting[0]] < number):
                yield key, fitting[0]


def _sets_apart(lead: str) -> bool:
    """Return whether a word before a name makes it a different entity: the party of a state is not the party."""
    state = place("location", lead)
    return lead in {"democratic", "republican"} or (state is not None and any(code.startswith("US-") for code in state.codes))


def _is_short_for(short: Key, long: Key, *, said_before: bool) -> bool:
    """Return whether a part of a name can mean the whole name."""
    kind, words = short[0], short[1].split()
    rest = long[1].removeprefix(short[1]).split() if long[1].startswith(short[1] + " ") else []
    lead = long[1].removesuffix(short[1]).split() if long[1].endswith(" " + short[1]) else []
    if kind in {"location", "facility"}:
        if rest:
            return GENERIC_PLACES.issuperset(rest) or place("location", " ".join(rest)) is not None
        return len(lead) == 2 and lead[0] in GENERIC_PLACES and lead[1] == "of"
    if lead and _sets_apart(" ".join(lead)):
        return False
    generic = ORGANIZATION_WORDS.issuperset(words)
    led = len(lead) == 1 or _is_one_body(lead)
    if rest:
        return said_before and rest[0] == "of" if generic else len(rest) == 1
    return len(lead) == 1 if not generic and len(words) == 1 else said_before and (led or len(words) == 1)


def _is_one_body(words: Sequence[str]) -> bool:
    """Return whether words form one name of an organization or country: the Security Council of the United Nations."""
    name = " ".join(words)
    return name in _KNOWN or "".join(words) in KNOWN_BODIES or place("location", name) is not None
