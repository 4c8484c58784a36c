"""Tables in memory, the common base of a release and of a single text."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pyarrow as pa

from newstables.errors import UsageError

if TYPE_CHECKING:  # pandas is loaded by the first data frame
    import pandas as pd


class Tables:
    """Arrow tables by name; each is also available as a pandas data frame: `tables.quotes`."""

    def __init__(self, tables: Mapping[str, pa.Table]) -> None:
        """Store the tables."""
        self._tables = dict(tables)

    def arrow(self, table: str) -> pa.Table:
        """Return a table as Arrow.

        Raises:
            UsageError: there is no such table.
        """
        if table not in self._tables:
            raise no_table(table, self._tables)
        return self._tables[table]

    def pandas(self, table: str) -> "pd.DataFrame":
        """Return a table as a pandas data frame.

        Raises:
            UsageError: there is no such table.
        """
        return to_pandas(self.arrow(table))

    def __getattr__(self, table: str) -> "pd.DataFrame":
        """Return a table as a pandas data frame."""
        if table.startswith("_") or table not in self._tables:
            raise AttributeError(table)
        return self.pandas(table)

    def __repr__(self) -> str:
        """Return the tables and their rows."""
        return f"<Tables: {row_counts({name: len(table) for name, table in self._tables.items()})}>"


def to_pandas(table: pa.Table) -> "pd.DataFrame":
    """Return an Arrow table as a pandas data frame; nullable integer columns become `Int32` or `Int64`."""
    import pandas as pd  # noqa: PLC0415 - see above

    frame: pd.DataFrame = table.to_pandas()
    nullable = {pa.int32(): pd.Int32Dtype(), pa.int64(): pd.Int64Dtype()}
    for field in table.schema:
        if field.nullable and field.type in nullable:
            frame[field.name] = table.column(field.name).to_pandas(types_mapper=nullable.get)
    return frame


def row_counts(rows: Mapping[str, int]) -> str:
    """Return the number of rows of each table as text."""
    return ", ".join(f"{count:,} {table}" for table, count in rows.items())


def no_table(table: str, tables: Sequence[str] | Mapping[str, object]) -> UsageError:
    """Return the error for an unknown table."""
    return UsageError(f"there is no table {table!r}; the tables are {', '.join(tables)}")
