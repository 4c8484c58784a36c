"""Direct speech in languages other than English: after a dash, and split by a reporting clause (`— said X —`) between dashes or commas.

In most of Europe a dash starts direct speech, and another one the reporting clause: `— Да, — сказал он. — Завтра.` A reporting clause may
also stand inside quotation marks: `«Да, — сказал он, — завтра»` are two quotations. Speech without a verb of saying is recognised only if
it is a whole paragraph, among others with such a verb.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from transforms.characters import CAPITAL
from transforms.lexicon.phrases import any_phrase, any_word
from transforms.lexicon.words import word_lists
from transforms.records import Quoted, Span
from transforms.schema import ParagraphRow

_STOP_BEFORE_DASH = frozenset({"ru", "uk"})
"""Languages in which a punctuation mark precedes the dash after a reporting clause."""
_COMMA_CLAUSES = frozenset({"fr"})
"""Languages in which commas alone may enclose a reporting clause, also inside quotation marks."""
_COMMA_CLAUSE = re.compile(
    r"""[,\s]\s?(?:[^\s,.]+\s+){0,3}?(?:
        [^\s,.]+-(?:t-)?(?:ils?|elles?|on)\b       # `, dit-elle, si`
      | [^\s,.]+\s+(?:[A-ZÉ]|l[ea]s?\s|l['’]|une?\s)  # `, explique Ana Ruiz, si`
    )[^,.]{0,60}(?P<end>[,.]\s)""",
    re.VERBOSE,
)
_MOST_WORDS = 8
"""Maximum words of a reporting clause without a punctuation mark at its end."""
_LONGEST_CLAUSE = 400
"""Maximum characters of a reporting clause inside direct speech."""
_LEAST = 12
"""Minimum characters of a quotation with a reporting clause inside."""
_NEAR = 80
"""Maximum characters between a verb of saying and the colon before a quotation."""
_ENDS = ",.!?…"
_ROLES = frozenset({"body", "list", "summary"})
_BLANK = " \t\r\n\u00a0\u202f"
_DASH = re.compile("[—–―-]")
_SENTENCE_END = re.compile(r"[.!?…][\"”»“)]*\s*$")
_BEGINS = rf"{CAPITAL}|[\d\"“”„«¿¡(…]"


@dataclass(frozen=True, slots=True)
class _Patterns:
    """The patterns of a language."""

    opens: re.Pattern[str]
    """A dash at the beginning of a paragraph."""
    opens_within: re.Pattern[str]
    """A dash after the end of a sentence."""
    clause_start: re.Pattern[str]
    """The dash or comma before a reporting clause."""
    clause_end: re.Pattern[str]
    """The dash after a reporting clause."""
    clause_after: re.Pattern[str]
    """The start of a reporting clause after a quotation in marks."""
    clause_after_stop: re.Pattern[str]
    """The same, after a quotation that ends in a punctuation mark."""
    introduction: re.Pattern[str]
    """A verb of saying and a colon before a quotation."""
    stop_before_dash: bool
    comma_clauses: bool


@cache
def _patterns(language: str) -> _Patterns | None:
    """Return the patterns of a language; None if the lexicon has no verbs of saying for it."""
    lists = word_lists("speech", language)
    if not lists:
        return None
    long = "".join(dash for dash in lists.get("speech dashes", ()) if dash != "-")
    hyphen = "-" in lists.get("speech dashes", ())
    spaced = r"|(?<=\s)-(?=\s)" if hyphen else ""
    dash = rf"(?:[{long}]{spaced})" if long else r"(?!)"
    first = rf"(?:[{long}{'-' if hyphen else ''}])" if long else r"(?!)"
    words = rf"(?:{any_word(lists.get('before verbs', ()))}\s+){{0,2}}" if lists.get("before verbs") else ""
    short = r"(?:(?:s|l|m|t|gli|d)['’])?" if language in ("fr", "it") else ""
    cue = rf"{words}{short}{any_phrase('speech', 'reporting verbs', language=language)}(?!\w)"
    comma = rf"|,\s+(?={cue})" if language not in _STOP_BEFORE_DASH and language != "pl" else ""
    return _Patterns(
        opens=re.compile(rf"\s*{first}\s*(?={_BEGINS})"),
        opens_within=re.compile(rf"(?<=[.!?…:”\"»)])\s+{dash}\s*(?={_BEGINS})"),
        clause_start=re.compile(rf",?\s{{0,2}}{dash}\s{{0,2}}(?={cue}){comma}"),
        clause_end=re.compile(rf"(?P<stop>[.,:;!?…]?)\s{{0,2}}{dash}(?P<after>[.,:;]?)\s*"),
        clause_after=re.compile(rf"(?:,\s{{0,2}}{dash}?|\s{{0,2}}{dash})\s{{0,2}}{cue}"),
        clause_after_stop=re.compile(rf"\s{{0,2}}{cue}"),
        introduction=re.compile(
            rf"(?<!\w)(?:{any_phrase('speech', 'reporting verbs', language=language)})(?!\w)[^.!?…:]{{0,{_NEAR}}}:\s*$"
        ),
        stop_before_dash=language in _STOP_BEFORE_DASH,
        comma_clauses=language in _COMMA_CLAUSES,
    )


def with_dialogue(
    text: str, paragraphs: Sequence[ParagraphRow], quoted: Sequence[Sequence[Quoted]], languages: Sequence[str | None]
) -> list[list[Quoted]]:
    """Return the quotations of each paragraph, including the direct speech that dashes and verbs of saying show.

    Args:
        text: the article's text.
        paragraphs: its paragraphs.
        quoted: the quotations in marks of each paragraph.
        languages: the language of each paragraph; without verbs of saying in the lexicon, as in English, its quotations do not change.
    """
    patterns = [_patterns(language) if language else None for language in languages]
    found: list[list[Quoted]] = []
    speeches: list[list[Span]] = []
    for row, marks, pattern in zip(paragraphs, quoted, patterns, strict=True):
        if pattern is None or (row.role not in _ROLES and row.role != "title"):
            found.append(list(marks))
            speeches.append([])
            continue
        known = [piece for mark in _by_outermost(marks) for piece in _split(text, mark, pattern)]
        found.append(list(_with_said(text, row, known, pattern)))
        speeches.append(list(_opened_speech(text, row, found[-1], pattern)) if row.role in _ROLES else [])
    _add_other_turns(text, paragraphs, speeches, patterns)
    return [_merged(marks, spans) for marks, spans in zip(found, speeches, strict=True)]


def _by_outermost(marks: Sequence[Quoted]) -> Iterator[tuple[Quoted, list[Quoted]]]:
    """Yield the outermost quotations, each with those inside it."""
    starts = [*(i for i, mark in enumerate(marks) if mark.level == 0), len(marks)]
    for start, following in pairwise(starts):
        yield marks[start], list(marks[start + 1 : following])


def _split(text: str, nested: tuple[Quoted, list[Quoted]], patterns: _Patterns) -> Iterator[Quoted]:
    """Yield an outermost quotation and those inside it; a reporting clause inside splits it into several."""
    mark, inside = nested
    spans = [*_spoken_parts(text, mark.inner, mark.inner.start, patterns, within=True)] if len(mark.inner.of(text)) >= _LEAST else []
    if len(spans) < 2:
        yield mark
        yield from inside
        return
    last = len(spans) - 1
    for index, span in enumerate(spans):
        outer = Span(mark.span.start if index == 0 else span.start, mark.span.end if index == last else span.end)
        inner = Span(mark.inner.start if index == 0 else span.start, mark.inner.end if index == last else span.end)
        yield Quoted(outer, inner, 0, mark.closed or index < last, mark.continues and index == last, said=True)
        yield from (other for other in inside if inner.holds(other.span))
    for before, after in pairwise(spans):
        yield from (
            replace(other, level=other.level - 1) for other in inside if before.end <= other.span.start and other.span.end <= after.start
        )


def _with_said(text: str, row: ParagraphRow, marks: Sequence[Quoted], patterns: _Patterns) -> Iterator[Quoted]:
    """Yield the quotations, with `said` set for those beside a verb of saying."""
    for mark in marks:
        start, end = mark.span.start, mark.span.end
        clause_after = patterns.clause_after_stop if text[mark.inner.end - 1] in _ENDS else patterns.clause_after
        beside = mark.level == 0 and (
            clause_after.match(text, end, row.end)
            or patterns.clause_after.match(text, end, row.end)
            or patterns.introduction.search(text, max(row.start, start - 2 * _NEAR), start)
        )
        yield replace(mark, said=True) if beside else mark


def _opened_speech(text: str, row: ParagraphRow, marks: Sequence[Quoted], patterns: _Patterns) -> Iterator[Span]:
    """Yield the spans of direct speech in a paragraph that a dash opens and a reporting clause interrupts or ends."""
    covered = [mark.span for mark in marks if mark.level == 0 and mark.closed]
    opening = patterns.opens.match(text, row.start, row.end)
    offsets = [opening.end()] if opening else [found.end() for found in patterns.opens_within.finditer(text, row.start, row.end)]
    offsets = [offset for offset in offsets if not _covers(covered, offset)]
    end = row.start
    for offset, next_offset in pairwise([*offsets, row.end]):
        if offset < end:
            continue
        clause = _first(patterns.clause_start, text, offset, next_offset if opening is None else row.end, covered)
        if clause:
            for span in _spoken_parts(text, Span(offset, row.end), offset, patterns, covered=covered):
                yield span
                end = span.end


def _first(pattern: re.Pattern[str], text: str, start: int, end: int, covered: Sequence[Span]) -> re.Match[str] | None:
    """Return the first match outside quotations in marks (`covered`)."""
    for found in pattern.finditer(text, start, end):
        if not _covers(covered, found.end() - 1):
            return found
    return None


def _covers(spans: Sequence[Span], offset: int) -> bool:
    """Return whether an offset is inside one of some spans, which are in order and do not overlap."""
    before = bisect_left(spans, Span(offset, offset)) - 1
    return before >= 0 and offset < spans[before].end


def _spoken_parts(  # noqa: PLR0913 - the text around the words
    text: str, span: Span, start: int, patterns: _Patterns, *, covered: Sequence[Span] = (), within: bool = False
) -> Iterator[Span]:
    """Yield the parts of direct speech in a span of text, from `start` on, without the reporting clauses.

    With `within` (inside quotation marks), speech must continue after a reporting clause; elsewhere the clause may be the end.
    """
    offset, found_any = start, False
    while clause := _first(patterns.clause_start, text, offset, span.end, covered):
        end = _end_of_clause(text, clause, span.end, covered, patterns)
        if within and end is None:
            break
        part = _trimmed(text, Span(offset, clause.end() if within else clause.start()), keep_comma=within)
        if part:
            yield part
            found_any = True
        if end is None:
            return
        offset = end
    if found_any and (part := _trimmed(text, Span(offset, span.end), keep_comma=True)):
        yield part


def _end_of_clause(text: str, clause: re.Match[str], end: int, covered: Sequence[Span], patterns: _Patterns) -> int | None:
    """Return the offset at which speech continues after a reporting clause, or None."""
    start = clause.end()
    if not _DASH.search(clause[0]):
        comma_clause = _COMMA_CLAUSE.match(text, clause.start(), min(end, start + 2 * _NEAR)) if patterns.comma_clauses else None
        return comma_clause.end() if comma_clause else None
    for found in patterns.clause_end.finditer(text, start, min(end, start + _LONGEST_CLAUSE)):
        if _covers(covered, found.end() - 1) or found.end() >= end:
            continue
        if found["stop"] or found["after"]:
            return found.end()
        if not patterns.stop_before_dash and len(text[start : found.start()].split()) <= _MOST_WORDS:
            return found.end()
    return None


def _trimmed(text: str, span: Span, *, keep_comma: bool) -> Span | None:
    """Return a span without surrounding blanks and dashes and, unless `keep_comma`, without a final comma; None if it has no letter."""
    raw = span.of(text)
    left = len(raw) - len(raw.lstrip(_BLANK + "—–―-"))
    raw = raw.rstrip(_BLANK + "—–―-")
    raw = raw if keep_comma else raw.rstrip(_BLANK + ",;")
    found = Span(span.start + left, span.start + len(raw))
    return found if any(map(str.isalpha, found.of(text))) else None


def _add_other_turns(
    text: str, paragraphs: Sequence[ParagraphRow], speeches: Sequence[list[Span]], patterns: Sequence[_Patterns | None]
) -> None:
    """Add paragraphs after a dash without a verb of saying, if other paragraphs of the article are direct speech with one."""
    rows = [
        (row, pattern, spans) for row, pattern, spans in zip(paragraphs, patterns, speeches, strict=True) if pattern and row.role in _ROLES
    ]
    opened = [found.end() if (found := pattern.opens.match(text, row.start, row.end)) else None for row, pattern, _ in rows]
    among = any(spans and spans[0].start == start for (*_, spans), start in zip(rows, opened, strict=True))
    announced = False
    for (row, pattern, spans), start in zip(rows, opened, strict=True):
        if start and not spans and (among or announced) and _SENTENCE_END.search(text, max(row.start, row.end - 8), row.end):
            turn = _trimmed(text, Span(start, row.end), keep_comma=True)
            spans.extend([turn] if turn else [])
        announced = pattern.introduction.search(text, max(row.start, row.end - 2 * _NEAR), row.end) is not None


def _merged(marks: Sequence[Quoted], spans: Sequence[Span]) -> list[Quoted]:
    """Return the quotations and direct speech of a paragraph in order; quotations inside direct speech are one level deeper."""
    kept = [span for span in spans if not any(_overlaps_partly(span, mark.span) for mark in marks)]
    speech = [Quoted(span, span, 0, closed=True, continues=False, said=True) for span in kept]
    deeper = [replace(mark, level=mark.level + any(span.holds(mark.span) for span in kept)) for mark in marks]
    return sorted([*speech, *deeper], key=lambda mark: (mark.span.start, -mark.span.end, mark.level))


def _overlaps_partly(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end and not (one.holds(other) or other.holds(one))
