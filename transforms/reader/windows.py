"""Input of the reader's model: words, word pieces, letter case and quotation state, cut into windows.

A word is what BERT's pre-tokenizer splits at white space and punctuation; the model labels words, one emission for the first piece of each.
A window holds whole paragraphs one after another as far as they fit. A paragraph longer than a window is read in several, which overlap, so
that no word is without context and none is left out.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, chain

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from transforms.records import Quoted, Span
from transforms.text import without_surrogates

CLS, SEP = 101, 102
"""BERT's tokens for the start of a window and the end of a paragraph."""
SHAPES = 9
PLACES = 5
FEATURES = SHAPES * PLACES
"""Number of (letter case, quotation state) combinations."""
WINDOW = 160
"""Maximum word pieces of a window."""
_OVERLAP = 32
"""Word pieces on either side of a part of a long paragraph that are read with it as context."""
_LONGEST, _UNKNOWN = 100, 100
"""Maximum pieces of a word; a longer one is the unknown piece, as in BERT's tokenizer."""
_UNBROKEN = re.compile(r"[^ \t\r\n]+")
_LONG = 40
"""Maximum characters of cached words."""
_SPECIAL = SHAPES - 1
_OUTSIDE, _INSIDE, _NESTED, _OPENING, _CLOSING = range(PLACES)

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text in order, with their pieces."""

    starts: Numbers
    """Offset of each word's first character."""
    ends: Numbers
    """Offset after its last character."""
    firsts: Numbers
    """Index of its first piece, plus a final entry: the number of pieces."""
    pieces: Numbers
    features: Numbers
    """Letter case and quotation state of the word, per piece."""

    def between(self, span: Span) -> tuple[int, int]:
        """Return the range of words that begin inside a span."""
        first, last = np.searchsorted(self.starts, (span.start, span.end))
        return int(first), int(last)

    def span(self, first: int, last: int) -> Span:
        """Return the span from one word to another (end exclusive)."""
        return Span(int(self.starts[first]), int(self.ends[last - 1]))


@dataclass(frozen=True, slots=True)
class Window:
    """One input of the model, and the positions of its emissions."""

    pieces: Numbers
    features: Numbers
    firsts: Numbers
    """Index in the window of the first piece of each requested word."""
    words: Numbers
    """Index of each of these words in `Words`."""


def split_words(tokenizer: Tokenizer, text: str, quoted: Sequence[Sequence[Quoted]]) -> Words:
    """Return all words of a text; `quoted` are its quotations, by paragraph, by offsets into the text.

    No word holds a blank, so what stands between two is taken apart by itself, and remembered: most of it comes again and again.
    """
    unbroken = [(at.start(), at[0]) for at in _UNBROKEN.finditer(without_surrogates(text))]
    found = [(_remembered if len(part) <= _LONG else _taken_apart)(tokenizer, part) for _, part in unbroken] or [((),) * 5]
    columns = list(zip(*found, strict=True))
    pieces, starts, ends, sizes, shapes = (np.fromiter(chain.from_iterable(column), dtype=np.int64) for column in columns)
    begins = np.repeat(np.array([start for start, _ in unbroken], dtype=np.int64), list(map(len, columns[1])) if unbroken else 0)
    by_word = shapes * PLACES + _places(len(text), quoted)[starts + begins]
    return Words(starts + begins, ends + begins, np.append(0, np.cumsum(sizes)), pieces, np.repeat(by_word, sizes))


def _taken_apart(tokenizer: Tokenizer, unbroken: str) -> tuple[tuple[int, ...], ...]:
    """Return the pieces of a text without blanks, and starts, ends, piece counts and letter cases of its words."""
    encoding = tokenizer.encode(unbroken, add_special_tokens=False)
    starts: list[int] = []
    ends: list[int] = []
    sizes: list[int] = []
    before = None
    for number, (start, end) in zip(encoding.word_ids, encoding.offsets, strict=True):
        if number == before:
            ends[-1], sizes[-1] = end, sizes[-1] + 1
        else:
            starts.append(start)
            ends.append(end)
            sizes.append(1)
            before = number
    shapes = (shape(unbroken[start:end]) for start, end in zip(starts, ends, strict=True))
    ids = encoding.ids
    if max(sizes, default=0) > _LONGEST:
        cut = [end - size for end, size in zip(accumulate(sizes), sizes, strict=True)]
        ids = [piece for at, size in zip(cut, sizes, strict=True) for piece in (ids[at : at + size] if size <= _LONGEST else [_UNKNOWN])]
        sizes = [size if size <= _LONGEST else 1 for size in sizes]
    return tuple(ids), tuple(starts), tuple(ends), tuple(sizes), tuple(shapes)


_remembered = lru_cache(maxsize=1 << 15)(_taken_apart)


def shape(word: str) -> int:
    """Return a number for the letter case of a word.

    0 lower case, 1 capitalised, 2 all capitals, 3 one capital, 4 mixed, 5 digits, 6 digits and letters, 7 neither.
    """
    letters = [character for character in word if character.isalpha()]
    if not letters:
        return 5 if any(unicodedata.category(character) == "Nd" for character in word) else 7
    if any(character.isdigit() for character in word):
        return 6
    capitals = [character.isupper() or character.istitle() for character in letters]
    if not any(capitals):
        return 0
    if all(capitals):
        return 2 if len(letters) > 1 else 3
    return 1 if capitals[0] and sum(capitals) == 1 else 4


def _places(length: int, quoted: Sequence[Sequence[Quoted]]) -> NDArray[np.int8]:
    """Return for each character whether it is inside quotation marks, or is one."""
    places = np.zeros(length, dtype=np.int8)
    for marks in quoted:
        for mark in sorted(marks, key=lambda mark: mark.level):
            span, inner = mark.span, mark.inner
            places[span.start : inner.start] = _OPENING
            places[inner.start : inner.end] = _NESTED if mark.level else _INSIDE
            places[inner.end : span.end] = _CLOSING
    return places


def windows(words: Words, paragraphs: Sequence[tuple[int, int]], size: int = WINDOW) -> Iterator[Window]:
    """Yield windows that cover all words of the given paragraphs (ranges of words) once, in order."""
    room = size - 1
    packed: list[tuple[int, int, int, int]] = []
    used = 0
    for first, last in paragraphs:
        for part in _parts(words.firsts, first, last, room - 1):
            needed = int(words.firsts[part[3]] - words.firsts[part[0]]) + 1
            if packed and used + needed > room:
                yield _window(words, packed)
                packed, used = [], 0
            packed.append(part)
            used += needed
    if packed:
        yield _window(words, packed)


def _parts(firsts: Numbers, first: int, last: int, room: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield the parts of a paragraph that fit into a window: the words with context, and the requested words."""
    if firsts[last] - firsts[first] <= room:
        if last > first:
            yield first, first, last, last
        return
    place = first
    while place < last:
        start = max(first, int(np.searchsorted(firsts, firsts[place] - _OVERLAP)))
        end = min(last, int(np.searchsorted(firsts, firsts[start] + room, side="right")) - 1)
        until = end if end == last else max(place + 1, int(np.searchsorted(firsts, firsts[end] - _OVERLAP)))
        yield start, place, until, end
        place = until


def _window(words: Words, parts: Sequence[tuple[int, int, int, int]]) -> Window:
    begun, ended, special = (np.array([number], dtype=np.int64) for number in (CLS, SEP, _SPECIAL * PLACES))
    pieces, features, firsts, numbers = [begun], [special], [], []
    used = 1
    for start, first, last, end in parts:
        begin, stop = words.firsts[start], words.firsts[end]
        pieces += [words.pieces[begin:stop], ended]
        features += [words.features[begin:stop], special]
        firsts.append(words.firsts[first:last] - begin + used)
        numbers.append(np.arange(first, last))
        used += int(stop - begin) + 1
    return Window(*(np.concatenate(column) for column in (pieces, features, firsts, numbers)))
