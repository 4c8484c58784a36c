"""Charts: bars of shares, and timelines as scalable SVG with text labels beside it."""

from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from markupsafe import Markup

from transforms.schema import QUOTE_KINDS

MOST_DAYS = 70
MOST_MONTHS = 120


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a list: label, count and link; `parts` are the shares of the count by kind of quote."""

    label: str
    count: int
    href: str | None = None
    partial: bool = False
    parts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Timeline:
    """A timeline: the picture, its axis labels, and the number of articles it omits."""

    picture: Markup
    unit: str
    first: str
    middle: str
    last: str
    most: int
    rows: Sequence[tuple[str, int]]
    left_out: int


def bars(counts: Mapping[str, int], href: Callable[[str], str], limit: int = 10, name: Callable[[str], str] = str) -> list[Bar]:
    """Return the most frequent values as bars with links; `name` gives the label of a value."""
    known = sorted(((value, count) for value, count in counts.items() if value), key=lambda pair: (-pair[1], pair[0]))
    return [Bar(name(value), count, href(value)) for value, count in known[:limit]]


def by_kind(counts: Mapping[tuple[str, str], int], values: Sequence[str], href: Callable[[str], str]) -> list[Bar]:
    """Return a bar for each value that has statements, in the order of the values, divided by kind."""
    parts = {value: tuple(counts.get((value, kind), 0) for kind in QUOTE_KINDS) for value in values}
    return [Bar(value, sum(found), href(value), parts=found) for value, found in parts.items() if any(found)]


def list_url(kind: str, /, **state: str) -> str:
    """Return the address of a list in a state: its search and filters."""
    return f"{kind}.html#{urlencode(state)}" if state else f"{kind}.html"


def date_range(known: str) -> tuple[date, date] | None:
    """Return the first and last day of a partial date such as `2025`, `2025-04` or `2025-04-03`, or None if it is empty."""
    if not known:
        return None
    year, month, day = int(known[:4]), int(known[5:7] or 0), int(known[8:10] or 0)
    last = month or 12
    return date(year, month or 1, day or 1), date(year, last, day or monthrange(year, last)[1])


def period_filter(period: str) -> dict[str, str]:
    """Return the state of a list that shows a period."""
    found = date_range(period)
    return {"from": str(found[0]), "to": str(found[1])} if found else {}


def timeline(days: Counter[str], what: str, href: Callable[[str], str]) -> Timeline | None:
    """Return a timeline by day, month or year, whichever fits; None if fewer than two periods are known.

    A key is as long as what is known: `2025`, `2025-04` or `2025-04-03`.
    """
    length, unit = _unit(days)
    counts = Counter[str]()
    for key, count in days.items():
        if len(key) >= length:
            counts[key[:length]] += count
    if len(counts) < 2:
        return None
    periods = _periods(min(counts), max(counts))
    most = max(counts.values())
    columns = [_column(index, counts[period] / most, f"{period}: {counts[period]:,} {what}") for index, period in enumerate(periods)]
    parts = [_linked(column, href(period)) for column, period in zip(columns, periods, strict=True) if counts[period]]
    picture = Markup(
        '<svg class="columns" viewBox="0 0 {} 100" preserveAspectRatio="none" role="img" aria-label="{} by {}, {} to {}">{}</svg>'
    ).format(len(periods), what, unit, periods[0], periods[-1], Markup().join(parts))
    rows = [(period, counts[period]) for period in periods if counts[period]]
    left_out = sum(days.values()) - sum(counts.values())
    middle = periods[len(periods) // 2] if len(periods) > 2 else ""
    return Timeline(picture, unit, periods[0], middle, periods[-1], most, rows, left_out)


def _column(index: int, share: float, label: str) -> Markup:
    height = max(100 * share, 1)
    return Markup('<rect x="{}" y="{:.1f}" width=".82" height="{:.1f}"><title>{}</title></rect>').format(
        index + 0.09, 100 - height, height, label
    )


def _linked(column: Markup, href: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(href, column)


def _unit(days: Counter[str]) -> tuple[int, str]:
    """Return the key length and name of the unit that gives a readable number of bars and leaves out less than half."""
    known = sum(count for key, count in days.items() if key)
    for length, unit, most in ((10, "day", MOST_DAYS), (7, "month", MOST_MONTHS)):
        keys = [key[:length] for key in days if len(key) >= length]
        enough = 2 * sum(count for key, count in days.items() if len(key) >= length) >= known
        if enough and len(set(keys)) > 1 and len(_periods(min(keys), max(keys))) <= most:
            return length, unit
    return 4, "year"


def _periods(first: str, last: str) -> list[str]:
    """Return all periods from the first to the last, in order."""
    if len(first) == 4:
        return [f"{year:04}" for year in range(int(first), int(last) + 1)]
    if len(first) == 7:
        months = [int(period[:4]) * 12 + int(period[5:]) - 1 for period in (first, last)]
        return [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(months[0], months[1] + 1)]
    begun = date.fromisoformat(first)
    return [str(begun + timedelta(days)) for days in range((date.fromisoformat(last) - begun).days + 1)]
