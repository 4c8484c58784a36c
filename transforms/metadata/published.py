"""The publication time: selection among the dates on a page."""

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
_LONGEST_LABEL = 24
"""Maximum characters of a line that may label the date on the next line."""
_ABOVE = 12
"""Lines above the headline that may contain a date."""
_BELOW = 2
"""Lines below the body in which a date needs no label."""
_MOST_WORDS = 12
"""Maximum words beside the date in a line without a metadata role."""
_UPDATED = re.compile(any_phrase("masthead", "updated"), re.IGNORECASE)
_PUBLISHED = re.compile(any_phrase("masthead", "published"), re.IGNORECASE)
_OTHER = re.compile(rf"copyright|©|\(c\)|\b{any_phrase('masthead', 'of something else')}|\bphoto\b|\bAP\b.{{0,20}}/|getty", re.IGNORECASE)
_PICTURE_CREDIT = re.compile(r"\b(?:photo|image|picture)s?\b.{0,60}[/)]|getty images|\([^()]{2,30}/[^()]{2,30}\)", re.IGNORECASE)
_URL_DATE = re.compile(r"/((?:19|20)\d\d)(/|-|)(\d\d?|[a-z]{3})\2(\d\d?)(?=[/.-]|$)")
_MONTH_LINE = re.compile(r"(?:(?:first |originally )?published:?\s+)?([^\W\d_]{3,12})\.?,? ((?:19|20)\d\d)", re.IGNORECASE)
_DAY_FIRST = frozenset(
    """ae ar at au az ba bb bd be bg bh bn bo br bs bw bz ch cl cm cr cu cy cz de dk dm do dz ec ee eg es et fi fj fr ga ge gh gm gr gt
    gy hk hn hr ht id ie il in iq is it jm jo ke kg kh kw kz lb lk ls lu lv ma md mk mm mt mu mv mw mx my mz na ng ni nl no np nz om
    pe pg pk pl pt py qa ro rs ru rw sa sb sc sd se sg si sk sl sn sr sv sy sz th tn tr tt tz ua ug uk uy uz va ve vn vu
    ye za zm zw""".split()
)
_MONTH_FIRST = frozenset("us gov mil edu ph pr gu vi as mp pw fm mh".split())


@dataclass(frozen=True, slots=True)
class _LabelledTime:
    """A time on the page and its label."""

    moment: Moment
    label: str
    """`published`, `updated` or `other`; `plain` without a label."""


def read_published(
    paragraphs: Sequence[ParagraphRow],
    masthead: Masthead,
    *,
    dateline: str | None,
    url: str | None,
    languages: tuple[str | None, str | None],
) -> Moment | None:
    """Return the publication time that the page states, or None.

    The order of precedence is: a date labelled as publication; the first date without a label between headline and body; one directly above
    the headline or below the body; one in the dateline; a month alone; one in the URL. Dates after the earliest labelled update are
    excluded.

    Args:
        paragraphs: the paragraphs of the page.
        masthead: the position of the article.
        dateline: the text of its dateline.
        url: the address of the page.
        languages: the language of the text, and the one that the page states.
    """
    language, declared = languages
    calendar = Calendar(language, _primary_language(declared), _day_first(paragraphs, masthead, language, url))
    above = [
        i
        for i in range(max(0, (masthead.title or 0) - _ABOVE), masthead.title or 0)
        if i in masthead.above or paragraphs[i].role in ("date", "byline")
    ]
    groups = [list(_labelled_times(paragraphs, indices, calendar)) for indices in (masthead.within, above[::-1], masthead.below[:_BELOW])]
    below = _labelled_times(paragraphs, masthead.below[_BELOW:], calendar)
    groups.append([labelled for labelled in below if labelled.label == "published"])
    if dateline:
        groups.append([_LabelledTime(moment, "plain") for moment in find_moments(dateline, calendar)])
    times = [labelled for group in groups for labelled in group]
    update = min((labelled.moment.time for labelled in times if labelled.label == "updated"), default=None)
    for label in ("published", "plain"):
        moments = [labelled.moment for labelled in times if labelled.label == label]
        days = [moment for moment in moments if not (update and moment.time > update + _SLACK)]
        if days:
            url_date = _date_in_url(url)
            return next((day for day in days if url_date and abs(day.time.date() - url_date.time.date()) <= _SLACK), days[0])
    return _month_only(paragraphs, masthead, language) or _date_in_url(url)


_SLACK = timedelta(days=1)
"""Tolerance between two dates, which may be in different time zones."""


def _primary_language(language: str | None) -> str | None:
    """Return the primary language of a tag: `pt` for `pt-BR`."""
    return re.split(r"[-_]", language)[0].casefold() if language else None


def _labelled_times(paragraphs: Sequence[ParagraphRow], indices: Sequence[int], calendar: Calendar) -> Iterator[_LabelledTime]:
    """Yield the times in these paragraphs with their labels; paragraphs with a metadata role come first."""
    rows = [i for i in indices if len(paragraphs[i].text) <= _LONGEST and _may_be_dated(paragraphs[i])]
    for i in sorted(rows, key=lambda i: paragraphs[i].role not in ("date", "byline", "dateline")):
        row, line = paragraphs[i], paragraphs[i].text
        line_above = paragraphs[i - 1].text if i and len(paragraphs[i - 1].text) <= _LONGEST_LABEL else ""
        end = 0
        for moment in _without_lifetimes(line, list(find_moments(line, calendar))):
            label_text = line[end : moment.start] if end else f"{line_above} {line[: moment.start]}"
            is_second = not label_text and end > 0  # two adjacent times: publication, then update
            label = "updated" if is_second else _label_of(label_text, line[moment.end : moment.end + 20])
            end = moment.end
            if (
                row.role in ("date", "byline", "dateline")
                or (label == "published" and not _is_prose(row, line))
                or _is_date_line(row, line, moment)
            ):
                yield _LabelledTime(moment, label)


def _without_lifetimes(line: str, moments: Sequence[Moment]) -> Sequence[Moment]:
    """Return the times of a line, or none if they are the birth and death of a person."""
    if len(moments) != 2 or _RANGE.fullmatch(line[moments[0].end : moments[1].start]) is None:
        return moments
    return [] if moments[1].time - moments[0].time > _LONGEST_EVENT else moments


_RANGE = re.compile(r"\s*(?:[-–—]{1,2}|to|until)\s*")
_LONGEST_EVENT = timedelta(days=2 * 366)


def _may_be_dated(row: ParagraphRow) -> bool:
    """Return whether a paragraph may contain the date of the article, by its role; captions only without words."""
    return row.role not in NEVER or (row.role == "caption" and not re.search(r"[^\W\d_]{4}", row.text))


def _label_of(before: str, after: str) -> str:
    kinds = {"published": _PUBLISHED, "updated": _UPDATED, "other": _OTHER}
    last = {kind: max((found.start() for found in pattern.finditer(before)), default=-1) for kind, pattern in kinds.items()}
    best = max(last, key=lambda kind: last[kind])
    if last[best] >= 0:
        return best
    return "updated" if re.match(r"\W*\(?(?:last )?updated\)?\W*$", after, re.IGNORECASE) else "plain"


def _is_prose(row: ParagraphRow, line: str) -> bool:
    """Return whether a date is part of the article's prose: `The report was published on June 3, 2025, in Ulm.`."""
    return row.is_body and len(line.split()) > _MOST_WORDS


def _is_date_line(row: ParagraphRow, line: str, moment: Moment) -> bool:
    """Return whether a line has little text beside its date and is not a picture caption or credit."""
    beside = f"{line[: moment.start]} {line[moment.end :]}".split()
    return not row.is_body and len(beside) <= _MOST_WORDS and not _PICTURE_CREDIT.search(line)


def _month_only(paragraphs: Sequence[ParagraphRow], masthead: Masthead, language: str | None) -> Moment | None:
    """Return the month in a date line without a day."""
    for i in (*masthead.within, *masthead.above):
        line = paragraphs[i].text
        found = _MONTH_LINE.fullmatch(line.strip()) if paragraphs[i].role == "date" and len(line) < 60 else None
        if found and (month := month_number(found[1], language)):
            return Moment(0, len(line), datetime(int(found[2]), month, 1, tzinfo=UTC), found[0], "month")
    return None


def host(url: str | None) -> str:
    """Return the host name of a URL without `www.`, or an empty string: `post.example.org` for `https://post.example.org/talks`."""
    found = re.match(r"https?://(?:www\.)?([\w.-]{1,253})", url or "", re.IGNORECASE)
    return found[1].casefold() if found else ""


def _date_in_url(url: str | None) -> Moment | None:
    """Return the date in the path of a URL, or None."""
    found = _URL_DATE.search(url[:1000]) if url else None
    if not found or (not found[2] and len(found[3] + found[4]) < 4):  # 2024123 is a number
        return None
    month = int(found[3]) if found[3].isdecimal() else month_number(found[3], None) or 0
    try:
        return Moment(found.start(), found.end(), datetime(int(found[1]), month, int(found[4]), tzinfo=UTC), found[0].strip("/"), "day")
    except ValueError:
        return None


def _day_first(paragraphs: Sequence[ParagraphRow], masthead: Masthead, language: str | None, url: str | None) -> bool | None:
    """Return whether the page writes 3 April as 03/04, by its other dates, language, country, or a full date; None if unknown."""
    numeric = [date for p in paragraphs if len(p.text) <= _LONGEST for date in numeric_dates(p.text)]
    if not numeric:
        return None
    votes = {True for first, _, _ in numeric if 12 < first <= 31} | {False for _, other, _ in numeric if 12 < other <= 31}
    if votes:
        return votes.pop() if len(votes) == 1 else None
    if language not in (None, "en"):
        return True
    country = host(url).rpartition(".")[2]
    if country in _DAY_FIRST or country in _MONTH_FIRST:
        return country in _DAY_FIRST
    indices = (*masthead.within, *masthead.above, *masthead.below)
    known = {m.time.date() for i in indices for m in find_moments(paragraphs[i].text[:_LONGEST], Calendar(language))}
    known |= {url_date.time.date()} if (url_date := _date_in_url(url)) else set()
    votes = {
        day_first
        for first, other, year in numeric
        for day_first, day in _orders(first, other, year)
        if any(abs(day - k) <= _SLACK for k in known)
    }
    return votes.pop() if len(votes) == 1 else None


def _orders(first: int, second: int, year: int) -> Iterator[tuple[bool, date]]:
    if first != second and 0 < first <= 12 and 0 < second <= 12:
        yield True, date(year, second, first)
        yield False, date(year, first, second)
