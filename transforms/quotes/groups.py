"""Group ids for the same quote in several articles. Each is computed from one quote alone, so that old rows never change.

The fingerprint of a quote is three of its first six numbers and words of at least four letters: the numbers, then the longest words, each
by its first letters. It does not depend on marks, case, spelling, text in brackets, or anything after the opening, and most words of the
opening may be missing. A quote without its opening gets another group.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from operator import attrgetter

from transforms.characters import folded
from transforms.entities.gazetteer import SMALL_WORDS
from transforms.entities.names import normalized
from transforms.records import Quoted, Span, digest
from transforms.schema import EntityRow, QuoteRow

LEAST_WORDS = 5
"""Minimum quoted words: shorter quotes are not distinctive."""
_FIRST_WORDS = 6
_KEPT_WORDS = 3
"""Words of a fingerprint. With two, different quotes of often-quoted people share a group; with four, fewer edited quotes keep theirs."""
_LEAST_LETTERS = 4
_STEM = 4

_BRACKETED = re.compile(r"\[[^\[\]]{0,80}\]")
_APOSTROPHE = re.compile("['’‘ʼ]")
_WORD = re.compile(r"[^\W_]+")
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})


def group_quotes(
    text: str, quotes: Sequence[QuoteRow], quoted: Sequence[Sequence[Quoted]], entities: Sequence[EntityRow]
) -> list[QuoteRow]:
    """Return the quotes of an article with `quote_group` set for direct and mixed ones with enough quoted words."""
    types = {entity.entity_id: entity.type for entity in entities}
    marked = [found.inner for paragraph in quoted for found in paragraph if found.level == 0]
    return [quote if quote.kind == "indirect" else replace(quote, quote_group=_group(text, quote, marked, types)) for quote in quotes]


def _group(text: str, quote: QuoteRow, marked: Sequence[Span], types: Mapping[str, str]) -> str | None:
    words = quote_words(" ".join(span.of(text) for span in _quoted_spans(quote, marked)))
    speaker = speaker_key(quote.speaker_name or "", types.get(quote.speaker_id or "", ""))
    return digest("quote group", speaker, *fingerprint(words)) if len(words) >= LEAST_WORDS else None


def quote_words(said: str) -> list[str]:
    """Return the normalised words of a quote: without case, diacritics, apostrophes and text in square brackets."""
    return _WORD.findall(folded(_APOSTROPHE.sub("", _BRACKETED.sub(" ", said))))


def fingerprint(words: Sequence[str]) -> list[str]:
    """Return the fingerprint of a quote, given its normalised words: all of them if too few are long."""
    opening = list(dict.fromkeys(word for word in words if len(word) >= _LEAST_LETTERS or word[0].isdigit()))[:_FIRST_WORDS]
    if len(opening) < _KEPT_WORDS:
        return list(words)
    longest = sorted(opening, key=lambda word: (not word[0].isdigit(), -len(word), word))[:_KEPT_WORDS]
    return [word if word[0].isdigit() else word[:_STEM] for word in opening if word in longest]


def speaker_key(name: str, kind: str) -> str:
    """Return a key that full and short names of a speaker share: a surname, an organization's initials; empty without a name."""
    words = normalized(name).split()
    if kind == "person":
        return next((word for word in reversed(words) if word not in _SUFFIXES), "")
    initials = "".join(word[0] for word in words if word not in SMALL_WORDS)
    return initials if len(initials) > 1 else "".join(words)


def _quoted_spans(quote: QuoteRow, marked: Sequence[Span]) -> Iterator[Span]:
    """Yield the spans of a quote inside quotation marks; `marked` are the outermost quotations of the article, in order."""
    for span in quote.spans:
        first = bisect_right(marked, span.start, key=attrgetter("end"))
        last = bisect_left(marked, span.end, key=attrgetter("start"))
        yield from (Span(max(span.start, inner.start), min(span.end, inner.end)) for inner in marked[first:last])
