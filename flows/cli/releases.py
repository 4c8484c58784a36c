"""Commands that manage releases."""

import argparse

from flows.cli import tables
from flows.cli.results import print_result
from flows.errors import NewstablesError
from flows.integrity import history
from flows.progress import say
from flows.store.store import open_store
from newstables.files import place
from newstables.release import latest_name, open_release, release_names


def releases(parsed: argparse.Namespace) -> int:
    """List the releases."""
    data = place(parsed.data)
    latest = latest_name(data)
    names = release_names(data)
    if not names:
        say(f"newstables: there is no release in {data} yet")
    found = []
    for name in names:
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
    print_result("\n".join(lines), found, parsed, tables.releases_table if found else None)
    return 0


def diff(parsed: argparse.Namespace) -> int:
    """Compare two releases."""
    found = history.diff(open_release(parsed.data, parsed.old), open_release(parsed.data, parsed.new))
    lines = [f"{case} {seed}" for case in ("added", "changed", "removed") for seed in found[case]]
    lines += [f"moved {move['from']} to {move['to']}" for move in found["moved"]]
    lines += tables.repeats(found)
    lines += [f"{table}: {rows['from']:,} rows, now {rows['to']:,}" for table, rows in found["rows"].items() if rows["from"] != rows["to"]]
    print_result("\n".join(lines) or "no difference", found, parsed, tables.diff_table)
    return 0


def rollback(parsed: argparse.Namespace) -> int:
    """Move `latest` to another release."""
    with open_store(parsed.data).writer() as writer:
        release = history.rollback(writer, parsed.release)
    print(f"the latest release is now {release.name}")
    return 0


def prune(parsed: argparse.Namespace) -> int:
    """Delete old releases."""
    with open_store(parsed.data).writer() as writer:
        names = history.prune(writer, parsed.keep, parsed.min_age)
    print_result("\n".join(f"deleted {name}" for name in names) or "nothing to delete", names, parsed)
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
