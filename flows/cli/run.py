"""Commands that start runs, once or on a schedule."""

import dataclasses
import os
import signal
from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from flows.cli.output import print_result
from flows.cli.parameters import DATA, AsJson, Folder
from flows.cli.server import check_server, is_reachable, server_url
from flows.errors import NewstablesError, UsageError
from flows.ingest.folder import say_beginning
from flows.notify import notify_failure
from flows.options import DEFAULTS, Options
from flows.progress import say
from newstables.folders import check_folder

if TYPE_CHECKING:  # imported after the first line is printed
    from flows.publish.summary import Summary


@Parameter(name="*")
@dataclass(frozen=True, slots=True)
class RunOptions(Options):
    """Options of a run on the command line: here the folder of seeds is required."""

    seeds: Annotated[Folder, Parameter(help="folder of seeds")]  # type: ignore[assignment] # shells complete both as paths
    _: KW_ONLY
    data: Annotated[Folder, DATA] = DEFAULTS.data  # type: ignore[assignment]

    def __post_init__(self) -> None:
        """Skip validation: invalid values are reported as a failure of the run."""


def _checked(given: RunOptions) -> Options:
    """Return the options of a run after checking the folders they name."""
    options = Options(**dataclasses.asdict(given))
    if "://" in options.seeds:
        raise UsageError(f"{options.seeds} is not on this machine: give a folder of seeds")
    seeds = Path(options.seeds)
    if seeds.is_file():
        raise UsageError(f"{seeds} is a file: give the folder it is in")
    check_folder(seeds)
    if not seeds.is_dir():
        raise UsageError(f"there is no seed folder {seeds}")
    if _holds_releases(seeds.resolve()):
        raise UsageError(f"{seeds} holds releases of newstables: give the folder of articles that they were made from")
    if "://" not in options.data:
        _check_data(Path(options.data), seeds)
    return options


def _holds_releases(folder: Path) -> bool:
    """Return whether a folder holds all releases, or one of them."""
    data = folder.parent.parent if folder.parent.name == "releases" else folder
    return (data / "releases").is_dir() and (data / "latest").exists()


def _check_data(data: Path, seeds: Path) -> None:
    check_folder(data)
    data, seeds = data.resolve(), seeds.resolve()
    if data.is_relative_to(seeds):
        raise UsageError(f"the releases cannot be in the seed folder {seeds}; give another folder with --data")
    there = next(folder for folder in (data, *data.parents) if folder.exists())
    if not os.access(there, os.W_OK | os.X_OK):
        raise NewstablesError(f"{there} cannot be written to: give another folder for the releases with --data")


def run(options: RunOptions, *, json: AsJson = False) -> None:
    """Run once: through the Prefect flow if a server is configured, otherwise directly."""
    try:
        checked, url = _checked(options), server_url()
        signal.signal(signal.SIGTERM, interrupt)
        say_beginning(Path(checked.seeds), checked.data)
        summary = _run_flow(url, checked) if url else _run(checked)
    except Exception as error:
        notify_failure(f"newstables run failed: {error}")
        raise
    from flows.publish.summary import reject_lines  # noqa: PLC0415 - the first line is printed first

    print_result(summary, [summary["message"], *reject_lines(summary)], as_json=json)


def _run(options: Options) -> "Summary":
    from flows import run as runs  # noqa: PLC0415 - the first line is printed first
    from flows.store.arrow import keep_pandas_out  # noqa: PLC0415

    keep_pandas_out()
    return runs.run(options)


def interrupt(_number: int, _frame: object) -> None:
    """Stop the run as Ctrl-C does: end the worker processes and publish nothing."""
    raise KeyboardInterrupt


def _run_flow(url: str, options: Options) -> "Summary":
    """Run the flow; the run counts even if the server is unreachable when it ends."""
    check_server(url)
    os.environ.setdefault("PREFECT_CLIENT_MAX_RETRIES", "3")  # a server that is gone is waited for half a minute, not two
    from flows import pipeline  # noqa: PLC0415 - Prefect takes seconds to import

    try:
        return pipeline.newstables(**dataclasses.asdict(options))  # type: ignore[return-value] # the flow returns the data of its state
    except NewstablesError:
        raise
    except (Exception, KeyboardInterrupt) as error:
        gone = not is_reachable(url)
        if gone:
            pipeline.forget_messages()
        if pipeline.ended:
            say(f"note: the Prefect server at {url} did not receive the outcome of this run and may show it as running")
            return pipeline.ended[-1].result()
        if not gone or isinstance(error, KeyboardInterrupt):
            raise
        raise NewstablesError(
            f"the Prefect server at {url} no longer answers, so the run stops; the next run continues from the finished batches"
        ) from error


def serve(
    options: RunOptions, *, cron: Annotated[str, Parameter(metavar="'M H D M W'", help="when to run, as a cron expression in UTC")]
) -> None:
    """Serve the flow on a schedule: one run at a time; each run skips finished work."""
    checked, url = _checked(options), server_url()
    from flows import pipeline  # noqa: PLC0415 - Prefect takes seconds to import

    pipeline.check_cron(cron)
    if not url:
        raise NewstablesError("a schedule needs a Prefect server: run `prefect server start` and set PREFECT_API_URL to its address")
    check_server(url)
    data = checked.data if "://" in checked.data else str(Path(checked.data).resolve())
    absolute = {"seeds": str(Path(checked.seeds).resolve()), "data": data}
    if checked.authorities:
        from flows.ingest.authorities import read_authorities  # noqa: PLC0415 - a run says its first line before pyarrow is loaded

        read_authorities(checked.authorities)
        absolute["authorities"] = str(Path(checked.authorities).resolve())
    pipeline.serve(cron, dataclasses.asdict(checked) | absolute)
