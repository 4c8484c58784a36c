"""Select the publication date among the dates on a page."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from transforms.lexicon.phrases import any_phrase
from transforms.metadata.dates import Calendar, Moment, find_moments, month_number, numeric_dates
from transforms.metadata.masthead import NEVER, Masthead
from transforms.schema import ParagraphRow

_LONGEST = 200
"""Maximum characters of a line searched for the publication date."""
_LABEL = 24
"""Maximum characters of a line that labels the date on the next line."""
_ABOVE = 12
"""Lines above the headline that may hold a marked date."""
_BELOW = 2
"""Lines below the body in which a date needs no label."""
_WORDS = 12
"""Maximum other words in a dated line whose role does not mark it as metadata."""
_UPDATED = re.compile(any_phrase("masthead", "updated"), re.IGNORECASE)
_PUBLISHED = re.compile(any_phrase("masthead", "published"), re.IGNORECASE)
_OTHER = re.compile(rf"copyright|©|\(c\)|\b{any_phrase('masthead', 'of something else')}|\bphoto\b|\bAP\b.{{0,20}}/|getty", re.IGNORECASE)
_PICTURE = re.compile(r"\b(?:photo|image|picture)s?\b.{0,60}[/)]|getty images|\([^()]{2,30}/[^()]{2,30}\)", re.IGNORECASE)
_IN_URL = re.compile(r"/((?:19|20)\d\d)(/|-|)(\d\d?|[a-z]{3})\2(\d\d?)(?=[/.-]|$)")
_MONTH_ALONE = re.compile(r"(?:(?:first |originally )?published:?\s+)?([^\W\d_]{3,12})\.?,? ((?:19|20)\d\d)", re.IGNORECASE)
_DAY_FIRST = frozenset(
    """ae ar at au az ba bb bd be bg bh bn bo br bs bw bz ch cl cm cr cu cy cz de dk dm do dz ec ee eg es et fi fj fr ga ge gh gm gr gt
    gy hk hn hr ht id ie il in iq is it jm jo ke kg kh kw kz lb lk ls lu lv ma md mk mm mt mu mv mw mx my mz na ng ni nl no np nz om
    pe pg pk pl pt py qa ro rs ru rw sa sb sc sd se sg si sk sl sn sr sv sy sz th tn tr tt tz ua ug uk uy uz va ve vn vu
    ye za zm zw""".split()
)
_MONTH_FIRST = frozenset("us gov mil edu ph pr gu vi as mp pw fm mh".split())


@dataclass(frozen=True, slots=True)
class _Stated:
    """A time on the page and its label."""

    moment: Moment
    kind: str
    """published, updated or other; plain without a label."""


def read_published(
    paragraphs: Sequence[ParagraphRow],
    masthead: Masthead,
    *,
    dateline: str | None,
    url: str | None,
    languages: tuple[str | None, str | None],
) -> Moment | None:
    """Return the publication time, as far as the page states it.

    The date that is said to be of that; else the first between headline and body that is not said to be of something else; else one just
    above the headline or below the body, in a dateline, or in the address. Never one later than what the page says of an update.
    `languages` are that of the text and the one that the page states.
    """
    language, stated = languages
    calendar = Calendar(language, _base(stated), _day_first(paragraphs, masthead, language, url))
    above = [
        i
        for i in range(max(0, (masthead.title or 0) - _ABOVE), masthead.title or 0)
        if i in masthead.above or paragraphs[i].role in ("date", "byline")
    ]
    found = [list(_stated(paragraphs, places, calendar)) for places in (masthead.within, above[::-1], masthead.below[:_BELOW])]
    found.append([stated for stated in _stated(paragraphs, masthead.below[_BELOW:], calendar) if stated.kind == "published"])
    if dateline:
        found.append([_Stated(moment, "plain") for moment in find_moments(dateline, calendar)])
    latest = min((stated.moment.time for places in found for stated in places if stated.kind == "updated"), default=None)
    for kind in ("published", "plain"):
        days = [s.moment for places in found for s in places if s.kind == kind and not (latest and s.moment.time > latest + _SLACK)]
        if days:
            said = _day_of_address(url)
            return next((day for day in days if said and abs(day.time.date() - said.time.date()) <= _SLACK), days[0])
    return _month(paragraphs, masthead, language) or _day_of_address(url)


_SLACK = timedelta(days=1)
"""A date in one time zone may be the next date in another."""


def _base(language: str | None) -> str | None:
    """Return the language of a tag without its region: `pt` for `pt-BR`."""
    return re.split(r"[-_]", language)[0].casefold() if language else None


def _stated(paragraphs: Sequence[ParagraphRow], places: Sequence[int], calendar: Calendar) -> Iterator[_Stated]:
    """Yield the times in these lines; lines with a metadata role come first."""
    rows = [i for i in places if len(paragraphs[i].text) <= _LONGEST and _may_date(paragraphs[i])]
    for i in sorted(rows, key=lambda i: paragraphs[i].role not in ("date", "byline", "dateline")):
        row, line = paragraphs[i], paragraphs[i].text
        label = paragraphs[i - 1].text if i and len(paragraphs[i - 1].text) <= _LABEL else ""
        since = 0
        for moment in _dating(line, list(find_moments(line, calendar))):
            said = line[since : moment.start] if since else f"{label} {line[: moment.start]}"
            kind = _kind(said, line[moment.end : moment.end + 20]) if said or not since else "updated"  # joined: publication, then update
            since = moment.end
            if (
                row.role in ("date", "byline", "dateline")
                or (kind == "published" and not _is_prose(row, line))
                or _is_stamp(row, line, moment)
            ):
                yield _Stated(moment, kind)


def _dating(line: str, moments: Sequence[Moment]) -> Sequence[Moment]:
    """Return the times that may date an article: none if they are the days on which a life began and ended."""
    if len(moments) != 2 or _TO.fullmatch(line[moments[0].end : moments[1].start]) is None:
        return moments
    return [] if moments[1].time - moments[0].time > _YEARS else moments


_TO = re.compile(r"\s*(?:[-–—]{1,2}|to|until)\s*")
_YEARS = timedelta(days=2 * 366)


def _may_date(row: ParagraphRow) -> bool:
    """Return whether a line may date the article: not lines about its subject, except a caption without letters."""
    return row.role not in NEVER or (row.role == "caption" and not re.search(r"[^\W\d_]{4}", row.text))


def _kind(before: str, after: str) -> str:
    kinds = {"published": _PUBLISHED, "updated": _UPDATED, "other": _OTHER}
    last = {kind: max((found.start() for found in pattern.finditer(before)), default=-1) for kind, pattern in kinds.items()}
    best = max(last, key=lambda kind: last[kind])
    if last[best] >= 0:
        return best
    return "updated" if re.match(r"\W*\(?(?:last )?updated\)?\W*$", after, re.IGNORECASE) else "plain"


def _is_prose(row: ParagraphRow, line: str) -> bool:
    """Return whether a line of the article tells of a date rather than being dated: `The report was published on June 3, 2025, in Ulm.`."""
    return row.is_body and len(line.split()) > _WORDS


def _is_stamp(row: ParagraphRow, line: str, moment: Moment) -> bool:
    """Return whether a line has little text besides its date and is not a picture's caption or credit."""
    beside = f"{line[: moment.start]} {line[moment.end :]}".split()
    return not row.is_body and len(beside) <= _WORDS and not _PICTURE.search(line)


def _month(paragraphs: Sequence[ParagraphRow], masthead: Masthead, language: str | None) -> Moment | None:
    """Return the month stated by a line that has nothing else."""
    for i in (*masthead.within, *masthead.above):
        line = paragraphs[i].text
        found = _MONTH_ALONE.fullmatch(line.strip()) if paragraphs[i].role == "date" and len(line) < 60 else None
        if found and (month := month_number(found[1], language)):
            return Moment(0, len(line), datetime(int(found[2]), month, 1, tzinfo=UTC), found[0], "month")
    return None


def host(url: str | None) -> str:
    """Return the host name of an address: `post.example.org` for `https://post.example.org/talks`; empty if there is none."""
    found = re.match(r"https?://(?:www\.)?([\w.-]{1,253})", url or "", re.IGNORECASE)
    return found[1].casefold() if found else ""


def _day_of_address(url: str | None) -> Moment | None:
    """Return the date in the path of an address."""
    found = _IN_URL.search(url[:1000]) if url else None
    if not found or (not found[2] and len(found[3] + found[4]) < 4):  # 2024123 is a number
        return None
    month = int(found[3]) if found[3].isdecimal() else month_number(found[3], None) or 0
    try:
        return Moment(found.start(), found.end(), datetime(int(found[1]), month, int(found[4]), tzinfo=UTC), found[0].strip("/"), "day")
    except ValueError:
        return None


def _day_first(paragraphs: Sequence[ParagraphRow], masthead: Masthead, language: str | None, url: str | None) -> bool | None:
    """Return whether the page writes 3 April as 03/04: by its other dates, its language, its country, or a full date."""
    numeric = [date for p in paragraphs if len(p.text) <= _LONGEST for date in numeric_dates(p.text)]
    if not numeric:
        return None
    votes = {True for one, _, _ in numeric if 12 < one <= 31} | {False for _, other, _ in numeric if 12 < other <= 31}
    if votes:
        return votes.pop() if len(votes) == 1 else None
    if language not in (None, "en"):
        return True
    country = host(url).rpartition(".")[2]
    if country in _DAY_FIRST or country in _MONTH_FIRST:
        return country in _DAY_FIRST
    places = (*masthead.within, *masthead.above, *masthead.below)
    known = {m.time.date() for i in places for m in find_moments(paragraphs[i].text[:_LONGEST], Calendar(language))}
    known |= {said.time.date()} if (said := _day_of_address(url)) else set()
    votes = {
        first for one, other, year in numeric for first, day in _readings(one, other, year) if any(abs(day - k) <= _SLACK for k in known)
    }
    return votes.pop() if len(votes) == 1 else None


def _readings(one: int, other: int, year: int) -> Iterator[tuple[bool, date]]:
    if one != other and 0 < one <= 12 and 0 < other <= 12:
        yield True, date(year, other, one)
        yield False, date(year, one, other)
