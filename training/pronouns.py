"""Learn the weights by which a pronoun chooses its person, from GUM, and score the choice.

    python -m training.pronouns CORPORA [--write]

CORPORA as in `training.corpora`, with `entities/gum_*.jsonl.gz` (GUM, the Georgetown University Multilayer corpus). Every `he` and `she`
in any form that GUM ties to a person with a name counts; it is right if the entity it is resolved to is mostly that person's names.
Printed are the share right in the dev part, and in the train part by cross-validation over its documents; with `--write` the weights that
the train part gives are written to `transforms/speakers/pronoun_weights.py`.
"""

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from training.articles import Article, read, records_by_id
from training.corpora import records
from training.scores import Report
from training.speakers import same_name
from transforms.records import Span
from transforms.speakers import pronoun_weights
from transforms.speakers.course import PRONOUN
from transforms.speakers.pronouns import Facts, best, resolve_pronouns
from transforms.speakers.scene import Scene

LABELLED = Path(__file__).parent / "golden/pronouns.jsonl"
GENRES = ("news", "interview")
FOLDS = 5
SHARES = {"bio": 0.3}
"""How much a pronoun of a genre counts where it is not 1: a biography is about one person."""
STRENGTH = 0.05
"""Of the pull of every weight to 0."""
WEIGHTS = Path(pronoun_weights.__file__)


@dataclass(frozen=True, slots=True)
class Choice:
    """One pronoun: what holds of its candidates, which of them is right, and of what genre and document it is."""

    facts: Sequence[Facts]
    right: int
    document: int
    genre: str
    counted: bool
    """Whether GUM ties it to a person with a name."""


def clusters(scene: Scene, record: dict[str, Any]) -> dict[str, Any]:
    """Return the cluster of GUM that most names of each entity belong to."""
    found: defaultdict[str, Counter[Any]] = defaultdict(Counter)
    heads = {tuple(mention["head"]): mention["cluster"] for mention in record["mentions"] if mention["type"] == "person"}
    for row in scene.mentions:
        found[row.entity_id].update(cluster for (start, end), cluster in heads.items() if row.start <= start and end <= row.end)
    return {entity: counted.most_common(1)[0][0] for entity, counted in found.items() if counted}


def pronouns(record: dict[str, Any]) -> dict[int, tuple[Any, bool]]:
    """Return the cluster of each pronoun of GUM by its offset, and whether the cluster has a name."""
    people = [mention for mention in record["mentions"] if mention["type"] == "person"]
    names = {mention["cluster"] for mention in people if mention["head_is_proper_name"]}
    return {m["start"]: (m["cluster"], m["cluster"] in names) for m in people if PRONOUN.fullmatch(m["text"])}


def labelled(article: Article, labels: dict[int, str], document: int) -> Iterator[Choice]:
    """Yield the choices of the pronouns that are labelled by hand in an article; the others are left to the weights in use."""
    found = []

    def choose(pronoun: Span, ids: Sequence[str], facts: Sequence[Facts]) -> tuple[int, float]:
        name = labels.get(pronoun.start)
        if name is None:
            return best(pronoun, ids, facts)
        right = next((n for n, person in enumerate(ids) if same_name(name, article.scene.entities[person])), len(ids))
        found.append(Choice(facts, right, document, "labelled", name != "nobody"))
        return right, 1.0

    resolve_pronouns(article.scene, article.known, choose)
    yield from found


def choices(article: Article, record: dict[str, Any], document: int) -> Iterator[Choice]:
    """Yield the choices of an article as they are when all before have been right."""
    wanted, means, found = pronouns(record), clusters(article.scene, record), []

    def choose(pronoun: Span, ids: Sequence[str], facts: Sequence[Facts]) -> tuple[int, float]:
        cluster, counted = wanted.get(pronoun.start, (None, False))
        right = next((n for n, person in enumerate(ids) if cluster is not None and means.get(person) == cluster), len(ids))
        if pronoun.start not in wanted:
            return best(pronoun, ids, facts)
        found.append(Choice(facts, right, document, record["genre"], counted))
        return right, 1.0

    resolve_pronouns(article.scene, article.known, choose)
    yield from found


def learn(examples: Sequence[Choice], steps: int = 400, rate: float = 0.3) -> dict[str, float]:
    """Return the weights under which the right choices are likeliest, by gradient ascent with momentum."""
    names = sorted({name for choice in examples for facts in choice.facts for name in facts})
    column = {name: number for number, name in enumerate(names)}
    tables, shares = [], []
    for choice in examples:
        shares.append(SHARES.get(choice.genre, 1.0))
        table = np.zeros((len(choice.facts), len(names)))
        for row, facts in enumerate(choice.facts):
            for name, value in facts.items():
                table[row, column[name]] = value
        tables.append((table, choice.right))
    weights, speed = np.zeros(len(names)), np.zeros(len(names))
    for _ in range(steps):
        slope = -STRENGTH * len(tables) / 10 * weights
        for (table, right), share in zip(tables, shares, strict=True):
            sums = table @ weights
            chances = np.exp(sums - sums.max())
            slope += share * (table[right] - (chances / chances.sum()) @ table)
        speed = 0.9 * speed + rate * slope / len(tables)
        weights += speed
    return {name: round(float(weight), 2) for name, weight in zip(names, weights, strict=True)}


def outcome(article: Article, record: dict[str, Any]) -> Counter[str]:
    """Count the pronouns that find their person with the weights in use, and the names that do, by genre."""
    wanted, means = pronouns(record), clusters(article.scene, record)
    found, counts = resolve_pronouns(article.scene, article.known), Counter[str]()
    for place, (cluster, has_name) in wanted.items():
        person = found.get(place)
        if has_name:
            counts["pronouns"] += 1
            counts["pronouns right"] += person is not None and means.get(person[0]) == cluster
        counts["claimed"] += person is not None
        counts["claimed right"] += person is not None and means.get(person[0]) == cluster
    return counts


def score_pronouns(corpora: Path, part: str, report: Report) -> None:
    """Score the pronouns of a part of GUM, its news and interviews."""
    total = Counter[str]()
    for record in records(corpora / f"entities/gum_{part}.jsonl.gz"):
        if record["genre"] in GENRES:
            total += outcome(read(record["text"]), record)
    report.share(f"pronouns: GUM {part}, news and interviews", total["pronouns right"], total["pronouns"])
    report.share(f"pronouns: GUM {part}, of those resolved", total["claimed right"], total["claimed"])


def main() -> None:
    """Learn, cross-validate, score, and write the weights if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    articles = [(read(record["text"]), record) for record in records(given.corpora / "entities/gum_train.jsonl.gz")]
    examples = [choice for number, (article, record) in enumerate(articles) for choice in choices(article, record, number)]
    texts = records_by_id(given.corpora / "attribution/train.jsonl.gz")
    golden = [(read(texts[line["id"]]["text"]), dict(line["labels"])) for line in map(json.loads, LABELLED.read_text("utf-8").splitlines())]
    for number, (article, labels) in enumerate(golden):
        examples += labelled(article, labels, number)
    report, held = Report(), Counter[str]()
    for fold in range(FOLDS):
        _use(learn([choice for choice in examples if choice.document % FOLDS != fold]))
        for number, (article, record) in enumerate(articles):
            if number % FOLDS == fold:
                counts = outcome(article, record)
                held += Counter({f"{record['genre']}: {name}": count for name, count in counts.items()})
        for number, (article, labels) in enumerate(golden):
            if number % FOLDS == fold:
                found = resolve_pronouns(article.scene, article.known)
                right = [place in found and same_name(name, article.scene.entities[found[place][0]]) for place, name in labels.items()]
                held += Counter({"labelled": len(right), "labelled right": sum(right)})
    for genre in sorted({record["genre"] for _, record in articles}):
        report.share(f"cross-validated, {genre}", held[f"{genre}: pronouns right"], held[f"{genre}: pronouns"])
        report.share(f"cross-validated, {genre}, of those resolved", held[f"{genre}: claimed right"], held[f"{genre}: claimed"])
    report.share("cross-validated, sources labelled by hand", held["labelled right"], held["labelled"])
    weights = learn(examples)
    _use(weights)
    score_pronouns(given.corpora, "dev", report)
    if given.write:
        lines = "".join(f"    {name!r}: {weight},\n" for name, weight in weights.items()).replace("'", '"')
        docs = WEIGHTS.read_text(encoding="utf-8").partition("WEIGHTS")[0]
        WEIGHTS.write_text(f"{docs}WEIGHTS = {{\n{lines}}}\n", encoding="utf-8")


def _use(weights: dict[str, float]) -> None:
    pronoun_weights.WEIGHTS.clear()
    pronoun_weights.WEIGHTS.update(weights)


if __name__ == "__main__":
    main()
