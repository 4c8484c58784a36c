"""Weights of lemmas: counts from training texts (`lemmas.tsv`, made by `training/lemmas.py`), backed off to suffixes of unknown words.

The table is kept with the code, so that ids change only with its version. A line holds a language, the type of the names (`person` or
`other`), the part of speech and gender, a count, and the lemmas with this count.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType

from transforms.entities.declension import CASES, CYRILLIC, readings
from transforms.entities.exonyms import places_called
from transforms.entities.gazetteer import FEMALE_NAMES, MALE_NAMES
from transforms.lexicon.words import lines_of

TABLE = Path(__file__).parent / "lemmas.tsv"
PERSON, OTHER = "person", "other"
_KNOWN_WORDS = {PERSON: "known person", OTHER: "known other"}
"""The names of the lists in the lexicon."""

Word = tuple[str, str]
"""A lemma, and its part of speech and gender: `("северный", "adj m")`."""

_UNKNOWN = 2.0
"""Total count that is reserved for unknown words."""
_KNOWN_COUNT = 2.0
"""Count of a lemma in the lexicon that is not in the table."""
_FOREIGN_COUNT = 0.5
"""Count of a lemma that is only in the tables of other languages."""
_LONGEST_SUFFIX = 4
"""Maximum letters of a suffix by which unknown words are weighted."""
_MOST_CACHED = 1 << 16
_BACKOFF = 2.0
_SHARED = 0.3
_OTHER_GENDER = {"fixed m": "fixed f", "fixed f": "fixed m"}
_VOWELS = frozenset("aeiouyáéíóúýàèìòùаеёиоуыэюяіїє")
_LETTERS = 30
SHARES = {
    "noun m": 1.0, "noun f": 1.0, "noun n": 0.25, "noun p": 0.05, "adj m": 1.0, "adj f": 1.0, "adj n": 0.5, "adj p": 0.1, "surname m": 0.5,
    "surname f": 0.3, "fixed m": 0.03, "fixed f": 0.02, "tail": 0.05,
}  # fmt: skip
"""Prior counts by part of speech and gender; `fixed` are indeclinable words, `tail` words after a noun, which do not change."""
CASE_SHARES = {
    (OTHER, False): dict(zip(CASES, (0.55, 0.24, 0.04, 0.05, 0.06, 0.06), strict=True)),
    (OTHER, True): dict(zip(CASES, (0.005, 0.36, 0.05, 0.12, 0.14, 0.32), strict=True)),
    (PERSON, False): dict(zip(CASES, (0.64, 0.22, 0.06, 0.03, 0.04, 0.01), strict=True)),
    (PERSON, True): dict(zip(CASES, (0.005, 0.42, 0.06, 0.12, 0.3, 0.1), strict=True)),
}
"""Prior probabilities of the cases of names, by name type and whether a preposition precedes."""


@dataclass(slots=True)
class Lemmas:
    """The weights of lemmas for one type of names in one language."""

    counts: Mapping[Word, float]
    endings: dict[tuple[str, str], float] = field(default_factory=lambda: defaultdict(float))
    """Number of lemmas by part of speech and gender, and by suffix."""
    cache: dict[Word, float] = field(default_factory=dict)
    """Weights that were computed before."""

    def __post_init__(self) -> None:
        """Count the suffixes: each lemma counts once, however frequent."""
        for (lemma, kind), count in self.counts.items():
            share = min(1.0, count)
            self.endings["", ""] += share
            for ending in _endings(lemma):
                self.endings[kind, ending] += share

    def weight(self, word: Word) -> float:
        """Return the weight of a lemma: its count, plus its share of the unknown words, by its suffix."""
        found = self.cache.get(word)
        if found is None:
            if len(self.cache) > _MOST_CACHED:
                self.cache.clear()
            found = self.cache[word] = self._count(word) + _UNKNOWN * self._unknown(word)
        return found

    def _count(self, word: Word) -> float:
        """Return the count of a lemma; indeclinable words that end in a vowel share counts between the sexes."""
        count = self.counts.get(word, 0.0)
        if word[1] in _OTHER_GENDER and word[0][-1] in _VOWELS:
            count += _SHARED * self.counts.get((word[0], _OTHER_GENDER[word[1]]), 0.0)
        return count

    def _unknown(self, word: Word) -> float:
        lemma, kind = word
        chance, before = 1.0, self.endings.get(("", ""), 0.0) + sum(SHARES.values())
        for ending in _endings(lemma):
            count = self.endings.get((kind, ending), 0.0)
            chance *= (count + (_BACKOFF / _LETTERS if ending else SHARES[kind])) / (before + (_BACKOFF if ending else 0.0))
            before = count
        return chance


def _endings(lemma: str) -> list[str]:
    padded = "^" * _LONGEST_SUFFIX + lemma
    return ["", *(padded[-length:] for length in range(1, _LONGEST_SUFFIX + 1))]


def known_words(language: str, domain: str) -> dict[Word, float]:
    """Return the counts of lemmas from the lexicon, the gazetteer and the lists of first names, for a language and name type."""
    lines = (line.partition(": ") for line in lines_of("declension", language).get(_KNOWN_WORDS[domain], ()))
    found = {(lemma, kind): _KNOWN_COUNT for kind, _, words in lines for lemma in words.split()}
    if domain == OTHER:
        for name in places_called(language, everywhere=language in CYRILLIC):
            found.update(dict.fromkeys(_nominatives(name.lower(), language), _KNOWN_COUNT))
    elif language not in CYRILLIC:
        found.update(((name, "noun m"), _FOREIGN_COUNT) for name in MALE_NAMES if name[-1] not in "aeiouy")
        found.update(((name, "noun f"), _FOREIGN_COUNT) for name in FEMALE_NAMES if name[-1] == "a")
    return found


def _nominatives(word: str, language: str) -> list[Word]:
    """Return the lemmas that a form in the nominative may have."""
    if not word.isalpha():
        return []
    found = (read for read in readings(word, language) if read.case == CASES[0] and read.part != "surname")
    return [(read.lemma, f"{read.part} {read.gender}") for read in found]


@cache
def _table() -> Mapping[tuple[str, str], Mapping[Word, float]]:
    """Return the counts in the table, by language and name type."""
    found: dict[tuple[str, str], dict[Word, float]] = defaultdict(dict)
    for line in TABLE.read_text(encoding="utf-8").splitlines() if TABLE.exists() else ():
        language, domain, kind, count, words = line.split("\t")
        found[language, domain].update(((lemma, kind), float(count)) for lemma in words.split())
    return MappingProxyType(found)


@cache
def load_lemmas(language: str, domain: str) -> Lemmas:
    """Return the weights for a language and name type; masculine nouns of other languages in the same script have a small count."""
    own = _table().get((language, domain), {})
    counts = {
        word: _FOREIGN_COUNT
        for (other, about), words in _table().items()
        if about == domain and other != language and (other in CYRILLIC) == (language in CYRILLIC)
        for word, count in words.items()
        if word[1] == "noun m" and count >= _KNOWN_COUNT
    }
    return Lemmas(counts | known_words(language, domain) | dict(own))
