"""Read-only SQL over one release."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow as pa

from flows.errors import NewstablesError, UsageError
from newstables.release import Release

BATCH_ROWS = 10_000
"""Rows of a result in memory at a time."""

_READING = frozenset({"FROM", "SELECT", "WITH", "VALUES", "TABLE", "PIVOT", "UNPIVOT", "DESCRIBE", "DESC", "SHOW", "SUMMARIZE", "EXPLAIN"})
"""First words of read-only statements."""

_LEADING = re.compile(r"(?:\s|\(|--[^\n]*(?:\n|$)|/\*.*?\*/)*", re.DOTALL)
_WORD = re.compile(r"\w+")


@contextmanager
def run_query(release: Release, query: str, *, locked: bool = True) -> Iterator[pa.RecordBatchReader]:
    """Run a query on a release and yield the result as it is computed.

    With `locked`, only read-only statements on the release itself are allowed.

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
    """Return a result as a stream of batches; the method was renamed in DuckDB 1.4."""
    return result.to_arrow_reader(BATCH_ROWS) if hasattr(result, "to_arrow_reader") else result.fetch_arrow_reader(BATCH_ROWS)


def _refuse_writing(statement: Any, types: Any) -> None:
    """Reject statements that do more than read.

    The views need access to the release's files, and `COPY … TO` may write where reading is allowed; so each statement must be read-only by
    its type and its first words (`PIVOT` has no type of its own, nor has an explained `COPY`).
    """
    leading = _LEADING.match(statement.query)
    words = _WORD.findall(statement.query[leading.end() if leading else 0 :].upper())
    first = words[0] if words else ""
    analyzed = first == "EXPLAIN" and "ANALYZE" in words
    if statement.type not in {types.SELECT, types.EXPLAIN, types.MULTI} or first not in _READING or analyzed:
        raise UsageError(f"{first or 'this'} does more than read; --open lets a query write files, make tables and load extensions")


def _sentence(error: Exception) -> str:
    """Return DuckDB's message on one line, without its class and caret, with the line number if the query has several lines."""
    message, _, drawing = str(error).partition("\nLINE ")
    number = drawing.partition(":")[0]
    parts = message.partition("Error: ")
    line = f" (line {number})" if number not in {"", "1"} else ""
    text = " ".join((parts[2] or parts[0]).split()).rstrip(".!").replace("! ", "; ")
    return text.replace("Candidate bindings:", "the nearest are").replace("Did you mean", "did you mean") + line
