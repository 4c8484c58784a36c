"""The dateline at the start of the body: places, date and agency before a dash or colon."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from transforms.entities.agencies import agencies_in
from transforms.entities.names import normalized
from transforms.entities.places import stands_alone, state_called
from transforms.lexicon.months import MONTH_STEMS
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
"""Characters at the start of a paragraph that may hold a dateline."""
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
_CREDITED = re.compile(rf"(?P<date>{_DATE}\s?)?\((?P<agency>[^()]{{2,40}})\)\s?{_DASH}", re.VERBOSE)
_NEAR = re.compile(
    rf"""(?P<place>{_CAPITALS}(?:/{_CAPITALS})?|{_CITY}(?:/{_CITY})?)(?P<region>{_REGION})?(?P<date>{_DATE})?(?:
        \s?:\s               # `Ulm: “We`
      | {_DASH}              # `Ulm, Bavaria – “We`
    )(?=[A-Z\"“‘'À-Þ])""",
    re.VERBOSE,
)
_SHOUT = re.compile(rf"(?!{any_phrase('masthead', 'places like kickers')}\b){any_phrase('masthead', 'kickers')}\b")
_HEADING = re.compile(rf"\b{any_word(word_lists('masthead')['ends of kickers'])}$")
_LONG = re.compile(r"(?:[^ ,]+ ){4}|[^,]*,(?: [^ ,]+){4}|[^,]*[’']S\b")
"""More words than a place or region has, or a possessive."""
_SPEAKER = re.compile(rf"{_CAPITALS}:\s")
_BROADCASTER = re.compile(r"[A-Z]{2,5}(?:[ -]TV)?|[A-Z][\w.]+ News")


def read_dateline(paragraphs: Sequence[ParagraphRow], masthead: Masthead) -> Dateline | None:
    """Return the dateline of the article, unless it may be a kicker or a speaker's name."""
    alone = [paragraphs[i].text for i in (*masthead.within, *masthead.above) if paragraphs[i].role == "dateline"]
    start = 0 if masthead.title is None else min(masthead.title, masthead.body)
    rows = [p for p in paragraphs[start : masthead.end] if p.role in ("summary", "body")]
    body = [p.text for p in rows if p.role == "body"]
    leads = [*alone, *body[: 1 if masthead.title is not None else 2]]  # the headline may be in the body, unrecognised
    talk = sum(_SPEAKER.match(line[:_LONGEST]) is not None for line in body[:60]) > 1
    for line in (*alone, *(p.text for p in rows[:_PARAGRAPHS])):
        sure = line in leads
        for found in _readings(line[:_LONGEST]):
            if _holds(found, body, first=sure, talk=talk):
                said = found.groupdict()
                credit = said.get("agency") or said.get("slashed") or ""
                return Dateline(found[0], _place(said), agencies_in(credit))
    return None


def _readings(head: str) -> Iterator[re.Match[str]]:
    for pattern in (_CAPS, _MIXED, _CREDITED, _NEAR):
        if found := pattern.match(head):
            yield found


def _holds(found: re.Match[str], body: Sequence[str], *, first: bool, talk: bool) -> bool:
    """Return whether a candidate is a dateline: by agency, date, region or known city; a kicker's words recur in the body."""
    said = found.groupdict()
    credit, place = said.get("agency") or said.get("slashed") or "", said.get("place") or ""
    credited = bool(agencies_in(credit)) or (_BROADCASTER.fullmatch(credit) is not None and (found.re is not _MIXED or is_city(place)))
    if (
        _SHOUT.match(place)
        or _LONG.match(place)
        or (_HEADING.search(place) and not state_called(said.get("region") or ""))
        or (credit and not credited and (found.re is not _CAPS or credit[0].islower()))
    ):
        return False
    if found.re is _CAPS:
        closed = credited or (said["end"] or "").strip() not in ("", ".")
        words = {word for line in body[:60] for word in re.findall(r"\b[^\W\d_A-Z]\w+", line[:2000])}
        kicker = all(part.casefold() in words for part in re.findall(r"\w{3,}", place)) and not is_city(place)
        sure = credited or bool(said["date"]) or (bool(said["region"] or "," in place) and not kicker)
        apart = is_city(place) or said["end"] != "--"
        return closed and (sure or ((first or is_city(place)) and apart and not kicker))
    if found.re is _NEAR:
        return (first or place.isupper()) and is_city(place) and not (talk and ":" in found[0])
    return credited


def _place(said: dict[str, str | None]) -> str | None:
    place = said.get("place")
    return place + (said.get("region") or "") if place else None


def is_city(name: str) -> bool:
    """Return whether every place of a dateline is a city used alone in datelines."""
    return all(stands_alone(normalized(part)) for part in re.split(r"/| and | AND | & ", name.partition(",")[0]))
