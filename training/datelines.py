"""Evaluate datelines: the place before the first words of an article, against manual labels.

    python -m training.datelines CORPORA [--wrong]

`golden/datelines.jsonl` has the id and the place of every article of `attribution/` (train and dev) and every page of `pages/` (train and
dev, each in two renderings) that has a dateline; all others have none. A place is right where it is the same but for case and blanks.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from training.arguments import path_parser
from training.corpora import records
from training.scores import Report
from transforms.metadata.reading import read_metadata
from transforms.page.paragraphs import read_paragraphs
from transforms.records import NOTHING_STATED

GOLDEN = Path(__file__).parent / "golden/datelines.jsonl"
FILES = ("attribution/dev", "pages/train", "pages/dev", "attribution/train")
QUICK = FILES[:3]
"""Skips the 840 articles that take a minute."""


def read_texts(corpora: Path, file: str) -> Iterator[tuple[str, str]]:
    """Yield the ids and texts of a file of articles or of pages."""
    for record in records(corpora / f"{file}.jsonl.gz"):
        yield record["id"], record["text"] if "text" in record else "\n".join(record["lines"])


def place_read(text: str) -> str | None:
    """Return the place of the dateline that the pipeline reads."""
    return read_metadata(read_paragraphs("a", text), NOTHING_STATED).dateline


def datelines(corpora: Path, report: Report, files: Sequence[str] = FILES, *, wrong: bool = False) -> None:
    """Score the places of the articles and pages of some files."""
    golden = dict(json.loads(line).values() for line in GOLDEN.read_text(encoding="utf-8").splitlines())
    for file in files:
        pairs = [(name, place_read(text), golden.get(name)) for name, text in read_texts(corpora, file)]
        right = sum(_plain(said) == _plain(wanted) for _, said, wanted in pairs if wanted)
        report.share(f"datelines, {file}: found", right, sum(wanted is not None for *_, wanted in pairs))
        report.share(f"datelines, {file}: precise", right, sum(said is not None for _, said, _ in pairs))
        for name, said, wanted in pairs if wrong else ():
            if _plain(said) != _plain(wanted):
                print(f"    {name}: {said!r} for {wanted!r}")


def _plain(place: str | None) -> str:
    return " ".join((place or "").casefold().split())


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures."""
    parser = path_parser(__doc__, "corpora")
    parser.add_argument("--wrong", action="store_true")
    given = parser.parse_args(arguments)
    datelines(given.corpora, Report(), wrong=given.wrong)


if __name__ == "__main__":
    main()
