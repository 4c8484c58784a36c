"""Coreference of names that are not people: which names of organizations, places and others denote the same entity in one article."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from transforms.entities.acronyms import acronym_letters, defined_acronym, initials, is_acronym
from transforms.entities.gazetteer import BRITISH, GENERIC_PLACES, KNOWN_BODIES, LEGAL_FORMS, ORGANIZATION_WORDS
from transforms.entities.names import normalized
from transforms.entities.places import known_place
from transforms.entities.variants import sound
from transforms.records import Label, Span

_LONGEST = 8
"""Maximum number of words of a name that is compared with its parts."""
_POSSESSIVE = re.compile("(?<=\\w)['’]s?$")
_LEAST_SOUNDED = 8
"""Minimum length of a phonetic key by which two names are the same."""
_PLURAL = 6
_SHORTENED = frozenset({"organization", "facility", "location"})
_KNOWN = frozenset(KNOWN_BODIES.values())
_UNSHORTENED = frozenset({"date", "money"})
_TYPES_OF_ACRONYMS = frozenset({"facility", "group", "organization", "other", "product"})
"""Types of a full name that its acronym takes over, whatever type the model gave the acronym."""
_MISTAKEN = frozenset({"location", "other"})
"""Types that the model gives to acronyms of organizations by mistake."""
_BEGINS = 4
"""Minimum letters of an acronym that has only the first words of a name."""
_UNSPELLED = frozenset({"date", "money", "group"})

Key = tuple[str, str]
"""The type and the normalised name of an entity: names with the same key are the same entity in all articles."""


@dataclass(slots=True)
class OtherMention:
    """A mention of an entity other than a person."""

    span: Span
    surface: str
    key: Key


def name_key(kind: str, name: str) -> str:
    """Return the name from which an entity id is computed: normalised, without article, legal form and plural, one name per place."""
    name = _POSSESSIVE.sub("", name) or name
    plain = normalized(name)
    plain = plain.removeprefix("the ") or plain
    known = known_place(kind, plain)
    if known:
        return known.name
    if kind in {"location", "facility"} and "," in name:
        return _in_state(*name.rsplit(",", 1)) or plain
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


def _in_state(name: str, state: str) -> str | None:
    """Return the key of `Paris, Texas`; for `Paris, France` the key of Paris."""
    region, known = known_place("location", normalized(state)), known_place("location", normalized(name))
    if region is None or region.is_city or (known and not known.is_city):
        return None
    same_country = known and any(code.partition("-")[0] == own.partition("-")[0] for code in known.codes for own in region.codes)
    return known.name if known and same_country else f"{normalized(name)} {region.name}"


def resolve_other_names(text: str, names: Sequence[Label], surfaces: Sequence[str]) -> list[Key]:
    """Return the key of the entity for each name that is not a person's, in order."""
    mentions = [
        OtherMention(label.span, surface, (label.label, name_key(label.label, surface)))
        for label, surface in zip(names, surfaces, strict=True)
        if label.label != "person"
    ]
    _qualify(text, mentions)
    first: dict[Key, int] = {}
    for number, mention in enumerate(mentions):
        first.setdefault(mention.key, number)
    merged: dict[Key, Key] = {}
    for short, long in (*_acronyms(text, mentions), *_same_sound(first), *_parts(first)):
        one, other = _merged_key(merged, short), _merged_key(merged, long)
        if one != other:
            merged[one] = other
    return [_merged_key(merged, mention.key) for mention in mentions]


def fullest_form(key: Key, forms: Iterable[str]) -> str:
    """Return the longest form of an entity in words, in mixed case if possible; with its state if no form has it: `Paris, Texas`."""
    same = [form for form in forms if name_key(key[0], form) == key[1]]
    same = same or [f"{form}, {key[1].removeprefix(normalized(form)).strip().title()}" for form in forms]
    return max(same, key=lambda form: (sum(len(word) > 1 for word in normalized(form).split()), " " in form and not form.isupper()))


def _qualify(text: str, mentions: Sequence[OtherMention]) -> None:
    """Change the keys of places that a state distinguishes from a well-known namesake: `Paris, Texas`, and later `Paris`."""
    qualified_keys: dict[Key, Key] = {}
    for number, mention in enumerate(mentions):
        following = mentions[number + 1] if number + 1 < len(mentions) else None
        kind, name = mention.key
        if kind != "location":
            continue
        if following and text[mention.span.end : following.span.start] == ", " and known_place(kind, name):
            qualified = _in_state(mention.surface, following.surface)
            if qualified and qualified != name:
                qualified_keys[mention.key] = (kind, qualified)
        mention.key = qualified_keys.get(mention.key, mention.key)


def _merged_key(merged: dict[Key, Key], key: Key) -> Key:
    while key in merged:
        key = merged[key]
    return key


def _acronyms(text: str, mentions: Sequence[OtherMention]) -> Iterator[tuple[Key, Key]]:
    """Yield acronyms with their full names: as defined in the text, otherwise the only name of that type with these initials."""
    defined_keys: dict[str, Key] = {}
    derived: dict[Key, set[Key]] = defaultdict(set)
    begun: dict[Key, set[Key]] = defaultdict(set)  # `ORCA` of `Office of Roads and Coasts Affairs of Norland`
    for mention in mentions:
        if " " in mention.surface and mention.key[0] not in _UNSHORTENED:
            acronym = defined_acronym(text, mention.span, mention.surface)
            if acronym:
                defined_keys.setdefault(acronym, mention.key)
            for letters in initials(mention.surface):
                derived[mention.key[0], letters].add(mention.key)
                for size in range(_BEGINS, len(letters)):
                    begun[mention.key[0], letters[:size]].add(mention.key)
    for mention in mentions:
        letters = acronym_letters(mention.surface)
        if is_acronym(mention.surface) or (letters in defined_keys and " " not in mention.surface):
            kinds = (mention.key[0], "organization") if mention.key[0] in _MISTAKEN and not known_place(*mention.key) else mention.key[:1]
            fitting = next((found for named in (derived, begun) for kind in kinds if (found := named.get((kind, letters)))), ())
            if letters in defined_keys and defined_keys[letters][0] in {mention.key[0], *_TYPES_OF_ACRONYMS}:
                yield mention.key, defined_keys[letters]
            elif len(fitting) == 1 and mention.key[1].replace(" ", "") == letters:
                yield mention.key, next(iter(fitting))


def _same_sound(first: dict[Key, int]) -> Iterator[tuple[Key, Key]]:
    """Yield names with the first name of the article that differs only in spelling, spaces or number."""
    by_sound: dict[Key, Key] = {}
    for kind, key in first:
        if kind in _UNSPELLED or known_place(kind, key):
            continue
        phonetic = sound(key.replace(" ", ""))
        if len(phonetic) >= _LEAST_SOUNDED:
            yield (kind, key), by_sound.setdefault((kind, phonetic), (kind, key))
        if len(key) >= _PLURAL and (kind, key.removesuffix("s")) in first:
            yield (kind, key), (kind, key.removesuffix("s"))
    if ("location", "new york") in first and ("location", "new york city") in first:
        yield ("location", "new york city"), ("location", "new york")


def _parts(first: dict[Key, int]) -> Iterator[tuple[Key, Key]]:
    """Yield names with the only longer name that they are part of: `Brotherhood`, `Heathrow`, `Gaza`."""
    longer: dict[tuple[str, str], list[Key]] = defaultdict(list)
    for key in first:
        words = key[1].split()
        if key[0] in _SHORTENED and 1 < len(words) <= _LONGEST and not known_place(*key):
            for count in range(1, len(words)):
                longer[key[0], " ".join(words[:count])].append(key)
                longer[key[0], " ".join(words[count:])].append(key)
    for key, number in first.items():
        if (
            key[0] in _SHORTENED
            and key[1] not in _KNOWN
            and not known_place(key[0], key[1])
            and not known_place("location", key[1])
            and not known_place("group", key[1])
        ):
            fitting = longer[key][:2]
            if len(fitting) == 1 and _is_short_for(key, fitting[0], said_before=first[fitting[0]] < number):
                yield key, fitting[0]


def _distinguishes(lead: str) -> bool:
    """Return whether a word before a name makes it a different entity: the party of a state is not the party."""
    state = known_place("location", lead)
    return lead in {"democratic", "republican"} or (state is not None and any(code.startswith("US-") for code in state.codes))


def _is_short_for(short: Key, long: Key, *, said_before: bool) -> bool:
    """Return whether part of a name can denote the same entity; `said_before` is whether the full name occurs earlier."""
    kind, words = short[0], short[1].split()
    rest = long[1].removeprefix(short[1]).split() if long[1].startswith(short[1] + " ") else []
    lead = long[1].removesuffix(short[1]).split() if long[1].endswith(" " + short[1]) else []
    if kind in {"location", "facility"}:
        if rest:
            return GENERIC_PLACES.issuperset(rest) or known_place("location", " ".join(rest)) is not None
        return len(lead) == 2 and lead[0] in GENERIC_PLACES and lead[1] == "of"
    if lead and _distinguishes(" ".join(lead)):
        return False
    generic = ORGANIZATION_WORDS.issuperset(words)
    led = len(lead) == 1 or _is_organization(lead)
    if rest:
        return said_before and rest[0] == "of" if generic else len(rest) == 1
    return len(lead) == 1 if not generic and len(words) == 1 else said_before and (led or len(words) == 1)


def _is_organization(words: Sequence[str]) -> bool:
    """Return whether words are the name of one organization or country, as before `Security Council`."""
    name = " ".join(words)
    return name in _KNOWN or "".join(words) in KNOWN_BODIES or known_place("location", name) is not None
