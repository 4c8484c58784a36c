"""The gazetteer of well-known places and nationalities: their names, their ISO 3166 codes, and cities of datelines.

The table (`places.tsv`, made by `training/places.py`) is kept with the code, so that the ids of places do not change with the version of a
package. Rows of the kinds in `_RANKS` give ids and codes. Rows of other kinds are names that mean a place only in datelines or after a
party.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from transforms.entities.names import normalized

TABLE = Path(__file__).parent / "places.tsv"
_RANKS = {"nationality": 0, "country": 0, "state": 1, "city": 2}
_KIND_OF_TYPE = {"location": "place", "facility": "place", "group": "nationality"}


@dataclass(frozen=True, slots=True)
class Place:
    """A well-known place or nationality."""

    name: str
    """The normalised name from which its id is computed: `kyiv` for Kiev."""
    codes: tuple[str, ...]
    """ISO 3166 codes: several for a name of both a country and a state, none if two cities share the name."""
    is_city: bool


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the table."""

    code: str
    kind: str
    name: str
    others: str
    """Other names, with `|` between them."""
    datelines: str
    """`alone` if datelines use the place without its state or country."""

    @property
    def names(self) -> Iterator[str]:
        """The normalised names; the id is computed from the first."""
        return map(normalized, (self.name, *filter(None, self.others.split("|"))))


@cache
def _table() -> tuple[_Row, ...]:
    return tuple(_Row(*line.split("\t")) for line in TABLE.read_text(encoding="utf-8").splitlines()[1:])


@cache
def _places() -> dict[tuple[str, str], Place]:
    """Return the table by kind (`place`, `nationality`) and normalised name; a country's name before a city's."""
    rows = sorted((row for row in _table() if row.kind in _RANKS), key=lambda row: _RANKS[row.kind])
    found: dict[tuple[str, str], Place] = {}
    for row in rows:
        group = "nationality" if row.kind == "nationality" else "place"
        main = normalized(row.name)
        for each in row.names:
            known = found.get((group, each))
            if known is None:
                found[group, each] = Place(main, (row.code,) if row.code else (), row.kind == "city")
            elif row.kind == "state":
                found[group, each] = Place(known.name, (*known.codes, row.code), is_city=False)
    return found


def known_place(kind: str, name: str) -> Place | None:
    """Return the place or nationality with a normalised name, or None: `u s` and `america` are the United States, `germans` is German.

    `kind` is the type of the name, one of `schema.NAME_TYPES`.
    """
    group = _KIND_OF_TYPE.get(kind)
    if group is None:
        return None
    table = _places()
    plain = name.removeprefix("the ")
    place = table.get((group, plain)) or table.get((group, plain.replace(" ", "")))
    if place is None and group == "nationality" and plain.endswith("s"):
        place = table.get((group, plain[:-1]))
    return place


@cache
def _dateline_cities() -> frozenset[str]:
    return frozenset(name for row in _table() if row.datelines for name in row.names)


def is_dateline_city(name: str) -> bool:
    """Return whether datelines use a normalised name alone: a city without its country, or a city state."""
    return name in _dateline_cities()


@cache
def _us_states() -> dict[str, str]:
    """Return the names of the US states, by all their names without spaces and by their postal codes: `sc`."""
    rows = [row for row in _table() if row.kind == "state"]
    names = {row.code: normalized(row.name).removesuffix(" state") for row in rows}
    short = [(form, row.code) for row in _table() if row.kind in {"state", "short"} for form in row.names]
    return {form.replace(" ", ""): names[code] for form, code in (*short, *((code[3:].casefold(), code) for code in names))}


def us_state(name: str) -> str | None:
    """Return the normalised name of a US state, or None: `S.C.` and `SC` are `south carolina`."""
    return _us_states().get(normalized(name).replace(" ", ""))


def disambiguated_code(codes: tuple[str, ...], others: Collection[str]) -> str | None:
    """Return the code of a place; for `Georgia`, which has two, the one that the article's other codes are near; None if undecided."""
    if len(codes) < 2:
        return codes[0] if codes else None
    near = [any(code in _NEAR_GEORGIA for code in others), any(code.startswith("US-") for code in others)]
    return codes[near.index(True)] if sum(near) == 1 else None


_NEAR_GEORGIA = frozenset({"AM", "AZ", "GE-TB", "RU", "RU-MOW", "TR"})
