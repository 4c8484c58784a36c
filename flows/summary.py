"""What a run did, for people and for programs."""

from typing import TypedDict

from flows.dataset import open_release
from flows.options import Options


class Summary(TypedDict):
    """The outcome of a run; `published` is None where nothing was new."""

    published: str | None
    latest: str
    data: str
    message: str
    rows: dict[str, int]
    rejects: dict[str, int]
    changes: dict[str, int]


def summarize(options: Options, published: str | None) -> Summary:
    """Describe the outcome of a run that published the named release, or nothing."""
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
        changes=changes,
    )


def _message(name: str, changes: dict[str, int], rows: dict[str, int]) -> str:
    cases = [f"{count:,} {case.replace('_', ' ')}" for case, count in changes.items() if count]
    tables = [f"{rows[table]:,} {table}" for table in ("articles", "paragraphs", "quotes", "mentions", "entities", "duplicates", "rejects")]
    return f"published {name}: {', '.join(tables)} (seeds: {', '.join(cases) or 'none changed'})"
