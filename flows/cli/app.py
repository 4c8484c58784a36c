"""The command line: its commands, options and error messages."""

import argparse
import dataclasses
import difflib
import io
import os
import re
import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn, get_type_hints

from flows.cli import inspect, releases, run
from flows.cli.completion import SHELLS
from flows.cli.examples import epilog
from flows.errors import NewstablesError, UsageError, explain_os_error
from flows.options import Options, from_environment, misspelt, variable
from flows.progress import say
from transforms.schema import NAME_TYPES

LAST_PORT = 65_535
STOPPED = "newstables: stopped; the latest release is unchanged and the next run will reuse finished batches"
DESCRIPTION = "Raw news articles in, checked Parquet tables of paragraphs, quotes and entities out."

_DATA = "folder of the releases, or a URI such as s3://bucket/news [%(default)s; NEWSTABLES_DATA]"
_RELEASE = "name of a release, as `newstables releases` lists them"

EXAMPLES = """examples:
  newstables run seeds                       read the folder, publish the next release
  newstables run seeds --prune-removed       and drop articles whose seeds are gone
  newstables run dumps --columns text=story  read rows whose texts are in a column of that name
  newstables status                          what the latest release holds
  newstables show harbour-deal               one article with its quotes and names marked
  newstables entities --type person          who is quoted and named most, by all names they have
  newstables sql "FROM quotes LIMIT 5"       ask the tables in SQL
  newstables view --open                     the same and all its quotes, in the browser
  newstables path quotes                     the folder to load: duckdb -c "from '$(newstables path quotes)/*.parquet'"
  newstables diff 2026-11-23.1 2026-11-23.2  what came, changed and went
  newstables serve seeds --cron '0 * * * *'  run every hour
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status: 0 done, 1 failed, 2 wrong usage."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal without Unicode still gets all the rest
    try:
        parsed = _parser(from_environment(os.environ)).parse_args(arguments)
        for sentence in misspelt(os.environ):
            say(f"note: {sentence}")
        command: Callable[[argparse.Namespace], int] = parsed.command
        status = command(parsed)
        sys.stdout.flush()
    except UsageError as error:
        say(f"newstables: {error}")
        return 2
    except NewstablesError as error:
        say(f"newstables: {error}")
    except BrokenPipeError:
        _drop_output()  # the reader of our output has gone; there is nobody to tell
    except OSError as error:
        say(f"newstables: {explain_os_error(error)}")
        _drop_output()
    except ModuleNotFoundError as error:
        say(f"newstables: the package {error.name} is missing: install newstables again, with `pip install .`")
    except KeyboardInterrupt:
        say(STOPPED)
    else:
        return status
    return 1


def _drop_output() -> None:
    """Keep Python from writing at its end what could not be written before."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _Help(argparse.RawDescriptionHelpFormatter):
    """Keeps the lines of examples, and each command on one line with what it does."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28)


class _Parser(argparse.ArgumentParser):
    """Tells a mistake in one sentence, with what was likely meant."""

    def error(self, message: str) -> NoReturn:
        """Say it and end with the status of wrong usage."""
        wrong = re.search(r"'([^']+)'", message) or re.search(r"(--?[\w-]+)", message)
        word = wrong[1] if wrong else ""
        near = difflib.get_close_matches(word, [*re.findall(r"[\w-]+", message.partition("choose from")[2]), *self._options()], 1)
        meant = f"did you mean {near[0]}? " if near and near[0] != word else ""
        say(f"{self.prog}: {message}; {meant}`{self.prog} --help` says what there is")
        raise SystemExit(2)

    def _options(self) -> list[str]:
        """Return the options of this parser and of its commands."""
        commands = [action for action in self._actions if isinstance(action, argparse._SubParsersAction)]  # noqa: SLF001 - no other way
        parsers: list[argparse.ArgumentParser] = [parser for action in commands for parser in action.choices.values()]
        return [option for parser in [self, *parsers] for option in parser._option_string_actions]  # noqa: SLF001 - the same


def _parser(environment: dict[str, Any]) -> argparse.ArgumentParser:
    """Build the parser; options that the environment sets are the defaults of their flags."""
    parser = _Parser(prog="newstables", description=DESCRIPTION, epilog=EXAMPLES, formatter_class=_Help)
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    data = _Parser(add_help=False)
    data.add_argument("--data", default=environment.get("data", Options().data), metavar="DIR", help=_DATA)
    as_json = _Parser(add_help=False)
    as_json.add_argument("--json", action="store_true", help="print the result as JSON")

    def add(name: str, command: Callable[[argparse.Namespace], int], meaning: str, *parents: _Parser) -> argparse.ArgumentParser:
        added = subparsers.add_parser(
            name,
            help=meaning,
            description=f"{meaning[0].upper()}{meaning[1:]}.",
            parents=[data, *parents],
            epilog=epilog(name),
            formatter_class=_Help,
        )
        added.set_defaults(command=command)
        return added

    _add_options(add("run", run.run, "read new and changed seeds and publish the next release", as_json), environment)
    serve_parser = add("serve", run.serve, "run on a schedule, until stopped")
    _add_options(serve_parser, environment)
    serve_parser.add_argument("--cron", required=True, metavar="'M H D M W'", help="when to run, as a cron line in UTC")
    add("status", inspect.status, "what the latest release holds, and whether a run is going on", as_json)
    _add_keeping(add, as_json)
    _add_looking(add, as_json)
    completer = add("completion", inspect.completion, "the completion script of a shell")
    completer.add_argument("shell", choices=SHELLS)
    completer.set_defaults(parser=parser)
    return parser


def _add_keeping(add: Callable[..., argparse.ArgumentParser], as_json: argparse.ArgumentParser) -> None:
    """Add the commands that list, compare, choose, delete and check releases."""
    add("releases", releases.releases, "list all releases, oldest first", as_json)
    differ = add("diff", releases.diff, "what came, changed and went between two releases", as_json)
    differ.add_argument("old", metavar="A", help="the earlier release")
    differ.add_argument("new", metavar="B", help="the later release")
    add("rollback", releases.rollback, "make another release the latest; nothing is deleted").add_argument(
        "release", metavar="RELEASE", help=_RELEASE
    )
    pruner = add("prune", releases.prune, "delete old releases", as_json)
    pruner.add_argument("--keep", type=int, required=True, metavar="N", help="newest releases that stay")
    pruner.add_argument("--min-age", type=float, default=24, metavar="HOURS", help="younger releases stay [%(default)s]")
    _add_which(add("verify", releases.verify, "hash every file again and check every invariant; the next run repairs what is damaged"))


def _add_looking(add: Callable[..., argparse.ArgumentParser], as_json: _Parser) -> None:
    """Add the commands that show what a release holds."""
    describer = add("describe", inspect.describe, "the data dictionary", as_json)
    describer.add_argument("table", nargs="?", metavar="TABLE", help="one table [all]")
    describer.add_argument("--markdown", action="store_true", help="print the whole dictionary as Markdown")
    shower = add("show", inspect.show, "one article in the terminal, with roles, quotes, speakers and names", as_json)
    shower.add_argument("article", metavar="ARTICLE", help="its id, its seed, or the beginning or end of either")
    _add_choice(add("entities", inspect.entities, "the people, bodies and places of all articles, most quoted first", as_json))
    _add_query(add("sql", inspect.sql, "a query over the tables of the latest release (needs the extra duckdb)"))
    pather = add("path", inspect.path, "the resolved folder of the latest release, or of a table")
    pather.add_argument("table", nargs="?", metavar="TABLE", help="the folder of one table")
    _add_report(add("view", inspect.view, "a report to browse: who is quoted, every article with its marks, every name"))


def _add_options(parser: argparse.ArgumentParser, environment: dict[str, Any]) -> None:
    """Give the parser one argument for each option of a run (`--data` is there already)."""
    hints = get_type_hints(Options)
    for option in dataclasses.fields(Options):
        default = environment.get(option.name, option.default)
        metavar = "N" if hints[option.name] is int else option.metadata["form"]
        meaning = f"{option.metadata['help']} [{_told(default)}{variable(option.name)}]"
        if option.name == "seeds":
            parser.add_argument(
                "seeds", metavar="SEEDS", nargs="?" if "seeds" in environment else None, default=default, help=option.metadata["help"]
            )
        elif hints[option.name] is bool:
            parser.add_argument(_flag(option.name), action=argparse.BooleanOptionalAction, default=default, help=meaning)
        elif option.name != "data":
            parser.add_argument(_flag(option.name), type=hints[option.name], default=default, metavar=metavar, help=meaning)


def _told(default: object) -> str:
    """Return a default as help tells it; of nothing it tells nothing."""
    word = ("no", "yes")[default] if isinstance(default, bool) else str(default)
    return f"{word}; " if word else ""


def _add_choice(parser: argparse.ArgumentParser) -> None:
    """Give the parser what chooses among entities."""
    parser.add_argument("--type", choices=NAME_TYPES, metavar="TYPE", help=f"only of one type: {', '.join(NAME_TYPES)}")
    parser.add_argument("--ambiguous", action="store_true", help="only those that fit several entries of the list of authorities")
    parser.add_argument("--limit", type=_count, default=20, metavar="N", help="how many [%(default)s]")


def _add_which(parser: argparse.ArgumentParser) -> None:
    """Give the parser what chooses among releases."""
    parser.add_argument("release", nargs="?", metavar="RELEASE", help="the release to check [the latest]")
    parser.add_argument("--all", action="store_true", help="all releases, not only the latest")


def _add_query(parser: argparse.ArgumentParser) -> None:
    """Give the parser a query and what becomes of its answer."""
    parser.add_argument(
        "query", metavar="QUERY", help="in DuckDB's SQL, over a view of each table and `people`; - reads it from standard input"
    )
    forms = parser.add_mutually_exclusive_group()
    forms.add_argument("--csv", action="store_true", help="print all rows as CSV")
    forms.add_argument("--json", action="store_true", help="print all rows as JSON")
    forms.add_argument("--parquet", metavar="FILE", help="write all rows to a Parquet file")
    parser.add_argument("--release", metavar="RELEASE", help="of another release than the latest")
    parser.add_argument("--open", action="store_true", help="let the query read and write other files and load extensions")


def _add_report(parser: argparse.ArgumentParser) -> None:
    """Give the parser what says which report, where, and how it is shown."""
    parser.add_argument("release", nargs="?", metavar="RELEASE", help="the release to show [the latest]")
    parser.add_argument("--out", metavar="DIR", help="output folder; a report there is replaced [report, in the folder of the releases]")
    parser.add_argument("--serve", action="store_true", help="then serve it to this machine alone, until stopped")
    parser.add_argument("--port", type=_port, default=0, metavar="N", help="port to serve at [any free one]")
    parser.add_argument("--open", action="store_true", help="open it in the browser")


def _count(text: str) -> int:
    """Return a whole number that is not negative."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a non-negative integer")
    return int(text)


def _port(text: str) -> int:
    """Return the number of a port; 0 stands for any that is free."""
    if not text.isdecimal() or int(text) > LAST_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} is not a valid port (0–{LAST_PORT})")
    return int(text)


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"
