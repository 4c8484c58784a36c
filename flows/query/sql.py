"""SQL over one release: questions that cannot write, fetch or load anything."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow as pa

from flows.errors import NewstablesError, UsageError
from newstables.release import Release

BATCH_ROWS = 10_000
"""Rows of an answer that are in memory at a time."""

_READING = frozenset({"FROM", "SELECT", "WITH", "VALUES", "TABLE", "PIVOT", "UNPIVOT", "DESCRIBE", "DESC", "SHOW", "SUMMARIZE", "EXPLAIN"})
"""What a statement that only reads begins with."""

_LEADING = re.compile(r"(?:\s|\(|--[^\n]*(?:\n|$)|/\*.*?\*/)*", re.DOTALL)
_WORD = re.compile(r"\w+")


@contextmanager
def answer(release: Release, query: str, *, locked: bool = True) -> Iterator[pa.RecordBatchReader]:
    """Ask a question of a release and yield the answer, which is read as it is found.

    With `locked` only what reads may be asked, and of the release alone.

    Raises:
        UsageError: the query is wrong, or may not be asked.
        NewstablesError: it could not be answered.
    """
    import duckdb  # noqa: PLC0415 - most commands need none

    try:
        with release.duckdb(locked=locked) as connection:
            statements = connection.extract_statements(query)
            for statement in statements if locked else ():
                _refuse_writing(statement, duckdb.StatementType)
            if not statements:
                raise UsageError("the query is empty; ask for instance: FROM quotes LIMIT 5")
            yield _reader(connection.sql(query))
    except (duckdb.IOException, duckdb.OutOfMemoryException, duckdb.InternalException) as error:
        raise NewstablesError(f"the query could not be answered: {_sentence(error)}") from None
    except duckdb.PermissionException as error:
        raise UsageError(f"{_sentence(error)}; --open lets a query use other files") from None
    except duckdb.Error as error:
        raise UsageError(_sentence(error)) from None


def _reader(result: Any) -> pa.RecordBatchReader:
    """Return an answer batch by batch; the method has another name since DuckDB 1.4."""
    return result.to_arrow_reader(BATCH_ROWS) if hasattr(result, "to_arrow_reader") else result.fetch_arrow_reader(BATCH_ROWS)


def _refuse_writing(statement: Any, types: Any) -> None:
    """Refuse a statement that does more than read.

    A release's own files have to be open to its views, and what is open to reading is open to `COPY … TO` too; so each statement has
    to be one that reads, by its type and by its first words (a `PIVOT` has no type of its own, nor has a `COPY` that is explained).
    """
    leading = _LEADING.match(statement.query)
    words = _WORD.findall(statement.query[leading.end() if leading else 0 :].upper())
    first = words[0] if words else ""
    analyzed = first == "EXPLAIN" and "ANALYZE" in words
    if statement.type not in {types.SELECT, types.EXPLAIN, types.MULTI} or first not in _READING or analyzed:
        raise UsageError(f"{first or 'this'} does more than read; --open lets a query write files, make tables and load extensions")


def _sentence(error: Exception) -> str:
    """Return DuckDB's message on one line: without its class and its drawing, with the line where the query has many."""
    message, _, drawing = str(error).partition("\nLINE ")
    place = drawing.partition(":")[0]
    told = message.partition("Error: ")
    line = f" (line {place})" if place not in {"", "1"} else ""
    text = " ".join((told[2] or told[0]).split()).rstrip(".!").replace("! ", "; ")
    return text.replace("Candidate bindings:", "the nearest are").replace("Did you mean", "did you mean") + line
