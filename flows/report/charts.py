"""Charts: bars of shares, and timelines as scalable SVG with text labels beside it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

MOST_DAYS = 70
MOST_MONTHS = 120


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a list: label, count and link."""

    label: str
    count: int
    href: str | None = None
    partial: bool = False


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


def bars(counts: Counter[Any], word: str, limit: int = 10) -> list[Bar]:
    """Return the most frequent values as bars that link to their articles: `word` is the search keyword of the fact."""
    known = sorted(((value, count) for value, count in counts.items() if value), key=lambda pair: (-pair[1], pair[0]))
    return [Bar(value, count, search(word, value)) for value, count in known[:limit]]


def search(word: str, value: str) -> str:
    """Return the address of the articles with a fact."""
    wanted = value if value.isalnum() else f'"{value}"'
    return f"articles.html#q={quote(f'{word}:{wanted}')}"


def timeline(days: Counter[str], what: str, href: str | None = None) -> Timeline | None:
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
    columns = [_column(place, counts[period] / most, f"{period}: {counts[period]:,} {what}") for place, period in enumerate(periods)]
    parts = [_linked(column, href and href.format(period)) for column, period in zip(columns, periods, strict=True) if counts[period]]
    picture = Markup(
        '<svg class="columns" viewBox="0 0 {} 100" preserveAspectRatio="none" role="img" aria-label="{} by {}, {} to {}">{}</svg>'
    ).format(len(periods), what, unit, periods[0], periods[-1], Markup().join(parts))
    rows = [(period, counts[period]) for period in periods if counts[period]]
    left_out = sum(days.values()) - sum(counts.values())
    middle = periods[len(periods) // 2] if len(periods) > 2 else ""
    return Timeline(picture, unit, periods[0], middle, periods[-1], most, rows, left_out)


def _column(place: int, share: float, label: str) -> Markup:
    height = max(100 * share, 1)
    return Markup('<rect x="{}" y="{:.1f}" width=".82" height="{:.1f}"><title>{}</title></rect>').format(
        place + 0.09, 100 - height, height, label
    )


def _linked(column: Markup, href: str | None) -> Markup:
    return Markup('<a href="{}">{}</a>').format(href, column) if href else column


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
