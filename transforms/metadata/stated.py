"""What a format states beside the text, as the columns of `articles` want it: columns hold `nan`, lists as strings, numbers for times."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape

from ftfy import fix_encoding

from transforms.metadata.dates import Calendar, Moment, find_moments
from transforms.metadata.masthead import squeezed
from transforms.records import Stated

_LONGEST = 1000
_NOTHING = frozenset(
    {"", "-", "--", "[]", "{}", "()", "none", "null", "nan", "nat", "n/a", "na", "<na>", "undefined", "unknown", "false", "''", '""'}
)
_EPOCH = re.compile(r"(\d{9,10})(\d{3})?(?:\.\d+)?")
_EPOCHS = range(631_152_000, 4_102_444_800)
"""Seconds from 1990 to 2100: what else has ten digits is no time."""
_COMPACT = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:T?(?:\d{4}|\d{6}))?(?![\d.])")
_PART = re.compile(r"((?:19|20)\d\d)(?:-(0[1-9]|1[0-2]))?")
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?P<sec>:\d\d(?:[.,]\d{1,9})?)?\s?(?P<zone>Z|[A-Z]{3}|[+-]\d\d:?\d\d)?)?")
_ADDRESS = re.compile(r"https?://[^\s/]\S*", re.IGNORECASE)


def tidy(stated: Stated) -> Stated:
    """Return what is stated without values that say nothing, entities and wrongly decoded characters."""
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
    """Return a stated value on one line, mended; none where it says nothing."""
    line = mended(squeezed(unescape((value or "")[:_LONGEST])))
    return None if line.casefold() in _NOTHING else line


def mended(line: str) -> str:
    """Return a line without wrongly decoded characters (`donâ€™t`), where it is plain what they were."""
    return line if line.isascii() else fix_encoding(line)


def stated_moment(value: str | None, language: str | None = None) -> Moment | None:
    """Return the time that a column or header states: ISO 8601, RFC 5322, seconds or milliseconds since 1970, or a date as pages write it.

    A clock time without a zone is not read, as on a page: its day is.
    """
    said = (value or "").strip()[:_LONGEST]
    return _iso(said) or _epoch(said) or _mail(said) or _on_page(said, language) or _part(said)


def _iso(said: str) -> Moment | None:
    found = _ISO.fullmatch(said)
    if not found or (found["zone"] and found["zone"].isalpha() and found["zone"] not in ("Z", "UTC", "GMT")):
        return None
    plain = re.sub(r"\s?(?:UTC|GMT)$", "Z", said).replace(",", ".")
    try:
        moment = datetime.fromisoformat(plain.replace(" ", "T", 1) if plain[10:11] == " " else plain)
        if not found["zone"]:
            return _moment(datetime(moment.year, moment.month, moment.day, tzinfo=UTC), said, "day")
        return _moment(moment.astimezone(UTC), said, "second" if found["sec"] else "minute")
    except (ValueError, OverflowError):
        return None  # no such day, or one at the ends of the calendar


def _epoch(said: str) -> Moment | None:
    found = _EPOCH.fullmatch(said)
    return _moment(datetime.fromtimestamp(int(found[1]), UTC), said, "second") if found and int(found[1]) in _EPOCHS else None


def _mail(said: str) -> Moment | None:
    if not re.match(r"(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d", said):
        return None
    try:
        moment = parsedate_to_datetime(said)
        return _moment(moment.astimezone(UTC), said, "second" if said.count(":") > 1 else "minute") if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None  # no such day


def _on_page(said: str, language: str | None) -> Moment | None:
    if compact := _COMPACT.fullmatch(said):
        said = "-".join(compact.groups()[:3])
    found = find_moments(said[:200], Calendar(language, None if language in (None, "en") else True))
    return found[0] if found else None


def _part(said: str) -> Moment | None:
    found = _PART.fullmatch(said)
    if not found:
        return None
    return _moment(datetime(int(found[1]), int(found[2] or 1), 1, tzinfo=UTC), said, "month" if found[2] else "year")


def _moment(time: datetime, said: str, precision: str) -> Moment:
    return Moment(0, len(said), time, said, precision)
