"""Evaluate speakers of manually labelled quotes, including those with pronoun sources.

    python -m training.speakers CORPORA [--errors]

`golden/speakers.jsonl` names the speaker of every annotated attribution of forty articles of `attribution/dev` (see `golden/README.md`).
An annotated attribution is matched with the row of `quotes` that shares most of its characters, at least half of those of the shorter one.
A speaker with a name is right where the row's entity bears that name: for a person the same surname, and where both have more than a
surname another name in common. Where the label is a class (`group`, `anonymous`, `document`, `author`, `none`) the row is right if its
speaker is no person. What is not matched is wrong in the figures `end to end` and left out of the others.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.arguments import path_parser
from training.articles import AnnotatedAttribution, annotated, records_by_id, tables
from training.scores import Report
from transforms.entities.names import normalized
from transforms.records import Span
from transforms.schema import EntityRow, QuoteRow

GOLDEN = Path(__file__).parent / "golden/speakers.jsonl"
CLASSES = frozenset({"group", "anonymous", "document", "author", "none"})
HALF = 0.5


@dataclass(frozen=True, slots=True)
class Case:
    """One annotated attribution with its label and the pipeline's row."""

    article: str
    label: str
    said: AnnotatedAttribution
    row: QuoteRow | None
    entity: EntityRow | None

    @property
    def right(self) -> bool:
        """Return whether the row's speaker is the labelled one."""
        if self.row is None:
            return False
        if self.label in CLASSES:
            return self.entity is None or self.entity.type != "person"
        return self.entity is not None and same_name(self.label, self.entity)


def same_name(label: str, entity: EntityRow) -> bool:
    """Return whether an entity has a name."""
    wanted = normalized(label.removeprefix("The ").removeprefix("the ")).split()
    if entity.type == "person":
        names = normalized(entity.name).split()
        return wanted[-1] in names[-2:] and (len(wanted) == 1 or len(names) == 1 or len({*wanted} & {*names}) > 1)
    return any(normalized(alias).removeprefix("the ") == " ".join(wanted) for alias in (entity.name, *entity.aliases))


def cases(corpora: Path) -> Iterator[Case]:
    """Yield the golden labels with the pipeline's rows."""
    articles = records_by_id(corpora / "attribution/dev.jsonl.gz")
    for line in GOLDEN.read_text(encoding="utf-8").splitlines():
        golden = json.loads(line)
        record = articles[golden["id"]]
        found = tables(record["text"])
        said = {tuple(sorted(item.contents)): item for item in annotated(record["text"], record)}
        entities = {entity.entity_id: entity for entity in found["entities"]}
        for contents, label in golden["labels"]:
            item = said[tuple(Span(*span) for span in contents)]
            row = _matched(item, found["quotes"])
            yield Case(golden["id"], label, item, row, entities.get(row.speaker_id) if row and row.speaker_id else None)


def _matched(said: AnnotatedAttribution, rows: list[Any]) -> QuoteRow | None:
    """Return the row that overlaps most with an annotated attribution, at least half of the shorter one."""
    best, most = None, 0.0
    for row in rows:
        both = sum(max(0, min(one.end, other.end) - max(one.start, other.start)) for one in said.contents for other in row.spans)
        shorter = min(sum(span.end - span.start for span in spans) for spans in (said.contents, row.spans))
        if both > most and both >= HALF * shorter:
            best, most = row, both
    return best


def golden_speakers(corpora: Path, report: Report) -> None:
    """Score the speakers of the golden set."""
    found = list(cases(corpora))
    for name, some in (("direct", [case for case in found if case.said.kind == "direct"]), ("all", found)):
        matched = [case for case in some if case.row]
        report.share(f"speakers: {name}, end to end", sum(case.right for case in some), len(some))
        report.share(f"speakers: {name}, of those found", sum(case.right for case in matched), len(matched))
    named = [case for case in found if case.row and case.label not in CLASSES]
    report.share("speakers: with a name, of those found", sum(case.right for case in named), len(named))
    claimed = [case for case in found if case.entity and case.entity.type == "person"]
    report.share("speakers: persons claimed that are right", sum(case.right for case in claimed), len(claimed))


def main() -> None:
    """Print the figures, and the errors on request."""
    parser = path_parser(__doc__, "corpora")
    parser.add_argument("--errors", action="store_true", help="list what is wrong")
    given = parser.parse_args()
    golden_speakers(given.corpora, Report())
    for case in cases(given.corpora) if given.errors else ():
        if case.row and not case.right:
            found = f"{case.entity.name} ({case.row.speaker_resolution})" if case.entity else "-"
            print(
                f"{case.article[:34]:34} {case.said.kind:8} {case.row.speaker_text!s:.60} | {case.label} | {found} | {case.row.text[:50]}"
            )


if __name__ == "__main__":
    main()
