"""Group ids for the same quote in several articles, computed from each quote, so that no old row is rewritten.

A quote is known again by three of its first six numbers and words of four letters and more: the numbers, then the longest, each by its
first letters. So marks, case,
spelling, what an editor puts in brackets, and all that follows the opening do not matter; most words in it may be lost. An opening that is
cut off makes another group: the beginning of a quote cannot be distinguished from a piece of it.
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
_OPENING = 6
_TELLING = 3
"""Words kept: with two, different quotes of often-quoted people share a group; with four, fewer edited quotes keep theirs."""
_LONG = 4
_STEM = 4

_BRACKETED = re.compile(r"\[[^\[\]]{0,80}\]")
_APOSTROPHE = re.compile("['’‘ʼ]")
_WORD = re.compile(r"[^\W_]+")
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})


def group_quotes(
    text: str, quotes: Sequence[QuoteRow], quoted: Sequence[Sequence[Quoted]], entities: Sequence[EntityRow]
) -> list[QuoteRow]:
    """Return the quotes of an article; direct and mixed ones with enough quoted words get a group."""
    types = {entity.entity_id: entity.type for entity in entities}
    marked = [found.inner for paragraph in quoted for found in paragraph if found.level == 0]
    return [quote if quote.kind == "indirect" else replace(quote, quote_group=_group(text, quote, marked, types)) for quote in quotes]


def _group(text: str, quote: QuoteRow, marked: Sequence[Span], types: Mapping[str, str]) -> str | None:
    words = quote_words(" ".join(span.of(text) for span in _said(quote, marked)))
    speaker = speaker_key(quote.speaker_name or "", types.get(quote.speaker_id or "", ""))
    return digest("quote group", speaker, *fingerprint(words)) if len(words) >= LEAST_WORDS else None


def quote_words(said: str) -> list[str]:
    """Return the words of a quote normalised: without case, diacritics, apostrophes and text in square brackets."""
    return _WORD.findall(folded(_APOSTROPHE.sub("", _BRACKETED.sub(" ", said))))


def fingerprint(words: Sequence[str]) -> list[str]:
    """Return the words that edited versions of a quote keep; all words if few are long."""
    opening = list(dict.fromkeys(word for word in words if len(word) >= _LONG or word[0].isdigit()))[:_OPENING]
    if len(opening) < _TELLING:
        return list(words)
    longest = sorted(opening, key=lambda word: (not word[0].isdigit(), -len(word), word))[:_TELLING]
    return [word if word[0].isdigit() else word[:_STEM] for word in opening if word in longest]


def speaker_key(name: str, kind: str) -> str:
    """Return a key shared by full and short names of a speaker: a surname, an organization's initials; empty if none."""
    words = normalized(name).split()
    if kind == "person":
        return next((word for word in reversed(words) if word not in _SUFFIXES), "")
    initials = "".join(word[0] for word in words if word not in SMALL_WORDS)
    return initials if len(initials) > 1 else "".join(words)


def _said(quote: QuoteRow, marked: Sequence[Span]) -> Iterator[Span]:
    """Yield the quoted texts of a quote; `marked` are the outermost quotations of the article, in order."""
    for span in quote.spans:
        first = bisect_right(marked, span.start, key=attrgetter("end"))
        last = bisect_left(marked, span.end, key=attrgetter("start"))
        yield from (Span(max(span.start, inner.start), min(span.end, inner.end)) for inner in marked[first:last])
