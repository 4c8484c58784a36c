"""Input of the reader's model: words, word pieces, letter case and quotation state, cut into windows.

Words are those of BERT's pre-tokenizer, which splits at white space and punctuation. The model labels words: it returns one emission for
the first piece of each. A window holds as many whole paragraphs as fit. A paragraph longer than a window is split into overlapping windows,
so that every word has context.
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
QUOTATION_STATES = 5
FEATURES = SHAPES * QUOTATION_STATES
"""Number of (letter case, quotation state) combinations."""
WINDOW = 160
"""Maximum word pieces of a window."""
_OVERLAP = 32
"""Word pieces of context on either side of a part of a long paragraph."""
_LONGEST, _UNKNOWN = 100, 100
"""Maximum pieces of a word, and the piece that replaces longer ones (`[UNK]`), as in BERT's tokenizer."""
_NO_BLANKS = re.compile(r"[^ \t\r\n]+")
_MOST_CACHED = 40
"""Maximum characters of a chunk whose tokens are cached."""
_SPECIAL = SHAPES - 1
_OUTSIDE, _INSIDE, _NESTED, _OPENING, _CLOSING = range(QUOTATION_STATES)

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
    """Return all words of a text; `quoted` are the quotations of each paragraph, with offsets into the text.

    No word contains a blank, so the chunks between blanks are tokenized separately and cached: most of them recur.
    """
    chunks = [(at.start(), at[0]) for at in _NO_BLANKS.finditer(without_surrogates(text))]
    found = [(_tokenize_cached if len(chunk) <= _MOST_CACHED else _tokenize)(tokenizer, chunk) for _, chunk in chunks] or [((),) * 5]
    columns = list(zip(*found, strict=True))
    pieces, starts, ends, sizes, shapes = (np.fromiter(chain.from_iterable(column), dtype=np.int64) for column in columns)
    begins = np.repeat(np.array([start for start, _ in chunks], dtype=np.int64), list(map(len, columns[1])) if chunks else 0)
    by_word = shapes * QUOTATION_STATES + _quotation_states(len(text), quoted)[starts + begins]
    return Words(starts + begins, ends + begins, np.append(0, np.cumsum(sizes)), pieces, np.repeat(by_word, sizes))


def _tokenize(tokenizer: Tokenizer, chunk: str) -> tuple[tuple[int, ...], ...]:
    """Return the pieces of a text without blanks, and the starts, ends, numbers of pieces and letter cases of its words."""
    encoding = tokenizer.encode(chunk, add_special_tokens=False)
    starts: list[int] = []
    ends: list[int] = []
    sizes: list[int] = []
    previous = None
    for number, (start, end) in zip(encoding.word_ids, encoding.offsets, strict=True):
        if number == previous:
            ends[-1], sizes[-1] = end, sizes[-1] + 1
        else:
            starts.append(start)
            ends.append(end)
            sizes.append(1)
            previous = number
    shapes = (shape(chunk[start:end]) for start, end in zip(starts, ends, strict=True))
    ids = encoding.ids
    if max(sizes, default=0) > _LONGEST:
        cut = [end - size for end, size in zip(accumulate(sizes), sizes, strict=True)]
        ids = [piece for at, size in zip(cut, sizes, strict=True) for piece in (ids[at : at + size] if size <= _LONGEST else [_UNKNOWN])]
        sizes = [size if size <= _LONGEST else 1 for size in sizes]
    return tuple(ids), tuple(starts), tuple(ends), tuple(sizes), tuple(shapes)


_tokenize_cached = lru_cache(maxsize=1 << 15)(_tokenize)


def shape(word: str) -> int:
    """Return a number for the letter case ("shape") of a word.

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


def _quotation_states(length: int, quoted: Sequence[Sequence[Quoted]]) -> NDArray[np.int8]:
    """Return the quotation state of each character: outside or inside quotation marks, nested, an opening or a closing mark."""
    states = np.zeros(length, dtype=np.int8)
    for marks in quoted:
        for mark in sorted(marks, key=lambda mark: mark.level):
            span, inner = mark.span, mark.inner
            states[span.start : inner.start] = _OPENING
            states[inner.start : inner.end] = _NESTED if mark.level else _INSIDE
            states[inner.end : span.end] = _CLOSING
    return states


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
    word = first
    while word < last:
        start = max(first, int(np.searchsorted(firsts, firsts[word] - _OVERLAP)))
        end = min(last, int(np.searchsorted(firsts, firsts[start] + room, side="right")) - 1)
        next_word = end if end == last else max(word + 1, int(np.searchsorted(firsts, firsts[end] - _OVERLAP)))
        yield start, word, next_word, end
        word = next_word


def _window(words: Words, parts: Sequence[tuple[int, int, int, int]]) -> Window:
    cls, sep, special = (np.array([number], dtype=np.int64) for number in (CLS, SEP, _SPECIAL * QUOTATION_STATES))
    pieces, features, firsts, numbers = [cls], [special], [], []
    used = 1
    for start, first, last, end in parts:
        begin, stop = words.firsts[start], words.firsts[end]
        pieces += [words.pieces[begin:stop], sep]
        features += [words.features[begin:stop], special]
        firsts.append(words.firsts[first:last] - begin + used)
        numbers.append(np.arange(first, last))
        used += int(stop - begin) + 1
    return Window(*(np.concatenate(column) for column in (pieces, features, firsts, numbers)))
