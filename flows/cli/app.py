"""The command line: its commands and how errors are reported."""

import io
import os
import sys
from collections.abc import Sequence
from typing import Annotated, Literal, NamedTuple

from cyclopts import App, CycloptsError, Group, Parameter
from cyclopts.config import Env

from flows.errors import NewstablesError, UsageError, explain_os_error
from flows.progress import say
from newstables import __version__

STOPPED = "newstables: stopped; the latest release is unchanged and the next run will reuse finished batches"


def _told(default: object) -> str | None:
    """Return a default value as the help shows it, or None to show none."""
    return None if default is False or default in {None, ""} else str(default)


app = App(
    name="newstables",
    help="Turn raw news articles into checked Parquet tables of paragraphs, quotes and entities.",
    version=__version__,
    help_format="plaintext",
    help_epilogue="To start: newstables run seeds",
    default_parameter=Parameter(show_default=_told),
    suppress_keyboard_interrupt=False,
    exit_on_error=False,
    print_error=False,
    result_action="return_value",
)


class Command(NamedTuple):
    """A command: its module (imported only when the command runs), its summary and an example."""

    function: str
    help: str
    example: str


COMMANDS = {
    "Runs": (
        Command("run:run", "Read new and changed seeds and publish the next release.", "newstables run seeds --workers 4"),
        Command("run:serve", "Run on a schedule until stopped.", "newstables serve seeds --cron '0 * * * *'"),
    ),
    "Releases": (
        Command("inspect:status", "Show what the latest release contains and whether a run is in progress.", "newstables status --json"),
        Command(
            "inspect:rejects",
            "List the rejected seeds with remedies.",
            "newstables rejects --reason unsupported",
        ),
        Command("releases:releases", "List all releases, oldest first.", "newstables releases"),
        Command("releases:diff", "Show what was added, changed and removed.", "newstables diff 2026-11-23.1 2026-11-23.2"),
        Command("releases:rollback", "Make another release the latest; nothing is deleted.", "newstables rollback 2026-11-23.1"),
        Command("releases:prune", "Delete old releases.", "newstables prune --keep 5 --min-age 48"),
        Command("releases:catalogue", "Rewrite the catalogue of all releases.", "newstables catalogue"),
        Command("releases:verify", "Hash every file again and check every invariant.", "newstables verify --all"),
    ),
    "Articles": (
        Command("show:show", "Show one article with its roles, quotes, speakers and names.", "newstables show harbour-deal"),
        Command("query:entities", "List people, organizations and places, most quoted first.", "newstables entities --type person"),
        Command("query:sql", "Query the tables in SQL.", 'newstables sql "FROM quotes LIMIT 5"'),
        Command("view:view", "Make a report to browse, with every article, quote and name.", "newstables view --open"),
        Command("path:path", "Print the folder of the latest release, or of one table.", "newstables path quotes"),
        Command("inspect:describe", "Explain the tables and their columns.", "newstables describe quotes"),
    ),
}

for _title, _commands in COMMANDS.items():
    _group = Group.create_ordered(_title)
    for _index, _command in enumerate(_commands):
        app.command(
            f"flows.cli.{_command.function}",
            help=_command.help,
            help_epilogue=f"Example: {_command.example}",
            group=_group,
            sort_key=_index,
            config=Env("NEWSTABLES_", command=False) if _command.function.startswith("run:") else None,
        )
_OTHER = Group.create_ordered("Other")
for _flag in ("--help", "--version"):
    app[_flag].group = _OTHER


@app.command(group=_OTHER, help_epilogue='Example: eval "$(newstables completion bash)"')
def completion(shell: Annotated[Literal["bash", "zsh", "fish"], Parameter(help="the shell")], /) -> None:
    """Print the completion script of a shell."""
    print(app.generate_completion(shell=shell))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status: 0 done, 1 failed, 2 wrong usage."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal without Unicode still gets all the rest
    try:
        command, given, _ = app.parse_args(sys.argv[1:] if arguments is None else arguments)
        _keep_pandas_out()
        status: int | None = command(*given.args, **given.kwargs)
        sys.stdout.flush()
    except (CycloptsError, UsageError) as error:
        say(f"newstables: {' '.join(str(error).split())}")
        return 2
    except NewstablesError as error:
        say(f"newstables: {error}")
    except BrokenPipeError:
        _drop_output()  # the reader of our output has closed it
    except OSError as error:
        say(f"newstables: {explain_os_error(error)}")
        _drop_output()
    except ImportError as error:
        say(f"newstables: {_explain_import_error(error)}: install newstables again, with `pip install .`")
    except KeyboardInterrupt:
        say(STOPPED)
    else:
        return status or 0
    return 1


def _keep_pandas_out() -> None:
    """Stop pyarrow from importing pandas in a command that has loaded pyarrow."""
    if "pyarrow" in sys.modules:
        from flows.store.arrow import keep_pandas_out  # noqa: PLC0415 - a command without pyarrow loads none

        keep_pandas_out()


def _explain_import_error(error: ImportError) -> str:
    """Explain a failed import; if a command's module failed, name the import inside it."""
    cause = error.__cause__ or error
    return f"the package {cause.name} is missing" if isinstance(cause, ModuleNotFoundError) else str(cause)


def _drop_output() -> None:
    """Prevent Python from flushing unwritable output at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
