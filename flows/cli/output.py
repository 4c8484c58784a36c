"""Output of a command: its result on stdout, as JSON, as a table on a terminal or as plain lines in a pipe.

Everything else (progress, notes, errors, and messages about empty results) goes to stderr.
"""

import json
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from flows.progress import say

if TYPE_CHECKING:  # a run prints its first line before rich is loaded
    from rich.console import RenderableType
    from rich.table import Table


def print_result(
    value: Any, lines: Sequence[str], *, as_json: bool, table: "Callable[[Any], RenderableType] | None" = None, nothing: str = ""
) -> None:
    """Print a result as JSON if requested, as a table on a terminal, otherwise as stable plain lines; without lines, say `nothing`."""
    if as_json:
        print(json.dumps(value, indent=2, ensure_ascii=False))
    elif not lines:
        say(nothing)
    elif table and sys.stdout.isatty():
        from rich.console import Console  # noqa: PLC0415 - as above

        Console(highlight=False).print(table(value))
    else:
        for line in lines:
            print(line)


def empty_table(*columns: str, numbers: Sequence[str] = ()) -> "Table":
    """Return a table without rows; numeric columns are right-aligned."""
    from rich import box  # noqa: PLC0415 - as above
    from rich.table import Table  # noqa: PLC0415

    table = Table(box=box.SIMPLE_HEAD, header_style="dim", pad_edge=False, show_edge=False)
    for column in columns:
        table.add_column(column, justify="right" if column in numbers else "left", no_wrap=column in numbers)
    return table
