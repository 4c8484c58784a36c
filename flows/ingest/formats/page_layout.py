"""Layout of printed pages: columns in reading order, with hyphenated words and broken paragraphs joined.

Repeated running heads, feet and page numbers are kept once: heads above the text, feet below it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import groupby

from transforms.characters import SENTENCE_END

_GUTTER = 2
"""Minimum width in characters of the gap between two columns, in all of its lines."""
_ROWS = 6
"""Minimum number of lines for columns beside a gutter; tables of numbers have shorter cells."""
_NARROWEST = 16
_LARGEST = 400
"""Limits on lines of a page and characters of a line beyond which no columns are searched."""
_EDGE = 2
"""Lines at the head and at the foot of a page that may repeat on other pages."""
_SPACED = 4
"""Maximum gap between two lines of a paragraph, in quarters of a line."""
_APART = re.compile(r"\n(?:[^\S\n]*\n){3,}")
"""Number of blank lines that separate two parts of a page."""
_FULL = 0.8
"""A line at least this fraction of its column's width was broken because it was full."""
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\xad": "-", "‐": "-"})
_SPACES = re.compile(r"\s+")
_BROKEN = re.compile(r"[^\W\d_]-$")
_HYPHENED = re.compile(r"(?<![^\W\d_])[^\W\d_]{1,40}(?:-[^\W\d_]{1,40})+")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class _Part:
    """A paragraph, or the fraction of one in a single column."""

    lines: list[str]
    opens: bool
    """Whether it is the first of its column or page."""
    is_full: bool
    """Whether its last line fills the column."""


def text_of(pages: Sequence[str]) -> str:
    """Return the text of pages, with paragraphs separated by blank lines."""
    sheets = [_lines(page.translate(_LIGATURES).expandtabs()) for page in pages]
    heads, feet = _repeated(sheets, 1), _repeated(sheets, -1)
    sheets = [_without(_without(sheet, heads, 1), feet, -1) for sheet in sheets]
    parts = [part for sheet in sheets for part in _parts(sheet)]
    known = {word for sheet in sheets for line in sheet for word in _HYPHENED.findall(line)}
    paragraphs: list[list[str]] = []
    for before, part in zip([None, *parts], parts, strict=False):
        if before and part.opens and _goes_on(before.lines[-1], part.lines[0], is_full=before.is_full):
            paragraphs[-1] += part.lines
        else:
            paragraphs.append(list(part.lines))
    return "\n\n".join([*heads.values(), *(_joined(lines, known) for lines in paragraphs), *feet.values()])


def _lines(page: str) -> list[str]:
    """Return the lines of a page, with blank lines added where the gap is larger than usual."""
    lines, gaps, white = list[str](), list[int](), 0
    for line in page.split("\n"):
        if line.strip():
            lines.append(line.rstrip())
            gaps.append(white)
            white = 0
        else:
            white += 1
    counts = Counter(gaps[1:])
    usual = min((gap for gap, count in counts.items() if gap != 1 and count * 4 >= len(gaps) - 1), default=0)
    usual = min(usual, _SPACED)
    found = list[str]()
    for line, gap in zip(lines, gaps, strict=True):
        is_apart = gap > usual + bool(usual)
        found += [""] * (is_apart + 2 * (gap >= 3 * usual + 3)) + [line]
    return found


def _parts(sheet: Sequence[str]) -> Iterator[_Part]:
    areas = _APART.split("\n".join(sheet))
    stretches = (stretch for area in areas for stretch in _columns(area.split("\n")))
    for number, (lines, is_column) in enumerate(stretches):
        yield from _paragraphs(lines, opens=is_column or not number, is_column=is_column)


def _goes_on(line: str, after: str, *, is_full: bool) -> bool:
    """Return whether a sentence continues beyond the end of a column."""
    return bool(_BROKEN.search(line)) or (not SENTENCE_END.search(line) and (is_full or after[:1].islower()))


def _joined(lines: Sequence[str], known: AbstractSet[str]) -> str:
    """Return the lines of a paragraph as one; hyphenated words are joined, keeping the hyphen if the word has one elsewhere."""
    text = lines[0]
    for line in lines[1:]:
        broken = _BROKEN.search(text)
        word = f"{text.split()[-1]}{line.split()[0]}"
        if not broken:
            text = f"{text} {line}"
        elif line[0].islower() and not (known & set(_HYPHENED.findall(word))):
            text = f"{text[:-1]}{line}"
        else:
            text += line
    return text


def _key(line: str) -> str:
    return _DIGITS.sub("0", _SPACES.sub(" ", line.strip()))


def _edge(sheet: Sequence[str], way: int) -> list[int]:
    positions = [position for position, line in enumerate(sheet) if line.strip()]
    return positions[:_EDGE] if way > 0 else positions[: -_EDGE - 1 : -1]


def _repeated(sheets: Sequence[Sequence[str]], way: int) -> dict[str, str]:
    """Return the lines that repeat at the head (or foot) of several pages, ignoring numbers, as first written."""
    firsts: dict[str, str] = {}
    counts = Counter[str]()
    for sheet in sheets:
        lines = {_key(sheet[position]): sheet[position] for position in _edge(sheet, way)}
        counts.update(lines.keys())
        firsts = {key: _SPACES.sub(" ", line.strip()) for key, line in lines.items()} | firsts
    enough = max(2, len(sheets) / 3)
    return {key: line for key, line in firsts.items() if counts[key] >= enough}


def _without(sheet: list[str], repeated: dict[str, str], way: int) -> list[str]:
    gone = {position for position in _edge(sheet, way) if _key(sheet[position]) in repeated}
    return [line for position, line in enumerate(sheet) if position not in gone]


def _columns(lines: list[str], *, is_column: bool = False) -> Iterator[tuple[list[str], bool]]:
    """Yield stretches of lines in reading order, and whether each is a column; the left side of a gutter comes first."""
    found = _gutter(lines)
    if found is None:
        yield lines, is_column
        return
    start, end, gutter = found
    yield from _columns(lines[:start], is_column=is_column)
    yield from _columns([line[:gutter].rstrip() for line in lines[start:end]], is_column=True)
    yield from _columns([line[gutter:] for line in lines[start:end]], is_column=True)
    yield from _columns(lines[end:], is_column=is_column)


def _gutter(lines: Sequence[str]) -> tuple[int, int, int] | None:
    """Return the line range of a gutter (end exclusive) and its position, or None on a page without one."""
    best, most = None, _ROWS - 1
    width = max(map(len, lines), default=0)
    for position in range(_NARROWEST, width - _NARROWEST if max(width, len(lines)) < _LARGEST else 0):
        white = [not line[position : position + _GUTTER].strip() for line in lines]
        runs = groupby(range(len(lines)), key=white.__getitem__)
        for run in (list(run) for is_white, run in runs if is_white):
            left = [number for number in run if lines[number][:position].strip()]
            right = [number for number in run if lines[number][position:].strip()]
            fewer = min(len(left), len(right))
            if fewer > most and min(_width(lines, left, slice(position)), _width(lines, right, slice(position, None))) >= _NARROWEST:
                below = next((number for number in run if number > right[-1] and not lines[number].strip()), run[-1] + 1)
                best, most = (right[0], below, position), fewer
    return best


def _width(lines: Sequence[str], numbers: Sequence[int], side: slice) -> float:
    return sum(len(lines[number][side].strip()) for number in numbers) / len(numbers)


def _paragraphs(lines: Sequence[str], *, opens: bool, is_column: bool) -> Iterator[_Part]:
    """Yield the paragraphs of a stretch of lines, separated by blank lines, indents or lines that are not full.

    In columns, a blank line may belong to the neighbouring column: a sentence continues across it.
    """
    inked = [line for line in lines if line.strip()]
    margin = min((_indent(line) for line in inked), default=0)
    width = sorted(len(line) - margin for line in inked)[len(inked) * 4 // 5] if inked else 0
    held: list[str] = []
    is_full, is_apart, was = False, False, 0
    for line in lines:
        words = " ".join(line.split())
        if not words:
            is_apart = True
            continue
        begins = is_apart and not (is_column and is_full and _goes_on(held[-1], words, is_full=False)) if held else False
        indented = bool(held) and _indent(line) - margin >= _GUTTER and bool(SENTENCE_END.search(held[-1]))
        if held and (begins or indented or not (is_full or was + 1 + len(words.split()[0]) > width * _FULL)):
            yield _Part(held, opens, is_full=False)
            held, opens = [], False
        held.append(words)
        was = len(line) - margin
        is_full, is_apart = was > width * _FULL, False
    if held:
        yield _Part(held, opens, is_full=is_full)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
