"""Clean metadata stated by a format for the columns of `articles`: `nan`, lists as strings, numeric times."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from html import unescape

from ftfy import fix_encoding

from transforms.characters import squeezed
from transforms.metadata.dates import Calendar, Moment, find_moments
from transforms.records import Stated

_LONGEST = 1000
_NOTHING = frozenset(
    {"", "-", "--", "[]", "{}", "()", "none", "null", "nan", "nat", "n/a", "na", "<na>", "undefined", "unknown", "false", "''", '""'}
)
_EPOCH = re.compile(r"(?:/Date\()?(\d{9,10})(?:\d{3}|\d{6}|\d{9})?(?:\.\d+)?(?:[+-]\d{4})?(?:\)/)?")
_FLOAT_EPOCH = re.compile(r"\d\.\d{1,9}[eE]\+?(?:9|09)")
_EPOCHS = range(631_152_000, 4_102_444_800)
"""Seconds from 1990 to 2100: other numbers of ten digits are not times."""
_SERIAL = re.compile(r"([3-6]\d{4})(?:\.\d+)?")
"""Spreadsheet days since 31 December 1899: from 1982 to 2091."""
_COMPACT = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:T?(\d\d)(\d\d)(\d\d)?(Z|[+-]\d{4})?)?(?![\d.])")
_CTIME = re.compile(r"[A-Z][a-z]{2},? ([A-Z][a-z]{2}) +(\d{1,2}) (\d\d:\d\d:\d\d)(?: ([A-Z]{3,4}|[+-]\d{4}))? (\d{4})")
"""`Wed Mar 12 10:00:00 UTC 2025`, as C's ctime and Twitter write it."""
_SHORT_YEAR = re.compile(r"(?:[A-Z][a-z]+, )?(\d{1,2})([ -])([A-Z][a-z]{2})\2(\d\d)(?= |$)|(\d{1,2})\.(\d{1,2})\.(\d\d)(?= |$)")
_PIVOT = 69
"""Two-digit years from here on belong to the last century, as in POSIX."""
_WEEK = re.compile(r"\d{4}-?W\d\d-?\d")
_PLACEHOLDERS = frozenset({(1, 1, 1), (1899, 12, 30), (1899, 12, 31), (1900, 1, 1), (1970, 1, 1), (9999, 12, 31), (9999, 1, 1)})
"""Placeholder dates written by programs."""
_PART = re.compile(r"((?:19|20)\d\d)(?:-(0[1-9]|1[0-2]))?")
_ISO = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)"
    r"(?:[T ](?P<hour>\d\d):(?P<min>\d\d)(?P<sec>:\d\d(?:[.,]\d{1,9})?)?\s?(?P<zone>Z|[A-Z]{3}|[+-]\d{1,2}(?::?\d\d)?)?)?(?:\[[\w/]+\])?"
)
_ADDRESS = re.compile(r"https?://[^\s/]\S*", re.IGNORECASE)


def tidy(stated: Stated) -> Stated:
    """Return the stated metadata without empty values, entities and wrongly decoded characters."""
    url = words(stated.url)
    return Stated(
        title=words(stated.title),
        authors=tuple(name for author in stated.authors if (name := words(author)) and not _ADDRESS.match(name)),
        published=words(stated.published),
        publisher=words(stated.publisher),
        url=url if url and _ADDRESS.fullmatch(url) else None,
        language=words(stated.language),
    )


def words(value: str | None) -> str | None:
    """Return a stated value on one line with repaired characters, or None if it is empty."""
    line = repaired(squeezed(unescape((value or "")[:_LONGEST])))
    return None if line.casefold() in _NOTHING else line


def repaired(line: str) -> str:
    """Return a line with wrongly decoded characters (`donâ€™t`) repaired where the original is certain."""
    return line if line.isascii() else fix_encoding(line)


def stated_moment(value: str | None, language: str | None = None) -> Moment | None:
    """Return the time stated by a column or header; None for a placeholder such as 1970-01-01.

    ISO 8601, RFC 5322, PostgreSQL, ctime, seconds or finer units since 1970, days of a spreadsheet, or a date as pages write it. A clock
    time without a zone is not read, as on a page: its day is.
    """
    said = (value or "").strip()[:_LONGEST]
    forms = (_iso, _epoch, _compact, _ctime, _mail, _short_year)
    found = next((moment for form in forms if (moment := form(said))), None) or _on_page(said, language) or _part(said)
    return found if found and (found.time.year, found.time.month, found.time.day) not in _PLACEHOLDERS else None


def is_placeholder(value: str) -> bool:
    """Return whether a stated time is a placeholder date."""
    found = re.match(r"\s*(\d{4})-(\d\d)-(\d\d)", value)
    return found is not None and (int(found[1]) == 0 or (int(found[1]), int(found[2]), int(found[3])) in _PLACEHOLDERS)


def _iso(said: str) -> Moment | None:
    if _WEEK.fullmatch(said):
        return _moment(datetime.fromisoformat(said).replace(tzinfo=UTC), said, "day")
    found = _ISO.fullmatch(said)
    if not found or (found["zone"] and found["zone"].isalpha() and found["zone"] not in ("Z", "UTC", "GMT")):
        return None
    try:
        day = datetime.fromisoformat(found["day"]).replace(tzinfo=UTC)
        if not found["zone"]:
            return _moment(day, said, "day")
        hour, second = int(found["hour"]), float((found["sec"] or ":0")[1:].replace(",", "."))
        if hour > 24 or int(found["min"]) > 59 or second >= 61:
            return None
        passed = timedelta(hours=hour, minutes=int(found["min"]), microseconds=int(second * 1_000_000))
        return _moment(day + passed - _offset(found["zone"]), said, "second" if found["sec"] else "minute")
    except (ValueError, OverflowError):
        return None  # invalid date, or outside the supported range


def _offset(zone: str) -> timedelta:
    """Return the UTC offset of a zone: `+0530`, `-05`, `Z`."""
    digits = re.sub(r"\D", "", zone)
    if not digits:
        return timedelta()
    hours, minutes = (int(digits), 0) if len(digits) < 3 else (int(digits[:-2]), int(digits[-2:]))
    return timedelta(hours=hours, minutes=minutes) * (-1 if zone[0] == "-" else 1)


def _epoch(said: str) -> Moment | None:
    found = _EPOCH.fullmatch(said)
    seconds = int(found[1]) if found else int(float(said)) if _FLOAT_EPOCH.fullmatch(said) else 0
    if seconds in _EPOCHS:
        return _moment(datetime.fromtimestamp(seconds, UTC), said, "second")
    days = _SERIAL.fullmatch(said)
    return _moment(datetime(1899, 12, 30, tzinfo=UTC) + timedelta(days=int(days[1])), said, "day") if days else None


def _compact(said: str) -> Moment | None:
    """Read `20250312T101500Z`; without a zone, only the date."""
    found = _COMPACT.fullmatch(said)
    if not found:
        return None
    year, month, day, hour, minute, second, zone = found.groups()
    clock = f"T{hour}:{minute}:{second or '00'}{zone}" if zone else ""
    moment = _iso(f"{year}-{month}-{day}{clock}")
    return _moment(moment.time, said, "day" if not zone else "second" if second else "minute") if moment else None


def _ctime(said: str) -> Moment | None:
    found = _CTIME.fullmatch(said)
    if not found:
        return None
    month, day, clock, zone, year = found.groups()
    moment = _mail(f"{day} {month} {year} {clock} {zone}") if zone else _on_page(f"{day} {month} {year}", None)
    return _moment(moment.time, said, moment.precision) if moment else None


def _mail(said: str) -> Moment | None:
    if not re.match(r"(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d", said):
        return None
    try:
        moment = parsedate_to_datetime(said)
        return _moment(moment.astimezone(UTC), said, "second" if said.count(":") > 1 else "minute") if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None  # invalid date


def _short_year(said: str) -> Moment | None:
    """Read `12 Mar 25`, `Wednesday, 12-Mar-25 10:00:00 UTC` (RFC 850) and `12.3.25` (always day first)."""
    found = _SHORT_YEAR.match(said)
    if not found:
        return None
    day, month, short = (found[1], found[3], found[4]) if found[3] else (found[5], found[6], found[7])
    year = int(short) + (1900 if int(short) >= _PIVOT else 2000)
    rest = said[found.end() :]
    long = f"{day} {month} {year}{rest}" if found[3] else f"{day}.{month}.{year}{rest}"
    moment = _mail(long) or _on_page(long, None)
    return _moment(moment.time, said, moment.precision) if moment else None


def _on_page(said: str, language: str | None) -> Moment | None:
    found = find_moments(said[:200], Calendar(language, day_first=None if language in (None, "en") else True))
    return found[0] if found else None


def _part(said: str) -> Moment | None:
    found = _PART.fullmatch(said)
    if not found:
        return None
    return _moment(datetime(int(found[1]), int(found[2] or 1), 1, tzinfo=UTC), said, "month" if found[2] else "year")


def _moment(time: datetime, said: str, precision: str) -> Moment:
    return Moment(0, len(said), time, said, precision)
