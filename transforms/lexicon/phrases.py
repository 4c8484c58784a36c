r"""Patterns from lists of phrases: one phrase per line, in all languages that have the file.

Notation of phrases:

- `read more/next`: alternative words;
- `(the) author(s)`: an optional word or part of a word;
- `editor's`: an apostrophe of any kind, or none;
- `subscri*`: any ending; `9 comments`: any number;
- `loading…20`: up to 20 more characters; `more from …40`: the same, after the end of the word;
- `\(9\)`: a number in brackets; `\` escapes the next character.
"""

import re
from collections.abc import Iterable

from transforms.lexicon.words import languages_with, lines_of

_SIGNS = {"(": "(?:", ")": ")?", "/": "|", "'": ".?", "9": r"\d+", "*": r"\w*"}
_OPEN_END = re.compile(r"( ?)…(\d+)$")
_PLAIN = re.compile(r"[^(/'9*…\\]*")
_CHARACTER = re.compile(r"\\?.")
_OPTIONAL = re.compile(r"\([^()]*\)")


def any_phrase(purpose: str, *names: str, language: str | None = None) -> str:
    """Return a regular expression, also usable in verbose ones, that matches any phrase of some lists in a lexicon file.

    Args:
        purpose: the name of the file, without `.txt`.
        names: the names of the lists.
        language: the language, by default all languages that have the file. Without phrases, the pattern matches nothing.
    """
    found = _phrases(purpose, names) if language is None else [p for name in names for p in lines_of(purpose, language).get(name, ())]
    return f"(?:{'|'.join(map(pattern_of, found)) or '(?!)'})"


def any_word(words: Iterable[str]) -> str:
    """Return a regular expression, also usable in verbose ones, that matches any of some words, preferring longer ones."""
    return f"(?:{'|'.join(map(re.escape, sorted(dict.fromkeys(words), key=lambda word: (-len(word), word))))})"


def beginnings(purpose: str, *names: str) -> tuple[str, ...]:
    """Return the literal starts of the phrases of some lists, in lower case: a line without any of them has no phrase."""
    return tuple(dict.fromkeys(_beginning(phrase.casefold()) for phrase in _phrases(purpose, names)))


def _beginning(phrase: str) -> str:
    plain = _PLAIN.match(phrase)
    begin = plain[0] if plain else ""
    word = phrase[begin.rfind(" ") + 1 :].partition(" ")[0]
    return (begin.rpartition(" ")[0] if "/" in word else begin).rstrip()


def pattern_of(phrase: str) -> str:
    """Return the regular expression of one phrase."""
    end = _OPEN_END.search(phrase)
    rest = ("" if end is None else r"\b" if end[1] else "") + (f".{{0,{end[2]}}}" if end else "")
    found = ""
    words = (phrase[: end.start()] if end else phrase).split(" ")
    for i, word in enumerate(words):
        optional = _OPTIONAL.fullmatch(word)
        before = r"\ " if i and not _OPTIONAL.fullmatch(words[i - 1]) else ""
        if optional and i + 1 < len(words):
            found += before + f"(?:{_plain(word[1:-1])}\\ )?"
        elif optional:
            found += f"(?:{before}{_plain(word[1:-1])})?"
        else:
            found += before + _plain(word)
    return found + rest


def _plain(word: str) -> str:
    body = "".join(_SIGNS.get(character) or re.escape(character[-1]) for character in _CHARACTER.findall(word))
    return f"(?:{body})" if "/" in word else body


def _phrases(purpose: str, names: Iterable[str]) -> list[str]:
    return [phrase for name in names for code in languages_with(purpose) for phrase in lines_of(purpose, code).get(name, ())]
