"""Declension of single words: which nominatives a form may have, by the endings of a language (`lexicon/<language>/declension.txt`)."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType
from typing import NamedTuple

from transforms.lexicon.words import languages_with, lines_of, word_set

CASES = ("nominative", "genitive", "dative", "accusative", "instrumental", "locative")
"""In the order of the table of endings."""
GENDERS = "mfnp"
"""Masculine, feminine, neuter; plural."""
ANY = ""
"""Case of a word that is not declined."""
CYRILLIC = frozenset({"bg", "ru", "uk"})
_SHORTEST_STEM, _LONGEST_ENDING = 1, 8
_NONE, _ANY_LETTERS = "0", "*"


class Reading(NamedTuple):
    """What one form of a word may be."""

    lemma: str
    """The nominative, in lower case; of an adjective, in its gender."""
    part: str
    """`noun`, `adj`, `surname`, or `fixed` for a word that is not declined."""
    gender: str
    case: str


class _Ending(NamedTuple):
    """One ending of one declension."""

    nominative: str
    stems: str
    part: str
    gender: str
    case: str


def is_declined(language: str | None) -> bool:
    """Return whether there are endings for a language."""
    return language in _declined()


@cache
def _declined() -> frozenset[str]:
    return frozenset(languages_with("declension")) - {"en"}


@cache
def _endings(language: str) -> Mapping[str, tuple[_Ending, ...]]:
    """Return what each ending may be."""
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
    """Return all that a form in lower case may be: declined in each way that its ending allows, and not at all."""
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
    """Return the nominatives that a form in lower case may have, each with its part of speech and gender, by gender and case."""
    found: dict[tuple[str, str], dict[tuple[str, str], None]] = defaultdict(dict)
    for reading in readings(word, language):
        if reading.part in parts:
            for case in CASES if reading.case == ANY else (reading.case,):
                found[reading.gender, case][reading.lemma, f"{reading.part} {reading.gender}"] = None
    return MappingProxyType({key: tuple(words) for key, words in found.items()})


def asks_for_a_case(word: str, language: str) -> bool:
    """Return whether a word in lower case is a preposition: the name after it is not in the nominative."""
    return word in word_set("declension", "before oblique cases", language)


def joins(word: str, language: str) -> bool:
    """Return whether a word is `and`."""
    return word in word_set("declension", "joining", language)


def has_adjectives_after(language: str) -> bool:
    """Return whether adjectives follow the noun in names, in its case: `Unii Europejskiej`."""
    return bool(word_set("declension", "adjectives after the noun", language))
