"""Dates in a line, in the languages of the press, with clock times and time zones. Ambiguous dates are not guessed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

import dateparser

from transforms.lexicon.months import AMERICAN_ZONES, MONTHS, SUMMER_ZONES, WEEKDAYS, ZONES, ZONES_OF_ANYWHERE
from transforms.lexicon.phrases import any_word
from transforms.metadata.calendars import from_buddhist, from_era, from_persian, languages_of, persian_month, plain_digits

_SETTINGS = {"REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"], "STRICT_PARSING": True, "TIMEZONE": "UTC"}
_WEEKDAY = re.compile(rf"\b({any_word(WEEKDAYS)})\.?,? *$", re.IGNORECASE)

_OTHER_SCRIPT = r"[^\W\d_A-Za-zÀ-ɏ][^\s\d,/]{1,15}"
"""A month name in a non-Latin script. Vowel signs may not be letters, and abbreviations may contain full stops."""
_WORD = rf"(?P<month>[^\W\d_](?:[^\W\d_A-Z]{{2,11}}|[^\W\d_a-z]{{2,11}})|{_OTHER_SCRIPT})\.?"
_D, _Y = r"(?P<d>\d{1,2})", r"(?P<y>(?:1[5-9]|20)\d\d)"
_START, _END = r"(?:\b|(?<=[^\WA-Z_])(?=[A-Z]))", r"(?!\d)"
"""Start and end of a date; removed links may join it to adjacent words without a space."""
_DAYS = [
    re.compile(rf"{_START}{_WORD} {_D}(?:st|nd|rd|th)?(?:, ?| ){_Y}(?:{_END}|(?=\d{{1,2}}:\d\d))"),
    re.compile(rf"(?<!\d){_D}(?:st|nd|rd|th|er|\.|º)?[ -](?:of |de )?{_WORD},?[ -](?:de )?{_Y}{_END}"),
    re.compile(rf"(?<!\d){_Y}(?P<s>[-/.])(?P<m>\d{{1,2}})(?P=s){_D}{_END}"),
    re.compile(rf"(?<!\d){_Y}\s?[年년]\s?(?P<m>\d{{1,2}})\s?[月월]\s?{_D}\s?[日일]"),
    re.compile(rf"(?<!\d){_Y}(?:\.|eko) {_WORD} {_D}{_END}"),
    re.compile(rf"(?<!\d){_Y}\. gada {_D}\. {_WORD}"),
    re.compile(rf"(?<!\d){_D} ta['’] {_WORD} {_Y}{_END}"),
    re.compile(rf"(?<!\d){_D} (?P<month>{_OTHER_SCRIPT}) (?P<buddhist>25[3-9]\d){_END}"),
    re.compile(rf"(?<!\d)(?P<persian>1[34]\d\d)(?P<s>[-/.])(?P<m>\d{{1,2}})(?P=s){_D}{_END}"),
    re.compile(rf"(?<!\d){_D} (?P<month>{_OTHER_SCRIPT}) (?P<persian>1[34]\d\d){_END}"),
    re.compile(rf"(?P<era>令和|平成|昭和)(?P<e>\d{{1,2}}|元)年(?P<m>\d{{1,2}})月{_D}日"),
    re.compile(rf"(?<![\d/.-])(?P<either>\d{{1,2}})(?P<s>[-/.])(?P<other>\d{{1,2}})(?P=s){_Y}{_END}"),
]
_SPACES = re.compile(r"\s")
_FIRST_YEAR_OF_RULES = 2007
"""The year in which the current US daylight saving rules took effect."""
_OFFSET = r"(?P<sign>[+-])(?P<oh>\d\d):?(?P<om>\d\d)"
_NAMES = any_word([*ZONES, *SUMMER_ZONES])
_ZONE = rf"""\(?(?:
        (?:GMT|UTC)\s?(?P<sign2>[+-])(?P<oh2>\d{{1,2}})(?::?(?P<om2>\d\d))?  # `10:15 GMT+2`
      | (?P<zone>{_NAMES})\b                                                # `10:15 CET`
      | {_OFFSET}                                                           # `10:15+02:00`
    )\)?"""
_CLOCK = (
    rf"""(?P<h>\d{{1,2}})(?:[:.h](?P<min>\d\d))?(?::(?P<sec>\d\d)(?:\.\d+)?)?\s?(?:(?P<half>[AaPp])\.?[Mm]\b\.?)?(?:\ Uhr)?,?\s?{_ZONE}"""
)
_CLOCK_AFTER = re.compile(rf"(?:T|[\s,|·•–—-]*(?:\b(?:at|um|à)\b)?\s*)\(?{_CLOCK}", re.VERBOSE)
_CLOCK_BEFORE = re.compile(rf"(?<![\d:.]){_CLOCK}[\s,|·•–—-]*(?:\bon\b\s*)?(?:[^\W\d_]{{3,9}}[.,]*\s*)?$", re.VERBOSE)
_NAMED_ZONE = re.compile(
    rf"""\d(?:[:.]\d\d)?\ ?(?:[AaPp]\.?[Mm]\.?)?\ ?\(?(?P<zone>
        (?:GMT|UTC)\ ?[+-]\d{{1,2}}   # `10:15 GMT+2`
      | {_NAMES}\b                    # `10:15 CET`
    )""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Calendar:
    """How a page writes dates."""

    language: str | None = None
    stated: str | None = None
    """The language that the page declares: an English text may be on a page with dates in another language."""
    day_first: bool | None = None
    """Whether 03/04/2025 is 3 April; None if unknown."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A time stated in a line."""

    start: int
    end: int
    """Offsets in the line."""
    time: datetime
    """In UTC; the start of the unit that `precision` names."""
    text: str
    precision: str


def find_moments(line: str, calendar: Calendar) -> list[Moment]:
    """Return the full dates of a line in order, each with the clock time beside it if that has a time zone."""
    spaced = plain_digits(_SPACES.sub(" ", line))
    days = sorted((day for pattern in _DAYS for day in pattern.finditer(spaced)), key=re.Match.start)
    moments: list[Moment] = []
    for day in days:
        if (not moments or day.start() >= moments[-1].end) and (moment := _moment(line, spaced, day, calendar)):
            moments.append(moment)
    return moments


def numeric_dates(line: str) -> Iterator[tuple[int, int, int]]:
    """Yield the dates whose order of day and month is ambiguous, as (first number, second number, year)."""
    for found in _DAYS[-1].finditer(line):
        if found["s"] != ".":
            yield int(found["either"]), int(found["other"]), int(found["y"])


def month_number(name: str, *languages: str | None) -> int | None:
    """Return the number of a month by its name in the lexicon, in `languages`, or in a language of its script; None if unknown."""
    low = name.casefold()
    found = MONTHS.get(low)
    if found or len(low) < 3:
        return found
    tried = dict.fromkeys([language for language in languages if language and language != "en"] + [*languages_of(low)])
    return next((month for language in tried if (month := _foreign_month(low, language))), None)


@lru_cache(maxsize=4096)
def _foreign_month(name: str, language: str) -> int | None:
    try:
        found = dateparser.parse(f"1 {name} 2001", languages=["nb" if language == "no" else language], settings=_SETTINGS)
    except ValueError:  # a language without month names
        return None
    return found.month if found and (found.year, found.day) == (2001, 1) else None


def _moment(line: str, spaced: str, found: re.Match[str], calendar: Calendar) -> Moment | None:
    """Return the time of a date with the clock time beside it, if that has a zone; None for an invalid date."""
    if (day := _day(found, spaced, calendar)) is None:
        return None
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    search_start = max(0, found.start() - 40)
    before, after = _CLOCK_BEFORE.search(spaced[search_start : found.start()]), _CLOCK_AFTER.match(spaced, found.end(), found.end() + 60)
    for clock, start, end in (
        (after, found.start(), after and after.end()),
        (before, before and search_start + before.start(), found.end()),
    ):
        if clock and start is not None and end is not None and (since_midnight := _since_midnight(clock, day)) is not None:
            stated_text = line[start:end]
            return Moment(start, end, midnight + since_midnight, stated_text.strip(), "second" if clock["sec"] else "minute")
    return Moment(found.start(), found.end(), midnight, line[found.start() : found.end()], "day")


def _day(found: re.Match[str], line: str, calendar: Calendar) -> date | None:
    """Return the matched date; None if it is invalid or ambiguous."""
    groups = found.groupdict()
    month, day = int(groups.get("m") or 0), int(groups.get("d") or 0)
    if year := groups.get("persian"):
        return from_persian(int(year), month or persian_month(groups["month"]) or 0, day)
    if era := groups.get("era"):
        return _date(from_era(era, groups["e"]), month, day)
    year = int(groups["y"]) if groups.get("y") else from_buddhist(int(groups["buddhist"]))
    if name := groups.get("month"):
        month = month_number(name, calendar.language, calendar.stated) or 0
    elif "either" in groups:
        return _numeric_date(
            found,
            _weekday(line[max(0, found.start() - 12) : found.start()]),
            _day_first_by_zone(line[found.end() : found.end() + 30], calendar),
        )
    return _date(year, month, day)


def _day_first_by_zone(after: str, calendar: Calendar) -> bool | None:
    """Return whether the day comes first, by the page or by a time zone after the date: US dates start with the month."""
    if calendar.day_first is None and (zone := _NAMED_ZONE.search(after)):
        return None if zone["zone"] in ZONES_OF_ANYWHERE else zone["zone"] not in AMERICAN_ZONES
    return calendar.day_first


def _numeric_date(found: re.Match[str], weekday: int | None, day_first: bool | None) -> date | None:  # noqa: FBT001 - what a page tells, or not
    """Return the date of two numbers and a year by their values, the weekday before them, or the page; None if ambiguous."""
    first, second, year = int(found["either"]), int(found["other"]), int(found["y"])
    candidates = [day for day in (_date(year, second, first), _date(year, first, second)) if day]
    if weekday is not None and len({*candidates}) > 1:
        candidates = [day for day in candidates if day.weekday() == weekday]
    if len({*candidates}) <= 1:
        return candidates[0] if candidates else None
    if found["s"] == ".":  # never written with the month first
        return candidates[0]
    return None if day_first is None else candidates[0 if day_first else 1]


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _weekday(before: str) -> int | None:
    found = _WEEKDAY.search(before)
    return WEEKDAYS[found[1].casefold()] if found else None


def _since_midnight(clock: re.Match[str], day: date) -> timedelta | None:
    """Return the time from midnight UTC to a clock time in its zone; None if invalid."""
    hour, minute, second = int(clock["h"]), int(clock["min"] or 0), int(clock["sec"] or 0)
    if hour > (12 if clock["half"] else 23) or minute > 59 or second > 59 or not (clock["min"] or clock["half"]):
        return None
    if clock["half"]:
        hour = hour % 12 + (12 if clock["half"] in "Pp" else 0)
    offset = _offset(clock, day)
    return None if offset is None else timedelta(hours=hour, minutes=minute, seconds=second) - offset


def _offset(clock: re.Match[str], day: date) -> timedelta | None:
    if zone := clock["zone"]:
        if zone in SUMMER_ZONES:
            return None if day.year < _FIRST_YEAR_OF_RULES else timedelta(hours=SUMMER_ZONES[zone] + _is_daylight_saving(day))
        return timedelta(hours=ZONES[zone])
    sign, hours, minutes = (clock[name] or clock[name + "2"] for name in ("sign", "oh", "om"))
    return timedelta(hours=int(hours), minutes=int(minutes or 0)) * (-1 if sign == "-" else 1)


def _is_daylight_saving(day: date) -> bool:
    """Return whether the United States have daylight saving time: from the second Sunday of March to the first Sunday of November."""
    march, november = date(day.year, 3, 8), date(day.year, 11, 1)
    return march + timedelta(days=6 - march.weekday()) <= day < november + timedelta(days=6 - november.weekday())
