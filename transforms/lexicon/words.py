"""The word lists of `lexicon/`: one folder per language, one file per purpose, and `[name]` above the words of each list.

Lines that start with `#` are comments. Lines of a list of pairs have the form `word: words`. `phrases` reads lists with one phrase per
line.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

LANGUAGES = Path(__file__).parent
ENGLISH = "en"


@cache
def lines_of(purpose: str, language: str = ENGLISH) -> Mapping[str, tuple[str, ...]]:
    """Return the lines of the lists in a file, by name; empty for a language without the file."""
    path = LANGUAGES / language / f"{purpose}.txt"
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
        if line.startswith("[") and line.endswith("]"):
            lines = found.setdefault(line[1:-1], [])
        elif line and not line.startswith("#"):
            lines.append(line)
    return MappingProxyType({name: tuple(listed) for name, listed in found.items()})


@cache
def word_lists(purpose: str, language: str = ENGLISH) -> Mapping[str, tuple[str, ...]]:
    """Return the words of the lists in a file, by name; a pair counts as one word."""
    lists = lines_of(purpose, language).items()
    return MappingProxyType({name: tuple(word for line in lines for word in _words(line)) for name, lines in lists})


def _words(line: str) -> list[str]:
    return [line] if ": " in line else line.split()


@cache
def word_set(purpose: str, name: str, language: str = ENGLISH) -> frozenset[str]:
    """Return the words of one list as a set; empty if the language has no such list."""
    return frozenset(word_lists(purpose, language).get(name, ()))


@cache
def word_map(purpose: str, name: str, language: str = ENGLISH) -> Mapping[str, tuple[str, ...]]:
    """Return a list of pairs as a mapping from the word before the colon to the words after it."""
    pairs = (line.partition(": ") for line in word_lists(purpose, language).get(name, ()))
    return MappingProxyType({word: tuple(others.split()) for word, _, others in pairs})


@cache
def languages_with(purpose: str) -> tuple[str, ...]:
    """Return the codes of the languages that have a file, English first."""
    return tuple(sorted((path.parent.name for path in LANGUAGES.glob(f"*/{purpose}.txt")), key=lambda code: (code != ENGLISH, code)))


def words_of_all(purpose: str, name: str) -> tuple[str, ...]:
    """Return the words of a list in all languages, without duplicates."""
    return tuple(dict.fromkeys(word for code in languages_with(purpose) for word in word_lists(purpose, code).get(name, ())))
