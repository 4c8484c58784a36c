"""A DuckDB connection with a view of each table of a release and the view `people`; it downloads and loads no extensions."""

import secrets
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from newstables.files import Place
from newstables.people import people_view

if TYPE_CHECKING:
    import duckdb
    import pyarrow.dataset as ds


def connect(files: Mapping[str, Sequence[Place]], *, locked: bool = False) -> "duckdb.DuckDBPyConnection":
    """Return a DuckDB connection in memory with a view of each table and the view `people`; `files` has the Parquet files of each table.

    DuckDB downloads no extensions automatically. With `locked`, the connection can open only these files, and its settings cannot be
    changed.
    """
    import duckdb  # noqa: PLC0415 - most commands need none

    connection = duckdb.connect()
    for table, found in files.items():
        if all(isinstance(file, Path) for file in found):
            connection.execute(f"CREATE VIEW {table} AS FROM read_parquet({_names(found)})")
        else:
            connection.register(table, _opened(found))
    columns = {name for name, *_ in connection.execute("DESCRIBE entities").fetchall()} if "entities" in files else set()
    if people := people_view(columns):
        connection.execute(people)
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET autoinstall_known_extensions = false")
    connection.execute("SET autoload_known_extensions = false")
    connection.execute(f"SET temp_directory = {_literal(_temporary())}")
    if locked:
        own = [file for found in files.values() for file in found if isinstance(file, Path)]
        connection.execute(f"SET allowed_paths = {_names(own)}")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
    return connection


def _opened(files: Sequence[Place]) -> "ds.Dataset":
    """Return files in object storage as an Arrow dataset, which reads only what a query needs."""
    import pyarrow.dataset as ds  # noqa: PLC0415 - it loads pandas, which no other command needs

    kind = ds.ParquetFileFormat()
    fragments = [kind.make_fragment(pa.PythonFile(file.open(), "r")) for file in files]
    return ds.FileSystemDataset(fragments, fragments[0].physical_schema, kind)


def _temporary() -> str:
    """Return the folder for DuckDB's temporary files; DuckDB creates and deletes it on demand."""
    return str(Path(tempfile.gettempdir()) / f"newstables-sql-{secrets.token_hex(8)}")


def _names(files: Sequence[Place]) -> str:
    return f"[{', '.join(_literal(str(file)) for file in files)}]"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
