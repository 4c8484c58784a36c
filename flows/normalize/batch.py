"""Read one batch of seeds in a worker process, without Prefect."""

import gc
import traceback
from collections import Counter
from pathlib import Path

import pyarrow as pa

from flows.errors import NewstablesError, RejectedError
from flows.ingest.documents import read_file, read_record, read_spooled
from flows.ingest.seed import Seed
from flows.ingest.spool import is_record, read_spool
from flows.normalize.counters import SeedCounter
from flows.normalize.time_limits import SeedTimer, seed_timer
from flows.plan.jobs import DONE, BatchCounts, BatchJob, is_done, read_counts
from flows.store.files import remove, sync, to_arrow, write_arrow, write_json
from newstables.files import Place, place
from transforms.article import load_models, read_article
from transforms.models import WeightsError
from transforms.rows import Record
from transforms.schema import TABLES, ArticleRow, RejectRow, Row


def read_batch(path: str) -> BatchCounts:
    """Read the seeds of the job at `path`, write their rows to its folder, and return the counts.

    A batch is finished when its last file exists, and is not read again.
    """
    job = BatchJob.read(path)
    done, spooled = place(job.done), place(job.spooled)
    records = read_spool(spooled)
    if not is_done(done):  # checked after reading the records: if this worker was given up as dead, they may be deleted
        with seed_timer(path, job.seconds) as timer:
            _leave(_read_tables(job, records, timer, SeedCounter(place(path).parent.parent)), done)
        remove(spooled)
        gc.collect(0)  # worker processes do not collect garbage on their own; objects older than this batch are code and word lists
    return read_counts(done)


def _read_tables(job: BatchJob, records: dict[str, Record], timer: SeedTimer, counter: SeedCounter) -> dict[str, pa.Table]:
    """Read a batch into tables; if some rows do not fit a table, try each article separately."""
    try:
        return _to_tables(_read(job, records, timer, counter))
    except (ValueError, OverflowError, pa.ArrowException):
        return _to_tables(_read(job, records, timer, None))


def _to_tables(rows: dict[str, list[Row]]) -> dict[str, pa.Table]:
    return {table: to_arrow(table, found) for table, found in rows.items()}


def _read(job: BatchJob, records: dict[str, Record], timer: SeedTimer, counter: SeedCounter | None) -> dict[str, list[Row]]:
    """Return the rows of a batch; without a counter, check each article separately and count none again."""
    _load()
    rows: dict[str, list[Row]] = {name: [] for name in TABLES}
    for number, seed in enumerate(job.seeds):
        try:
            timer.start(number)
            article = _read_one(seed, records.get(seed.name), job)
            if counter is None:
                _try_to_table(article)
        except RejectedError as error:
            rows["rejects"].append(RejectRow(seed.name, seed.sha256, error.reason, str(error), seed.size))
        else:
            for table, found in article.items():
                rows[table] += found
        if counter:
            counter.increment()
    return rows


def _load() -> None:
    """Load the models; if that fails, the run fails, since no article can be read."""
    try:
        load_models()
    except WeightsError as error:
        raise NewstablesError(str(error)) from error
    except OSError as error:
        why = f"{error.strerror or error}: set TMPDIR to a folder with room"
        raise NewstablesError(f"the models cannot be loaded, which takes 70 MB of temporary files for a moment ({why})") from error


def _read_one(seed: Seed, record: Record | None, job: BatchJob) -> dict[str, list[Row]]:
    try:
        if is_record(seed):
            document = read_record(seed, record)
        elif job.all_spooled:
            document = read_spooled(seed, record)
        else:
            document = read_file(seed, job.max_bytes)
        rows = read_article(document, job.reader_version)
    except RejectedError:
        raise
    except Exception as error:  # an article that makes the reader fail becomes a reject and does not stop the others
        raise _failed(error) from error
    _check_language(rows["articles"], job.languages)
    return rows


def _try_to_table(rows: dict[str, list[Row]]) -> None:
    """Reject an article whose rows do not fit a table."""
    try:
        _to_tables(rows)
    except Exception as error:
        raise _failed(error) from error


def _failed(error: Exception) -> RejectedError:
    where = traceback.extract_tb(error.__traceback__)[-1]
    at = f"{Path(where.filename).name}:{where.lineno}"
    return RejectedError("failed", f"the reading failed with {type(error).__name__} at {at}: {error}")


def _check_language(articles: list[Row], languages: tuple[str, ...]) -> None:
    """Reject an article in a language that this run does not read; an article too short to detect a language is read."""
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
