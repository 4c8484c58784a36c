"""Commands that manage releases."""

from typing import Annotated, Any

from cyclopts import Parameter
from rich.console import Group, RenderableType
from rich.filesize import decimal
from rich.text import Text

from flows.cli.output import empty_table, print_result
from flows.cli.parameters import AsJson, Data, Folder, ReleaseName
from flows.display import format_time, replace_controls
from flows.errors import NewstablesError
from flows.integrity import history
from flows.options import DEFAULTS
from flows.progress import say
from flows.publish.catalogue import CATALOGUE, DATABASE, update_catalogue, write_catalogue
from flows.store.store import open_store
from newstables.files import data_place
from newstables.release import Release, latest_name, open_release, release_names


def releases(*, data: Data = DEFAULTS.data, json: AsJson = False) -> None:
    """List the releases."""
    folder = data_place(data)
    latest = latest_name(folder)
    names = release_names(folder)
    found = []
    for name in names:
        try:
            manifest = open_release(folder, name).manifest
        except NewstablesError as error:  # the other releases can still be listed
            say(f"newstables: {error}")
            continue
        found.append(
            {
                "release": name,
                "latest": latest == name,
                "created": manifest["created"],
                "articles": manifest["rows"]["articles"],
                "bytes": sum(file["bytes"] for file in manifest["files"]),
            }
        )
    lines = [
        f"{'*' if row['latest'] else ' '} {row['release']:<14} {row['created']}  {row['articles']:>10,} articles {row['bytes']:>15,} bytes"
        for row in found
    ]
    print_result(
        found,
        lines,
        as_json=json,
        table=_releases_table,
        nothing="no release can be read" if names else f"there is no release in {folder} yet",
    )


def _releases_table(found: list[dict[str, Any]]) -> RenderableType:
    table = empty_table("", "release", "made", "articles", "size", numbers=["articles", "size"])
    for row in found:
        mark, style = ("*", "bold") if row["latest"] else ("", "")
        table.add_row(mark, row["release"], format_time(row["created"]), f"{row['articles']:,}", decimal(row["bytes"]), style=style)
    return table


def diff(
    old: Annotated[ReleaseName | None, Parameter(metavar="A", help="the earlier release; default: the release before the latest")] = None,
    new: Annotated[ReleaseName | None, Parameter(metavar="B", help="the later release; default: the latest")] = None,
    /,
    *,
    data: Data = DEFAULTS.data,
    json: AsJson = False,
) -> None:
    """Compare two releases."""
    later = open_release(data, new)
    earlier = open_release(data, old or _before(later))
    if not new:
        say(f"from {earlier.name} to {later.name}")
    found = history.diff(earlier, later)
    lines = [f"{case} {seed}" for case in _SIGNS for seed in found[case]]
    lines += [f"moved {move['from']} to {move['to']}" for move in found["moved"]]
    lines += _repeats(found)
    lines += [f"{table}: {rows['from']:,} rows, now {rows['to']:,}" for table, rows in found["rows"].items() if rows["from"] != rows["to"]]
    print_result(found, lines, as_json=json, table=_diff_table, nothing="no difference")


def _before(release: Release) -> str:
    """Return the name of the release that another was made from."""
    name = release.manifest["previous"]
    if name is None:
        raise NewstablesError(f"{release.name} is the first release: there is no earlier one to compare it with")
    return name


_SIGNS = {"added": ("+", "green"), "changed": ("~", "yellow"), "removed": ("-", "red")}
_REPEATS = {"come": "new duplicates", "gone": "former duplicates", "moved": "duplicates of another article than before"}


def _repeats(found: dict[str, Any]) -> list[str]:
    """Return a line for each kind of change in the duplicates."""
    return [f"{_REPEATS[case]}: {count:,}" for case, count in found["repeats"].items() if count]


def _diff_table(found: dict[str, Any]) -> RenderableType:
    lines: list[RenderableType] = [
        Text.assemble((f"{sign} ", style), replace_controls(seed)) for case, (sign, style) in _SIGNS.items() for seed in found[case]
    ]
    lines += [Text.assemble(("> ", "cyan"), replace_controls(f"{move['from']} to {move['to']}")) for move in found["moved"]]
    lines += [Text(line, style="dim") for line in _repeats(found)]
    table = empty_table("table", "rows before", "now", "", numbers=["rows before", "now"])
    for name, rows in found["rows"].items():
        more = rows["to"] - rows["from"]
        if more:
            table.add_row(name, f"{rows['from']:,}", f"{rows['to']:,}", Text(f"{more:+,}", style="green" if more > 0 else "red"))
    lines += [Text(), table] if table.row_count else []
    return Group(*lines)


def rollback(
    release: Annotated[ReleaseName, Parameter(help="name of a release, as `newstables releases` lists them")],
    /,
    *,
    data: Data = DEFAULTS.data,
) -> None:
    """Move `latest` to another release."""
    with open_store(data).writer() as writer:
        print(f"the latest release is now {history.rollback(writer, release).name}")
        update_catalogue(writer.data)


def prune(
    *,
    keep: Annotated[int, Parameter(metavar="N", help="number of newest releases to keep")],
    min_age: Annotated[float, Parameter(metavar="HOURS", help="keep releases younger than this")] = 24,
    data: Data = DEFAULTS.data,
    json: AsJson = False,
) -> None:
    """Delete old releases."""
    with open_store(data).writer() as writer:
        names = history.prune(writer, keep, min_age)
        if names:
            update_catalogue(writer.data)
    kept = f"nothing to delete: releases younger than {min_age:g} hours (--min-age), the latest and those after it stay"
    print_result(names, [f"deleted {name}" for name in names], as_json=json, nothing=kept)


def catalogue(*, data: Data = DEFAULTS.data) -> None:
    """Rewrite the catalogue of all releases."""
    folder = data_place(data)
    if not release_names(folder):
        raise NewstablesError(f"there is no release in {folder} yet")
    print(f"{write_catalogue(folder)} releases are in {folder / CATALOGUE} and {DATABASE}")


def verify(
    release: Annotated[ReleaseName | None, Parameter(help="release to check; default: the latest")] = None,
    /,
    *,
    all_: Annotated[bool, Parameter(name="--all", negative="", help="check all releases")] = False,
    data: Data = DEFAULTS.data,
) -> int:
    """Check the files of one release or of all releases."""
    if not all_:
        return _verify(data, release)
    status = 0
    for name in release_names(data_place(data)):
        try:
            _verify(data, name)
        except NewstablesError as error:
            say(f"newstables: {error}")
            status = 1
    return status


def _verify(data: Folder, name: str | None) -> int:
    release = open_release(data, name)
    print(f"{release.name}: {history.verify(release)} files are as published, and all checks pass")
    return 0
