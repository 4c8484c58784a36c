"""Build one part of a release, without Prefect: rows of batches and of old parts, in order, checked, as Parquet."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from flows.duplicates.signatures import SIGNATURES, sign_articles
from flows.ingest.seed_table import TRANSIENT
from flows.integrity.checks import check_part, check_schema, check_seeds, check_signatures
from flows.plan.jobs import PartJob, read_table
from flows.plan.layout import Slots
from flows.publish.authority import match_entities
from flows.publish.changes import NOTED, note_changes
from flows.store.coverage import cover
from flows.store.files import schema, write_parquet
from flows.store.manifest import SIGNATURES_TABLE, TABLES_OF_PARTS
from newstables.files import Place, place, read_parquet
from newstables.manifest import FileEntry, PartEntry

Built = tuple[PartEntry, list[FileEntry], Mapping[str, int]]
"""The part's entry in the manifest, those of its files, and the number of articles that changed their case in `plan.CASES`."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where the files of the staged release are written, and the list that its names are matched to."""

    base: str
    """The root of its file paths."""
    prefix: str
    """The prefix of the paths of new files."""
    has_previous: bool
    """Whether there is a previous release, so that changes are recorded."""
    index: str
    """The index of the user's list; see `flows.publish.authority`."""


def build_part(job_path: str, key: str, to: Target, old: Mapping[str, Sequence[str]]) -> Built:
    """Build, check and write the files of one part.

    Args:
        job_path: the file that lists the part's articles in order, and the batches that hold fresh rows of them.
        key: name of the part.
        to: where its files are written.
        old: by table, the files of the previous release that hold rows of the part's articles.

    Returns:
        The part's entry in the manifest, those of its files, and the changes in the counts by case for seeds that are rejects.

    Raises:
        BrokenInvariantError: the part would violate an invariant.
    """
    job = PartJob.read(job_path)
    done = [place(batch) for batch in job.batches]
    files = {table: [place(file) for file in old.get(table, ())] for table in (*TABLES_OF_PARTS, SIGNATURES_TABLE)}
    articles, seeds, outcome = _settle(job.slots, done)
    tables, before = {}, {}
    for table in TABLES_OF_PARTS:
        held = [read_parquet(path) for path in files[table]]
        tables[table] = _assemble(table, articles, done, held)
        if table in NOTED:
            before[table] = [rows.select(NOTED[table]) for rows in held]
    at = schema("articles").get_field_index("seed")
    tables["articles"] = tables["articles"].set_column(at, schema("articles").field(at), pa.array(seeds, pa.string()))
    tables["entities"] = match_entities(tables["entities"], to.index)
    check_part(tables)
    signatures = _sign(tables, articles, files[SIGNATURES_TABLE])
    check_signatures(signatures, tables["articles"])
    if to.has_previous:
        note_changes(job_path, before, tables)
    text_bytes = pc.sum(pc.binary_length(tables["articles"].column("text"))).as_py() or 0
    entry = PartEntry(key=key, articles=len(articles), text_bytes=text_bytes, coverage=cover(tables["articles"], tables["quotes"]))
    written = [write_file(data, table, key, place(to.base), to.prefix) for table, data in (*tables.items(), (SIGNATURES_TABLE, signatures))]
    return entry, written, outcome


def rematch_part(old: str, part: str, key: str, to: Target) -> FileEntry:
    """Match the entities of an otherwise unchanged part to another list; return the entry of their file in the manifest.

    Args:
        old: the file of the previous release.
        part: name of the part.
        key: the end of the name of the file.
        to: where it is written.
    """
    entities = match_entities(read_parquet(place(old)), to.index)
    check_schema("entities", entities)
    entry = write_file(entities, "entities", key, place(to.base), to.prefix)
    entry["part"] = part
    return entry


def write_file(data: pa.Table, table: str, part: str, base: Place, prefix: str) -> FileEntry:
    """Write one table of a part of the staged release and return its entry in the manifest."""
    path = f"{prefix}{table}/part-{part}.parquet"
    written = write_parquet(data, base / path)
    return FileEntry(path=path, table=table, part=part, rows=written["rows"], bytes=written["bytes"], sha256=written["sha256"])


def _settle(slots: Slots, batches: Sequence[Place]) -> tuple[dict[str, bool], list[str], Mapping[str, int]]:
    """Return for each slot, given the finished batches, whether its rows are fresh, and its seed.

    The last value counts the articles whose case differs from the plan because their seeds are rejects.
    """
    read = {article for batch in batches for article in read_table(batch, "articles").column("article_id").to_pylist()}
    rejects = [read_table(batch, "rejects") for batch in batches]
    reasons = {
        seed: reason for table in rejects for seed, reason in zip(*(table.column(c).to_pylist() for c in ("seed", "reason")), strict=True)
    }
    articles: dict[str, bool] = {}
    outcome: Counter[str] = Counter()
    seeds = []
    for article, seed, to_read, fallback in zip(slots.articles, slots.seeds, slots.to_read, slots.fallbacks, strict=True):
        if not to_read or article in read:
            articles[article] = to_read
            seeds.append(seed)
            continue
        outcome["new" if fallback is None else "reread" if fallback == article else "changed"] -= 1
        if fallback and reasons.get(seed) in TRANSIENT:
            articles[fallback] = False
            seeds.append(seed)
            outcome["kept_without_seed"] += 1
        elif fallback:
            outcome["dropped"] += 1
    check_seeds(seeds, list(reasons.keys() - set(seeds)), slots.seeds)
    return articles, seeds, outcome


def _assemble(table: str, articles: Mapping[str, bool], batches: Sequence[Place], old: Sequence[pa.Table]) -> pa.Table:
    """Return the rows of the articles, in their order; rows of one article keep the order they were read in."""
    pieces = [_only(rows, _kept(articles)) for rows in old] + [_only(read_table(b, table), _fresh(articles)) for b in batches]
    return _in_order(schema(table), articles, pieces)


def _sign(tables: Mapping[str, pa.Table], articles: Mapping[str, bool], old: Sequence[Place]) -> pa.Table:
    """Return the signatures of the articles in their order: computed for fresh ones, copied for the others."""
    pieces = [_only(read_parquet(path), _kept(articles)) for path in old] + [sign_articles(tables, _fresh(articles))]
    return _in_order(SIGNATURES, articles, pieces)


def _in_order(wanted: pa.Schema, articles: Mapping[str, bool], pieces: Sequence[pa.Table]) -> pa.Table:
    if not pieces:
        return wanted.empty_table()
    rows = pa.concat_tables(pieces).replace_schema_metadata(wanted.metadata).cast(wanted)
    indices = pc.index_in(rows.column("article_id"), value_set=pa.array(list(articles), pa.string()))
    return rows.take(pa.array(np.argsort(indices.to_numpy(), kind="stable"))).combine_chunks()


def _kept(articles: Mapping[str, bool]) -> pa.Array:
    return pa.array([article for article, fresh in articles.items() if not fresh], pa.string())


def _fresh(articles: Mapping[str, bool]) -> pa.Array:
    return pa.array([article for article, fresh in articles.items() if fresh], pa.string())


def _only(rows: pa.Table, articles: pa.Array) -> pa.Table:
    return rows.filter(pc.is_in(rows.column("article_id"), value_set=articles))
