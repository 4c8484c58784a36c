"""The same words by the same speaker in several articles: an id that each quote gives by itself, so that no old row is ever rewritten.

A quote is known again by three of its first six numbers and words of four letters and more: the numbers, then the longest, each by its
first letters. So marks, case,
spelling, what an editor puts in brackets, and all that follows the opening do not matter; most words in it may be lost. An opening that is
cut off makes another group: what a quote begins with cannot be told from a piece of it.
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
"""Words between quotation marks that a quote needs: fewer are said by anyone."""
_OPENING = 6
_TELLING = 3
"""With two, different quotes of those who are quoted often share a group; with four, fewer edited ones keep theirs."""
_LONG = 4
_STEM = 4

_BRACKETED = re.compile(r"\[[^\[\]]{0,80}\]")
_APOSTROPHE = re.compile("['’‘ʼ]")
_WORD = re.compile(r"[^\W_]+")
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})


def group_quotes(
    text: str, quotes: Sequence[QuoteRow], quoted: Sequence[Sequence[Quoted]], entities: Sequence[EntityRow]
) -> list[QuoteRow]:
    """Return the quotes of an article; each direct or mixed one with enough words between its quotation marks has its group."""
    types = {entity.entity_id: entity.type for entity in entities}
    marked = [found.inner for paragraph in quoted for found in paragraph if found.level == 0]
    return [quote if quote.kind == "indirect" else replace(quote, quote_group=_group(text, quote, marked, types)) for quote in quotes]


def _group(text: str, quote: QuoteRow, marked: Sequence[Span], types: Mapping[str, str]) -> str | None:
    words = quote_words(" ".join(span.of(text) for span in _said(quote, marked)))
    speaker = speaker_key(quote.speaker_name or "", types.get(quote.speaker_id or "", ""))
    return digest("quote group", speaker, *fingerprint(words)) if len(words) >= LEAST_WORDS else None


def quote_words(said: str) -> list[str]:
    """Return the words of a quote as they are compared: without case, diacritics, apostrophes and what stands in square brackets."""
    return _WORD.findall(folded(_APOSTROPHE.sub("", _BRACKETED.sub(" ", said))))


def fingerprint(words: Sequence[str]) -> list[str]:
    """Return what of the words of a quote is kept in all its versions; where few of them are long, that is all of them."""
    opening = list(dict.fromkeys(word for word in words if len(word) >= _LONG or word[0].isdigit()))[:_OPENING]
    if len(opening) < _TELLING:
        return list(words)
    longest = sorted(opening, key=lambda word: (not word[0].isdigit(), -len(word), word))[:_TELLING]
    return [word if word[0].isdigit() else word[:_STEM] for word in opening if word in longest]


def speaker_key(name: str, kind: str) -> str:
    """Return what is the same of a speaker's name in full and in short: a surname, the initials of a body; empty where there is none."""
    words = normalized(name).split()
    if kind == "person":
        return next((word for word in reversed(words) if word not in _SUFFIXES), "")
    initials = "".join(word[0] for word in words if word not in SMALL_WORDS)
    return initials if len(initials) > 1 else "".join(words)


def _said(quote: QuoteRow, marked: Sequence[Span]) -> Iterator[Span]:
    """Yield what of a quote stands between quotation marks; `marked` are all outermost ones of the article, in order."""
    for span in quote.spans:
        first = bisect_right(marked, span.start, key=attrgetter("end"))
        last = bisect_left(marked, span.end, key=attrgetter("start"))
        yield from (Span(max(span.start, inner.start), min(span.end, inner.end)) for inner in marked[first:last])
