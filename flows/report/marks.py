"""Text marks: nested, adjacent or overlapping spans as well-formed markup."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flows.report.text import html


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of the article's text and its element; the attributes are markup, already escaped."""

    start: int
    end: int
    tag: str
    attributes: str
    first: str = ""
    after: str = ""

    def opening(self, position: int) -> str:
        """Return the opening tag at a position: `first` (its id) is included only at the start of the span."""
        return f"<{self.tag}{self.first if position == self.start else ''}{self.attributes}>"


def by_paragraph(marks: Iterable[Mark], starts: Sequence[int]) -> list[list[Mark]]:
    """Return the marks that touch each paragraph, given the paragraph starts."""
    found: list[list[Mark]] = [[] for _ in starts]
    for mark in marks:
        first = max(0, bisect_right(starts, mark.start) - 1)
        for position in range(first, bisect_right(starts, mark.end - 1)):
            found[position].append(mark)
    return found


def marked(text: str, start: int, end: int, marks: Sequence[Mark]) -> str:
    """Return `text[start:end]` with its marks as elements; overlapping elements are closed and reopened."""
    if not marks:
        return html(text[start:end])
    opening: dict[int, list[Mark]] = {}
    ends = {end}
    for mark in marks:
        if mark.start < end and mark.end > start:
            opening.setdefault(max(mark.start, start), []).append(mark)
            ends.add(min(mark.end, end))
    pieces: list[str] = []
    stack: list[Mark] = []
    position = start
    for point in sorted(ends | opening.keys()):
        pieces.append(html(text[position:point]))
        position = point
        if stack:
            _close(stack, point, point == end, pieces)
        for mark in sorted(opening.get(point, ()), key=lambda mark: -mark.end):
            pieces.append(mark.opening(point))
            stack.append(mark)
    return "".join(pieces)


def _close(stack: list[Mark], point: int, last: bool, pieces: list[str]) -> None:  # noqa: FBT001 - the end of the paragraph
    """Close the elements that end here, and reopen those above them that continue."""
    ending = [depth for depth, mark in enumerate(stack) if last or mark.end <= point]
    if not ending:
        return
    above = stack[ending[0] :]
    for mark in reversed(above):
        pieces.append(f"</{mark.tag}>")
        if mark.end <= point:
            pieces.append(mark.after)
    del stack[ending[0] :]
    for mark in above:
        if not last and mark.end > point:
            pieces.append(mark.opening(point))
            stack.append(mark)
