"""Direct speech as languages other than English show it: opened by a dash, and interrupted by `— said X —` within dashes or marks.

In most of Europe a dash opens what somebody says, and another one the words that tell who: `— Да, — сказал он. — Завтра.` These words stand
within quotation marks, too: `«Да, — сказал он, — завтра»` are two quotations. What no verb of saying stands beside is speech only in a
paragraph of its own among others that are.
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

_STOPPED = frozenset({"ru", "uk"})
"""Languages in which a stop or a comma stands before the dash that ends `— said X`."""
_WITH_INCISES = frozenset({"fr"})
"""Languages in which commas alone part `said X` from the words around it, within marks, too."""
_INCISE = re.compile(
    r"""[,\s]\s?(?:[^\s,.]+\s+){0,3}?(?:
        [^\s,.]+-(?:t-)?(?:ils?|elles?|on)\b       # `, dit-elle, si`
      | [^\s,.]+\s+(?:[A-ZÉ]|l[ea]s?\s|l['’]|une?\s)  # `, explique Ana Ruiz, si`
    )[^,.]{0,60}(?P<end>[,.]\s)""",
    re.VERBOSE,
)
_PLAIN_CLOSE = 8
"""Words of `– said X –` at most where no stop stands before its end."""
_ASIDE = 400
"""Maximum characters of the words that tell who speaks, where speech goes on after them."""
_LEAST = 12
"""Minimum characters of a quotation that holds the words that tell who speaks."""
_NEAR = 80
"""Maximum characters between a verb of saying and the colon before a quotation."""
_ENDS = ",.!?…"
_ROLES = frozenset({"body", "list", "summary"})
_BLANK = " \t\r\n\u00a0\u202f"
_DASH = re.compile("[—–―-]")
_FULL = re.compile(r"[.!?…][\"”»“)]*\s*$")
_BEGINS = rf"{CAPITAL}|[\d\"“”„«¿¡(…]"


@dataclass(frozen=True, slots=True)
class _Forms:
    """The patterns of a language."""

    opens: re.Pattern[str]
    """A dash at the beginning of a paragraph."""
    opens_within: re.Pattern[str]
    """A dash after the end of a sentence."""
    tells: re.Pattern[str]
    """The dash or comma before the words that tell who speaks."""
    resumes: re.Pattern[str]
    """The dash behind these words."""
    follows: re.Pattern[str]
    """The same words behind a quotation in marks."""
    follows_stop: re.Pattern[str]
    """The same, where a stop or a comma ends the quotation."""
    introduces: re.Pattern[str]
    """A verb of saying and a colon before a quotation."""
    stopped: bool
    incises: bool


@cache
def _forms(language: str) -> _Forms | None:
    """Return the patterns of a language, or None for one that has no verbs of saying in the lexicon."""
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
    comma = rf"|,\s+(?={cue})" if language not in _STOPPED and language != "pl" else ""
    return _Forms(
        opens=re.compile(rf"\s*{first}\s*(?={_BEGINS})"),
        opens_within=re.compile(rf"(?<=[.!?…:”\"»)])\s+{dash}\s*(?={_BEGINS})"),
        tells=re.compile(rf",?\s{{0,2}}{dash}\s{{0,2}}(?={cue}){comma}"),
        resumes=re.compile(rf"(?P<stop>[.,:;!?…]?)\s{{0,2}}{dash}(?P<after>[.,:;]?)\s*"),
        follows=re.compile(rf"(?:,\s{{0,2}}{dash}?|\s{{0,2}}{dash})\s{{0,2}}{cue}"),
        follows_stop=re.compile(rf"\s{{0,2}}{cue}"),
        introduces=re.compile(rf"(?<!\w)(?:{any_phrase('speech', 'reporting verbs', language=language)})(?!\w)[^.!?…:]{{0,{_NEAR}}}:\s*$"),
        stopped=language in _STOPPED,
        incises=language in _WITH_INCISES,
    )


def with_dialogue(
    text: str, paragraphs: Sequence[ParagraphRow], quoted: Sequence[Sequence[Quoted]], languages: Sequence[str | None]
) -> list[list[Quoted]]:
    """Return the quotations of each paragraph with the direct speech that dashes and verbs of saying show.

    Args:
        text: the article's text.
        paragraphs: its paragraphs.
        quoted: the quotations in marks, for each paragraph.
        languages: that of each paragraph; in one that the lexicon has no verbs of saying of, English among them, nothing changes.
    """
    forms = [_forms(language) if language else None for language in languages]
    found: list[list[Quoted]] = []
    speeches: list[list[Span]] = []
    for row, marks, form in zip(paragraphs, quoted, forms, strict=True):
        if form is None or (row.role not in _ROLES and row.role != "title"):
            found.append(list(marks))
            speeches.append([])
            continue
        known = [piece for mark in _nested(marks) for piece in _parted(text, mark, form)]
        found.append(list(_told(text, row, known, form)))
        speeches.append(list(_speech(text, row, found[-1], form)) if row.role in _ROLES else [])
    _add_turns(text, paragraphs, speeches, forms)
    return [_united(marks, spans) for marks, spans in zip(found, speeches, strict=True)]


def _nested(marks: Sequence[Quoted]) -> Iterator[tuple[Quoted, list[Quoted]]]:
    """Yield the outermost quotations, each with those inside it."""
    places = [*(i for i, mark in enumerate(marks) if mark.level == 0), len(marks)]
    for place, following in pairwise(places):
        yield marks[place], list(marks[place + 1 : following])


def _parted(text: str, nested: tuple[Quoted, list[Quoted]], forms: _Forms) -> Iterator[Quoted]:
    """Yield a quotation and those inside it; in parts where the words that tell who speaks stand in it."""
    mark, inside = nested
    spans = [*_spoken(text, mark.inner, mark.inner.start, forms, within=True)] if len(mark.inner.of(text)) >= _LEAST else []
    if len(spans) < 2:
        yield mark
        yield from inside
        return
    last = len(spans) - 1
    for place, span in enumerate(spans):
        whole = Span(mark.span.start if place == 0 else span.start, mark.span.end if place == last else span.end)
        inner = Span(mark.inner.start if place == 0 else span.start, mark.inner.end if place == last else span.end)
        yield Quoted(whole, inner, 0, mark.closed or place < last, mark.continues and place == last, said=True)
        yield from (other for other in inside if inner.holds(other.span))
    for before, after in pairwise(spans):
        yield from (
            replace(other, level=other.level - 1) for other in inside if before.end <= other.span.start and other.span.end <= after.start
        )


def _told(text: str, row: ParagraphRow, marks: Sequence[Quoted], forms: _Forms) -> Iterator[Quoted]:
    """Yield the quotations, marked as said where a verb of saying stands beside them."""
    for mark in marks:
        start, end = mark.span.start, mark.span.end
        follows = forms.follows_stop if text[mark.inner.end - 1] in _ENDS else forms.follows
        beside = mark.level == 0 and (
            follows.match(text, end, row.end)
            or forms.follows.match(text, end, row.end)
            or forms.introduces.search(text, max(row.start, start - 2 * _NEAR), start)
        )
        yield replace(mark, said=True) if beside else mark


def _speech(text: str, row: ParagraphRow, marks: Sequence[Quoted], forms: _Forms) -> Iterator[Span]:
    """Yield what is said in a paragraph where a dash opens it and a verb of saying stands behind a dash or comma."""
    covered = [mark.span for mark in marks if mark.level == 0 and mark.closed]
    opening = forms.opens.match(text, row.start, row.end)
    places = [opening.end()] if opening else [found.end() for found in forms.opens_within.finditer(text, row.start, row.end)]
    places = [place for place in places if not _holds(covered, place)]
    done = row.start
    for place, further in pairwise([*places, row.end]):
        if place < done:
            continue
        tells = _first(forms.tells, text, place, further if opening is None else row.end, covered)
        if tells:
            for span in _spoken(text, Span(place, row.end), place, forms, covered=covered):
                yield span
                done = span.end


def _first(pattern: re.Pattern[str], text: str, start: int, end: int, covered: Sequence[Span]) -> re.Match[str] | None:
    """Return the first match outside quotations in marks."""
    for found in pattern.finditer(text, start, end):
        if not _holds(covered, found.end() - 1):
            return found
    return None


def _holds(spans: Sequence[Span], place: int) -> bool:
    """Return whether a place lies within one of some spans, which are in order and apart."""
    before = bisect_left(spans, Span(place, place)) - 1
    return before >= 0 and place < spans[before].end


def _spoken(  # noqa: PLR0913 - what stands around the words
    text: str, span: Span, start: int, forms: _Forms, *, covered: Sequence[Span] = (), within: bool = False
) -> Iterator[Span]:
    """Yield the parts of what is said in a stretch of text, without the words that tell who speaks.

    `within` marks these words must end before the last part; in a paragraph they may be the last.
    """
    place, any_yet = start, False
    while tells := _first(forms.tells, text, place, span.end, covered):
        resumed = _resumed(text, tells, span.end, covered, forms)
        if within and resumed is None:
            break
        part = _trimmed(text, Span(place, tells.end() if within else tells.start()), keep_comma=within)
        if part:
            yield part
            any_yet = True
        if resumed is None:
            return
        place = resumed
    if any_yet and (part := _trimmed(text, Span(place, span.end), keep_comma=True)):
        yield part


def _resumed(text: str, tells: re.Match[str], end: int, covered: Sequence[Span], forms: _Forms) -> int | None:
    """Return where speech goes on behind the words that tell who speaks."""
    start = tells.end()
    if not _DASH.search(tells[0]):
        incise = _INCISE.match(text, tells.start(), min(end, start + 2 * _NEAR)) if forms.incises else None
        return incise.end() if incise else None
    for found in forms.resumes.finditer(text, start, min(end, start + _ASIDE)):
        if _holds(covered, found.end() - 1) or found.end() >= end:
            continue
        if found["stop"] or found["after"]:
            return found.end()
        if not forms.stopped and len(text[start : found.start()].split()) <= _PLAIN_CLOSE:
            return found.end()
    return None


def _trimmed(text: str, span: Span, *, keep_comma: bool) -> Span | None:
    """Return a span without blanks and dashes around it, and without the comma before `— said X`; None if it has no letter."""
    raw = span.of(text)
    left = len(raw) - len(raw.lstrip(_BLANK + "—–―-"))
    raw = raw.rstrip(_BLANK + "—–―-")
    raw = raw if keep_comma else raw.rstrip(_BLANK + ",;")
    found = Span(span.start + left, span.start + len(raw))
    return found if any(map(str.isalpha, found.of(text))) else None


def _add_turns(text: str, paragraphs: Sequence[ParagraphRow], speeches: Sequence[list[Span]], forms: Sequence[_Forms | None]) -> None:
    """Add the paragraphs that a dash opens and no verb of saying stands in, where others of the article are speech."""
    rows = [(row, form, spans) for row, form, spans in zip(paragraphs, forms, speeches, strict=True) if form and row.role in _ROLES]
    opened = [found.end() if (found := form.opens.match(text, row.start, row.end)) else None for row, form, _ in rows]
    among = any(spans and spans[0].start == start for (*_, spans), start in zip(rows, opened, strict=True))
    announced = False
    for (row, form, spans), start in zip(rows, opened, strict=True):
        if start and not spans and (among or announced) and _FULL.search(text, max(row.start, row.end - 8), row.end):
            turn = _trimmed(text, Span(start, row.end), keep_comma=True)
            spans.extend([turn] if turn else [])
        announced = form.introduces.search(text, max(row.start, row.end - 2 * _NEAR), row.end) is not None


def _united(marks: Sequence[Quoted], spans: Sequence[Span]) -> list[Quoted]:
    """Return the quotations of a paragraph in order, those within direct speech one level deeper."""
    kept = [span for span in spans if not any(_crosses(span, mark.span) for mark in marks)]
    speech = [Quoted(span, span, 0, closed=True, continues=False, said=True) for span in kept]
    deeper = [replace(mark, level=mark.level + any(span.holds(mark.span) for span in kept)) for mark in marks]
    return sorted([*speech, *deeper], key=lambda mark: (mark.span.start, -mark.span.end, mark.level))


def _crosses(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end and not (one.holds(other) or other.holds(one))
