"""Evaluate entity resolution: clusters of `resolve_names` against annotated ones, pairwise and B³.

    python -m training.identity CORPORA [--part held|tune] [--errors TYPE] [--floors training/floors.json]

DWIE: CORPORA/entities/dwie_name_clusters_train.jsonl.gz has the names of articles with what they refer to, but no text: the text given to
the step is blank but for the annotated phrases, at their offsets, and the names come with their annotated types. A fifth of the documents,
by the digest of their ids, is `held` out; the rest is to `tune` on. GUM: the names in gum_dev (`held`) or gum_train (`tune`), with text.

Scores are over all mentions of a type. B³: for each mention, the share of its found cluster that is in its annotated one (precision)
and of its annotated one that is in its found one (recall), averaged. Pairwise: F1 over pairs of mentions of one document.
"""

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.arguments import path_parser
from training.corpora import paragraph_rows, records
from training.scores import Report
from transforms.entities.resolving import resolve_names
from transforms.records import Label, Span
from transforms.schema import MentionRow

SCORED = ("person", "organization", "location")
_DWIE = "entities/dwie_name_clusters_train.jsonl.gz"
_GUM = {"person": "person", "organization": "organization", "place": "location"}
_KINDS = {"person": "person", "organization": "organization", "location": "location", "event": "other"}
_OTHER_KINDS = {
    "time": "date", "money": "money", "gpe0-x": "group", "gpe1-x": "group", "loc-x": "group", "religion-x": "group", "ethnicity": "group",
    "work_of_art": "other", "award": "other", "product": "product", "treaty": "other",
}  # fmt: skip
"""Types for DWIE concepts without a type among ours; others (roles, footers, objects) are text and not names."""


@dataclass(frozen=True, slots=True)
class AnnotatedName:
    """One annotated name: the input of the resolution, and its referent."""

    label: Label
    concept: int
    type: str


def document(record: dict[str, Any]) -> tuple[str, list[AnnotatedName]]:
    """Return a blank text with all annotated phrases in it, and the names among them."""
    characters = [" "] * max((m["begin"] + len(m["text"]) for m in record["mentions"]), default=0)
    concepts = {concept["concept"]: concept for concept in record["concepts"]}
    found: dict[int, AnnotatedName] = {}
    for mention in record["mentions"]:
        start, end = mention["begin"], mention["begin"] + len(mention["text"])
        characters[start:end] = mention["text"]
        kind = _kind(concepts[mention["concept"]])
        if kind:
            label = Label(Span(start, end), kind, 1.0)
            found.setdefault(start, AnnotatedName(label, mention["concept"], concepts[mention["concept"]]["type"]))
    return "".join(characters), [found[start] for start in sorted(found)]


def _kind(concept: dict[str, Any]) -> str | None:
    if concept["type"] in _KINDS:
        return "facility" if "facility" in concept["subtypes"] else _KINDS[concept["type"]]
    return next((_OTHER_KINDS[name] for name in concept["subtypes"] if name in _OTHER_KINDS), None)


def is_held_out(record: dict[str, Any]) -> bool:
    """Return whether a document is in the fifth that is not used for tuning."""
    return int(hashlib.sha256(record["id"].encode()).hexdigest(), 16) % 5 == 0


def pairs_of(clusters: Sequence[Hashable]) -> int:
    """Return the number of pairs of items in one cluster."""
    return sum(count * (count - 1) // 2 for count in Counter(clusters).values())


@dataclass(slots=True)
class Clusters:
    """Sums over mentions, and over pairs of them."""

    mentions: int = 0
    precision: float = 0.0
    recall: float = 0.0
    both: int = 0
    found: int = 0
    wanted: int = 0

    def add(self, found: Sequence[Hashable], wanted: Sequence[Hashable]) -> None:
        """Count the mentions of one document, each with its predicted and its annotated cluster."""
        joint = list(zip(found, wanted, strict=True))
        together, ours, theirs = Counter(joint), Counter(found), Counter(wanted)
        self.mentions += len(joint)
        self.precision += sum(together[pair] / ours[pair[0]] for pair in joint)
        self.recall += sum(together[pair] / theirs[pair[1]] for pair in joint)
        self.both += pairs_of(joint)
        self.found += pairs_of(found)
        self.wanted += pairs_of(wanted)

    def show(self, name: str, report: Report) -> None:
        """Print and record B³ and pairwise F1."""
        count = max(1, self.mentions)
        for what, precision, recall in (
            ("B³", self.precision / count, self.recall / count),
            ("pairs", self.both / max(1, self.found), self.both / max(1, self.wanted)),
        ):
            f1 = 2 * precision * recall / max(1e-9, precision + recall)
            print(f"{f'identity, {what}: {name}':44} P {precision:6.1%}  R {recall:6.1%}  F1 {f1:6.1%}  of {self.mentions}")
            report.figures[f"identity, {what}: {name}"] = round(100 * f1, 1)


def gum_document(record: dict[str, Any]) -> tuple[str, list[AnnotatedName]]:
    """Return the text of a GUM document, and the mentions in it that are names: a proper name as head, and no word in lower case."""
    found: dict[int, AnnotatedName] = {}
    for mention in sorted(record["mentions"], key=lambda mention: (mention["start"], mention["end"])):
        words = mention["text"].split()
        if mention["type"] in _GUM and mention["head_is_proper_name"] and all(word[0].isupper() for word in words):
            kind = _GUM[mention["type"]]
            label = Label(Span(mention["start"], mention["end"]), kind, 1.0)
            if not any(named.label.span.end > mention["start"] for named in list(found.values())[-1:]):
                found[mention["start"]] = AnnotatedName(label, mention["cluster"], kind)
    return record["text"], list(found.values())


def documents(corpora: Path, *, held: bool) -> Iterator[tuple[str, str, str, list[AnnotatedName]]]:
    """Yield the documents of a part: corpus, id, text and names."""
    for record in records(corpora / _DWIE):
        if is_held_out(record) == held:
            yield ("DWIE", record["id"], *document(record))
    for record in records(corpora / f"entities/gum_{'dev' if held else 'train'}.jsonl.gz"):
        yield ("GUM", record["id"], *gum_document(record))


def resolved(text: str, names: Sequence[AnnotatedName]) -> Iterator[tuple[AnnotatedName, MentionRow]]:
    """Yield each annotated name of a document with its resolved mention."""
    mentions, _ = resolve_names("a", text, paragraph_rows(text), [name.label for name in names])
    return zip(names, mentions, strict=True)


def identity(corpora: Path, report: Report, *, held: bool = True) -> None:
    """Score the clusters of one part of the documents."""
    scores = {(corpus, name): Clusters() for corpus in ("DWIE", "GUM") for name in SCORED}
    for corpus, _, text, names in documents(corpora, held=held):
        pairs = list(resolved(text, names))
        for name in SCORED:
            of_type = [(mention.entity_id, named.concept) for named, mention in pairs if named.type == name]
            scores[corpus, name].add([found for found, _ in of_type], [wanted for _, wanted in of_type])
    for (corpus, name), score in scores.items():
        score.show(f"{corpus}, {name}", report)


def errors(corpora: Path, kind: str, *, held: bool = False) -> None:
    """Print the merged and split clusters of a type for each document, with their forms."""
    for _, number, text, names in documents(corpora, held=held):
        found: dict[str, Counter[int]] = {}
        wanted: dict[int, dict[str, Counter[str]]] = {}
        for named, mention in resolved(text, names):
            if named.type == kind:
                found.setdefault(mention.entity_id, Counter())[named.concept] += 1
                wanted.setdefault(named.concept, {}).setdefault(mention.entity_id, Counter())[mention.text] += 1
        for entity, concepts in found.items():
            if len(concepts) > 1:
                print(number, "merged:", " | ".join(_forms(wanted[concept][entity]) for concept in concepts))
        for entities in wanted.values():
            if len(entities) > 1:
                print(number, "split:", " | ".join(_forms(forms) for forms in entities.values()))


def _forms(forms: Counter[str]) -> str:
    return ", ".join(f"{form} {count}" for form, count in forms.items())


def main() -> None:
    """Print the figures, or the errors of a type."""
    parser = path_parser(__doc__, "corpora")
    parser.add_argument("--part", default="held", choices=("held", "tune"))
    parser.add_argument("--errors", choices=SCORED)
    parser.add_argument("--floors", type=Path)
    given = parser.parse_args()
    if given.errors:
        errors(given.corpora, given.errors, held=given.part == "held")
        return
    report = Report()
    identity(given.corpora, report, held=given.part == "held")
    floors: dict[str, float] = json.loads(given.floors.read_text(encoding="utf-8")) if given.floors else {}
    sys.exit("\n".join(report.below({name: floor for name, floor in floors.items() if name.startswith("identity")})) or 0)


if __name__ == "__main__":
    main()
