"""Summary of a run for people and programs."""

import shlex
from typing import Any, TypedDict

from flows.options import DEFAULTS, Options
from flows.publish.rejects import Reject, first_lines, new_rejects
from newstables.release import Release, open_release, release_names
from transforms.schema import TABLES

MOST_REJECTS = 100
"""Maximum number of rejects in a summary; the table has all."""


class Summary(TypedDict):
    """The outcome of a run; `published` is None if nothing was new."""

    published: str | None
    latest: str
    data: str
    message: str
    rows: dict[str, int]
    rejects: dict[str, int]
    new_rejects: list[Reject]
    """Rejects that the previous release did not have, at most `MOST_REJECTS`."""
    changes: dict[str, int]


def summarize(options: Options, published: str | None) -> Summary:
    """Summarise a run that published the named release, or nothing."""
    latest = open_release(options.data)
    manifest = latest.manifest
    changes = manifest["changes"] if published else {}
    return Summary(
        published=published,
        latest=latest.name,
        data=options.data,
        message=_message(latest.name, changes, manifest["rows"]) if published else f"nothing new: {latest.name} stays the latest release",
        rows=manifest["rows"],
        rejects=manifest["rejects"],
        new_rejects=new_rejects(latest)[:MOST_REJECTS] if published else [],
        changes=changes,
    )


def _message(name: str, changes: dict[str, int], rows: dict[str, int]) -> str:
    cases = [f"{count:,} {case.replace('_', ' ')}" for case, count in changes.items() if count]
    tables = [f"{rows[table]:,} {table}" for table in TABLES]
    return f"published {name}: {', '.join(tables)} (articles: {', '.join(cases) or 'none changed'})"


def reject_lines(summary: Summary) -> list[str]:
    """Return the lines about rejects: the counts, the first new ones with reason and remedy, and the command that lists all."""
    count, new = summary["rows"]["rejects"], summary["new_rejects"]
    if not count:
        return []
    reasons = ", ".join(f"{number:,} {reason}" for reason, number in summary["rejects"].items())
    first = "; the first of this run:" if new else ""
    data = f" --data {shlex.quote(summary['data'])}" if summary["data"] != DEFAULTS.data else ""
    lines = [f"rejects: {reasons}{first}", *first_lines(new)]
    return (
        [*lines, f"`newstables rejects{data}` lists all with what to do"] if new else [f"{lines[0]}; `newstables rejects{data}` lists them"]
    )


def row_counts(release: Release) -> list[dict[str, Any]]:
    """Return the rows of each table and, if the previous release still exists, the change."""
    before, rows = _before(release), release.manifest["rows"]
    return [{"table": table, "rows": count, **({"change": count - before[table]} if before else {})} for table, count in rows.items()]


def rejected(release: Release) -> list[dict[str, str]]:
    """Return the first rejected seeds and why."""
    columns = ["seed", "reason", "message"]
    found: list[dict[str, str]] = release.arrow("rejects", columns).slice(0, MOST_REJECTS).to_pylist()
    return found


def run_report(summary: Summary, release: Release) -> str:
    """Return the summary of a run as Markdown for Prefect's page of the run."""
    before, counts = release.manifest["previous"], row_counts(release)
    lines = [f"# Release {release.name}", ""]
    if any("change" in row for row in counts):
        lines += [f"| table | rows | since {before} |", "|---|---:|---:|"]
        lines += [f"| {row['table']} | {row['rows']:,} | {row['change']:+,} |" for row in counts]
    else:
        lines += ["| table | rows |", "|---|---:|", *(f"| {row['table']} | {row['rows']:,} |" for row in counts)]
    changes = {case.replace("_", " "): count for case, count in summary["changes"].items() if count}
    lines += [*_count_table("seeds of this run", changes), *_count_table("rejected seeds by reason", summary["rejects"])]
    return "\n".join([*lines, "", f"Made by newstables {release.manifest['code_version']}. Its place: `{release.place}`", ""])


def _count_table(what: str, counts: dict[str, int]) -> list[str]:
    return ["", f"| {what} | |", "|---|---:|", *(f"| {name} | {count:,} |" for name, count in counts.items())] if counts else []


def _before(release: Release) -> dict[str, int] | None:
    data, name = release.data, release.manifest["previous"]
    return open_release(data, name).manifest["rows"] if name and name in release_names(data) else None
