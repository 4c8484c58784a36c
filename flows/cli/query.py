"""Commands that query the tables of a release."""

import sys
from typing import Annotated, Any

from cyclopts import Parameter
from cyclopts.types import NonNegativeInt
from rich.bar import Bar
from rich.console import RenderableType
from rich.text import Text

from flows.cli.output import empty_table, print_result
from flows.cli.parameters import FORMS, AsJson, Data, Folder, ReleaseName
from flows.display import replace_controls
from flows.options import DEFAULTS
from flows.progress import say
from flows.query import results
from flows.query.entities import list_entities
from flows.query.sql import run_query
from flows.store.files import local_path
from newstables.release import open_release
from transforms.schema import NAME_TYPES

COLOURS = {"person": "cyan", "organization": "magenta", "location": "green", "facility": "green", "group": "yellow"}
ALIASES = 4
"""Maximum number of other names shown per row."""


def entities(
    *,
    type_: Annotated[str | None, Parameter(name="--type", choices=NAME_TYPES, help="only this type")] = None,
    limit: Annotated[NonNegativeInt, Parameter(help="maximum number")] = 20,
    ambiguous: Annotated[bool, Parameter(negative="", help="only those that match several entries of your list (--authorities)")] = False,
    data: Data = DEFAULTS.data,
    json: AsJson = False,
) -> None:
    """List the people, organizations and places of the latest release."""
    found = list_entities(open_release(data), type_, limit, ambiguous=ambiguous)
    lines = [f"{'quotes':>7} {'statements':>10} {'mentions':>8} {'articles':>8}  {'type':<13} name"] if found else []
    for row in found:
        marks, others = _marks(row), _others(row)
        shown = row["name"] + "".join(f" [{mark}]" for mark in marks) + (f" ({', '.join(others)})" if others else "")
        counts = f"{row['quotes']:>7,} {row['statements']:>10,} {row['mentions']:>8,} {row['articles']:>8,}"
        lines.append(f"{counts}  {row['type']:<13} {replace_controls(shown)}")
    print_result(found, lines, as_json=json, table=_entities_table, nothing="no such entity")


def _marks(row: dict[str, Any]) -> list[str]:
    """Return the notes on an entity: its country code, its entries in the user's list, and whether it has only one name."""
    entries = row["authority_id"] or " or ".join(row["authority_candidates"])
    return [mark for mark in (row["place_code"], entries, "one name only" if row["is_partial"] else None) if mark]


def _others(row: dict[str, Any]) -> list[str]:
    return [alias for alias in row["aliases"] if alias != row["name"]]


def _entities_table(found: list[dict[str, Any]]) -> RenderableType:
    numbers = ["quotes", "statements", "direct", "mentions", "articles", "from", "to"]
    table = empty_table("name", "type", "quotes", "", *numbers[1:], numbers=numbers)
    most = max(row["quotes"] for row in found) or 1
    for row in found:
        marks, others = _marks(row), _others(row)
        name = Text(replace_controls(row["name"]), style="bold")
        name.append(replace_controls(f" [{', '.join(marks)}]" if marks else ""), style="yellow")
        name.append(replace_controls(f" · {', '.join(others[:ALIASES])}" if others else ""), style="not bold dim")
        name.append(f" and {len(others) - ALIASES} more" if len(others) > ALIASES else "", style="not bold dim")
        bar = Bar(most, 0, row["quotes"], width=8, color="cyan")
        kind = Text(row["type"], style=COLOURS.get(row["type"], ""))
        direct = "" if row["direct_share"] is None else f"{row['direct_share']:.0%}"
        counts = [f"{row['statements']:,}", direct, f"{row['mentions']:,}", f"{row['articles']:,}"]
        table.add_row(name, kind, f"{row['quotes']:,}", bar, *counts, row["first_day"] or "", row["last_day"] or "")
    return table


def sql(
    query: Annotated[
        str,
        Parameter(allow_leading_hyphen=True, help="DuckDB SQL over the view `people` and a view of each table; - reads standard input"),
    ],
    /,
    *,
    csv: Annotated[bool, Parameter(negative="", group=FORMS, help="print all rows as CSV")] = False,
    json: Annotated[bool, Parameter(negative="", group=FORMS, help="print all rows as JSON")] = False,
    parquet: Annotated[Folder | None, Parameter(group=FORMS, metavar="FILE", help="write all rows to a Parquet file")] = None,
    release: Annotated[ReleaseName | None, Parameter(help="query this release instead of the latest")] = None,
    open_: Annotated[
        bool, Parameter(name="--open", negative="", help="let the query read and write other files and load extensions")
    ] = False,
    data: Data = DEFAULTS.data,
) -> None:
    """Run a query over the tables of a release."""
    text = sys.stdin.read() if query == "-" else query
    with run_query(open_release(data, release), text, locked=not open_) as found:
        if parquet:
            say(f"{results.write_parquet(found, local_path(str(parquet), 'give a file for --parquet')):,} rows in {parquet}")
        elif csv:
            results.write_csv(found, sys.stdout)
        elif json:
            results.write_json(found, sys.stdout)
        elif left_out := results.show_table(found, sys.stdout):
            say(f"these are {' and '.join(left_out)}; --csv, --json and --parquet FILE give all")
