"""Match the entities of a part to the entries of the user's list, without reading articles.

Each name and alias of the list gets the id that an entity with this name and type has, so both are normalised in the same way. An entity
is looked up by its id, which is made from its full name in the article. If no entry has that id, its other full forms are looked up. If
several entries match, those that name the entity's type come first, then the one whose description shares most words with the article's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa

from flows.ingest.authorities import load_authorities
from flows.store.digests import Digests, Indices, digests_from
from flows.store.files import below, read_arrow, remove, schema, write_arrow
from flows.store.staging import staging_folder
from newstables.files import Place, place
from transforms.entities.names import normalized, person_name
from transforms.entities.resolving import entity_id
from transforms.schema import NAME_TYPES

_FOLDER = "authorities"
_KEYS, _ENTRIES = "keys.arrow", "entries.arrow"
_UNNAMED = frozenset({"date", "money"})
"""Types that an entry without a type never has."""
_LEAST = 3
"""Minimum letters of a word that counts in a description."""
_EMPTY = frozenset({"and", "for", "from", "has", "his", "her", "its", "that", "the", "was", "who", "with"})

Form = tuple[str, str]
"""The type and the name of an entity."""


@dataclass(frozen=True, slots=True)
class Match:
    """The entry that an entity matches, or several candidates."""

    entry: str | None = None
    candidates: Sequence[str] = ()


_NO_MATCH = Match()


def make_index(data: Place) -> str:
    """Write the list of the current run as an index of names, unless an earlier run has; return its location, "" if there is no list."""
    authorities = load_authorities(data)
    top = staging_folder(data) / _FOLDER
    if not authorities.version:
        return ""
    index = top / authorities.version
    if {*below(index)} != {_KEYS, _ENTRIES}:
        if isinstance(top, Path):  # in object storage another run may be using it
            remove(top)
        columns = {name: authorities.entries.column(name).to_pylist() for name in ("names", "types")}
        every = [kind for kind in NAME_TYPES if kind not in _UNNAMED]
        pairs = {
            (entity_id(kind, name), number)
            for number, (names, types) in enumerate(zip(columns["names"], columns["types"], strict=True))
            for name in names
            for kind in types or every
        }
        keys, numbers = zip(*sorted(pairs), strict=True)
        write_arrow(authorities.entries.select(["id", "types", "description"]), index / _ENTRIES)
        write_arrow(pa.table({"key": pa.array(keys, pa.string()), "entry": pa.array(numbers, pa.int32())}), index / _KEYS)
    return str(index)


class _Index:
    """The entries of a list by the ids of their names."""

    def __init__(self, folder: Place) -> None:
        keys = read_arrow(folder / _KEYS)
        self._keys: Digests = digests_from(keys.column("key"), 16)
        self._numbers = keys.column("entry").to_numpy()
        self._entries = read_arrow(folder / _ENTRIES)

    def find(self, ids: Digests) -> tuple[Indices, Indices]:
        """Return for each id where its entries begin and end."""
        return np.searchsorted(self._keys, ids, "left"), np.searchsorted(self._keys, ids, "right")

    def at(self, begin: int, end: int) -> list[int]:
        """Return the entries of a range."""
        found: list[int] = self._numbers[begin:end].tolist()
        return found

    def entries(self, numbers: Sequence[int]) -> list[dict[str, object]]:
        """Return the facts of some entries, in order of their ids."""
        found: list[dict[str, object]] = self._entries.take(pa.array(sorted(numbers), pa.int64())).to_pylist()
        return found


@lru_cache(maxsize=1)
def _index(folder: str) -> _Index:
    return _Index(place(folder))


def match_entities(entities: pa.Table, index: str) -> pa.Table:
    """Return entities with their entries in the user's list; `index` is the location that `make_index` returned."""
    matches = _matches(entities, _index(index)) if index and len(entities) else [_NO_MATCH] * len(entities)
    values = {"authority_id": [match.entry for match in matches], "authority_candidates": [match.candidates for match in matches]}
    for name, column in values.items():
        at = entities.schema.get_field_index(name)
        field = schema("entities").field(name)
        entities = entities.set_column(at, field, pa.array(column, field.type))
    return entities


def _matches(entities: pa.Table, index: _Index) -> list[Match]:
    begins, ends = index.find(digests_from(entities.column("entity_id"), 16))
    columns = [entities.column(name).to_pylist() for name in ("type", "name", "aliases")]
    descriptions = entities.column("description").to_pylist() if "description" in entities.column_names else [None] * len(entities)
    found = [index.at(begin, end) for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)]
    others = _Others(index)
    for place_, (kind, name, aliases) in enumerate(zip(*columns, strict=True)):
        if not found[place_]:
            found[place_] = others.find(kind, name, aliases)
    return [
        _decide(index.entries(numbers), description) if numbers else _NO_MATCH
        for numbers, description in zip(found, descriptions, strict=True)
    ]


class _Others:
    """The entries of the other forms of a name; each form is looked up once."""

    def __init__(self, index: _Index) -> None:
        self._index = index
        self._known: dict[Form, tuple[str, list[int]]] = {}

    def find(self, kind: str, name: str, aliases: Sequence[str]) -> list[int]:
        """Return the entries of an entity's other forms, except forms that normalise to the same id as its name."""
        forms = [self._look(kind, alias) for alias in aliases if alias != name and _is_specific(kind, alias)]
        loose = self._look(kind, name)[0]
        return sorted({number for form, numbers in forms if form != loose for number in numbers})

    def _look(self, kind: str, form: str) -> tuple[str, list[int]]:
        known = self._known.get((kind, form))
        if known is None:
            key = entity_id(kind, form)
            (begin,), (end,) = self._index.find(np.array([bytes.fromhex(key)], "S16"))
            known = self._known[kind, form] = key, self._index.at(begin, end)
        return known


def _is_specific(kind: str, form: str) -> bool:
    """Return whether a form is specific enough to look up: a full name of a person, or two words or an acronym of others."""
    if kind == "person":
        return person_name(form).is_full
    return len(normalized(form).split()) > 1 or (form.isupper() and len(form) > 1)


def _decide(entries: Sequence[dict[str, object]], description: str | None) -> Match:
    """Choose among the entries that an entity may match."""
    typed = [entry for entry in entries if entry["types"]] or entries
    if len(typed) > 1 and description:
        said = _words(description)
        shared = [len(said & _words(str(entry["description"]))) for entry in typed]
        typed = [entry for entry, count in zip(typed, shared, strict=True) if count == max(shared)]
    ids = [str(entry["id"]) for entry in typed]
    return Match(ids[0]) if len(ids) == 1 else Match(None, ids)


def _words(description: str) -> set[str]:
    return {word for word in normalized(description).split() if len(word) >= _LEAST} - _EMPTY
