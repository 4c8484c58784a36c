"""Acronyms and the full names that they stand for, by parentheses in the text or by initials."""

import re
from collections.abc import Iterator

from transforms.entities.agencies import WORLDWIDE
from transforms.entities.gazetteer import SMALL_WORDS
from transforms.entities.names import normalized
from transforms.records import Span

_AFTER = re.compile(r"['’]?s?,?\s+\(\s*[“\"‘']?([\w.&-]{2,12})[”\"’']?\s*[),;]")
"""`World Union (WU)`; the name may be a possessive."""
_BEFORE = re.compile(r"(?<![\w.])([\w.&-]{2,12})\s+\(\s*(?:the\s+)?$")
"""`WU (World Union)`."""
_APOSTROPHE = re.compile("['’]")
_AGENCIES = frozenset(map(str.casefold, WORLDWIDE))
"""Acronyms in parentheses after a place: a dateline, not a definition."""


def acronym_letters(surface: str) -> str:
    """Return the letters of an acronym, in lower case: `u.n.` and `UN` are `un`."""
    return "".join(character for character in surface if character.isalnum()).casefold()


def is_acronym(surface: str) -> bool:
    """Return whether a name looks like an acronym: one word of two to ten letters, at least half of them capitals (`BoJ`, `PML-N`)."""
    letters = [character for character in surface if character.isalpha()]
    capitals = sum(character.isupper() for character in letters)
    return " " not in surface and 2 <= len(letters) <= 10 and capitals >= 2 and 2 * capitals >= len(letters)


def defined_acronym(text: str, name: Span, surface: str) -> str | None:
    """Return the acronym that the text defines for a name, in lower case, or None: `World Union (WU)`, `WU (World Union)`."""
    after = _AFTER.match(text, name.end, name.end + 24)
    before = _BEFORE.search(text, max(0, name.start - 24), name.start)
    for found in (after, before):
        if found and (_stands_for(acronym_letters(found[1]), surface) if is_acronym(found[1]) else _is_spelled_by(found[1], surface)):
            return acronym_letters(found[1])
    return None


def _is_spelled_by(word: str, surface: str) -> bool:
    """Return whether a capitalised word is made of the initials of a name: `Cran`, of `Coastal Roads Authority of Norland`."""
    return word[:1].isupper() and len(word) > 2 and acronym_letters(word) in {*initials(surface)}


def _stands_for(acronym: str, surface: str) -> bool:
    """Return whether an acronym may stand for a name: they share a first letter, and it is not a dateline's place and agency."""
    name = acronym_letters(normalized(surface))
    return acronym not in _AGENCIES and " " in surface and bool(name) and (name[0] == acronym[0] or acronym[0] in initials_of(surface))


def initials_of(surface: str) -> str:
    """Return the first letters of all words of a name."""
    return "".join(word[0] for word in normalized(surface).split())


def initials(surface: str) -> Iterator[str]:
    """Yield the acronyms that a name of two words or more may have: `ioc` and `iocc` of `Island of Oysters Council Committee`."""
    words = normalized(_APOSTROPHE.sub("", surface)).split()
    words = words[words[:1] == ["the"] :]
    main = [word for word in words if word not in SMALL_WORDS]
    for chosen in (main, words, main[:-1] if len(main) > 3 else []):
        if len(chosen) > 1:
            yield "".join(word[0] for word in chosen)
