"""What the bundled seeds, and those of the tests, are expected to become, in readable JSON.

`make golden` (`python -m tests.golden_rows`) writes the files anew; `git diff tests/golden` is then the review.
"""

import json
from pathlib import Path
from typing import Any

from flows.errors import RejectedError
from flows.ingest.documents import read_file, read_record
from flows.ingest.formats.entry import Reading
from flows.ingest.formats.registry import records
from flows.ingest.scan import scan
from flows.ingest.seed import Seed
from flows.ingest.spool import is_record
from tests.running import ROOT
from transforms import read_article
from transforms.columns import plain
from transforms.records import Document
from transforms.schema import TABLES, Row

SEEDS = (ROOT / "seeds", ROOT / "tests" / "seeds")
"""Those that a new user reads first, and those that test one thing each."""

GOLDEN = ROOT / "tests" / "golden"
READING = Reading(10_000_000)
LONG_TEXT = 300
ARTICLE_COLUMNS = (
    "encoding",
    "language",
    "title",
    "authors",
    "dateline",
    "published",
    "published_text",
    "publisher",
    "agencies",
    "word_count",
)
QUOTE_COLUMNS = ("kind", "text", "speaker_text", "speaker_name", "speaker_resolution", "cue_text")


SHOWN = ("articles", "paragraphs", "quotes", "mentions", "entities")
"""Tables with a form of their own in the files; of all others, where they have rows, the characters of the article are shown."""


def golden_path(seed: Seed) -> Path:
    """Return where the expectation for a seed lies."""
    return GOLDEN / f"{seed.name}.json"


def seeds() -> list[Seed]:
    """Return the seeds of both folders; no name is in both."""
    return [seed for folder in SEEDS for seed in scan(folder, READING)]


def document_of(seed: Seed) -> Document:
    """Return the document in a seed."""
    if not is_record(seed):
        return read_file(seed, READING.max_bytes)
    return read_record(seed, next(entry.record for entry in records(seed.path, 0, READING) if entry.number == seed.record))


def expectation(seed: Seed) -> dict[str, Any]:
    """Return what a seed becomes: its rows without ids and offsets (the invariants bind these to the text), or its reject."""
    try:
        if seed.reason:
            raise RejectedError(seed.reason, seed.message or "")
        rows = read_article(document_of(seed), "golden")
    except RejectedError as error:
        return {"rejected": error.reason, "message": str(error)}
    found = {
        "article": pick(rows["articles"][0], ARTICLE_COLUMNS),
        "paragraphs": [f"{row['role']:>11} | {shortened(row['text'])}" for row in (pick(p, ("role", "text")) for p in rows["paragraphs"])],
        "quotes": [pick(quote, QUOTE_COLUMNS) for quote in rows["quotes"]],
        "entities": [f"{e['type']}: {' / '.join(e['aliases'])}" for e in (pick(row, ("type", "aliases")) for row in rows["entities"])],
    }
    return found | {name: [pick(row, surfaces(name)) for row in rows[name]] for name in rows if rows[name] and name not in SHOWN}


def surfaces(table: str) -> tuple[str, ...]:
    """Return the columns of a table that are characters of the article."""
    return tuple(name for name, column in TABLES[table].columns.items() if column.offsets)


def pick(row: Row, columns: tuple[str, ...]) -> dict[str, Any]:
    """Return some columns of a row as plain values."""
    return {column: shortened(plain(getattr(row, column))) for column in columns}


def shortened(value: Any) -> Any:
    """Cut what is too long to be read; the hostile seeds have paragraphs of 30,000 characters."""
    return f"{value[:LONG_TEXT]}… ({len(value)})" if isinstance(value, str) and len(value) > LONG_TEXT else value


def as_json(expected: dict[str, Any]) -> str:
    """Return an expectation as it is written to its file; of thousands of paragraphs only the first twenty."""
    if len(expected.get("paragraphs", ())) > 100:
        expected["paragraphs"] = [*expected["paragraphs"][:20], f"… ({len(expected['paragraphs'])} in all)"]
    return json.dumps(expected, indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    """Write all expectations."""
    wanted = {golden_path(seed): as_json(expectation(seed)) for seed in seeds()}
    for path in GOLDEN.rglob("*.json"):
        if path not in wanted:
            path.unlink()
    for path, text in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
