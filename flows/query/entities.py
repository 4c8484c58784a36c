"""The people, organizations and places of a release, each once, with names, counts and days.

Entities that match the same entry of the user's list are one; all others are distinguished by their ids.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from flows.store.manifest import check_current
from newstables.release import Release

_COUNTS = ("quote_count", "mention_count")
_COUNTED = ("article_id", "entity_id", "type", "authority_id", "authority_candidates", *_COUNTS)
_MANY = 200_000
"""Rows of counts in memory before they are summed."""
_KEY = "entity"


def list_entities(release: Release, kind: str | None = None, limit: int | None = None, *, ambiguous: bool = False) -> list[dict[str, Any]]:
    """Return the entities of a release, most quoted first, then most mentioned; their names are ordered by the articles that use them.

    Args:
        release: the release.
        kind: only entities of this type.
        limit: maximum number.
        ambiguous: only entities that match several entries of the user's list, in the articles where none is chosen.

    Raises:
        NewstablesError: the release was made with an older schema.
    """
    check_current(release)
    choice = _Choice(kind, ambiguous)
    counts = _counted(choice, release)
    order = [("quote_count", "descending"), ("mention_count", "descending"), (_KEY, "ascending")]
    first = counts.take(pc.sort_indices(counts, sort_keys=order)[:limit])
    found = {key: _Entity() for key in first.column(_KEY).to_pylist()}
    for part in release.manifest["parts"] if found else ():
        _gather(found, choice, release, part["key"])
    return [
        found[row[_KEY]].facts() | {"articles": row["articles"], "mentions": row["mention_count"], "quotes": row["quote_count"]}
        for row in first.to_pylist()
    ]


@dataclass(frozen=True, slots=True)
class _Choice:
    """Which rows of `entities` are selected."""

    kind: str | None
    ambiguous: bool

    def of(self, rows: pa.Table) -> pa.Table:
        """Return the selected rows with the key of their entities: the entry of the user's list, otherwise the id."""
        if self.kind:
            rows = rows.filter(pc.equal(rows.column("type"), self.kind))
        if self.ambiguous:
            rows = rows.filter(pc.greater(pc.list_value_length(rows.column("authority_candidates")), 0))
        return rows.append_column(_KEY, pc.coalesce(rows.column("authority_id"), rows.column("entity_id")))


def _counted(choice: _Choice, release: Release) -> pa.Table:
    """Return the counts of each entity, added up part by part: a million articles have eight million rows of entities."""
    held: list[pa.Table] = []
    for part in release.manifest["parts"]:
        rows = choice.of(release.arrow("entities", _COUNTED, part["key"]))
        counts = rows.group_by(_KEY).aggregate([*((name, "sum") for name in _COUNTS), ("article_id", "count_distinct")])
        held.append(counts.rename_columns([_KEY, *_COUNTS, "articles"]))
        if sum(map(len, held[1:])) > max(len(held[0]), _MANY):
            held = [_added(held)]
    return _added(held)


def _added(counts: Sequence[pa.Table]) -> pa.Table:
    names = (*_COUNTS, "articles")
    return pa.concat_tables(counts).group_by(_KEY).aggregate([(name, "sum") for name in names]).rename_columns([_KEY, *names])


@dataclass(slots=True)
class _Entity:
    """The facts of an entity, from all articles."""

    ids: Counter[str] = field(default_factory=Counter)
    names: Counter[str] = field(default_factory=Counter)
    aliases: Counter[str] = field(default_factory=Counter)
    candidates: set[str] = field(default_factory=set)
    statements: set[str] = field(default_factory=set)
    direct: set[str] = field(default_factory=set)
    days: list[date] = field(default_factory=list)
    types: Counter[str] = field(default_factory=Counter)
    authority: str | None = None
    place_code: str | None = None
    is_partial: bool = False

    def add(self, row: dict[str, Any]) -> None:
        """Add the facts of one article."""
        self.ids[row["entity_id"]] += 1
        self.names[row["name"]] += 1
        self.aliases.update(row["aliases"])
        self.candidates.update(row["authority_candidates"])
        self.types[row["type"]] += 1
        self.authority = row["authority_id"]
        self.place_code = max(filter(None, (self.place_code, row["place_code"])), default=None)
        self.is_partial |= row["is_partial"]
        if row["published"]:
            day = row["published"].date()
            self.days = [min([day, *self.days]), max([day, *self.days])]

    def facts(self) -> dict[str, Any]:
        """Return all facts except the sums."""
        ids = _ordered(self.ids)
        return {
            "entity_id": ids[0],
            "entity_ids": ids,
            "authority_id": self.authority,
            "authority_candidates": sorted(self.candidates),
            "name": _ordered(self.names)[0],
            "type": _ordered(self.types)[0],
            "place_code": self.place_code,
            "is_partial": self.is_partial,
            "statements": len(self.statements),
            "direct_share": round(len(self.direct) / len(self.statements), 3) if self.statements else None,
            "first_day": self.days[0].isoformat() if self.days else None,
            "last_day": self.days[1].isoformat() if self.days else None,
            "aliases": _ordered(self.aliases),
        }


_OF_ENTITIES = ("article_id", "entity_id", "name", "type", "aliases", "place_code", "is_partial", "authority_id", "authority_candidates")
_OF_QUOTES = ("article_id", "quote_id", "quote_group", "kind", "speaker_ids")


def _gather(found: dict[str, _Entity], choice: _Choice, release: Release, part: str) -> None:
    """Add the facts of one part to the requested entities."""
    rows = choice.of(release.arrow("entities", _OF_ENTITIES, part))
    rows = rows.filter(pc.is_in(rows.column(_KEY), value_set=pa.array(list(found), pa.string())))
    articles = release.arrow("articles", ["article_id", "published"], part)
    published = articles.column("published").take(pc.index_in(rows.column("article_id"), value_set=articles.column("article_id")))
    by_id: dict[tuple[str, str], _Entity] = {}
    for row in rows.append_column("published", published).to_pylist():
        entity = by_id[row["article_id"], row["entity_id"]] = found[row[_KEY]]
        entity.add(row)
    quotes = release.arrow("quotes", _OF_QUOTES, part)
    spoken = quotes.take(pc.list_parent_indices(quotes.column("speaker_ids"))).drop_columns("speaker_ids")
    spoken = spoken.append_column("speaker", pc.list_flatten(quotes.column("speaker_ids")))
    for row in spoken.filter(pc.is_in(spoken.column("speaker"), value_set=rows.column("entity_id"))).to_pylist():
        speaker = by_id.get((row["article_id"], row["speaker"]))
        if speaker:
            statement = row["quote_group"] or row["quote_id"]
            speaker.statements.add(statement)
            if row["kind"] == "direct":
                speaker.direct.add(statement)


def _ordered(forms: Counter[str]) -> list[str]:
    return sorted(forms, key=lambda form: (-forms[form], form))
