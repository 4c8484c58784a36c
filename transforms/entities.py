"""Mentions and entities: which names of an article mean the same, and the id that is the same in every article."""

import re
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from transforms.gazetteer import FEMALE_NAMES, MALE_NAMES
from transforms.records import Label, digest
from transforms.schema import NAME_TYPES, EntityRow, MentionRow, ParagraphRow

_SMALL_WORDS = frozenset({"of", "the", "for", "and", "de", "la", "on", "in", "to"})
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_SUFFIX = re.compile(r",? (?:Jr|Sr|II|III|IV)\.?$")
_SPELLED_OUT = {name: full for full, names in {"united states": ("us", "usa"), "united kingdom": ("uk",)}.items() for name in names}
_HONORIFIC = re.compile(r"\b(?:(?P<male>Mr|Sir|Lord|King|Prince)|(?P<female>Mrs|Ms|Miss|Lady|Queen|Princess|Dame))\.?\s$")


def resolve_names(
    article_id: str, text: str, paragraphs: Sequence[ParagraphRow], labels: Sequence[Label]
) -> tuple[list[MentionRow], list[EntityRow]]:
    """Return the mentions of an article in order, and its entities in order of first mention (quote counts still 0)."""
    names = sorted((label for label in labels if label.label in NAME_TYPES), key=lambda label: label.span)
    surfaces = [" ".join(_INVISIBLE.sub("", label.span.of(text)).split()) for label in names]
    types = [label.label for label in names]
    starts = [row.start for row in paragraphs]
    mentions: list[MentionRow] = []
    entities: dict[str, EntityRow] = {}
    for label, surface, kind, full in zip(names, surfaces, types, _fullest_names(text, names, surfaces, types), strict=True):
        start, end = label.span.start, label.span.end
        entity = entity_id(kind, full)
        mention = digest(article_id, "mention", kind, start, end)
        mentions.append(
            MentionRow(mention, article_id, bisect_right(starts, start) - 1, start, end, text[start:end], kind, entity, label.confidence)
        )
        row = entities.setdefault(entity, EntityRow(article_id, entity, full, kind, [], 0, 0, start))
        row.mention_count += 1
        if surface not in row.aliases:
            row.aliases.append(surface)
    return mentions, list(entities.values())


def entity_id(kind: str, name: str) -> str:
    """Return the id of an entity: a pure function of its type and its normalised full name."""
    key = normalized(name)
    return digest("entity", kind, _SPELLED_OUT.get(key.replace(" ", ""), key) if kind == "location" else key)


def normalized(name: str) -> str:
    """Return a name without case, diacritics, punctuation and extra space: `José  Núñez-Ruiz` is `jose nunez ruiz`."""
    folded = _INVISIBLE.sub("", name).casefold()
    if not folded.isascii():
        decomposed = unicodedata.normalize("NFKD", folded)
        folded = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(re.findall(r"\w+", folded)) or folded.strip()


def gender_told(name: str, before: str) -> str | None:
    """Return `male` or `female` where the title before a name or the first name tells: `Mrs. Ruiz`, `Ana Ruiz`."""
    honorific = _HONORIFIC.search(before)
    if honorific:
        return honorific.lastgroup
    first, space, _ = name.casefold().partition(" ")
    return "male" if space and first in MALE_NAMES else "female" if space and first in FEMALE_NAMES else None


def _fullest_names(text: str, names: Sequence[Label], surfaces: Sequence[str], types: Sequence[str]) -> list[str]:
    """Return for each name the fullest form of it in the article: the full name of a surname, the long form of an acronym."""
    people: dict[str, list[tuple[int, str]]] = defaultdict(list)
    longest: dict[str, str] = {}
    for place, (surface, kind) in enumerate(zip(surfaces, types, strict=True)):
        if kind == "person" and " " in surface:
            key = _person_key(surface)
            first, _, last = key.partition(" ")
            longest[key] = max(longest.get(key, ""), surface, key=len)
            for part in (first, last):
                if not people[part] or people[part][-1][1] != key:
                    people[part].append((place, key))
    acronyms = dict(_acronyms(text, names, surfaces, types))
    first_form: dict[tuple[str, str], str] = {}
    fullest = []
    for place, (label, surface, kind) in enumerate(zip(names, surfaces, types, strict=True)):
        name = surface
        if kind == "person" and " " in surface:
            name = _joined(surface, longest[_person_key(surface)])
        elif kind == "person":
            told = gender_told(surface, text[max(0, label.span.start - 9) : label.span.start])
            person = _nearest(people, normalized(surface), place, told)
            name = longest[person] if person else surface
        elif surface.isupper():
            name = acronyms.get((kind, surface.replace(".", "")), surface)
        fullest.append(first_form.setdefault((kind, normalized(name)), name))
    return fullest


def _person_key(name: str) -> str:
    """Return first and last name, normalised: `Ana M. Ruiz Jr.` is `ana ruiz`."""
    words = normalized(_SUFFIX.sub("", name)).split()
    return f"{words[0]} {words[-1]}" if words else name


def _joined(name: str, longest: str) -> str:
    """Return the longest form for a name without middle names or with the same ones; George W. and George H. W. stay two."""
    middle = normalized(_SUFFIX.sub("", name)).split()[1:-1]
    return longest if middle in ([], normalized(_SUFFIX.sub("", longest)).split()[1:-1]) else name


def _acronyms(text: str, names: Sequence[Label], surfaces: Sequence[str], types: Sequence[str]) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield the long forms of acronyms: `World Sailing Union` of WSU, and `Ports of the North` of PNO in `Ports of the North (PNO)`."""
    for place, (label, surface, kind) in enumerate(zip(names, surfaces, types, strict=True)):
        if " " in surface and kind in {"organization", "location", "facility"}:
            initials = "".join(word[0] for word in surface.split() if word.lower() not in _SMALL_WORDS)
            yield (kind, initials.upper()), surface
            after = names[place + 1].span if place + 1 < len(names) else None
            if after and text[label.span.end : after.start] == " (" and surfaces[place + 1].isupper():
                yield (types[place + 1], surfaces[place + 1].replace(".", "")), surface


def _nearest(people: Mapping[str, Sequence[tuple[int, str]]], part: str, place: int, gender: str | None) -> str | None:
    """Return the person with this first or last name who was named in full last before a place, else the first one after it."""
    found = people.get(part, ())
    if gender:
        found = [(at, key) for at, key in found if gender_told(key, "") in {gender, None}]
    before = bisect_right(found, place, key=lambda pair: pair[0])
    return found[before - 1][1] if before else found[0][1] if found else None
