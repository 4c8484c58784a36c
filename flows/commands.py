"""What each command does. Results go to stdout, human text and progress to stderr."""

import argparse
import contextlib
import dataclasses
import json
import os
import sys
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console, RenderableType

from flows import answers, card, engine, history, server, tables
from flows.completion import script
from flows.dataset import latest_name, open_release, release_names
from flows.entities import list_entities
from flows.errors import NewstablesError, UsageError
from flows.lock import holder, writer_lock
from flows.notify import tell_failure
from flows.options import Options
from flows.progress import progress, say
from flows.show import article_facts, find_article, harmless, render
from flows.sql import answer
from flows.storage import local_path, place
from flows.version import model_version
from transforms.schema import TABLES


def _options(parsed: argparse.Namespace) -> dict[str, Any]:
    """Return the options of a run as the flow takes them, checked before Prefect is started."""
    options = Options(**{option.name: getattr(parsed, option.name) for option in dataclasses.fields(Options)})
    seeds = local_path(options.seeds, "give a folder of seeds")
    if not seeds.is_dir():
        raise UsageError(f"{seeds} is a file: give the folder it is in" if seeds.exists() else f"there is no seed folder {seeds}")
    data = place(options.data)
    if isinstance(data, Path):
        _check_folder(data.resolve(), seeds.resolve())
    if latest_name(data) is None and next(seeds.iterdir(), None) is None:  # a bucket that cannot be reached is told of at once
        raise UsageError(f"the seed folder {seeds} is empty: put articles into it, in files such as .txt, .html, .jsonl or .csv")
    model_version()
    return dataclasses.asdict(options)


def _check_folder(data: Path, seeds: Path) -> None:
    if data.is_relative_to(seeds):
        raise UsageError(f"the releases cannot be in the seed folder {seeds}; give another folder with --data")
    there = next(folder for folder in (data, *data.parents) if folder.exists())
    if not os.access(there, os.W_OK | os.X_OK):
        raise NewstablesError(f"{there} cannot be written to: give another folder for the releases with --data")


def run(parsed: argparse.Namespace) -> int:
    """Run the flow once."""
    try:
        options = _options(parsed)
        server.require()
        engine.stop_on_signals()
        with server.watched():
            summary = engine.load("flows.pipeline").newstables(**options)
    except Exception as error:
        tell_failure(f"newstables run failed: {error}")
        raise
    _print(summary["message"], summary, parsed)
    for reason, count in summary["rejects"].items():
        say(f"  rejected: {count:,} {reason}")
    return 0


def serve(parsed: argparse.Namespace) -> int:
    """Serve the flow on a schedule: one run at a time, the next one skips what is done."""
    options = _options(parsed)
    if not engine.server_url():
        raise NewstablesError("a schedule needs a Prefect server: run `prefect server start` and set PREFECT_API_URL to its address")
    server.require()
    options["seeds"], data = str(Path(options["seeds"]).resolve()), place(options["data"])
    options["data"] = str(data.resolve() if isinstance(data, Path) else data)
    engine.load("flows.pipeline", quiet=False).serve(parsed.cron, options)
    return 0


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
    _print("\n".join(lines), facts, parsed, tables.status_table)
    return 0


def _counts(what: str, counts: dict[str, int]) -> list[str]:
    return [f"  {what} {name:<14}{count:>12,}" for name, count in counts.items()]


def releases(parsed: argparse.Namespace) -> int:
    """List the releases."""
    data = place(parsed.data)
    latest = latest_name(data)
    found = []
    for name in release_names(data):
        try:
            manifest = open_release(data, name).manifest
        except NewstablesError as error:  # the others can be listed all the same
            say(f"newstables: {error}")
            continue
        size = sum(file["bytes"] for file in manifest["files"])
        found.append(
            {
                "release": name,
                "latest": latest == name,
                "created": manifest["created"],
                "articles": manifest["rows"]["articles"],
                "bytes": size,
            }
        )
    lines = [
        f"{'*' if row['latest'] else ' '} {row['release']:<14} {row['created']}  {row['articles']:>10,} articles {row['bytes']:>15,} bytes"
        for row in found
    ]
    _print("\n".join(lines), found, parsed, tables.releases_table)
    return 0


def diff(parsed: argparse.Namespace) -> int:
    """Compare two releases."""
    found = history.diff(open_release(parsed.data, parsed.old), open_release(parsed.data, parsed.new))
    lines = [f"{case} {seed}" for case in ("added", "changed", "removed") for seed in found[case]]
    lines += [f"moved {move['from']} to {move['to']}" for move in found["moved"]]
    lines += [f"repeats {case}: {count:,}" for case, count in found["repeats"].items() if count]
    lines += [f"{table}: {rows['from']:,} rows, now {rows['to']:,}" for table, rows in found["rows"].items() if rows["from"] != rows["to"]]
    _print("\n".join(lines) or "no difference", found, parsed, tables.diff_table)
    return 0


def rollback(parsed: argparse.Namespace) -> int:
    """Move `latest` to another release."""
    with writer_lock(place(parsed.data)):
        release = history.rollback(place(parsed.data), parsed.release)
    print(f"the latest release is now {release.name}")
    return 0


def prune(parsed: argparse.Namespace) -> int:
    """Delete old releases."""
    with writer_lock(place(parsed.data)):
        names = history.prune(place(parsed.data), parsed.keep, parsed.min_age)
    _print("\n".join(f"deleted {name}" for name in names) or "nothing to delete", names, parsed)
    return 0


def verify(parsed: argparse.Namespace) -> int:
    """Check a release from its files, or all of them."""
    if not parsed.all:
        return _verify(parsed.data, parsed.release)
    status = 0
    for name in release_names(place(parsed.data)):
        try:
            _verify(parsed.data, name)
        except NewstablesError as error:
            say(f"newstables: {error}")
            status = 1
    return status


def _verify(data: str, name: str | None) -> int:
    release = open_release(data, name)
    print(f"{release.name}: {history.verify(release)} files are as published, and every invariant holds")
    return 0


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
    _print("\n".join(lines), found, parsed)
    return 0


def show(parsed: argparse.Namespace) -> int:
    """Show one article."""
    facts = article_facts(open_release(parsed.data), find_article(open_release(parsed.data), parsed.article))
    if parsed.json:
        _print("", facts, parsed)
    else:
        render(facts)
    return 0


def entities(parsed: argparse.Namespace) -> int:
    """List the people, bodies and places of the latest release."""
    found = list_entities(open_release(parsed.data), parsed.type, parsed.limit)
    lines = [f"{'quotes':>7} {'mentions':>8} {'articles':>8}  {'type':<13} name"] if found else ["no such entity"]
    for row in found:
        marks = [row["place_code"], "one name only" if row["is_partial"] else None]
        others = [alias for alias in row["aliases"] if alias != row["name"]]
        shown = row["name"] + "".join(f" [{mark}]" for mark in marks if mark) + (f" ({', '.join(others)})" if others else "")
        lines.append(f"{row['quotes']:>7,} {row['mentions']:>8,} {row['articles']:>8,}  {row['type']:<13} {harmless(shown)}")
    _print("\n".join(lines), found, parsed, tables.entities_table)
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
    from flows.report import make_report, server  # noqa: PLC0415 - the templates' library is loaded by no other command

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


def _print(text: str, value: Any, parsed: argparse.Namespace, table: Callable[[Any], RenderableType] | None = None) -> None:
    """Print a result: as JSON where that is asked, as a table on a terminal, else as lines that stay the same."""
    if parsed.json:
        print(json.dumps(value, indent=2, ensure_ascii=False))
    elif table and sys.stdout.isatty():
        Console(highlight=False).print(table(value))
    else:
        print(text)
