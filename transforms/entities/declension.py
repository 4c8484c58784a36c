"""Declension: the nominatives that an inflected word may have, by the table of endings in `lexicon/<language>/declension.txt`."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType
from typing import NamedTuple

from transforms.lexicon.words import languages_with, lines_of, word_set

CASES = ("nominative", "genitive", "dative", "accusative", "instrumental", "locative")
"""Cases, in the order of the columns of the table."""
GENDERS = "mfnp"
"""Masculine, feminine, neuter; plural."""
ANY = ""
"""Case of an indeclinable word."""
CYRILLIC = frozenset({"bg", "ru", "uk"})
_SHORTEST_STEM, _LONGEST_ENDING = 1, 8
_NONE, _ANY_LETTERS = "0", "*"


class Reading(NamedTuple):
    """One analysis of a word form."""

    lemma: str
    """The nominative, in lower case; for adjectives, of the same gender."""
    part: str
    """The part of speech: `noun`, `adj`, `surname`, or `fixed` for an indeclinable word."""
    gender: str
    case: str


class _Ending(NamedTuple):
    """One ending of a declension, for stems that end in one of the letters `stems`."""

    nominative: str
    stems: str
    part: str
    gender: str
    case: str


def is_declined(language: str | None) -> bool:
    """Return whether a language has a table of endings."""
    return language in _declined()


@cache
def _declined() -> frozenset[str]:
    return frozenset(languages_with("declension")) - {"en"}


@cache
def _endings(language: str) -> Mapping[str, tuple[_Ending, ...]]:
    """Return the table by ending."""
    found: dict[str, dict[_Ending, None]] = defaultdict(dict)
    for line in lines_of("declension", language)["endings"]:
        head, _, tail = line.partition(": ")
        part, gender, stems, nominative = (word.replace(_NONE, "") for word in head.split())
        for case, forms in zip(CASES, (nominative or _NONE, *tail.split()), strict=True):
            for form in forms.split("/"):
                found[form.replace(_NONE, "")][_Ending(nominative, stems, part, gender, case)] = None
    return MappingProxyType({ending: tuple(rows) for ending, rows in found.items()})


@lru_cache(maxsize=1 << 14)
def readings(word: str, language: str) -> tuple[Reading, ...]:
    """Return all analyses of a word form in lower case: one for each ending that fits, and as an indeclinable word."""
    found = [Reading(word, "fixed", gender, ANY) for gender in "mf"]
    table = _endings(language)
    for length in range(min(len(word) - _SHORTEST_STEM, _LONGEST_ENDING) + 1):
        stem = word[: len(word) - length]
        found += [
            Reading(stem + ending.nominative, ending.part, ending.gender, ending.case)
            for ending in table.get(word[len(stem) :], ())
            if ending.stems == _ANY_LETTERS or stem[-1] in ending.stems
        ]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=1 << 14)
def lemmas_of(word: str, language: str, parts: tuple[str, ...]) -> Mapping[tuple[str, str], tuple[tuple[str, str], ...]]:
    """Return the nominatives of a word form in lower case by gender and case; each is a lemma with its part of speech and gender."""
    found: dict[tuple[str, str], dict[tuple[str, str], None]] = defaultdict(dict)
    for reading in readings(word, language):
        if reading.part in parts:
            for case in CASES if reading.case == ANY else (reading.case,):
                found[reading.gender, case][reading.lemma, f"{reading.part} {reading.gender}"] = None
    return MappingProxyType({key: tuple(words) for key, words in found.items()})


def governs_oblique_case(word: str, language: str) -> bool:
    """Return whether a word in lower case is a preposition, which governs another case than the nominative."""
    return word in word_set("declension", "before oblique cases", language)


def is_conjunction(word: str, language: str) -> bool:
    """Return whether a word in lower case means `and`."""
    return word in word_set("declension", "joining", language)


def has_adjectives_after(language: str) -> bool:
    """Return whether adjectives may follow the noun in names and agree with it: `Unii Europejskiej`."""
    return bool(word_set("declension", "adjectives after the noun", language))
