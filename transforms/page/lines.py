"""Features of the lines of a page: a row of numbers and some words per line.

The line model (`transforms.layout`) sees nothing else of a page. All numbers are of about unit size, so that none outweighs the others.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from transforms.characters import STOP
from transforms.lexicon.months import MONTH_STEMS
from transforms.lexicon.phrases import any_word
from transforms.lexicon.words import word_set
from transforms.page.blocks import has, is_author_note, is_item, is_photo_credit, is_stamped, mark
from transforms.records import Span

HEAD, TAIL, ANYWHERE = 6, 4, 16
"""Words of a line that are looked up: the first, the last, and of all (including the first ones)."""
UNKNOWN, NONE = 1, 0
"""Ids of an unknown word and of padding."""
_SHOWN = 400
"""Maximum characters of a line whose classes are counted."""
_GRAM = 4
_MARKS = ("date", "byline", "caption", "credit", "dateline", "end", "junk")
_WORD = re.compile(r"\w+(?:[’'-]\w+)*|[^\w\s]")
_NUMBER = re.compile(r"\d")
_INNER_END = re.compile(r"[.!?][\"”’)]* (?=[A-Z“\"‘'(])")
_GOES_ON = re.compile(r"[a-zß-öø-ÿ,;)]|[’'][a-z]")
_SMALL = word_set("words", "small words")
_SIGNS = (
    (re.compile(r"https?://|www\.|\w@\w|\.(?:com|org|net)\b"), ("://", "www.", "@", ".com", ".org", ".net")),
    (re.compile(r"(?:^|\s)[@#]\w"), ("@", "#")),
    (re.compile(r"\s[|•·»›>/]\s|[»›>]$"), tuple("|•·»›>/")),
    (re.compile(r"\b(?:19|20)\d\d\b"), ("19", "20")),
    (re.compile(r"[:.]\d\d\b(?:(?<=\b\d.\d\d)|(?<=\b\d\d.\d\d))"), ("",)),
    (
        re.compile(rf"\b{any_word(MONTH_STEMS)}[a-z]*\b", re.IGNORECASE),
        MONTH_STEMS,
    ),
    (re.compile(r"\bago\b|\bmin(?:ute)?s? read\b|\btoday\b|\byesterday\b", re.IGNORECASE), ("ago", " read", "today", "yesterday")),
    (
        re.compile(r"\b(?:you|your|please|click|sign|subscribe|newsletter|cookies?)\b", re.IGNORECASE),
        ("you", "please", "click", "sign", "subscribe", "newsletter", "cookie"),
    ),
    (re.compile(r"(?:I|my|we|our)(?!\w)(?<!\wI)(?<!\wmy)(?<!\wwe)(?<!\wour)"), ("",)),
)
"""Addresses, handles, separators, years, times of day, months, how long ago, words to the reader, words of a first person: a pattern, and
what a line in small letters holds some of where it matches."""


class _Kinds(dict[int, str]):
    """Character classes: letters `A` and `a`, capitals that are not letters `I`, other non-letters `C`, digits, others."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character.isalpha():
            kind = "A" if character.isupper() else "a"
        elif character.isupper():
            kind = "I" if character.isalnum() else "C"
        elif character.isdigit():
            kind = "0"
        else:
            kind = "n" if character.isalnum() else " " if character == " " else "."
        self[code] = kind
        return kind


_KINDS = _Kinds()


@dataclass(frozen=True, slots=True)
class Layout:
    """Layout of a line: blank lines before it (at most 1 counts) and its indent in spaces."""

    blank_before: bool
    indent: int


def line_numbers(lines: Sequence[str], layouts: Sequence[Layout]) -> NDArray[np.float32]:
    """Return the features of each line (white space normalised, not blank), in the order of `NUMBERS`."""
    words = [line.lower().split() for line in lines]
    small = [sum(map(_SMALL.__contains__, tokens[:60])) for tokens in words]
    prose = [_is_prose(*given) for given in zip(lines, words, small, strict=True)]
    repeats = Counter(lines)
    columns = np.array(
        [
            [*_shape(line, tokens, few), *_signs(line, tokens, is_prose=is_prose, repeats=repeats[line])]
            for line, tokens, few, is_prose in zip(lines, words, small, prose, strict=True)
        ],
        dtype=np.float32,
    )
    placed = np.array([*_places(words, prose, layouts)], dtype=np.float32)
    shared = np.array([*_shared(words, prose)], dtype=np.float32)
    return np.concatenate([columns, placed, shared], axis=1)


def line_words(line: str, vocabulary: Mapping[str, int]) -> list[int]:
    """Return the ids of the first, last and all words and marks of a line, padded with `NONE`."""
    found = _WORD.findall(line[:_SHOWN].lower())
    last = _WORD.findall(line[-120:].lower())[-TAIL:] if len(line) > _SHOWN else found[-TAIL:]
    anywhere, tail = ([vocabulary.get(_folded(word), UNKNOWN) for word in part] for part in (found[:ANYWHERE], last))
    parts = ((anywhere[:HEAD], HEAD), (tail, TAIL), (anywhere, ANYWHERE))
    return [number for part, size in parts for number in part + [NONE] * (size - len(part))]


def vocabulary_words(line: str) -> set[str]:
    """Return the words of a line normalised for the vocabulary."""
    return {_folded(word) for word in _WORD.findall(line[:_SHOWN].lower())}


@lru_cache(maxsize=1 << 14)
def _folded(word: str) -> str:
    """Return a word normalised for the vocabulary: numbers with equally many digits are one word."""
    return "0" * min(len(word), 5) if word.isdigit() else _NUMBER.sub("0", word)


def _is_prose(line: str, tokens: Sequence[str], small: int) -> bool:
    return len(tokens) >= 8 and (STOP.search(line[-8:]) is not None or len(tokens) >= 25) and small * 8 >= min(len(tokens), 60)


def _shape(line: str, tokens: Sequence[str], small: int) -> Iterator[float]:
    """Yield features from the characters and lengths of a line; `small` of its first words are function words."""
    shown = line[:_SHOWN]
    size, count = len(shown), len(tokens)
    raw = shown.split()
    kinds = shown.translate(_KINDS)
    letters = kinds.count("a") + kinds.count("A")
    yield math.log1p(len(line)) / 3
    yield math.log1p(count) / 2
    yield from (float(count == 1), float(2 <= count <= 4), float(5 <= count <= 9), float(count >= 25))
    yield letters / size
    yield sum(map(kinds.count, "AIC")) / (letters or 1)
    yield kinds.count("0") / size
    yield (kinds.count("C") + kinds.count(".")) / size
    yield (letters / (len(raw) or 1)) / 6
    yield sum(word[0].isupper() for word in raw) / len(raw)
    yield sum(len(word) > 1 and word.isupper() for word in raw) / len(raw)
    yield small / min(count, 60)
    yield shown.count(",") / count
    yield min(len(_INNER_END.findall(shown)), 4) / 2
    yield min(sum(shown.count(mark) for mark in '"“”«»„'), 4) / 2


def _signs(line: str, tokens: Sequence[str], *, is_prose: bool, repeats: int) -> Iterator[float]:
    """Yield 0/1 features of the beginning, end and words of a line."""
    head, last = line[:200], line[-1]
    folded = head.casefold()
    yield is_prose
    yield STOP.search(line[-8:]) is not None
    yield from (last == "?", last == ":", last == ",", line.endswith(("...", "…")), last in "\"”’'»", last.isalnum(), last == ")")
    yield from (_GOES_ON.match(line) is not None, line[0].isupper(), line[0].isdigit(), line[0] in "\"“‘'«„", line[0] in "(-–—[")
    yield is_item(line)
    yield from (has(folded, signs) and pattern.search(head) is not None for pattern, signs in _SIGNS)
    yield is_stamped(line)
    yield is_photo_credit(line)
    yield is_author_note(line)
    kind = mark(line, words=len(tokens), prose=is_prose, repeats=1)
    yield from (kind == name for name in _MARKS)
    yield min(math.log(repeats), 2.0)


def _places(words: Sequence[Sequence[str]], prose: Sequence[bool], layouts: Sequence[Layout]) -> Iterator[list[float]]:
    """Yield position features of each line."""
    total = len(words)
    in_prose = [len(tokens) if is_prose else 0 for tokens, is_prose in zip(words, prose, strict=True)]
    all_prose = sum(in_prose)
    passed = 0
    for place, (count, layout) in enumerate(zip(in_prose, layouts, strict=True)):
        after = layouts[place + 1].blank_before if place + 1 < total else True
        yield [
            place / total,
            math.log1p(place) / 4,
            math.log1p(total - place - 1) / 4,
            passed / (all_prose or 1),
            math.log1p(passed) / 4,
            math.log1p(all_prose - passed - count) / 4,
            math.log1p(total) / 4,
            math.log1p(all_prose) / 4,
            float(layout.blank_before),
            float(after),
            math.log1p(layout.indent) / 2,
        ]
        passed += count


def _shared(words: Sequence[Sequence[str]], prose: Sequence[bool]) -> Iterator[list[float]]:
    """Yield features of what a line shares with the page: its topic, the page's first lines, whole phrases."""
    stems = [{token[:6] for token in tokens[:80] if len(token) > 3 and token.isalpha()} for tokens in words]
    topic = Counter(stem for line, is_prose in zip(stems, prose, strict=True) if is_prose for stem in line)
    lines_of_prose = sum(prose) or 1
    grams = [set(zip(*(tokens[at:] for at in range(_GRAM)), strict=False)) for tokens in words]
    seen: set[tuple[str, ...]] = set()
    repeated: set[tuple[str, ...]] = set()
    for own in grams:
        repeated |= own & seen
        seen |= own
    seen.clear()
    first = stems[0] if stems else set()
    second = stems[1] if len(stems) > 1 else set()
    for place, (line, own, is_prose) in enumerate(zip(stems, grams, prose, strict=True)):
        size = len(line) or 1
        others = [topic[stem] - is_prose for stem in line]
        yield [
            sum(count > 0 for count in others) / size,
            sum(min(count, 5) for count in others) / size / 3,
            sum(math.log1p(count) for count in others) / size / math.log1p(lines_of_prose),
            len(line & first) / size if place else 0.0,
            len(line & first) / (len(first) or 1) if place else 0.0,
            len(line & second) / size if place > 1 else 0.0,
            len(own & repeated) / (len(own) or 1),
            len(own & seen) / (len(own) or 1),
        ]
        seen |= own


def layouts(text: str, spans: Sequence[Span]) -> list[Layout]:
    """Return the layouts of the lines at these spans."""
    gaps = [text[before.end : span.start] for before, span in pairwise([Span(0, 0), *spans])]
    return [Layout(gap.count("\n") > 1, len(gap) - gap.rfind("\n") - 1) for gap in gaps]
