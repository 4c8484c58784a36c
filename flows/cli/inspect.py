"""Commands that show what a release contains."""

import sys
from typing import Annotated, Any

from cyclopts import Parameter
from rich.bar import Bar
from rich.console import Group as Pieces
from rich.console import RenderableType
from rich.text import Text

from flows.cli.output import empty_table, print_result
from flows.cli.parameters import FORMS, AsJson, Data
from flows.cli.tables import TableName
from flows.display import format_time
from flows.options import DEFAULTS
from flows.publish import card
from flows.publish.rejects import format_reject, list_rejects, write_csv
from flows.store.lock import lock_owner
from newstables.files import place
from newstables.release import open_release
from transforms.codes import REJECT_REASONS


def status(*, data: Data = DEFAULTS.data, json: AsJson = False) -> None:
    """Print what the latest release contains."""
    manifest = open_release(data).manifest
    facts: dict[str, Any] = {
        name: manifest[name] for name in ("release", "created", "previous", "rows", "rejects", "changes", "seed_folder")
    }
    facts["running"] = lock_owner(place(data))
    lines = [f"{manifest['release']}, made {manifest['created']}"]
    lines += [f"  rows {name:<14}{count:>12,}" for name, count in manifest["rows"].items()]
    lines += [f"  rejected {reason:<14}{count:>12,}" for reason, count in manifest["rejects"].items()]
    print_result(facts, lines + _running(facts), as_json=json, table=_status_table)


def _running(facts: dict[str, Any]) -> list[str]:
    running = facts["running"]
    return [f"a run is in progress: process {running.get('pid')} on {running.get('host')}"] if running else []


def _status_table(facts: dict[str, Any]) -> RenderableType:
    rows = empty_table("table", "rows", "", numbers=["rows"])
    for name, count in facts["rows"].items():
        rows.add_row(name, f"{count:,}", Bar(max(facts["rows"].values()), 0, count, width=20, color="cyan"))
    pieces: list[RenderableType] = [
        Text.assemble((facts["release"], "bold"), ("  made ", "dim"), format_time(facts["created"])),
        Text(),
        rows,
    ]
    if facts["rejects"]:
        rejects = empty_table("rejected because", "seeds", numbers=["seeds"])
        for reason, count in facts["rejects"].items():
            rejects.add_row(Text(reason, style="yellow"), f"{count:,}")
        pieces += [Text(), rejects]
    return Pieces(*pieces, *(Text(line, style="bold yellow") for line in _running(facts)))


def describe(
    table: TableName | None = None,
    /,
    *,
    markdown: Annotated[bool, Parameter(negative="", help="print the whole dictionary as Markdown")] = False,
    data: Data = DEFAULTS.data,  # noqa: ARG001 - every command takes it
    json: AsJson = False,
) -> None:
    """Print the data dictionary."""
    if markdown:
        print(card.dictionary(), end="")
        return
    found = card.definitions(table)
    lines = []
    for entry in found:
        lines += [f"{entry['table']}: {entry['description']}", f"  key: {', '.join(entry['key'])}"]
        lines += [f"  {c['name']:<20} {c['type']}{' or null' if c['nullable'] else ''}: {c['description']}" for c in entry["columns"]]
    print_result(found, lines, as_json=json)


def rejects(
    *,
    reason: Annotated[str | None, Parameter(choices=tuple(REJECT_REASONS), help="only this reason")] = None,
    csv: Annotated[bool, Parameter(negative="", group=FORMS, help="print them as CSV")] = False,
    json: Annotated[bool, Parameter(negative="", group=FORMS, help="print them as JSON")] = False,
    data: Data = DEFAULTS.data,
) -> None:
    """List the rejected seeds of the latest release."""
    release = open_release(data)
    found = list_rejects(release, reason)
    if csv:
        write_csv(found, sys.stdout)
    else:
        nothing = f"{release.name} has no rejects{f' with the reason {reason}' if reason else ''}"
        print_result(found, [format_reject(one) for one in found], as_json=json, nothing=nothing)
