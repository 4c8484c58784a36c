"""When a page says it was published: dates in the languages of the press, clock times, zones. Nothing is guessed."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from transforms.schema import ParagraphRow

Moment = tuple[datetime, str, str]
"""A time in UTC, the characters that state it, and its precision."""

# English, German, French, Spanish, Italian, Portuguese, Dutch.
_MONTHS = [
    "january jan januar jänner janvier janv enero ene gennaio gen janeiro januari",
    "february feb februar février févr febrero febbraio fevereiro fev februari",
    "march mar märz mrz mars marzo março maart mrt",
    "april apr avril avr abril abr aprile",
    "may mai mayo maggio mag maio mei",
    "june jun juni juin junio giugno giu junho",
    "july jul juli juillet juil julio luglio lug julho",
    "august aug août agosto ago augustus",
    "september sep sept septembre septiembre settembre set setembro",
    "october oct oktober okt octobre octubre ottobre ott outubro out",
    "november nov novembre noviembre novembro",
    "december dec dezember dez décembre déc diciembre dic dicembre dezembro",
]
_MONTH = {form: number for number, forms in enumerate(_MONTHS, 1) for form in forms.split()}
_WORD, _D, _Y = r"(?P<month>[^\W\d_]{3,10})\.?", r"(?P<d>\d{1,2})", r"(?P<y>(?:1[5-9]|20)\d\d)"
_DAYS = [
    re.compile(rf"\b{_WORD} {_D}(?:st|nd|rd|th)?,? {_Y}\b"),
    re.compile(rf"\b{_D}(?:st|nd|rd|th|er|\.|º)?[ -](?:of |de )?{_WORD},?[ -](?:de )?{_Y}\b"),
    re.compile(rf"\b{_Y}(?P<s>[-/.])(?P<m>\d{{1,2}})(?P=s){_D}(?!\d)"),
    re.compile(rf"{_Y}年(?P<m>\d{{1,2}})月{_D}日"),
    re.compile(rf"\b(?P<either>\d{{1,2}})(?P<s>[-/.])(?P<other>\d{{1,2}})(?P=s){_Y}\b"),
]
# Hours from UTC. CST, ET, CT, MT and PT are left out, since each stands for several offsets; IST is read as India's.
_ZONES = {
    zone: hours
    for hours, zones in (
        (0.0, "Z GMT UTC WET"),
        (1.0, "BST CET MEZ WAT"),
        (2.0, "CEST MESZ EET CAT SAST"),
        (3.0, "EEST EAT MSK"),
        (5.0, "PKT"),
        (5.5, "IST"),
        (7.0, "WIB"),
        (8.0, "SGT HKT PHT"),
        (9.0, "JST KST"),
        (10.0, "AEST"),
        (11.0, "AEDT"),
        (12.0, "NZST"),
        (13.0, "NZDT"),
        (-4.0, "EDT"),
        (-5.0, "EST CDT"),
        (-6.0, "MDT"),
        (-7.0, "MST PDT"),
        (-8.0, "PST"),
    )
    for zone in zones.split()
}
_OFFSET = r"(?P<sign>[+-])(?P<oh>\d\d):?(?P<om>\d\d)"
_ZONE = rf"\(?(?:(?:GMT|UTC)\s?(?P<sign2>[+-])(?P<oh2>\d{{1,2}})(?::?(?P<om2>\d\d))?|(?P<zone>{'|'.join(_ZONES)})\b|{_OFFSET})\)?"
_CLOCK = rf"(?P<h>\d{{1,2}})(?:[:.h](?P<min>\d\d))?(?::(?P<sec>\d\d)(?:\.\d+)?)?\s?(?:(?P<half>[AaPp])\.?[Mm]\b\.?)?(?: Uhr)?\s?{_ZONE}"
_CLOCK_AFTER = re.compile(rf"(?:T|[\s,|·•–—-]*(?:\b(?:at|um|à)\b)?\s*)\(?{_CLOCK}")
_CLOCK_BEFORE = re.compile(rf"(?<![\d:.]){_CLOCK}[\s,|·•–—-]*(?:\bon\b\s*)?(?:[^\W\d_]{{3,9}}[.,]*\s*)?$")
_UPDATED = re.compile(r"updat|modifi|edited|aktualis|mis à jour|actualiz|aggiorn|atualiz|bijgewerkt", re.IGNORECASE)
_PUBLISHED = re.compile(r"publi|posted|created|veröffentlicht|issued", re.IGNORECASE)


def published(paragraphs: Sequence[ParagraphRow], dateline: str | None) -> Moment | None:
    """Return when the page was published: the date that is said to be of that, else the first not said to be of an update."""
    found: Moment | None = None
    for label, line in (*_dated_lines(paragraphs), *([("", dateline)] if dateline else [])):
        since = 0
        for day in sorted((day for pattern in _DAYS for day in pattern.finditer(line)), key=re.Match.start):
            said = (label if not since else "") + line[since : day.start()]
            since = day.end()
            if _PUBLISHED.search(said) and (moment := _moment(line, day)):
                return moment
            found = found or (None if _UPDATED.search(said) else _moment(line, day))
    return found


def _dated_lines(paragraphs: Sequence[ParagraphRow]) -> list[tuple[str, str]]:
    """Return the lines around headline and body that may hold a date, the likeliest first, each with the label before it if any."""
    body = next((i for i, p in enumerate(paragraphs) if p.role == "body"), len(paragraphs))
    head = next((i for i, p in enumerate(paragraphs[:body]) if p.role == "title"), max(0, body - 8))
    near = range(max(0, head - 4), min(body + 4, len(paragraphs)))
    lines = [i for i in near if paragraphs[i].role in ("date", "byline", "dateline")]
    lines += [i for i in range(head, body) if i not in lines and paragraphs[i].role in ("boilerplate", "credit")]
    labels = ["", *(p.text if len(p.text) < 20 else "" for p in paragraphs)]
    return [(labels[i], paragraphs[i].text) for i in lines if len(paragraphs[i].text) < 200]


def _moment(line: str, day: re.Match[str]) -> Moment | None:
    """Return the time that a date and the clock time beside it state; only the day where that names no zone, nothing if impossible."""
    stated = day.groupdict()
    month, date = int(stated.get("m") or 0), int(stated.get("d") or 0)
    if name := stated.get("month"):
        month = _MONTH.get(name.lower(), 0)
    elif "either" in stated:
        month, date = sorted((int(stated["either"]), int(stated["other"])))
        if date <= 12 and month != date:
            return None
    try:
        midnight = datetime(int(stated["y"]), month, date, tzinfo=UTC)
    except ValueError:
        return None
    since = max(0, day.start() - 40)
    before, after = _CLOCK_BEFORE.search(line[since : day.start()]), _CLOCK_AFTER.match(line, day.end())
    for clock, start, end in ((after, day.start(), after and after.end()), (before, before and since + before.start(), day.end())):
        if clock and (passed := _passed(clock)) is not None:
            return midnight + passed, line[start:end].strip(), "second" if clock["sec"] else "minute"
    return midnight, day[0], "day"


def _passed(clock: re.Match[str]) -> timedelta | None:
    """Return the time from midnight UTC to what the clock says in its zone."""
    hour, minute, second = int(clock["h"]), int(clock["min"] or 0), int(clock["sec"] or 0)
    if hour > (12 if clock["half"] else 23) or minute > 59 or second > 59 or not (clock["min"] or clock["half"]):
        return None
    if clock["half"]:
        hour = hour % 12 + (12 if clock["half"] in "Pp" else 0)
    return timedelta(hours=hour, minutes=minute, seconds=second) - _offset(clock)


def _offset(clock: re.Match[str]) -> timedelta:
    if zone := clock["zone"]:
        return timedelta(hours=_ZONES[zone])
    sign, hours, minutes = (clock[name] or clock[name + "2"] for name in ("sign", "oh", "om"))
    return timedelta(hours=int(hours), minutes=int(minutes or 0)) * (-1 if sign == "-" else 1)
