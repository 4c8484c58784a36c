"""Evaluate `entities.description` and `entities.pronoun` on manually labelled people and organizations.

    python -m training.descriptions CORPORA [--use measure|develop|learn] [--errors] [--json transforms/weights/figures.json]

`golden/descriptions.jsonl` lists all people of some articles of `statements/`, and the bodies that are described there, each with the
descriptions that are as full as any, and with the pronoun by which the article means it (see `golden/README.md`). A description is right
where it begins as one of them but for an article or possessive, and ends as it but for a clause. One of anybody not listed is wrong.
"""

import argparse
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.articles import tables
from training.corpora import golden_descriptions
from training.scores import Report
from training.speakers import same_name
from transforms.records import Span
from transforms.schema import EntityRow

_DETERMINER = re.compile(r"(?:(?:a|an|the|his|her|its|their|our|my|whose|another|one)\s+)?", re.IGNORECASE)
_CLAUSE = re.compile(r"\s*(?:[,;:(–—]|-\s|(?:who|whom|whose|which|that|where|when|while|alias|\w+ed|\w+ing)\b)")
OPEN = "?"
"""The label for a person whose pronoun is unknown."""
_DESCRIBED = frozenset({"person", "organization"})


@dataclass(frozen=True, slots=True)
class Case:
    """One person or organization, as labelled and as found."""

    article: str
    text: str
    label: dict[str, Any] | None
    """None for an unlabelled entity with a description."""
    row: EntityRow | None

    @property
    def given(self) -> Span | None:
        """The predicted description."""
        row = self.row
        return (
            Span(row.description_start, row.description_end) if row and row.description_start is not None and row.description_end else None
        )

    @property
    def wanted(self) -> list[Span]:
        """The right descriptions."""
        return [Span(*span) for span in self.label["descriptions"]] if self.label else []

    @property
    def is_open(self) -> bool:
        """Return whether a missing description is acceptable."""
        return self.label is None or "open" in self.label

    @property
    def right(self) -> bool:
        """Return whether the predicted description is one of the labelled ones."""
        return self.given is not None and any(same_description(self.text, self.given, span) for span in self.wanted)

    @property
    def pronoun(self) -> str | None:
        """The predicted pronoun."""
        return self.row.pronoun if self.row else None


def same_description(text: str, one: Span, other: Span) -> bool:
    """Return whether two spans are the same description, ignoring a determiner before and a clause after it."""
    starts = [found.end() if (found := _DETERMINER.match(text, span.start)) else span.start for span in (one, other)]
    shorter, longer = sorted((one.end, other.end))
    return starts[0] == starts[1] and (shorter == longer or _CLAUSE.match(text, shorter) is not None)


def cases(corpora: Path, use: str) -> Iterator[Case]:
    """Yield the labelled people and organizations with their entities, and unlabelled entities with a description."""
    for record in golden_descriptions(corpora, use):
        left = [row for row in tables(record["text"])["entities"] if row.type in _DESCRIBED]
        for label in record["entities"]:
            row = next((row for row in left if same_name(label["name"], row)), None)
            left = [other for other in left if other is not row]
            yield Case(record["id"], record["text"], label, row)
        for row in left:  # a second entity of a labelled person, or an unlabelled entity
            label = next((label for label in record["entities"] if row.type == "person" and same_name(label["name"], row)), None)
            if row.description or row.pronoun:
                yield Case(record["id"], record["text"], label and {**label, "open": True}, row)


def golden_people(corpora: Path, report: Report, use: str = "measure") -> None:
    """Score the descriptions and pronouns of the golden set."""
    found = list(cases(corpora, use))
    given = [case for case in found if case.given]
    report.share("descriptions: right, of those given", sum(case.right for case in given), len(given))
    described = [case for case in found if case.wanted and not case.is_open]
    report.share("descriptions: given, of those described", sum(case.given is not None for case in described), len(described))
    told = [case for case in found if case.label is None or case.label["pronoun"] != OPEN]
    wanted = {id(case): case.label["pronoun"] if case.label else None for case in told}
    claimed = [case for case in told if case.pronoun]
    report.share("pronouns: right, of those given", sum(case.pronoun == wanted[id(case)] for case in claimed), len(claimed))
    meant = [case for case in told if wanted[id(case)]]
    report.share("pronouns: given, of those with one", sum(case.pronoun is not None for case in meant), len(meant))


def errors(corpora: Path, use: str) -> None:
    """Print wrong and missing descriptions and pronouns."""
    for case in cases(corpora, use):
        name = case.label["name"] if case.label else case.row.name if case.row else ""
        said = case.given.of(case.text) if case.given else None
        if (case.given and not case.right) or (case.wanted and not case.is_open and not case.given):
            print(f"{case.article[:24]:24} {name[:28]:28} {said!s:.60} | {' | '.join(span.of(case.text) for span in case.wanted)[:90]}")
        pronoun = case.label["pronoun"] if case.label else None
        if pronoun not in {case.pronoun, OPEN}:
            print(f"{case.article[:24]:24} {name[:28]:28} pronoun {case.pronoun} | {pronoun}")


def main() -> None:
    """Print the figures, and the errors on request."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--use", default="measure", choices=("measure", "develop", "learn"))
    parser.add_argument("--json", type=Path, help="the file of `training.evaluate` to put the figures into")
    parser.add_argument("--errors", action="store_true", help="list what is wrong or missing")
    given = parser.parse_args()
    report = Report()
    golden_people(given.corpora, report, given.use)
    if given.json:
        measured = json.loads(given.json.read_text(encoding="utf-8"))
        measured["figures"] |= report.figures
        given.json.write_text(json.dumps(measured, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    if given.errors:
        errors(given.corpora, given.use)


if __name__ == "__main__":
    main()
