"""Romanisation of Cyrillic names: one key for `Зеленський`, `Зеленский` and `Zelenskyy`.

The tables are those that English-language news follows: BGN/PCGN for Russian, the resolution of 2010 for Ukrainian, the law of 2009 for
Bulgarian. `variants.respelled` unifies other spellings. Names in other scripts do not change.
"""

import re
from types import MappingProxyType

_COMMON = dict(
    zip(
        "абвгґдежзийклмнопрстуфхцчшщыэюя",
        "a b v g g d e zh z i y k l m n o p r s t u f kh ts ch sh shch y e yu ya".split(),
        strict=True,
    )
) | dict(zip("ёўіїєәғқңөұүһ", "e w i i ie a g q n o u u h".split(), strict=True), ъ="", ь="")
_TABLES = MappingProxyType(
    {
        "uk": _COMMON | {"г": "h", "и": "y", "й": "i", "ю": "iu", "я": "ia"},
        "bg": _COMMON | {"щ": "sht", "х": "h", "ъ": "a"},
    }
)
_FIRST = MappingProxyType({"uk": {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}, "ru": {"е": "ye"}})
"""Letters that are romanised differently at the start of a word."""
_AFTER_VOWEL = {"е": "ye"}
_VOWELS = frozenset("аеёиоуыэюяйъь")
_CYRILLIC = re.compile("[\u0400-\u04ff]+")
_UKRAINIAN, _RUSSIAN = re.compile("[іїєґІЇЄҐ]"), "ru"


def romanized(name: str, language: str | None = None) -> str:
    """Return a name with its Cyrillic words romanised; without a language, as Ukrainian if it has Ukrainian letters, else as Russian."""
    if not _CYRILLIC.search(name):
        return name
    own = language or ("uk" if _UKRAINIAN.search(name) else _RUSSIAN)
    return _CYRILLIC.sub(lambda word: _latin(word[0], own), name)


def _latin(word: str, language: str) -> str:
    table = _TABLES.get(language, _COMMON)
    parts: list[str] = []
    before = ""
    for letter in word.lower():
        special = _FIRST.get(language, {}).get(letter) if not before else None
        if special is None and language == "ru" and before in _VOWELS:
            special = _AFTER_VOWEL.get(letter)
        if language == "uk" and letter == "г" and before == "з":
            special = "gh"
        parts.append(table.get(letter, letter) if special is None else special)
        before = letter
    latin = "".join(parts)
    if word.isupper() and len(word) > 1:
        return latin.upper()
    return latin[:1].upper() + latin[1:] if word[:1].isupper() else latin
