"""Dates as other scripts and calendars have them: their digits, the names of their months, their years."""

import unicodedata
from datetime import date, timedelta
from functools import lru_cache

from transforms.lexicon.words import word_lists

_LANGUAGES = {
    "ARABIC": "ar fa ur", "ARMENIAN": "hy", "BENGALI": "bn", "CYRILLIC": "ru uk bg sr mk be kk ky", "DEVANAGARI": "hi mr ne",
    "ETHIOPIC": "am", "GEORGIAN": "ka", "GREEK": "el", "GUJARATI": "gu", "GURMUKHI": "pa", "HEBREW": "he", "KANNADA": "kn", "KHMER": "km",
    "LAO": "lo", "MALAYALAM": "ml", "MYANMAR": "my", "SINHALA": "si", "TAMIL": "ta", "TELUGU": "te", "THAI": "th",
}  # fmt: skip
"""Languages by the script that a month is written in; in any of them it means the same month."""
_PERSIAN_MONTHS = word_lists("dates", "fa")["persian months"]
_BUDDHIST = 543
"""Years by which Thailand's calendar is ahead."""
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925}
"""The year before the first of a Japanese era."""


def plain_digits(line: str) -> str:
    """Return a line of the same length with the digits of every script as 0 to 9."""
    if line.isascii():
        return line
    return "".join(str(unicodedata.digit(c)) if c > "\x7f" and unicodedata.category(c) == "Nd" else c for c in line)


@lru_cache(maxsize=256)
def languages_of(name: str) -> tuple[str, ...]:
    """Return the languages whose script a name is written in; none for Latin letters, which too many share."""
    return tuple(_LANGUAGES.get(unicodedata.name(name[:1], "").partition(" ")[0], "").split())


def persian_month(name: str) -> int | None:
    """Return the number of a month of the Persian calendar."""
    return _PERSIAN_MONTHS.index(name) + 1 if name in _PERSIAN_MONTHS else None


def from_persian(year: int, month: int, day: int) -> date | None:
    """Return the day that a date of the Persian calendar means, if any, by the 33-year cycle, which holds from 1244 to 1472."""
    lengths = [31] * 6 + [30] * 5 + [30 if _is_persian_leap(year) else 29]
    if not (1244 <= year <= 1472 and 1 <= month <= 12 and 1 <= day <= lengths[month - 1]):
        return None
    leaps = sum(_is_persian_leap(passed) for passed in range(1244, year))
    return date(1865, 3, 21) + timedelta(days=365 * (year - 1244) + leaps + sum(lengths[: month - 1]) + day - 1)


def _is_persian_leap(year: int) -> bool:
    return year % 33 in {1, 5, 9, 13, 17, 22, 26, 30}


def from_buddhist(year: int) -> int:
    """Return the year of ours that a year of Thailand's calendar is."""
    return year - _BUDDHIST


def from_era(era: str, year: str) -> int:
    """Return the year of ours that a year of a Japanese era is; its first is 元."""
    return _ERAS[era] + (1 if year == "元" else int(year))
