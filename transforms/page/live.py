"""Live blogs: entries under a time of day each. Their times are dates of the page, and no entry is left out of the body."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import pairwise

from transforms.characters import STOP
from transforms.page.blocks import is_item, mark
from transforms.records import Span
from transforms.schema import BODY_ROLES

Verdict = tuple[str, float]

_CLOCK = re.compile(r"(?<![\d.:/])(\d{1,2})([:.h])(\d\d)(?![\d.:/])(?: ?([ap])\.?m\b)?", re.IGNORECASE)
_HOUR = re.compile(r"\b(\d{1,2}) ?([ap])\.?m\b", re.IGNORECASE)
_AGO = re.compile(r"^(\d{1,3}) ?([smhd])(?!o)\w{0,7} ago$", re.IGNORECASE)
_UNITS = {"s": 0, "m": 1, "h": 60, "d": 1440}
_LONGEST = 40
"""Maximum characters of the line with an entry's time."""
_FEWEST = 3
"""Minimum entries of a live blog."""
_WAYS = 3
"""Ways of writing times that are tried."""
_HEADING = 20
"""Maximum words of an entry's heading."""
_SURE = 0.6
"""Confidence of the paragraphs of an entry that were not classified as body."""
_PRICE = re.compile(r"\d\d\.\d\d")
_WORD, _NUMBER = re.compile(r"[^\W\d_]+"), re.compile(r"\d+")


def with_entries(text: str, spans: Sequence[Span], verdicts: Sequence[Verdict], is_prose: Callable[[str], bool]) -> list[Verdict]:
    """Return the verdicts on the paragraphs of a page, those of a live blog with all its entries in the body and their times as dates.

    A page is a live blog where most of its body stands under three or more times written alike, one after the other or before it, and at
    least every other of them has some of it below: times of readers' comments and of other stories have none, lengths of films no order.

    Args:
        text: the page.
        spans: its paragraphs.
        verdicts: role and confidence of each.
        is_prose: whether a line, its white space normalised, is a sentence or more.
    """
    found = list(verdicts)
    for stamps in _alike(text, spans):
        lines = {i: " ".join(spans[i].of(text).split()) for i in range(stamps[0], len(spans))}
        prose = {i for i, line in lines.items() if is_prose(line) and _mark(line) is None}
        entries = [entry for entry in _entries(stamps, len(spans)) if not prose.isdisjoint(entry)]
        told = sum(any(found[i][0] in BODY_ROLES for i in entry) for entry in entries)
        above, below = (_size(spans, found, part) for part in (range(stamps[0]), range(stamps[0], len(spans))))
        if len(entries) < _FEWEST or told * 2 < len(entries) or above > below:
            continue
        for entry in entries:
            found[entry.start - 1] = "date", max(_SURE, found[entry.start - 1][1])
            for i, role in _left_out(entry, lines, prose, is_told=any(found[i][0] in BODY_ROLES for i in entry)):
                found[i] = (role, _SURE) if found[i][0] == "boilerplate" else found[i]
    return found


def _alike(text: str, spans: Sequence[Span]) -> list[list[int]]:
    """Return the positions of lines that are a time, those written alike together, of the most frequent ways of writing."""
    groups: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for i, span in enumerate(spans):
        if span.end - span.start <= _LONGEST and (minutes := _minutes(line := span.of(text))) is not None and _mark(line) == "date":
            groups[_WORD.sub("a", _NUMBER.sub("0", line))].append((i, minutes))
    some = sorted(groups.values(), key=len, reverse=True)[:_WAYS]
    listed = [([i for i, _ in stamps], [minutes for _, minutes in stamps]) for stamps in some if len(stamps) >= _FEWEST]
    return [places for places, times in listed if _in_order(times) and (_is_written_as_time(places, text, spans) or _falls(times))]


def _minutes(line: str) -> int | None:
    """Return the time of day in a line in minutes, or how long ago it was; None for other numbers, as prices and lengths of films."""
    if clock := _CLOCK.search(line):
        hour, sign, minute, half = int(clock[1]), clock[2], int(clock[3]), (clock[4] or "").lower()
        is_bare = _WORD.search(line.replace(sign, "")) is None and len(clock[1]) == 1
        return None if hour > 23 or minute > 59 or is_bare else (hour % 12 + 12 * (half == "p") if half else hour) * 60 + minute
    if hours := _HOUR.search(line):
        return (int(hours[1]) % 12 + 12 * (hours[2].lower() == "p")) * 60
    ago = _AGO.search(line)
    return int(ago[1]) * _UNITS[ago[2].lower()] if ago else None


def _in_order(times: Sequence[int]) -> bool:
    """Return whether times only rise or only fall, except for one midnight among four or more."""
    steps = [after - before for before, after in pairwise(times)]
    return min(sum(step < 0 for step in steps), sum(step > 0 for step in steps)) <= (len(times) > _FEWEST)


def _is_written_as_time(places: Sequence[int], text: str, spans: Sequence[Span]) -> bool:
    """Return whether times are not written as prices may be: `16.40`."""
    return _PRICE.fullmatch(spans[places[0]].of(text).strip()) is None


def _falls(times: Sequence[int]) -> bool:
    """Return whether the newest time comes first."""
    return all(before > after for before, after in pairwise(times))


def beginnings(text: str, spans: Sequence[Span]) -> Iterator[int]:
    """Yield the positions of lines that begin a paragraph because they follow the time or the heading of an entry."""
    for stamps in _alike(text, spans):
        for stamp in stamps:
            yield from range(stamp, min(stamp + 2, len(spans)))
            if stamp + 2 < len(spans) and _is_heading(spans[stamp + 1].of(text)) and not spans[stamp + 2].of(text)[0].islower():
                yield stamp + 2


def _is_heading(line: str) -> bool:
    return len(line.split()) <= _HEADING and STOP.search(line.rstrip()[-8:]) is None


def _entries(stamps: Sequence[int], end: int) -> list[range]:
    """Return the lines below each time; below the last one, the rest of the page."""
    return [range(stamp + 1, after) for stamp, after in pairwise([*stamps, end])]


def _left_out(entry: range, lines: Mapping[int, str], prose: Collection[int], *, is_told: bool) -> Iterator[tuple[int, str]]:
    """Yield the heading of an entry and, if none of it was classified as body, its first run of prose, each with its role."""
    first = entry.start
    if first not in prose and first + 1 in prose and len(lines[first].split()) <= _HEADING and _mark(lines[first]) is None:
        yield first, "subhead"
        first += 1
    while not is_told and first in prose and first in entry:
        yield first, "list" if is_item(lines[first]) else "body"
        first += 1


def _mark(line: str) -> str | None:
    return mark(line, words=len(line.split()), prose=False, repeats=1)


def _size(spans: Sequence[Span], verdicts: Sequence[Verdict], part: range) -> int:
    """Return the characters of the body in a part of the page."""
    return sum(spans[i].end - spans[i].start for i in part if verdicts[i][0] in BODY_ROLES)
