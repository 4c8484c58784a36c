"""Well-known places and nationalities: their ISO 3166 codes, and one name for all that they are called.

The table (`places.tsv`, made by `training/places.py`) is part of the code: ids of places must not change with the version of a package.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from transforms.entities.names import normalized

TABLE = Path(__file__).parent / "places.tsv"
_RANKS = {"country": 0, "state": 1, "city": 2}
_KIND_OF_TYPE = {"location": "place", "facility": "place", "group": "nationality"}


@dataclass(frozen=True, slots=True)
class Place:
    """What a name may be."""

    name: str
    """The normalised name that its id is made of: `kyiv` for Kiev."""
    codes: tuple[str, ...]
    """Its ISO 3166 code; several where the name is of a country and a state, none where two cities share it."""
    is_city: bool


@cache
def _places() -> dict[tuple[str, str], Place]:
    """Return the table by kind (`place`, `nationality`) and normalised name; a country's name before a city's."""
    rows = [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]]
    found: dict[tuple[str, str], Place] = {}
    for code, kind, name, others in sorted(rows, key=lambda row: _RANKS.get(row[1], 0)):
        group = "nationality" if kind == "nationality" else "place"
        main = normalized(name)
        for each in map(normalized, (name, *filter(None, others.split("|")))):
            known = found.get((group, each))
            if known is None:
                found[group, each] = Place(main, (code,) if code else (), kind == "city")
            elif kind == "state":
                found[group, each] = Place(known.name, (*known.codes, code), is_city=False)
    return found


def place(kind: str, name: str) -> Place | None:
    """Return what a normalised name of a type is, if that is well known: `u s` and `america` are the United States, `germans` German."""
    group = _KIND_OF_TYPE.get(kind)
    if group is None:
        return None
    places = _places()
    plain = name.removeprefix("the ")
    found = places.get((group, plain)) or places.get((group, plain.replace(" ", "")))
    if found is None and group == "nationality" and plain.endswith("s"):
        found = places.get((group, plain[:-1]))
    return found


def code_among(codes: tuple[str, ...], others: Collection[str]) -> str | None:
    """Return the code of a place; of `Georgia` (two codes) the one whose neighbours alone are among the other codes of the article."""
    if len(codes) < 2:
        return codes[0] if codes else None
    near = [any(code in _NEAR_GEORGIA for code in others), any(code.startswith("US-") for code in others)]
    return codes[near.index(True)] if sum(near) == 1 else None


_NEAR_GEORGIA = frozenset({"AM", "AZ", "GE-TB", "RU", "RU-MOW", "TR"})
