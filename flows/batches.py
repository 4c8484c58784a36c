"""Reading one batch of seeds: what the reading processes do. No Prefect here."""

import gc
import shutil
import traceback
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa

from flows.documents import read_file, read_record
from flows.errors import NewstablesError, RejectedError
from flows.seeds import Seed
from flows.spool import is_record, read_spool
from flows.storage import read_arrow, read_json, sync, to_arrow, write_arrow
from flows.version import reader_version
from transforms import read_article
from transforms.models import WeightsError
from transforms.rows import Record
from transforms.schema import TABLES, ArticleRow, RejectRow, Row

RECORDS = "records"
"""Folder, beside that of the batches, of the records that they read."""


def read_batch(path: str) -> dict[str, Any]:
    """Read the seeds that the file at `path` lists and leave their rows in the folder beside it that is named as the file.

    The folder appears whole or not at all; a batch whose folder is there is done and is not read again.

    Returns:
        Counts: articles, and rejects by reason.
    """
    done = Path(path).with_suffix("")
    if not done.exists():
        spooled = done.parent.parent / RECORDS / done.name
        _leave(_read_tables(read_json(Path(path)), spooled), done)
        spooled.unlink(missing_ok=True)
        gc.collect(0)  # the reading processes collect nothing by themselves; what is older than this batch is code and word lists
    return read_counts(done)


def _read_tables(work: dict[str, Any], spooled: Path) -> dict[str, pa.Table]:
    """Read a batch into tables; where some article's rows are none that a table can hold, each is tried by itself."""
    try:
        return _to_tables(_read(work, read_spool(spooled)))
    except (ValueError, OverflowError, pa.ArrowException):
        return _to_tables(_read(work | {"singly": True}, read_spool(spooled)))


def _to_tables(rows: dict[str, list[Row]]) -> dict[str, pa.Table]:
    return {table: to_arrow(table, found) for table, found in rows.items()}


def _read(work: dict[str, Any], records: dict[str, Record]) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {name: [] for name in TABLES}
    for seed in (Seed(*fields) for fields in work["seeds"]):
        try:
            article = _read_one(seed, records.pop(seed.name, None), work)
        except RejectedError as error:
            rows["rejects"].append(RejectRow(seed.name, seed.sha256, error.reason, str(error), seed.size))
        else:
            for table, found in article.items():
                rows[table] += found
    return rows


def _read_one(seed: Seed, record: Record | None, work: dict[str, Any]) -> dict[str, list[Row]]:
    languages = tuple(work["languages"])
    try:
        document = read_record(seed, record) if is_record(seed) else read_file(seed, work["max_bytes"])
        rows = read_article(document, reader_version(languages))
        if "singly" in work:
            _to_tables(rows)
    except RejectedError:
        raise
    except WeightsError as error:  # no article can be read: the run has to fail, not each article
        raise NewstablesError(str(error)) from error
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


def _leave(tables: dict[str, pa.Table], done: Path) -> None:
    fresh = done.with_suffix(".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    for table, data in tables.items():
        write_arrow(data, fresh / f"{table}.arrow")
    sync(fresh)
    fresh.rename(done)


def read_counts(done: Path) -> dict[str, Any]:
    """Return what a finished batch holds: the number of articles, and of rejects by reason."""
    reasons = Counter(read_arrow(done / "rejects.arrow").column("reason").to_pylist())
    return {"articles": read_arrow(done / "articles.arrow").num_rows, "rejects": dict(reasons)}


def read_table(done: Path, table: str) -> pa.Table:
    """Return one table of a finished batch."""
    return read_arrow(done / f"{table}.arrow")
