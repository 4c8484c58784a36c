"""What changed since the previous release, article by article: the file `changes.jsonl` beside the manifest.

Building a part records the articles that differ from the old parts it is made of; publishing joins these records, so the cost follows the
changes. No table holds any of this.
"""

import contextlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from flows.errors import DamagedError
from flows.plan.jobs import RunPlan
from flows.store.files import read_arrow, write_arrow
from flows.store.staging import run_folder
from newstables.files import Place, place
from newstables.release import Release

CHANGES = "changes.jsonl"
NOTED = {"articles": ["article_id", "seed", "reader_version"], "entities": ["article_id", "entity_id"]}
"""Columns in which articles are compared, by table."""

_NOTES = pa.schema([(name, pa.string()) for name in NOTED["articles"]] + [("entities", pa.list_(pa.string())), ("is_new", pa.bool_())])

Note = dict[str, Any]


def note_changes(job_path: str, before: Mapping[str, Sequence[pa.Table]], after: Mapping[str, pa.Table]) -> None:
    """Write notes on the articles that differ between the old parts (`before`) and the new one, beside the job of the part."""
    old, new = _states(before), _states({table: [after[table]] for table in NOTED})
    notes = [state | {"is_new": False} for article, state in old.items() if new.get(article) != state]
    notes += [state | {"is_new": True} for article, state in new.items() if old.get(article) != state]
    write_arrow(pa.Table.from_pylist(notes, schema=_NOTES), place(f"{job_path}.changes"))


def _states(tables: Mapping[str, Sequence[pa.Table]]) -> dict[str, Note]:
    states = {
        row["article_id"]: row | {"entities": []} for table in tables["articles"] for row in table.select(NOTED["articles"]).to_pylist()
    }
    for table in tables["entities"]:
        for article, entity in zip(*(table.column(name).to_pylist() for name in NOTED["entities"]), strict=True):
            states[article]["entities"].append(entity)
    return states


def changes(plan: RunPlan, data: Place, previous: Release, rejects: pa.Table, *, rematched: bool) -> str:
    """Return a line of JSON for each article that is new, changed, read again, moved or removed, in order of their seeds.

    Args:
        plan: the plan of the run.
        data: the dataset.
        previous: the previous release.
        rejects: the rejected seeds, with their reasons.
        rematched: whether names are matched to another list than in the previous release.
    """
    paths = [run_folder(data) / f"{part.job}.changes" for part in plan.parts if part.kept is None]
    notes = [note for path in paths for note in read_arrow(path).to_pylist()] + list(_left_out(plan, previous))
    found = sorted(_compared(notes, rejects, damaged=bool(plan.damaged)), key=lambda one: (one["seed"], one["article_id"]))
    if rematched:
        found.insert(0, _change("matched again", why="entities.authority_id follows another list of authorities, in all articles"))
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in found)


def _left_out(plan: RunPlan, previous: Release) -> Iterator[Note]:
    """Yield the articles of the parts of the previous release that the next one does not use, as far as they can be read."""
    used = {key for part in plan.parts for key in part.sources}
    for part in previous.manifest["parts"]:
        if part["key"] not in used:
            with contextlib.suppress(DamagedError):
                tables = {table: [previous.arrow(table, columns, part["key"])] for table, columns in NOTED.items()}
                yield from (state | {"is_new": False} for state in _states(tables).values())


def _change(case: str, now: Note | None = None, was: Note | None = None, *, why: str) -> dict[str, Any]:
    """Return a change as the file has it; `now` is None for a removed article, `was` for a new one."""
    one = now or was or {}
    after, before = ({*now["entities"]}, {*was["entities"]}) if now and was else (set(), set())
    return {
        "change": case,
        "article_id": one.get("article_id"),
        "seed": one.get("seed"),
        "previous_article_id": was["article_id"] if was else None,
        "previous_seed": was["seed"] if was else None,
        "why": why,
        "entities_came": sorted(after - before),
        "entities_gone": sorted(before - after),
    }


def _compared(notes: Sequence[Note], rejects: pa.Table, *, damaged: bool) -> Iterator[dict[str, Any]]:
    """Yield the change of each article: first by its id, then by its seed, which may hold another article."""
    old = {note["article_id"]: note for note in notes if not note["is_new"]}
    new = {note["article_id"]: note for note in notes if note["is_new"]}
    for article in sorted(old.keys() & new.keys()):
        was, now = old.pop(article), new.pop(article)
        if was["reader_version"] != now["reader_version"]:
            yield _change("read again", now, was, why=f"the reader was {was['reader_version']} and is {now['reader_version']}")
        elif was["seed"] != now["seed"]:
            yield _change("moved", now, was, why="its seed is in another place")
        elif was["entities"] != now["entities"]:
            yield _change("read again", now, was, why="its seed was read again")
    places = {note["seed"]: note for note in new.values()}
    for was in old.values():
        if was["seed"] in places:
            now = new.pop(places.pop(was["seed"])["article_id"])
            yield _change("changed", now, was, why="its seed has other bytes")
        else:
            yield _change("removed", None, was, why=_why_removed(was["seed"], rejects))
    for now in new.values():
        yield _change("new", now, why="its seed is new, or its part was damaged" if damaged else "its seed is new")


def _why_removed(seed: str, rejects: pa.Table) -> str:
    row = pc.index(rejects.column("seed"), seed).as_py()
    return "its seed is gone" if row < 0 else f"its seed is a reject: {rejects.column('reason')[row].as_py()}"
