"""How likely nominatives are: those that texts taught (`lemmas.tsv`, made by `training/lemmas.py`), and what words of their endings are.

The table is part of the code: ids must not change with anything but a version of it. A line holds a language, the type of the names
(`person` or `other`), the part of speech and gender, a count, and the nominatives that the texts have as often as that.
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
"""The lists of the lexicon."""

Word = tuple[str, str]
"""A nominative, and its part of speech with its gender: `("adj f")`."""

_UNKNOWN = 2.0
"""Number of words that the texts do not have and that a name may be one of."""
_KNOWN = 2.0
"""Count of a word of the lexicon that no text has."""
_HEARD_OF = 0.5
"""Count of a word that other languages have."""
_DEPTH = 4
"""Last letters that tell what a word is."""
_REMEMBERED = 1 << 16
_BACKOFF = 2.0
_SHARED = 0.3
_OTHER_GENDER = {"fixed m": "fixed f", "fixed f": "fixed m"}
_VOWELS = frozenset("aeiouyáéíóúýàèìòùаеёиоуыэюяіїє")
_LETTERS = 30
SHARES = {
    "noun m": 1.0, "noun f": 1.0, "noun n": 0.25, "noun p": 0.05, "adj m": 1.0, "adj f": 1.0, "adj n": 0.5, "adj p": 0.1, "surname m": 0.5,
    "surname f": 0.3, "fixed m": 0.03, "fixed f": 0.02, "tail": 0.05,
}  # fmt: skip
"""How many words of each kind there are before any was read: of nouns, adjectives, surnames, words that are not declined, and words
after a noun, which stay as they are."""
CASE_SHARES = {
    (OTHER, False): dict(zip(CASES, (0.55, 0.24, 0.04, 0.05, 0.06, 0.06), strict=True)),
    (OTHER, True): dict(zip(CASES, (0.005, 0.36, 0.05, 0.12, 0.14, 0.32), strict=True)),
    (PERSON, False): dict(zip(CASES, (0.64, 0.22, 0.06, 0.03, 0.04, 0.01), strict=True)),
    (PERSON, True): dict(zip(CASES, (0.005, 0.42, 0.06, 0.12, 0.3, 0.1), strict=True)),
}
"""Shares of the cases of names that follow a preposition, and of others."""


@dataclass(slots=True)
class Lemmas:
    """The weights of words for one type of names in one language."""

    counts: Mapping[Word, float]
    endings: dict[tuple[str, str], float] = field(default_factory=lambda: defaultdict(float))
    """Number of words by part of speech and gender, and by their last letters."""
    known: dict[Word, float] = field(default_factory=dict)
    """Weights that were computed."""

    def __post_init__(self) -> None:
        """Count the endings: each word once, however frequent."""
        for (lemma, kind), count in self.counts.items():
            share = min(1.0, count)
            self.endings["", ""] += share
            for ending in _endings(lemma):
                self.endings[kind, ending] += share

    def weight(self, word: Word) -> float:
        """Return the weight of a word: how often the texts have it, and how likely one with its ending is."""
        found = self.known.get(word)
        if found is None:
            if len(self.known) > _REMEMBERED:
                self.known.clear()
            found = self.known[word] = self._counted(word) + _UNKNOWN * self._unknown(word)
        return found

    def _counted(self, word: Word) -> float:
        """Return how often the texts have a word; one that is not declined may be a man's name and a woman's."""
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
    padded = "^" * _DEPTH + lemma
    return ["", *(padded[-length:] for length in range(1, _DEPTH + 1))]


def known(language: str, domain: str) -> dict[Word, float]:
    """Return the words that are known of a language before any text is read: of the lexicon, the gazetteer and lists of first names."""
    lines = (line.partition(": ") for line in lines_of("declension", language).get(_KNOWN_WORDS[domain], ()))
    found = {(lemma, kind): _KNOWN for kind, _, words in lines for lemma in words.split()}
    if domain == OTHER:
        for name in places_called(language, everywhere=language in CYRILLIC):
            found.update(dict.fromkeys(_nominatives(name.lower(), language), _KNOWN))
    elif language not in CYRILLIC:
        found.update(((name, "noun m"), _HEARD_OF) for name in MALE_NAMES if name[-1] not in "aeiouy")
        found.update(((name, "noun f"), _HEARD_OF) for name in FEMALE_NAMES if name[-1] == "a")
    return found


def _nominatives(word: str, language: str) -> list[Word]:
    """Return the words that a form in the nominative may be."""
    if not word.isalpha():
        return []
    found = (read for read in readings(word, language) if read.case == CASES[0] and read.part != "surname")
    return [(read.lemma, f"{read.part} {read.gender}") for read in found]


@cache
def _learned() -> Mapping[tuple[str, str], Mapping[Word, float]]:
    """Return the table by language and type of names."""
    found: dict[tuple[str, str], dict[Word, float]] = defaultdict(dict)
    for line in TABLE.read_text(encoding="utf-8").splitlines() if TABLE.exists() else ():
        language, domain, kind, count, words = line.split("\t")
        found[language, domain].update(((lemma, kind), float(count)) for lemma in words.split())
    return MappingProxyType(found)


@cache
def lemmas(language: str, domain: str) -> Lemmas:
    """Return what texts taught of a language, for names of people or for others; of names that are written alike, other languages too."""
    own = _learned().get((language, domain), {})
    counts = {
        word: _HEARD_OF
        for (other, about), words in _learned().items()
        if about == domain and other != language and (other in CYRILLIC) == (language in CYRILLIC)
        for word, count in words.items()
        if word[1] == "noun m" and count >= _KNOWN
    }
    return Lemmas(counts | known(language, domain) | dict(own))
