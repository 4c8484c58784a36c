"""The word lists of `lexicon/`: one folder a language, one file a purpose, `[name]` above the words of each list.

A line that begins with `#` is a remark. In a list of pairs a line is `word: words`; `phrases` reads lists with one phrase a line.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

LANGUAGES = Path(__file__).parent
ENGLISH = "en"


@cache
def lines_of(purpose: str, language: str = ENGLISH) -> Mapping[str, tuple[str, ...]]:
    """Return the lists of a file by name, each with its lines in order; a language without the file has none."""
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
    """Return the lists of a file by name, each with its words in order; a pair is one word."""
    lists = lines_of(purpose, language).items()
    return MappingProxyType({name: tuple(word for line in lines for word in _words(line)) for name, lines in lists})


def _words(line: str) -> list[str]:
    return [line] if ": " in line else line.split()


@cache
def word_set(purpose: str, name: str, language: str = ENGLISH) -> frozenset[str]:
    """Return one list as a set; an empty one where the language has no such list."""
    return frozenset(word_lists(purpose, language).get(name, ()))


@cache
def word_map(purpose: str, name: str, language: str = ENGLISH) -> Mapping[str, tuple[str, ...]]:
    """Return a list of pairs: what each word has beside it."""
    pairs = (line.partition(": ") for line in word_lists(purpose, language).get(name, ()))
    return MappingProxyType({word: tuple(others.split()) for word, _, others in pairs})


@cache
def languages_with(purpose: str) -> tuple[str, ...]:
    """Return the languages that have a file, English first: what is read before the language of an article is known takes all of them."""
    return tuple(sorted((path.parent.name for path in LANGUAGES.glob(f"*/{purpose}.txt")), key=lambda code: (code != ENGLISH, code)))


def words_of_all(purpose: str, name: str) -> tuple[str, ...]:
    """Return the words of a list in all languages, each once."""
    return tuple(dict.fromkeys(word for code in languages_with(purpose) for word in word_lists(purpose, code).get(name, ())))
