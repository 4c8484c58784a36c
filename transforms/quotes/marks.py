"""Pair quotation marks by paragraph: opening, closing, apostrophe, measure or stray.

Each mark may open a quotation, close one, or be neither. Its shape and its neighbours give each interpretation a cost. A beam search from
left to right finds the cheapest properly nested reading of a paragraph.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from transforms.characters import INVISIBLE
from transforms.lexicon.phrases import any_word
from transforms.lexicon.words import word_set
from transforms.records import Quoted, Span
from transforms.schema import ParagraphRow

_MARK = re.compile(r"[\"'’‘“”„‟″〝〞〟«»‚‛′`´‹›「」『』](?:(?<=')(?!(?<=[^\s']')''(?!'))'|(?<=`)`)?")  # closing ''' is ' and ''
_DOUBLE, _SINGLE, _ANGLE, _SMALL_ANGLE, _CORNER, _WHITE_CORNER = '"“”„‟″〝〞〟', "'‘’‚‛′`´", "«»", "‹›", "「」", "『』"
_FAMILY = {mark: family for family in (_DOUBLE, _SINGLE, _ANGLE, _SMALL_ANGLE, _CORNER, _WHITE_CORNER) for mark in family}
_FAMILY |= {"``": _DOUBLE, "''": _DOUBLE}
_OPENING = frozenset({*"“„‟〝‘‚‛`«‹「『", "``"})
_CLOSING = frozenset("”〞〟’´»›」』")
_FACING = frozenset({"„“", "„‟", "‚‘", "»«", "›‹"})  # the second mark of these pairs opens elsewhere
_MIXABLE = {_DOUBLE, _SINGLE}
_SOLID = re.compile(r"\S")
_BEFORE_THE_FIRST = INVISIBLE + " \t\u00a0[(–—-•*…." + "".join(_FAMILY)

# Costs of readings, tuned on observed errors. Only their order matters: a stray mark costs more than a quotation left open, which costs
# more than a mark of the wrong shape; a likely apostrophe costs almost nothing.
_STRAY, _UNCLOSED, _ATTRIBUTED, _ATTRIBUTED_LAST, _REOPENED, _NEVER = 3.0, 2.6, 1.6, 0.1, 0.2, 99.0
_NESTED_ALIKE, _NESTED, _MISMATCHED, _REVERSED_CLOSING = 1.2, 0.3, 4.0, 2.5  # the last: an opening shape that closes
_REVERSED_OPENING = {_DOUBLE: 1.0, _SINGLE: 1.8, _ANGLE: 0.35, _SMALL_ANGLE: 0.35}  # a closing shape that opens: ”Swedish”, »German«
_ODD, _ODD_ANGLE, _SPACED_INSIDE = 2.0, 0.5, 1.9  # maximum cost of unusual neighbours of “ ” and « »; discount for a space inside « »
_FAR, _FAR_COST = 100, 2.5  # characters beyond which a quotation rarely ends in a possible possessive, and the cost
_BEAM, _MARGIN = 8, 6.5  # width of the beam, and maximum cost above the best reading
_MOST_UNCLOSED, _LONGEST_BRIDGE = 4, 6  # quotations that one closing mark may leave unclosed; unmarked paragraphs inside a quotation

_CLASSES = ("edge", "space", "opening", "dash", "other", "closing", "dot", "digit", "letter")
_OPENS_AFTER = dict(zip(_CLASSES, (0.0, 0.0, 0.0, 0.3, 0.5, 1.5, 2.0, 4.0, 4.0), strict=True))
_OPENS_BEFORE = dict(zip(_CLASSES, (5.0, 2.0, 0.0, 0.4, 0.0, 3.0, 0.6, 0.0, 0.0), strict=True))
_CLOSES_AFTER = dict(zip(_CLASSES, (6.0, 2.0, 2.0, 0.3, 0.0, 0.0, 0.0, 0.0, 0.0), strict=True))
_CLOSES_BEFORE = dict(zip(_CLASSES, (0.0, 0.0, 0.3, 0.0, 0.5, 0.0, 0.0, 1.0, 2.0), strict=True))
_CLASS_OF = {
    "": "edge",
    **dict.fromkeys("([{<¿¡（［【", "opening"),
    **dict.fromkeys(")]}>,;:!?%）］】、，；：！？", "closing"),
    **dict.fromkeys("-‐‑‒–—―/", "dash"),
    **dict.fromkeys(".…。", "dot"),
}
_WORD_CLASSES = frozenset({"letter", "digit"})
_FIRST_UNSPACED = "\u2e80"  # from here on, scripts have no spaces between words, so letters do not show a mark's direction

# What follows an apostrophe after a space: ’tis, ’em, ’90s, ’t Hooft, and the rest of a word cut off before its apostrophe.
_ELIDED = re.compile(rf"(?i)n\b|abd\w*|(?:{any_word(word_set('words', 'elided'))}|\d\ds?)\b(?!['’])")
# Text before an apostrophe besides plurals: o’, an’, dancin’, rock ’n’.
_CLIPPED = re.compile(rf"(?i)(?:\b{any_word(word_set('words', 'clipped'))}|[a-z]in|['’‘]n)\Z")
# Text that cannot follow a possessive, because no noun phrase starts with it: the mark before it ends a quotation.
_AFTER_NO_POSSESSIVE = re.compile(rf"\s+(?:[^\w\s\"'“‘(]|{any_word(word_set('words', 'after no possessive'))}\b)")
# Feet and inches, minutes and seconds, before their second mark: 6'2", 40°26′46″.
_MEASURED = re.compile(r"\d['’′]\s?\d+(?:\.\d+|½)?\Z")
# The start of `, she said`.
_SAYS = any_word(word_set("words", "reporting verbs"))
_ATTRIBUTION = re.compile(
    rf"""(?<=[\w)][,?!])(?=\s(?:
        (?:(?:he|she|they)\s|the\s\w+\s|(?:[A-Z][\w.’'-]*\s){{1,4}}){_SAYS}\b  # `We sail, she said`
      | (?:said|says)\s(?:[a-z][\w’'-]*\s){{0,4}}[A-Z]                                           # `We sail, said envoy Ruiz`
    ))""",
    re.VERBOSE,
)
_LAST_CLAUSE = re.compile(r"[^.!?“”\"]{3,120}(?:\.[^.!?“”\"]{1,40}){0,2}[.!?]?\s*\Z")
"""What follows the start of an attribution that ends the paragraph: ` said Ms. Ruiz, 77.`"""


@dataclass(slots=True)
class _Mark:
    """A mark of a paragraph: its offsets, its nearest neighbours that are not marks, and the cost of each reading."""

    start: int
    end: int
    family: str
    shape: str
    left: str = ""
    right: str = ""
    opens: float = _NEVER
    closes: float = _NEVER
    neither: float = _STRAY


class _Link(NamedTuple):
    """An open mark or a pair, linked to the previous one; `key` identifies the families on the stack of open marks."""

    opening: _Mark
    closing: _Mark | None
    before: "_Link | None"
    key: int = 0


class _Reading(NamedTuple):
    """A partial reading of the marks: cost, open marks and pairs."""

    cost: float
    open: _Link | None
    pairs: _Link | None


def pair_marks(text: str, paragraphs: Sequence[ParagraphRow]) -> list[list[Quoted]]:
    """Return the quotations of each paragraph, outer before inner, with offsets into `text`.

    A quotation without a closing mark (`closed` is false) ends before an attribution that clearly follows it, or else with the quotation
    around it or the paragraph. It continues in the next paragraph of the running text (`continues` is true) if that starts with the same
    kind of mark, or if a later paragraph has the missing mark.
    """
    texts = [text[row.start : row.end] for row in paragraphs]
    marks = [_marks(words) for words in texts]
    running = [index for index, row in enumerate(paragraphs) if row.role in {"body", "list"}]
    _bridge(texts, marks, running)
    following = dict(pairwise(running))
    found: list[list[Quoted]] = []
    for index, row in enumerate(paragraphs):
        after = following.get(index)
        reopened = frozenset() if after is None else _leading_families(texts[after], marks[after])
        found.append(_quotations(texts[index], row.start, _pairs(texts[index], marks[index], reopened), reopened))
    return found


def _bridge(texts: Sequence[str], marks: Sequence[list[_Mark]], running: Sequence[int]) -> None:
    """Insert an implicit opening mark into paragraphs that continue a quotation without marks."""
    for position, index in enumerate(running):
        closing = next((mark for mark in marks[index] if mark.family in {_DOUBLE, _ANGLE}), None)
        if closing is None or closing.closes > 0 or closing.opens < 1 or closing.neither < _STRAY:
            continue
        before = range(position - 1, max(-1, position - 1 - _LONGEST_BRIDGE), -1)
        first = next((at for at in before if any(mark.family == closing.family for mark in marks[running[at]])), position)
        pairs = _pairs(texts[running[first]], marks[running[first]], frozenset()) if first < position else []
        opening = next((pair.opening for pair in pairs[::-1] if pair.closing is None and pair.opening.family == closing.family), None)
        if opening:
            for bridged in running[first + 1 : position + 1]:
                marks[bridged].insert(0, _Mark(0, 0, opening.family, opening.shape, opens=0.0, neither=_NEVER))


def _leading_families(words: str, marks: Sequence[_Mark]) -> frozenset[str]:
    """Return the families of the opening marks at the start of a paragraph."""
    first = [mark for mark in marks[:3] if mark.opens < 1 and not words[: mark.start].strip(_BEFORE_THE_FIRST)]
    return frozenset(mark.family for mark in first)


def _marks(words: str) -> list[_Mark]:
    """Return the marks of a paragraph with their costs, without apostrophes inside words."""
    found = [_Mark(match.start(), match.end(), _FAMILY[match[0]], match[0]) for match in _MARK.finditer(words)]
    edge, left = 0, ""
    for mark in found:
        between = words[edge : mark.start].rstrip(INVISIBLE)
        left = mark.left = between[-1] if between else left
        edge = mark.end
    edge, right = len(words), ""
    for mark in reversed(found):
        between = words[mark.end : edge].lstrip(INVISIBLE)
        right = mark.right = between[0] if between else right
        edge = mark.start
    return [mark for mark in found if _set_costs(words, mark)]


def _set_costs(words: str, mark: _Mark) -> bool:
    """Set the costs of a mark; return False for an apostrophe inside a word, which is not a mark."""
    left, right = _neighbour_class(mark.left), _neighbour_class(mark.right)
    if mark.family == _SINGLE and left in _WORD_CLASSES and right in _WORD_CLASSES:
        return False
    odd, inside = (_ODD, 0.0) if mark.family in _MIXABLE else (_ODD_ANGLE, _SPACED_INSIDE)
    mark.opens = _OPENS_AFTER[left] + max(0.0, _OPENS_BEFORE[right] - inside)
    mark.closes = max(0.0, _CLOSES_AFTER[left] - inside) + _CLOSES_BEFORE[right]
    if mark.shape in _OPENING:
        mark.opens = min(mark.opens, odd)
    elif mark.shape in _CLOSING:
        mark.closes = min(mark.closes, odd)
        mark.opens += _REVERSED_OPENING.get(mark.family, _NEVER)
    if mark.family == _SINGLE:
        _set_apostrophe_cost(words, mark, left, right)
    elif left == "digit" and mark.shape in {'"', "”", "″", "''"}:
        measured = mark.shape == "″" or _MEASURED.search(words, max(0, mark.start - 12), mark.start)
        mark.neither, mark.closes = (0.1, mark.closes + 1.0) if measured else (1.0, mark.closes)
    return True


def _neighbour_class(character: str) -> str:
    """Return the class of a mark's neighbour."""
    if character in _CLASS_OF or character >= _FIRST_UNSPACED:
        return _CLASS_OF.get(character, "space" if character.isspace() else "other")
    if character.isalpha() or unicodedata.combining(character):
        return "letter"
    return "space" if character.isspace() else "digit" if character.isdigit() else "other"


def _set_apostrophe_cost(words: str, mark: _Mark, left: str, right: str) -> None:
    """Set the cost of reading a single mark as an apostrophe or as feet."""
    if right in _WORD_CLASSES and _ELIDED.match(words, mark.end):
        mark.neither, mark.opens = 0.1, mark.opens + 1.5
    elif right in _WORD_CLASSES:
        mark.neither = 1.0 if mark.shape == "’" or left == "dash" else 2.0 if mark.shape == "'" else 2.4
        if mark.shape == "‘" and words[max(0, mark.start - 2) : mark.start].rstrip().endswith((",", ":")):
            mark.neither = _STRAY
    elif left == "letter":
        _set_possessive_cost(words, mark, right)
    elif left == "digit":
        mark.neither = 0.3
    elif left == right == "space":
        mark.neither = 1.0


def _set_possessive_cost(words: str, mark: _Mark, right: str) -> None:
    """Set the cost of reading a single mark after a letter as an apostrophe: the workers’ rights, dancin’."""
    if _CLIPPED.search(words, max(0, mark.start - 12), mark.start):
        mark.neither = 0.6
    elif mark.left not in "sSzZxX" or _AFTER_NO_POSSESSIVE.match(words, mark.end):
        mark.neither = 2.0
    elif right == "space":
        mark.neither, mark.closes = 0.5, mark.closes + 0.3
    else:
        mark.neither = 1.2


def _pairs(words: str, marks: Sequence[_Mark], reopened: frozenset[str]) -> list[_Link]:
    """Return the pairs of the cheapest reading, in order; a pair without a closing mark may end at its attribution."""
    best = _cheapest(marks, reopened)
    if best.cost >= _REOPENED:
        ends = [_end(words, at.start()) for at in _ATTRIBUTION.finditer(words)]
        best = _cheapest(sorted([*marks, *ends], key=lambda mark: mark.start), reopened) if ends else best
    pairs, link = [], best.pairs
    while link:
        pairs.append(link)
        link = link.before
    return sorted(pairs, key=lambda pair: pair.opening.start)


def _end(words: str, start: int) -> _Mark:
    """Return the missing closing mark before an attribution; one that ends the paragraph is likelier."""
    closes = _ATTRIBUTED_LAST if _LAST_CLAUSE.match(words, start) else _ATTRIBUTED
    return _Mark(start, start, "", "", closes=closes, neither=0.0)


def _cheapest(marks: Sequence[_Mark], reopened: frozenset[str]) -> _Reading:
    """Return the cheapest reading of a paragraph."""
    keys: dict[tuple[int, str], int] = {}
    readings = [_Reading(0.0, None, None)]
    for mark in marks:
        best: dict[int, _Reading] = {}
        for reading in readings:
            for further in _extended(reading, mark, keys):
                key = further.open.key if further.open else 0
                if key not in best or further.cost < best[key].cost:
                    best[key] = further
        ranked = sorted(best.values(), key=lambda reading: reading.cost)[:_BEAM]
        readings = [reading for reading in ranked if reading.cost <= ranked[0].cost + _MARGIN]
    ended = []
    for reading in readings:
        cost, link, pairs = reading
        while link:
            cost += _REOPENED if link.opening.family in reopened and link.opening.opens < 1 else _UNCLOSED
            pairs, link = _Link(link.opening, None, pairs), link.before
        ended.append(_Reading(cost, None, pairs))
    return min(ended, key=lambda reading: reading.cost)


def _extended(reading: _Reading, mark: _Mark, keys: dict[tuple[int, str], int]) -> Iterator[_Reading]:
    """Yield the extensions of a reading by the next mark: it closes a quotation, opens one, or neither."""
    cost, top, pairs = reading
    link, closed, unclosed = top, pairs, 0
    while link and mark.family not in {link.opening.family, ""} and unclosed < _MOST_UNCLOSED:
        closed, link, unclosed = _Link(link.opening, None, closed), link.before, unclosed + 1
    if link and mark.family in {link.opening.family, ""}:
        slip = mark.shape in _OPENING and link.opening.shape + mark.shape not in _FACING
        far = mark.family == _SINGLE and mark.neither < 1 and mark.start - link.opening.start > _FAR
        total = cost + mark.closes + unclosed * _UNCLOSED + slip * _REVERSED_CLOSING + far * _FAR_COST
        yield _Reading(total, link.before, _Link(link.opening, mark, closed))
    if top and {top.opening.family, mark.family} == _MIXABLE:
        yield _Reading(cost + mark.closes + _MISMATCHED, top.before, _Link(top.opening, mark, pairs))
    if mark.family:
        alike = top is not None and top.opening.shape == mark.shape and mark.family in _MIXABLE
        nested = _NESTED_ALIKE if alike else _NESTED if top and top.opening.family == mark.family else 0.0
        key = keys.setdefault((top.key if top else 0, mark.family), len(keys) + 1)
        yield _Reading(cost + mark.opens + nested, _Link(mark, None, top, key), pairs)
    yield _Reading(cost + mark.neither, top, pairs)


def _quotations(words: str, start: int, pairs: Sequence[_Link], reopened: frozenset[str]) -> list[Quoted]:
    """Return the pairs of a paragraph at offset `start` as quotations; doubled single marks (‘‘this’’) are one quotation."""
    found: list[Quoted] = []
    around: list[Quoted] = []
    for opening, closing, *_ in pairs:
        while around and around[-1].span.end <= opening.start + start:
            around.pop()
        edge = around[-1].inner.end - start if around else len(words)
        span = Span(opening.start, closing.end if closing else edge)
        inner = Span(opening.end, closing.start if closing else edge)
        if not _SOLID.search(words, inner.start, inner.end):
            continue
        goes_on = closing is None and edge == len(words) and opening.family in reopened
        closed = closing is not None and closing.family != ""
        quoted = Quoted(span.shifted(start), inner.shifted(start), len(around), closed, goes_on)
        if around and around[-1].inner == quoted.span and words.endswith(opening.shape, 0, span.start):
            quoted = Quoted(around.pop().span, quoted.inner, len(around), closed, goes_on)
            found.pop()
        found.append(quoted)
        around.append(quoted)
    return found
