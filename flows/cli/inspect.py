"""Commands that only show: what a release holds, what its columns mean, shell completion."""

import argparse
import contextlib
import sys
import webbrowser
from pathlib import Path

from flows.cli import tables
from flows.cli.completion import script
from flows.cli.results import print_result
from flows.cli.show import article_facts, find_article, render
from flows.display import harmless
from flows.errors import UsageError
from flows.progress import progress, say
from flows.publish import card
from flows.query import answers
from flows.query.entities import list_entities
from flows.query.sql import answer
from flows.store.files import local_path
from flows.store.lock import holder
from newstables.files import place
from newstables.release import open_release
from transforms.schema import TABLES


def status(parsed: argparse.Namespace) -> int:
    """Say what the latest release holds."""
    manifest = open_release(parsed.data).manifest
    running = holder(place(parsed.data))
    facts = {name: manifest[name] for name in ("release", "created", "previous", "rows", "rejects", "changes", "seed_folder")} | {
        "running": running
    }
    lines = [
        f"{manifest['release']}, made {manifest['created']}",
        *_counts("rows", manifest["rows"]),
        *_counts("rejected", manifest["rejects"]),
    ]
    lines += [f"a run is going on: process {running.get('pid')} on {running.get('host')}"] if running else []
    print_result("\n".join(lines), facts, parsed, tables.status_table)
    return 0


def _counts(what: str, counts: dict[str, int]) -> list[str]:
    return [f"  {what} {name:<14}{count:>12,}" for name, count in counts.items()]


def describe(parsed: argparse.Namespace) -> int:
    """Print the data dictionary."""
    if parsed.markdown:
        print(card.dictionary(), end="")
        return 0
    found = card.definitions(parsed.table)
    lines = []
    for table in found:
        lines += [f"{table['table']}: {table['description']}", f"  key: {', '.join(table['key'])}"]
        lines += [f"  {c['name']:<20} {c['type']}{' or null' if c['nullable'] else ''}: {c['description']}" for c in table["columns"]]
    print_result("\n".join(lines), found, parsed)
    return 0


def show(parsed: argparse.Namespace) -> int:
    """Show one article."""
    release = open_release(parsed.data)
    facts = article_facts(release, *find_article(release, parsed.article))
    if parsed.json:
        print_result("", facts, parsed)
    else:
        render(facts)
    return 0


def entities(parsed: argparse.Namespace) -> int:
    """List the people, bodies and places of the latest release."""
    found = list_entities(open_release(parsed.data), parsed.type, parsed.limit, ambiguous=parsed.ambiguous)
    lines = [f"{'quotes':>7} {'statements':>10} {'mentions':>8} {'articles':>8}  {'type':<13} name"] if found else ["no such entity"]
    for row in found:
        marks = tables.marks_of(row)
        others = [alias for alias in row["aliases"] if alias != row["name"]]
        shown = row["name"] + "".join(f" [{mark}]" for mark in marks) + (f" ({', '.join(others)})" if others else "")
        lines.append(
            f"{row['quotes']:>7,} {row['statements']:>10,} {row['mentions']:>8,} {row['articles']:>8,}  {row['type']:<13} {harmless(shown)}"
        )
    print_result("\n".join(lines), found, parsed, tables.entities_table)
    return 0


def sql(parsed: argparse.Namespace) -> int:
    """Answer a query over the tables of a release."""
    query = sys.stdin.read() if parsed.query == "-" else parsed.query
    with answer(open_release(parsed.data, parsed.release), query, locked=not parsed.open) as found:
        if parsed.parquet:
            say(f"{answers.write_parquet(found, local_path(parsed.parquet, 'give a file for --parquet')):,} rows in {parsed.parquet}")
        elif parsed.csv:
            answers.write_csv(found, sys.stdout)
        elif parsed.json:
            answers.write_json(found, sys.stdout)
        elif answers.show_table(found, sys.stdout):
            say(f"these are the first {answers.SHOWN} rows; --csv, --json and --parquet FILE give all")
    return 0


def path(parsed: argparse.Namespace) -> int:
    """Print where the latest release lies."""
    if parsed.table and parsed.table not in TABLES:
        raise UsageError(f"there is no table {parsed.table!r}; the tables are {', '.join(TABLES)}")
    release = open_release(parsed.data)
    if isinstance(release.place, Path):
        print(release.path / parsed.table if parsed.table else release.path)
    else:  # no folder holds a table there
        print(*(release.files(parsed.table) if parsed.table else [release.place]), sep="\n")
    return 0


def view(parsed: argparse.Namespace) -> int:
    """Make the browsable report of a release, and show it if asked."""
    from flows.report import make_report, server  # noqa: PLC0415 - no other command loads the templates' library

    out = local_path(parsed.out or parsed.data, "give a folder for the report with --out")
    out = out if parsed.out else out / "report"
    release = open_release(parsed.data, parsed.release)
    with progress("report", 2 * release.manifest["rows"]["articles"], "steps") as advance:
        page = make_report(release, out, lambda articles: advance(articles, 0)).resolve()
    if not parsed.serve:
        print(page)
        if parsed.open:
            webbrowser.open(page.as_uri())
        return 0
    with server(page.parent, parsed.port) as running:
        address = f"http://127.0.0.1:{running.server_port}/"
        print(address, flush=True)
        say("newstables: serving until Ctrl-C, to this machine alone")
        if parsed.open:
            webbrowser.open(address)
        with contextlib.suppress(KeyboardInterrupt):
            running.serve_forever()
    return 0


def completion(parsed: argparse.Namespace) -> int:
    """Print the completion script of a shell."""
    print(script(parsed.shell, parsed.parser), end="")
    return 0
