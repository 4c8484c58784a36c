"""Score the pairing of quotation marks on a corpus that is not part of this project; `training.evaluate` scores the rest.

    python benchmarks/quality.py CORPORA [--part dev]

CORPORA is a folder with `attribution/PART.jsonl.gz` (PolNeAR: texts with sources, cues and contents).
"""

import argparse
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from transforms.quotes.marks import pair_marks
from transforms.schema import ParagraphRow

OPENING, CLOSING = '“"‘', '”"’'


def records(corpora: Path, name: str, part: str) -> Iterator[dict[str, Any]]:
    """Yield the records of one file of the corpora."""
    with gzip.open(corpora / name / f"{part}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def marks(corpora: Path, part: str) -> tuple[int, int]:
    """Count annotated contents of one paragraph that begin and end with a mark, and those that are paired exactly so."""
    right = total = 0
    for record in records(corpora, "attribution", part):
        text, place, rows = record["text"], 0, []
        for number, line in enumerate(text.split("\n")):
            rows.append(ParagraphRow("a", number, "body", True, place, place + len(line), line, 1.0))  # noqa: FBT003 - a column
            place += len(line) + 1
        found = [mark.span for marks in pair_marks(text, rows) for mark in marks]
        starts, ends = {span.start for span in found}, {span.end for span in found}
        for start, end in (span for attribution in record["attributions"] for span in attribution["contents"]):
            if text[start] in OPENING and text[end - 1] in CLOSING and "\n" not in text[start:end]:
                total += 1
                right += start in starts and end in ends
    return right, total


def main() -> None:
    """Print the figure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--part", default="dev")
    given = parser.parse_args()
    right, total = marks(given.corpora, given.part)
    print(f"contents between marks that are paired exactly: {right} of {total}")


if __name__ == "__main__":
    main()
