"""Cleaning of metadata that a format states beside the text: empty values, mojibake, times in many formats."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from html import unescape

from ftfy import fix_encoding

from transforms.characters import squeezed
from transforms.metadata.dates import Calendar, Moment, find_moments
from transforms.records import Stated

_LONGEST = 1000
_EMPTY = frozenset(
    {"", "-", "--", "[]", "{}", "()", "none", "null", "nan", "nat", "n/a", "na", "<na>", "undefined", "unknown", "false", "''", '""'}
)
_EPOCH = re.compile(r"(?:/Date\()?(\d{9,10})(?:\d{3}|\d{6}|\d{9})?(?:\.\d+)?(?:[+-]\d{4})?(?:\)/)?")
_FLOAT_EPOCH = re.compile(r"\d\.\d{1,9}[eE]\+?(?:9|09)")
_EPOCHS = range(631_152_000, 4_102_444_800)
"""Unix times from 1990 to 2100; other numbers of nine or ten digits are not times."""
_SERIAL = re.compile(r"([3-6]\d{4})(?:\.\d+)?")
"""Days of a spreadsheet, counted from 30 December 1899: from 1982 to 2091."""
_COMPACT = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:T?(\d\d)(\d\d)(\d\d)?(Z|[+-]\d{4})?)?(?![\d.])")
_CTIME = re.compile(r"[A-Z][a-z]{2},? ([A-Z][a-z]{2}) +(\d{1,2}) (\d\d:\d\d:\d\d)(?: ([A-Z]{3,4}|[+-]\d{4}))? (\d{4})")
"""`Wed Mar 12 10:00:00 UTC 2025`, the format of C's ctime and of Twitter."""
_SHORT_YEAR = re.compile(r"(?:[A-Z][a-z]+, )?(\d{1,2})([ -])([A-Z][a-z]{2})\2(\d\d)(?= |$)|(\d{1,2})\.(\d{1,2})\.(\d\d)(?= |$)")
_PIVOT = 69
"""The first two-digit year of the 20th century, as in POSIX."""
_WEEK = re.compile(r"\d{4}-?W\d\d-?\d")
_PLACEHOLDERS = frozenset({(1, 1, 1), (1899, 12, 30), (1899, 12, 31), (1900, 1, 1), (1970, 1, 1), (9999, 12, 31), (9999, 1, 1)})
"""Dates that programs write for a missing date, as (year, month, day)."""
_MONTH_OR_YEAR = re.compile(r"((?:19|20)\d\d)(?:-(0[1-9]|1[0-2]))?")
_ISO = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)"
    r"(?:[T ](?P<hour>\d\d):(?P<min>\d\d)(?P<sec>:\d\d(?:[.,]\d{1,9})?)?\s?(?P<zone>Z|[A-Z]{3}|[+-]\d{1,2}(?::?\d\d)?)?)?(?:\[[\w/]+\])?"
)
_ADDRESS = re.compile(r"https?://[^\s/]\S*", re.IGNORECASE)


def clean_stated(stated: Stated) -> Stated:
    """Return the stated metadata without empty values, HTML entities and mojibake."""
    url = clean_value(stated.url)
    return Stated(
        title=clean_value(stated.title),
        authors=tuple(name for author in stated.authors if (name := clean_value(author)) and not _ADDRESS.match(name)),
        published=clean_value(stated.published),
        publisher=clean_value(stated.publisher),
        url=url if url and _ADDRESS.fullmatch(url) else None,
        language=clean_value(stated.language),
    )


def clean_value(value: str | None) -> str | None:
    """Return a stated value on one line, without HTML entities and mojibake, or None if it is empty."""
    line = fix_mojibake(squeezed(unescape((value or "")[:_LONGEST])))
    return None if line.casefold() in _EMPTY else line


def fix_mojibake(line: str) -> str:
    """Return a line with mojibake (`donâ€™t`) repaired where the original is certain."""
    return line if line.isascii() else fix_encoding(line)


def stated_moment(value: str | None, language: str | None = None) -> Moment | None:
    """Return the time in a column or header; None if it is unknown or a placeholder such as 1970-01-01.

    Formats are ISO 8601, RFC 5322, PostgreSQL, ctime, Unix time in seconds or finer units, days of a spreadsheet, and those of pages. Of a
    clock time without a time zone, only the date is used.
    """
    stripped = (value or "").strip()[:_LONGEST]
    forms = (_iso, _epoch, _compact, _ctime, _mail, _short_year)
    found = (
        next((moment for form in forms if (moment := form(stripped))), None) or _as_on_page(stripped, language) or _month_or_year(stripped)
    )
    return found if found and (found.time.year, found.time.month, found.time.day) not in _PLACEHOLDERS else None


def is_placeholder(value: str) -> bool:
    """Return whether a stated time starts with a placeholder date or the year 0."""
    found = re.match(r"\s*(\d{4})-(\d\d)-(\d\d)", value)
    return found is not None and (int(found[1]) == 0 or (int(found[1]), int(found[2]), int(found[3])) in _PLACEHOLDERS)


def _iso(value: str) -> Moment | None:
    if _WEEK.fullmatch(value):
        return _moment(datetime.fromisoformat(value).replace(tzinfo=UTC), value, "day")
    found = _ISO.fullmatch(value)
    if not found or (found["zone"] and found["zone"].isalpha() and found["zone"] not in ("Z", "UTC", "GMT")):
        return None
    try:
        day = datetime.fromisoformat(found["day"]).replace(tzinfo=UTC)
        if not found["zone"]:
            return _moment(day, value, "day")
        hour, second = int(found["hour"]), float((found["sec"] or ":0")[1:].replace(",", "."))
        if hour > 24 or int(found["min"]) > 59 or second >= 61:
            return None
        since_midnight = timedelta(hours=hour, minutes=int(found["min"]), microseconds=int(second * 1_000_000))
        return _moment(day + since_midnight - _offset(found["zone"]), value, "second" if found["sec"] else "minute")
    except (ValueError, OverflowError):
        return None  # invalid date, or outside the supported range


def _offset(zone: str) -> timedelta:
    """Return the UTC offset of a zone: `+0530`, `-05`, `Z`."""
    digits = re.sub(r"\D", "", zone)
    if not digits:
        return timedelta()
    hours, minutes = (int(digits), 0) if len(digits) < 3 else (int(digits[:-2]), int(digits[-2:]))
    return timedelta(hours=hours, minutes=minutes) * (-1 if zone[0] == "-" else 1)


def _epoch(value: str) -> Moment | None:
    found = _EPOCH.fullmatch(value)
    seconds = int(found[1]) if found else int(float(value)) if _FLOAT_EPOCH.fullmatch(value) else 0
    if seconds in _EPOCHS:
        return _moment(datetime.fromtimestamp(seconds, UTC), value, "second")
    days = _SERIAL.fullmatch(value)
    return _moment(datetime(1899, 12, 30, tzinfo=UTC) + timedelta(days=int(days[1])), value, "day") if days else None


def _compact(value: str) -> Moment | None:
    """Read `20250312T101500Z`; without a zone, only the date."""
    found = _COMPACT.fullmatch(value)
    if not found:
        return None
    year, month, day, hour, minute, second, zone = found.groups()
    clock = f"T{hour}:{minute}:{second or '00'}{zone}" if zone else ""
    moment = _iso(f"{year}-{month}-{day}{clock}")
    return _moment(moment.time, value, "day" if not zone else "second" if second else "minute") if moment else None


def _ctime(value: str) -> Moment | None:
    found = _CTIME.fullmatch(value)
    if not found:
        return None
    month, day, clock, zone, year = found.groups()
    moment = _mail(f"{day} {month} {year} {clock} {zone}") if zone else _as_on_page(f"{day} {month} {year}", None)
    return _moment(moment.time, value, moment.precision) if moment else None


def _mail(value: str) -> Moment | None:
    if not re.match(r"(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d", value):
        return None
    try:
        moment = parsedate_to_datetime(value)
        return _moment(moment.astimezone(UTC), value, "second" if value.count(":") > 1 else "minute") if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None  # invalid date


def _short_year(value: str) -> Moment | None:
    """Read `12 Mar 25`, `Wednesday, 12-Mar-25 10:00:00 UTC` (RFC 850) and `12.3.25` (always day first)."""
    found = _SHORT_YEAR.match(value)
    if not found:
        return None
    day, month, short = (found[1], found[3], found[4]) if found[3] else (found[5], found[6], found[7])
    year = int(short) + (1900 if int(short) >= _PIVOT else 2000)
    rest = value[found.end() :]
    long = f"{day} {month} {year}{rest}" if found[3] else f"{day}.{month}.{year}{rest}"
    moment = _mail(long) or _as_on_page(long, None)
    return _moment(moment.time, value, moment.precision) if moment else None


def _as_on_page(value: str, language: str | None) -> Moment | None:
    found = find_moments(value[:200], Calendar(language, day_first=None if language in (None, "en") else True))
    return found[0] if found else None


def _month_or_year(value: str) -> Moment | None:
    found = _MONTH_OR_YEAR.fullmatch(value)
    if not found:
        return None
    return _moment(datetime(int(found[1]), int(found[2] or 1), 1, tzinfo=UTC), value, "month" if found[2] else "year")


def _moment(time: datetime, value: str, precision: str) -> Moment:
    return Moment(0, len(value), time, value, precision)
