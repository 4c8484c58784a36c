"""Commands that start runs: once, or on a schedule."""

import argparse
import dataclasses
import os
from pathlib import Path
from typing import Any

from flows.cli.results import print_result
from flows.errors import NewstablesError, UsageError
from flows.notify import tell_failure
from flows.options import Options
from flows.progress import say
from flows.running import engine, server
from flows.store.files import local_path, place
from flows.store.release import latest_name
from flows.version import model_version


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
    print_result(summary["message"], summary, parsed)
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
