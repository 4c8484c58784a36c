"""Evaluate entity resolution where names are declined: clusters and nominatives against articles that were labelled by reading.

    python -m training.nominatives CORPORA [--part develop|measure] [--errors] [--floors training/floors.json]

`golden/nominatives.jsonl` has for each article the entities with the places and types of their mentions, and their full name in the
nominative, in any of the forms that are right; the texts are in `names_world/` and `statements/`. The names are given to the step as
annotated. An entity of two types is two, since an id is made of the type too. Dates, sums of money and groups are not scored.

Printed for each language: B³ and pairwise F1 of the clusters, and the share of entities named by their nominative: the entity that most
mentions of an annotated one were put in bears one of its names, in any case of letters.
"""

import hashlib
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.arguments import path_parser
from training.corpora import paragraph_rows, records
from training.identity import Clusters
from training.scores import Report
from transforms.entities.resolving import resolve_names
from transforms.records import Label, Span

GOLDEN = Path(__file__).parent / "golden/nominatives.jsonl"


@dataclass(frozen=True, slots=True)
class Entity:
    """An annotated entity: its type, the names that are right, and the starts of its mentions."""

    type: str
    names: tuple[str, ...]
    starts: tuple[int, ...]


@dataclass(slots=True)
class NameCounts:
    """Number of entities of a language, and of those with the right name."""

    right: int = 0
    all: int = 0


def articles(corpora: Path, part: str) -> Iterator[tuple[str, str, str, list[Label], list[Entity]]]:
    """Yield the articles of a part: id, language, text, names and entities.

    Raises:
        ValueError: a text is not the one that was labelled.
    """
    golden = [article for article in map(json.loads, GOLDEN.read_text(encoding="utf-8").splitlines()) if article["use"] == part]
    texts = {
        record["id"]: record["text"]
        for source in sorted({article["corpus"] for article in golden})
        for record in records(corpora / f"{source}.jsonl.gz")
    }
    for article in golden:
        text = texts[article["id"]]
        if hashlib.sha256(text.encode()).hexdigest() != article["sha256"]:
            raise ValueError(f"{article['id']} is not the text that was labelled")
        yield article["id"], article["language"], text, *_annotated(article)


def _annotated(article: dict[str, Any]) -> tuple[list[Label], list[Entity]]:
    """Return the mentions of an article in order, and its entities, one for each type."""
    labels = [Label(Span(start, end), kind, 1.0) for entity in article["entities"] for start, end, kind in entity["mentions"]]
    entities = []
    for entity in article["entities"]:
        starts = defaultdict(list)
        for start, _, kind in entity["mentions"]:
            starts[kind].append(start)
        entities += [Entity(kind, tuple(entity["names"]), tuple(mention_starts)) for kind, mention_starts in starts.items()]
    return sorted(labels, key=lambda label: label.span), entities


def measure(corpora: Path, report: Report, part: str, *, errors: bool = False) -> None:
    """Score the articles of a part by language; print what is wrong if asked to."""
    clusters: dict[str, Clusters] = defaultdict(Clusters)
    names: dict[str, NameCounts] = defaultdict(NameCounts)
    for number, language, text, labels, entities in articles(corpora, part):
        mentions, rows = resolve_names(number, text, paragraph_rows(text), labels, language)
        found = {mention.start: mention.entity_id for mention in mentions}
        shown = {row.entity_id: row.name for row in rows}
        wanted = [(found[start], index) for index, entity in enumerate(entities) for start in entity.starts]
        right = [_predicted_name(entity, found, shown).casefold() in {each.casefold() for each in entity.names} for entity in entities]
        for group in (language, "all"):
            clusters[group].add([one for one, _ in wanted], [other for _, other in wanted])
            names[group].right += sum(right)
            names[group].all += len(right)
        for line in _errors(entities, found, shown, right) if errors else ():
            print(language, number, line)
    for language in sorted(clusters):
        clusters[language].show(f"nominatives {language}", report)
        share = names[language].right / max(1, names[language].all)
        print(f"{f'nominative, {language}':44} {share:6.1%} of {names[language].all}")
        report.figures[f"nominative, {language}"] = round(100 * share, 1)


def _predicted_name(entity: Entity, found: Mapping[int, str], shown: Mapping[str, str]) -> str:
    """Return the name of the predicted entity of most mentions of an annotated one."""
    counts = Counter(found[start] for start in entity.starts)
    return shown[max(counts, key=lambda one: counts[one])]


def _errors(entities: Sequence[Entity], found: Mapping[int, str], shown: Mapping[str, str], right: Sequence[bool]) -> Iterator[str]:
    """Yield a line for each entity that is named wrongly, split or merged."""
    whole: dict[str, dict[str, None]] = defaultdict(dict)
    for entity, is_right in zip(entities, right, strict=True):
        if not is_right:
            yield f"named: {_predicted_name(entity, found, shown)} for {'|'.join(entity.names)}"
        parts = dict.fromkeys(found[start] for start in entity.starts)
        if len(parts) > 1:
            yield f"split: {entity.names[0]} into {' | '.join(shown[one] for one in parts)}"
        for one in parts:
            whole[one][entity.names[0]] = None
    for one, names in whole.items():
        if len(names) > 1:
            yield f"merged: {' | '.join(names)} as {shown[one]}"


def main() -> None:
    """Print the figures, or the errors."""
    parser = path_parser(__doc__, "corpora")
    parser.add_argument("--part", default="measure", choices=("develop", "measure"))
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--floors", type=Path)
    given = parser.parse_args()
    report = Report()
    measure(given.corpora, report, given.part, errors=given.errors)
    floors: dict[str, float] = json.loads(given.floors.read_text(encoding="utf-8")) if given.floors else {}
    sys.exit("\n".join(report.below({name: floor for name, floor in floors.items() if "nominative" in name})) or 0)


if __name__ == "__main__":
    main()
