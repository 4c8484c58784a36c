"""What many tests need: a run in this process that takes milliseconds, articles of given paragraphs, what releases hold."""

import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from flows.integrity import history
from flows.normalize.workers import Pool, Workers
from flows.options import Options
from flows.plan import prepare as plan
from flows.plan.prepare import Work
from flows.progress import Advance
from flows.publish import release as published
from flows.run import run
from flows.store.store import open_store
from newstables.release import Release, open_release
from transforms.schema import BODY_ROLES, ParagraphRow

ROOT = Path(__file__).parent.parent

STORY = """{title}

By Ana Ruiz

LISBON (Reuters) - The harbour authority of {place} said on Tuesday that it would widen the channel before the winter storms arrive.

"We have waited {number} years for this," said Rui Matos, who runs the pilots' office. "Nobody wants to wait for another storm."

Matos told reporters that the work would cost $12 million and that ships would keep moving at night.
"""


def story(number: int, place: str = "Aveiro") -> str:
    """Return the text of a small news story; different numbers give different stories."""
    return STORY.format(title=f"Harbour of {place} to be widened, plan {number} says", place=place, number=number)


class InlinePool(Pool):
    """A pool that calls at once, in this process."""

    def __init__(self) -> None:
        super().__init__(1)

    def submit(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(function(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - a future carries whatever was raised
            future.set_exception(error)
        return future


@contextlib.contextmanager
def silent(_what: str, _total: int, _unit: str) -> Iterator[Advance]:
    """Show no progress."""
    yield lambda _done: None


def prepare(options: Options) -> Work:
    """Plan a run."""
    with open_store(options.data).writer() as writer:
        return plan.prepare(options, writer)


def publish(options: Options, workers: Workers) -> str | None:
    """Publish what was planned and read."""
    with open_store(options.data).writer() as writer:
        return published.publish(options, writer, workers)


def rollback(data: Path | str, name: str) -> Release:
    """Move `latest` to another release."""
    with open_store(data).writer() as writer:
        return history.rollback(writer, name)


def prune(data: Path | str, keep: int, min_age_hours: float) -> list[str]:
    """Delete old releases."""
    with open_store(data).writer() as writer:
        return history.prune(writer, keep, min_age_hours)


def run_plainly(seeds: Path, data: Path | str, **options: Any) -> Release | None:
    """Run in this process, in silence; return the new release, or None where nothing was new."""
    name = run(Options(seeds=str(seeds), data=str(data), **options), InlinePool(), silent)["published"]
    return open_release(data, name) if name else None


def paragraphs_of(texts: list[str], role: str = "body") -> tuple[str, list[ParagraphRow]]:
    """Join texts as paragraphs of one article; return its text and its paragraphs."""
    rows, place = [], 0
    for number, text in enumerate(texts):
        rows.append(ParagraphRow("a", number, role, role in BODY_ROLES, place, place + len(text), text, 1.0))
        place += len(text) + 2
    return "\n\n".join(texts), rows


def contents(release: Release) -> list[tuple[str, str]]:
    """Return what must be equal for two releases to hold the same bytes: table and digest of every file, in order."""
    return [(file["table"], file["sha256"]) for file in release.manifest["files"]]


def files_of(release: Release, table: str) -> list[Path]:
    """Return the files of a table of a release on this disk."""
    return [release.path / entry["path"] for entry in release.manifest["files"] if entry["table"] == table]


def rows(release: Release, table: str) -> list[dict[str, Any]]:
    """Return all rows of a table."""
    found: list[dict[str, Any]] = release.arrow(table).to_pylist()
    return found
