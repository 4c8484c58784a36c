"""Commands that start runs: once, or on a schedule."""

import dataclasses
import os
import signal
from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from flows import run as runs
from flows.cli.output import print_result
from flows.cli.parameters import DATA, AsJson, Folder
from flows.cli.server import answers, require, server_url
from flows.errors import NewstablesError, UsageError
from flows.notify import tell_failure
from flows.options import DEFAULTS, Options
from flows.progress import say
from flows.publish.summary import Summary
from flows.store.files import local_path
from flows.version import model_version
from newstables.files import place
from newstables.release import latest_name


@Parameter(name="*")
@dataclass(frozen=True, slots=True)
class RunOptions(Options):
    """Options of a run, as the command line takes them: the folder of seeds has to be named."""

    seeds: Annotated[Folder, Parameter(help="folder of seeds")]  # type: ignore[assignment] # shells complete both as paths
    _: KW_ONLY
    data: Annotated[Folder, DATA] = DEFAULTS.data  # type: ignore[assignment]

    def __post_init__(self) -> None:
        """Check nothing yet: what no run can honour is a failure of the run, and told as such."""


def _checked(given: RunOptions) -> Options:
    """Return the options of a run, checked against the folders they name."""
    options = Options(**dataclasses.asdict(given))
    seeds = local_path(options.seeds, "give a folder of seeds")
    if not seeds.is_dir():
        raise UsageError(f"{seeds} is a file: give the folder it is in" if seeds.exists() else f"there is no seed folder {seeds}")
    data = place(options.data)
    if isinstance(data, Path):
        _check_folder(data.resolve(), seeds.resolve())
    if latest_name(data) is None and next(seeds.iterdir(), None) is None:  # a bucket that cannot be reached is told of at once
        raise UsageError(f"the seed folder {seeds} is empty: put articles into it, in files such as .txt, .html, .jsonl or .csv")
    model_version()
    return options


def _check_folder(data: Path, seeds: Path) -> None:
    if data.is_relative_to(seeds):
        raise UsageError(f"the releases cannot be in the seed folder {seeds}; give another folder with --data")
    there = next(folder for folder in (data, *data.parents) if folder.exists())
    if not os.access(there, os.W_OK | os.X_OK):
        raise NewstablesError(f"{there} cannot be written to: give another folder for the releases with --data")


def run(options: RunOptions, *, json: AsJson = False) -> None:
    """Run once: through the flow if a Prefect server is configured, else the same steps at once."""
    try:
        checked, url = _checked(options), server_url()
        signal.signal(signal.SIGTERM, interrupt)
        summary = _run_flow(url, checked) if url else runs.run(checked)
    except Exception as error:
        tell_failure(f"newstables run failed: {error}")
        raise
    print_result(summary, [summary["message"]], as_json=json)
    for reason, count in summary["rejects"].items():
        say(f"  rejected: {count:,} {reason}")


def interrupt(_number: int, _frame: object) -> None:
    """End the run as Ctrl-C does: the worker processes are ended, and nothing is published."""
    raise KeyboardInterrupt


def _run_flow(url: str, options: Options) -> Summary:
    require(url)
    from flows.pipeline import newstables  # noqa: PLC0415 - Prefect takes seconds to import

    try:
        summary: Summary = newstables(**dataclasses.asdict(options))  # type: ignore[assignment] # the flow returns the data of its state
    except NewstablesError:
        raise
    except Exception as error:
        if answers(url):
            raise
        raise NewstablesError(
            f"the Prefect server at {url} has gone away, so the run ends; what is finished is kept, and the next run goes on from there"
        ) from error
    return summary


def serve(
    options: RunOptions, *, cron: Annotated[str, Parameter(metavar="'M H D M W'", help="when to run, as a cron line in UTC")]
) -> None:
    """Serve the flow on a schedule: one run at a time, the next one skips what is done."""
    checked, url = _checked(options), server_url()
    from flows import pipeline  # noqa: PLC0415 - Prefect takes seconds to import

    pipeline.check_cron(cron)
    if not url:
        raise NewstablesError("a schedule needs a Prefect server: run `prefect server start` and set PREFECT_API_URL to its address")
    require(url)
    data = place(checked.data)
    absolute = {"seeds": str(Path(checked.seeds).resolve()), "data": str(data.resolve() if isinstance(data, Path) else data)}
    pipeline.serve(cron, dataclasses.asdict(checked) | absolute)
