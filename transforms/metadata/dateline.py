"""The dateline at the start of the body: places, date and agency before a dash or colon."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from transforms.entities.agencies import agencies_in
from transforms.entities.names import normalized
from transforms.entities.places import is_dateline_city, known_place, us_state
from transforms.lexicon.months import MONTH_STEMS, WEEKDAYS
from transforms.lexicon.phrases import any_phrase, any_word
from transforms.lexicon.words import word_lists
from transforms.metadata.masthead import Masthead
from transforms.schema import ParagraphRow


@dataclass(frozen=True, slots=True)
class Dateline:
    """The dateline before the first words of the article."""

    text: str
    place: str | None
    agencies: list[str]


_LONGEST = 160
"""Characters at the start of a paragraph that are searched for a dateline."""
_PARAGRAPHS = 4
"""Paragraphs of the body that are examined: captions and notes may precede the first."""

_UPPER = "[A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĪİŁŃŇŌŐŒŘŚŞŠŤŪŮŰŹŻŽА-ЯЁ]"
_CAPITALS = rf"{_UPPER}(?:{_UPPER}|[.’'-]){{1,24}}(?:\ {_UPPER}(?:{_UPPER}|[.’'-]){{0,24}}){{0,3}}"
_CITY = rf"{_UPPER}[\w’'.-]{{1,24}}(?:\ (?:(?:de|of|da|do|del|la|las|al|am|es|the)\ )?{_UPPER}[\w’'.-]{{0,24}}){{0,3}}"
_AND = r"(?:\s?/\s?|\ and\ |\ AND\ |,\ |\ &\ )"
_REGION = rf",\ (?:{_CITY}|{_CAPITALS})"
_MONTH = rf"{any_word(map(str.title, MONTH_STEMS))}[a-z]{{0,6}}\.?"
_DATE = rf"(?:(?:\ ?,)?\ ?\(?(?:{_MONTH}\ \d{{1,2}}|\d{{1,2}}\ {_MONTH}|\d{{1,2}}/\d{{1,2}}/\d{{4}})(?:,?\ \d{{4}})?\)?[,.]?)"
_AGENCY = r"(?:\s?(?:\((?P<agency>[^()]{2,40})\)|[/\[](?P<slashed>[^/\[\]]{2,40})[/\]]))"
_DASH = r"(?:\s*[–—―]+|\s*--|\s?\.[-–—]|\s[-_]|\s\|)\s?"
_CAPS = re.compile(
    rf"""(?P<place>{_CAPITALS}(?:{_AND}{_CAPITALS}){{0,3}})(?P<region>{_REGION})?(?P<date>{_DATE})?{_AGENCY}?(?P<end>
        {_DASH}              # `ULM, Germany, June 3 (AFP) — `
      | \.?\s(?=[A-Z])       # `ULM (Reuters) The`
    )""",
    re.VERBOSE,
)
_MIXED = re.compile(
    rf"""(?P<place>{_CITY}(?:{_AND}{_CITY}){{0,2}})(?:\ ?\[[^\[\]]{{2,30}}\])?(?P<date>{_DATE})?\s?\((?P<agency>[^()]{{2,40}})\)(?:
        {_DASH}              # `Ulm [Germany], June 3 (ANI) - `
      | :\s                  # `Ulm (AFP): `
      | \s?(?=[A-Z\"“])      # `Ulm (AFP) The`
    )""",
    re.VERBOSE,
)
_AGENCY_ONLY = re.compile(rf"(?P<date>{_DATE}\s?)?\((?P<agency>[^()]{{2,40}})\)\s?{_DASH}", re.VERBOSE)
_WITHOUT_AGENCY = re.compile(
    rf"""(?P<place>{_CAPITALS}(?:/{_CAPITALS})?|{_CITY}(?:/{_CITY})?)(?P<region>{_REGION})?(?P<date>{_DATE})?(?:
        \s?:\s               # `Ulm: “We`
      | {_DASH}              # `Ulm, Bavaria – “We`
    )(?=[A-Z\"“‘'À-Þ])""",
    re.VERBOSE,
)
_FULL_DATE = rf"(?:{_MONTH}\ \d{{1,2}},?|\d{{1,2}}\ {_MONTH},?)\ \d{{4}}"
_WITH_REGION = rf"(?:{_CAPITALS}|{_CITY})(?:,\ (?:{_CITY}|{_CAPITALS})){{0,2}}"
_PRESS_RELEASE = re.compile(
    rf"""(?P<place>{_WITH_REGION}(?:(?:,?\ (?:and|AND|&)\ |\s?/\s?|;\ ){_WITH_REGION}){{0,2}})
    (?P<date>(?:,\ |\s?[(–—―-]\s?){_FULL_DATE}\)?)\s?{_AGENCY}?(?:
        {_DASH}              # `ULM, Germany, and BERN, June 3, 2025 (NEWS WIRE) -- `
      | :\s                  # `Ulm, Germany / Bern, 3 June 2025: `
    )""",
    re.VERBOSE,
)
"""Places, with or without country, and a full date, as in press releases."""
_PRESS_WIRE = re.compile(
    rf"(?P<place>{_CAPITALS}(?<!-))(?P<region>{_REGION}(?<!-))?{_DASH}\((?P<agency>[A-Z][A-Z ]{{1,38}})\){_DASH}", re.VERBOSE
)
"""`ULM, Germany--(NEWS WIRE)--`."""
_PART = re.compile(r",? (?:and|AND|&) |\s?/\s?|;\s")
_WEEKDAY = re.compile(rf"{any_word(map(str.title, WEEKDAYS))}\b")
_KICKER = re.compile(rf"(?!{any_phrase('masthead', 'places like kickers')}\b){any_phrase('masthead', 'kickers')}\b")
_KICKER_END = re.compile(rf"\b{any_word(word_lists('masthead')['ends of kickers'])}$")
_TOO_LONG = re.compile(r"(?:[^ ,]+ ){4}|[^,]*,(?: [^ ,]+){4}|[^,]*[’']S\b")
"""A place or region with too many words, or a possessive."""
_SPEAKER = re.compile(rf"{_CAPITALS}:\s")
_BROADCASTER = re.compile(r"[A-Z]{2,5}(?:[ -]TV)?|[A-Z][\w.]+ News")


def read_dateline(paragraphs: Sequence[ParagraphRow], masthead: Masthead) -> Dateline | None:
    """Return the dateline of the article, or None; kickers and names of speakers are excluded."""
    separate = [paragraphs[i].text for i in (*masthead.within, *masthead.above) if paragraphs[i].role == "dateline"]
    start = 0 if masthead.title is None else min(masthead.title, masthead.body)
    rows = [p for p in paragraphs[start : masthead.end] if p.role in ("summary", "body")]
    body = [p.text for p in rows if p.role == "body"]
    leads = [*separate, *body[: 1 if masthead.title is not None else 2]]  # the headline may be in the body, unrecognised
    is_interview = sum(_SPEAKER.match(line[:_LONGEST]) is not None for line in body[:60]) > 1
    for line in (*separate, *(p.text for p in rows[:_PARAGRAPHS])):
        is_lead = line in leads
        for found in _candidates(line[:_LONGEST]):
            if _is_dateline(found, body, is_lead=is_lead, is_interview=is_interview):
                groups = found.groupdict()
                credit = groups.get("agency") or groups.get("slashed") or ""
                return Dateline(found[0], _place(groups), agencies_in(credit))
    return None


def _candidates(head: str) -> Iterator[re.Match[str]]:
    for pattern in (_PRESS_WIRE, _CAPS, _MIXED, _AGENCY_ONLY, _WITHOUT_AGENCY, _PRESS_RELEASE):
        if found := pattern.match(head):
            yield found


def _is_dateline(found: re.Match[str], body: Sequence[str], *, is_lead: bool, is_interview: bool) -> bool:
    """Return whether a candidate is a dateline, judged by agency, date, region or a known city; words of a kicker recur in the body.

    Args:
        found: the match of one of the patterns.
        body: the paragraphs of the body.
        is_lead: whether it starts the first paragraph.
        is_interview: whether several paragraphs start with a speaker.
    """
    groups = found.groupdict()
    credit, places = groups.get("agency") or groups.get("slashed") or "", groups.get("place") or ""
    credited = bool(agencies_in(credit)) or (_BROADCASTER.fullmatch(credit) is not None and (found.re is not _MIXED or is_city(places)))
    if (
        _KICKER.match(places)
        or (found.re is not _PRESS_RELEASE and _TOO_LONG.match(places))
        or (_KICKER_END.search(places) and not us_state(groups.get("region") or ""))
        or (credit and not credited and (found.re not in (_CAPS, _PRESS_RELEASE, _PRESS_WIRE) or credit[0].islower()))
    ):
        return False
    if found.re in (_PRESS_RELEASE, _PRESS_WIRE):
        in_capitals = found[0].rstrip()[-1:] != ":"  # `MINUTES, June 3, 2025: ` is no place
        return not _WEEKDAY.match(places) and all(_is_place(part, in_capitals=in_capitals) for part in _PART.split(places))
    if found.re is _CAPS:
        has_end = credited or (groups["end"] or "").strip() not in ("", ".")
        words = {word for line in body[:60] for word in re.findall(r"\b[^\W\d_A-Z]\w+", line[:2000])}
        is_kicker = all(part.casefold() in words for part in re.findall(r"\w{3,}", places)) and not is_city(places)
        sure = credited or bool(groups["date"]) or (bool(groups["region"] or "," in places) and not is_kicker)
        is_plausible = is_city(places) or groups["end"] != "--"
        return has_end and (sure or ((is_lead or is_city(places)) and is_plausible and not is_kicker))
    if found.re is _WITHOUT_AGENCY:
        return (is_lead or places.isupper()) and is_city(places) and not (is_interview and ":" in found[0])
    return credited


def _is_place(part: str, *, in_capitals: bool) -> bool:
    """Return whether part of a press release's dateline is a place: a city of datelines, one in capitals, or one with state or country."""
    city, _, region = part.partition(", ")
    region = region.rpartition(", ")[2]
    known = bool(region) and (us_state(region) is not None or known_place("location", normalized(region)) is not None)
    return known or (in_capitals and city.isupper()) or is_city(city)


def _place(groups: dict[str, str | None]) -> str | None:
    named = groups.get("place")
    return named + (groups.get("region") or "") if named else None


def is_city(name: str) -> bool:
    """Return whether all places in a name are cities that datelines use alone."""
    return all(is_dateline_city(normalized(part)) for part in re.split(r"/| and | AND | & ", name.partition(",")[0]))
