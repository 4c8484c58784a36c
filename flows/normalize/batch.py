"""Reading one batch of seeds: what the reading processes do. No Prefect here."""

import gc
import traceback
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa

from flows.errors import NewstablesError, RejectedError
from flows.ingest.documents import read_file, read_record, read_spooled
from flows.ingest.seed import Seed
from flows.ingest.spool import is_record, read_spool
from flows.store.files import Place, below, place, read_arrow, read_json, remove, sync, to_arrow, write_arrow, write_json
from flows.version import reader_version
from transforms import load_models, read_article
from transforms.models import WeightsError
from transforms.rows import Record
from transforms.schema import TABLES, ArticleRow, RejectRow, Row

DONE = "done.json"
"""The last file of a finished batch: its counts."""


def read_batch(path: str) -> dict[str, Any]:
    """Read the seeds that the file at `path` lists and leave their rows in the folder that it names.

    A batch is done when its last file is there, and is not read again.

    Returns:
        Counts: articles, and rejects by reason.
    """
    work = read_json(place(path))
    done, spooled = place(work["done"]), place(work["spooled"])
    records = read_spool(spooled)
    if not is_done(done):  # asked after the records were read, since a worker that was given up for dead may have cleared them away
        _leave(_read_tables(work, records), done)
        remove(spooled)
        gc.collect(0)  # the reading processes collect nothing by themselves; what is older than this batch is code and word lists
    return read_counts(done)


def _read_tables(work: dict[str, Any], records: dict[str, Record]) -> dict[str, pa.Table]:
    """Read a batch into tables; where some article's rows are none that a table can hold, each is tried by itself."""
    try:
        return _to_tables(_read(work, records))
    except (ValueError, OverflowError, pa.ArrowException):
        return _to_tables(_read(work | {"singly": True}, records))


def _to_tables(rows: dict[str, list[Row]]) -> dict[str, pa.Table]:
    return {table: to_arrow(table, found) for table, found in rows.items()}


def _read(work: dict[str, Any], records: dict[str, Record]) -> dict[str, list[Row]]:
    _load()
    rows: dict[str, list[Row]] = {name: [] for name in TABLES}
    for seed in (Seed(*fields) for fields in work["seeds"]):
        try:
            article = _read_one(seed, records.get(seed.name), work)
        except RejectedError as error:
            rows["rejects"].append(RejectRow(seed.name, seed.sha256, error.reason, str(error), seed.size))
        else:
            for table, found in article.items():
                rows[table] += found
    return rows


def _load() -> None:
    """Load the models; where that cannot be done no article can be read, so the run has to fail, not each article."""
    try:
        load_models()
    except WeightsError as error:
        raise NewstablesError(str(error)) from error
    except OSError as error:
        why = f"{error.strerror or error}: set TMPDIR to a folder with room"
        raise NewstablesError(f"the models cannot be loaded, which takes 70 MB of temporary files for a moment ({why})") from error


def _read_one(seed: Seed, record: Record | None, work: dict[str, Any]) -> dict[str, list[Row]]:
    languages = tuple(work["languages"])
    try:
        if is_record(seed):
            document = read_record(seed, record)
        elif work["all_spooled"]:
            document = read_spooled(seed, record)
        else:
            document = read_file(seed, work["max_bytes"])
        rows = read_article(document, reader_version(languages))
        if "singly" in work:
            _to_tables(rows)
    except RejectedError:
        raise
    except Exception as error:  # one article that the reading cannot handle must not cost the others; it gets its row
        where = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{Path(where.filename).name}:{where.lineno}"
        raise RejectedError("failed", f"the reading failed with {type(error).__name__} at {place}: {error}") from error
    _check_language(rows["articles"], languages)
    return rows


def _check_language(articles: list[Row], languages: tuple[str, ...]) -> None:
    """Reject an article in a language that this run does not read; one that is too short to tell is read."""
    for article in articles:
        if languages and isinstance(article, ArticleRow) and article.language not in (None, *languages):
            message = f"the article is in another language ({article.language}) than the run reads: {', '.join(languages)}"
            raise RejectedError("language", message)


def _leave(tables: dict[str, pa.Table], done: Place) -> None:
    for table, data in tables.items():
        write_arrow(data, done / f"{table}.arrow")
    if isinstance(done, Path):
        sync(done)
    reasons = Counter(tables["rejects"].column("reason").to_pylist())
    write_json({"articles": len(tables["articles"]), "rejects": dict(sorted(reasons.items()))}, done / DONE)


def name_batch(path: str) -> str:
    """Return words for what a file of work says: a batch of so many seeds, or the articles of a part."""
    work = read_json(place(path))
    if "seeds" not in work:
        return f"the part {Path(path).stem} of {len(work['slots']):,} articles"
    names = [fields[0] for fields in work["seeds"]]
    return f"the batch {Path(path).stem} of {len(names):,} seeds, {names[0]} to {names[-1]},"


def is_done(done: Place) -> bool:
    """Tell whether a batch is finished, and nobody has begun to delete it."""
    return {DONE, *(f"{table}.arrow" for table in TABLES)} <= {*below(done)}


def read_counts(done: Place) -> dict[str, Any]:
    """Return what a finished batch holds: the number of articles, and of rejects by reason."""
    counts: dict[str, Any] = read_json(done / DONE)
    return counts


def read_table(done: Place, table: str) -> pa.Table:
    """Return one table of a finished batch."""
    return read_arrow(done / f"{table}.arrow")
