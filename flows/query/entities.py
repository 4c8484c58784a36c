"""Entities of a release: people, organizations and places with their names, aliases and counts."""

from collections import Counter
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from flows.store.manifest import check_current
from newstables.release import Release

_COUNTS = ("quote_count", "mention_count")


def list_entities(release: Release, kind: str | None = None, limit: int | None = None) -> list[dict[str, Any]]:
    """Return the entities of a release, most quoted first, then most mentioned; names ordered by number of articles.

    Raises:
        NewstablesError: the release was made with an older schema.
    """
    check_current(release)
    rows = release.arrow("entities", ["entity_id", "type", "is_partial", "place_code", *_COUNTS])
    if kind:
        rows = rows.filter(pc.equal(rows.column("type"), kind))
    sums = rows.group_by("entity_id").aggregate([(name, "sum") for name in _COUNTS] + [("entity_id", "count"), ("place_code", "max")])
    order = [("quote_count_sum", "descending"), ("mention_count_sum", "descending"), ("entity_id", "ascending")]
    first = sums.take(pc.sort_indices(sums, sort_keys=order)[:limit])
    names, aliases = _forms(release, first.column("entity_id"))
    kinds = dict(zip(*(rows.column(name).to_pylist() for name in ("entity_id", "type")), strict=True))
    partial = set(rows.filter(rows.column("is_partial")).column("entity_id").to_pylist())
    return [
        {
            "entity_id": row["entity_id"],
            "name": _ordered(names[row["entity_id"]])[0],
            "type": kinds[row["entity_id"]],
            "place_code": row["place_code_max"],
            "is_partial": row["entity_id"] in partial,
            "articles": row["entity_id_count"],
            "mentions": row["mention_count_sum"],
            "quotes": row["quote_count_sum"],
            "aliases": _ordered(aliases[row["entity_id"]]),
        }
        for row in first.to_pylist()
    ]


def _forms(release: Release, wanted: pa.ChunkedArray) -> tuple[dict[str, Counter[str]], dict[str, Counter[str]]]:
    """Return the names and aliases of some entities with the number of articles that use each."""
    rows = release.arrow("entities", ["entity_id", "name", "aliases"])
    names: dict[str, Counter[str]] = {}
    aliases: dict[str, Counter[str]] = {}
    for row in rows.filter(pc.is_in(rows.column("entity_id"), value_set=wanted.combine_chunks())).to_pylist():
        names.setdefault(row["entity_id"], Counter())[row["name"]] += 1
        aliases.setdefault(row["entity_id"], Counter()).update(row["aliases"])
    return names, aliases


def _ordered(forms: Counter[str]) -> list[str]:
    return sorted(forms, key=lambda form: (-forms[form], form))
