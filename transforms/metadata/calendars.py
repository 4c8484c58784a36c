"""Dates in other scripts and calendars: digits, month names, years."""

import unicodedata
from datetime import date, timedelta
from functools import lru_cache

from transforms.lexicon.words import word_lists

_LANGUAGES = {
    "ARABIC": "ar fa ur", "ARMENIAN": "hy", "BENGALI": "bn", "CYRILLIC": "ru uk bg sr mk be kk ky", "DEVANAGARI": "hi mr ne",
    "ETHIOPIC": "am", "GEORGIAN": "ka", "GREEK": "el", "GUJARATI": "gu", "GURMUKHI": "pa", "HEBREW": "he", "KANNADA": "kn", "KHMER": "km",
    "LAO": "lo", "MALAYALAM": "ml", "MYANMAR": "my", "SINHALA": "si", "TAMIL": "ta", "TELUGU": "te", "THAI": "th",
}  # fmt: skip
"""Languages by the script of a month name, for scripts in which a name denotes the same month in all languages."""
_PERSIAN_MONTHS = word_lists("dates", "fa")["persian months"]
_BUDDHIST = 543
"""Years that the Thai solar calendar is ahead of the Gregorian one."""
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925}
"""The year before the first of a Japanese era."""


def plain_digits(line: str) -> str:
    """Return a line with the digits of all scripts replaced by 0 to 9; its length does not change."""
    if line.isascii():
        return line
    return "".join(str(unicodedata.digit(c)) if c > "\x7f" and unicodedata.category(c) == "Nd" else c for c in line)


@lru_cache(maxsize=256)
def languages_of(name: str) -> tuple[str, ...]:
    """Return the languages of the script of a name; empty for Latin, which too many languages share."""
    return tuple(_LANGUAGES.get(unicodedata.name(name[:1], "").partition(" ")[0], "").split())


def persian_month(name: str) -> int | None:
    """Return the number of a month of the Persian calendar, from 1, or None."""
    return _PERSIAN_MONTHS.index(name) + 1 if name in _PERSIAN_MONTHS else None


def from_persian(year: int, month: int, day: int) -> date | None:
    """Return the Gregorian date of a Persian date, or None if invalid; by the 33-year cycle, which is accurate from 1244 to 1472."""
    lengths = [31] * 6 + [30] * 5 + [30 if _is_persian_leap(year) else 29]
    if not (1244 <= year <= 1472 and 1 <= month <= 12 and 1 <= day <= lengths[month - 1]):
        return None
    leaps = sum(_is_persian_leap(passed) for passed in range(1244, year))
    return date(1865, 3, 21) + timedelta(days=365 * (year - 1244) + leaps + sum(lengths[: month - 1]) + day - 1)


def _is_persian_leap(year: int) -> bool:
    return year % 33 in {1, 5, 9, 13, 17, 22, 26, 30}


def from_buddhist(year: int) -> int:
    """Return the Gregorian year of a Thai year."""
    return year - _BUDDHIST


def from_era(era: str, year: str) -> int:
    """Return the Gregorian year of a Japanese era year; the first year is 元."""
    return _ERAS[era] + (1 if year == "元" else int(year))
