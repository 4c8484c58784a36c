"""Learn whom pronouns mean (`transforms/weights/antecedents.json`), for `entities.pronoun`.

    python -m training.antecedents CORPORA [--write]

The model is a logistic choice among the people near a `he` or `she` and nobody, with the features of `transforms/people/antecedents.py`. It
learns from the sources of statements with a labelled speaker (`statements/train`, `golden/statements.jsonl`, the English articles of
`golden/written.jsonl`) and from the pronouns of GUM. It also learns from all other pronouns of these articles and of those of
`golden/descriptions.jsonl`: there, labels, first names and titles tell which people `he` or `she` can mean. Articles with the use `measure`
in `golden/descriptions.jsonl` are left out.

It prints how often the likeliest choice is right, cross-validated by article. `--least` is the least probability of a choice that counts,
chosen on the articles to `develop` and `learn`. It takes five minutes, nearly all for reading the articles.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.model_selection import GroupKFold

from training.articles import tables
from training.corpora import golden_descriptions, learned_statements, records
from training.descriptions import OPEN
from training.speakers import same_name
from transforms.models import WEIGHTS
from transforms.people.antecedents import NOBODY, Pronoun, found_pronouns
from transforms.people.pronouns import sexes
from transforms.quotes.marks import pair_marks

RARE = 8
"""Minimum number of people with a fact for it to be learned."""
PENALTY = 2.0
"""Strength of the quadratic penalty on weights."""
STEPS = 200
FOLDS = 5
SOURCES = frozenset({"he", "she"})
SAID, NEVER = 0.99, 0.02
"""Probability of a pronoun for a person of whom a label says so, and of one for whom no label does."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """A pronoun with whom it can mean, and whom it means."""

    article: str
    pronoun: Pronoun
    fits: Floats
    """The probability that it can mean each candidate."""
    right: NDArray[np.bool_] | None
    """Which candidates are right; None where it is unknown."""

    def factors(self) -> tuple[Floats, Floats]:
        """Return factors for the chances of all candidates, and for those of the right ones: whom it can mean, where these are unknown."""
        return (np.ones(len(self.fits)), self.fits) if self.right is None else (self.fits, self.fits * self.right)


def examples(corpora: Path) -> Iterator[Example]:
    """Yield the pronouns of all articles to learn from."""
    left_out = {record["id"] for record in golden_descriptions(corpora, "measure")}
    for record in learned_statements(corpora):
        if record["id"] not in left_out and (spoken := dict(_sources(record))):
            rows = tables(record["text"])
            yield from _of_article(record, rows, {start: _named(name, rows) for start, name in spoken.items()}, others=True)
    for record in (*golden_descriptions(corpora, "develop"), *golden_descriptions(corpora, "learn")):
        rows = tables(record["text"])
        yield from _of_article(record, rows, {}, others=True)
    for record in records(corpora / "entities/gum_train.jsonl.gz"):
        rows = tables(record["text"])
        yield from _of_article(record, rows, dict(_coreferent(record, rows)), others=False)


def _sources(record: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    """Yield where `he` or `she` is the source of a statement, and the name of the speaker."""
    for attribution in record["attributions"]:
        if len(attribution["sources"]) == len(attribution["speakers"]) == 1:
            start, end = attribution["sources"][0]
            if record["text"][start:end].casefold() in SOURCES:
                yield start, attribution["speakers"][0]


def _named(name: str, rows: Mapping[str, Any]) -> frozenset[str]:
    """Return the people with a name."""
    return frozenset(entity.entity_id for entity in rows["entities"] if entity.type == "person" and same_name(name, entity))


def _coreferent(record: Mapping[str, Any], rows: Mapping[str, Any]) -> Iterator[tuple[int, frozenset[str]]]:
    """Yield where GUM has a pronoun, and which entities are in its cluster."""
    people = [mention for mention in rows["mentions"] if mention.type == "person"]
    named: dict[Any, set[str]] = {}
    for mention in record["mentions"]:
        if mention["head_is_proper_name"] and mention["type"] == "person":
            start, end = mention["head"]
            named.setdefault(mention["cluster"], set()).update(e.entity_id for e in people if e.start < end and start < e.end)
    for mention in record["mentions"]:
        if mention["pronoun"]:
            yield mention["start"], frozenset(named.get(mention["cluster"], ()))


def _of_article(
    record: Mapping[str, Any], rows: Mapping[str, Any], meant: Mapping[int, frozenset[str]], *, others: bool
) -> Iterator[Example]:
    """Yield the pronouns of an article that are labelled, and the others on request."""
    text = record["text"]
    people = [mention for mention in rows["mentions"] if mention.type == "person"]
    found = list(found_pronouns(text, rows["paragraphs"], pair_marks(text, rows["paragraphs"]), people, rows["quotes"]))
    told = {one: {"he": male, "she": 1 - male} for one, male in sexes(text, people).items()}
    known = told | _known(record, rows, found, meant)
    for pronoun in found:
        if others or pronoun.start in meant:
            by = told if pronoun.start in meant else known
            fits = np.array([by[one][pronoun.said] if one in by else 0.5 for one in pronoun.facts])
            yield Example(record["id"], pronoun, fits, _right(pronoun, meant.get(pronoun.start)))


def _known(
    record: Mapping[str, Any], rows: Mapping[str, Any], found: Sequence[Pronoun], meant: Mapping[int, frozenset[str]]
) -> dict[str, dict[str, float]]:
    """Return the probability of each pronoun for the people of whom labels say which the article uses, or that it uses none."""
    known = {}
    for pronoun in found:
        for one in meant.get(pronoun.start, ()):
            known[one] = {said: SAID if said == pronoun.said else 1 - SAID for said in SOURCES}
    for entity in rows["entities"]:
        label = next((one for one in record.get("entities", ()) if "pronoun" in one and same_name(one["name"], entity)), None)
        if label and entity.type == "person" and label["pronoun"] != OPEN:
            known[entity.entity_id] = {said: SAID if said == label["pronoun"] else NEVER for said in SOURCES}
    return known


def _right(pronoun: Pronoun, meant: frozenset[str] | None) -> NDArray[np.bool_] | None:
    """Return which candidates are right: nobody where those meant are not among them; None where it is unknown who is meant."""
    if meant is None:
        return None
    found = [one in meant for one in pronoun.facts]
    return np.array(found if any(found) else [one == NOBODY for one in pronoun.facts])


def learn(given: Sequence[Example]) -> dict[str, float]:
    """Return the weight of each fact that is not rare."""
    everyone = [(number, facts) for number, example in enumerate(given) for facts in example.pronoun.facts.values()]
    counts = Counter(chain.from_iterable(facts for _, facts in everyone))
    columns = {fact: number for number, fact in enumerate(sorted(fact for fact, count in counts.items() if count >= RARE))}
    places = [(row, columns[fact]) for row, (_, facts) in enumerate(everyone) for fact in facts if fact in columns]
    rows, facts = torch.tensor(places).T
    owners = torch.tensor([number for number, _ in everyone])
    fits, right = (torch.tensor(np.concatenate(some)) for some in zip(*(example.factors() for example in given), strict=True))
    weights = torch.zeros(len(columns), dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=STEPS, line_search_fn="strong_wolfe")

    def added(values: torch.Tensor, to: torch.Tensor, size: int) -> torch.Tensor:
        return torch.zeros(size, dtype=torch.float64).index_add(0, to, values)

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        chances = added(weights[facts], rows, len(everyone)).exp()
        every, likely = (added(chances * some, owners, len(given)) for some in (fits, right))
        total = (every.log() - likely.log()).sum() + PENALTY * (weights @ weights)
        total.backward()
        return total

    optimizer.step(loss)
    learned = weights.detach()
    return {fact: round(float(learned[number]), 3) for fact, number in columns.items()}


def likeliest(example: Example, weights: Mapping[str, float]) -> bool | None:
    """Return whether the likeliest candidate is right; None where it is unknown."""
    scores = np.array([sum(weights.get(fact, 0.0) for fact in facts) for facts in example.pronoun.facts.values()])
    return None if example.right is None else bool(example.right[int(np.argmax(scores + np.log(example.fits)))])


def main() -> None:
    """Learn, print and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--least", type=float, default=0.72)
    given = parser.parse_args()
    found = list(examples(given.corpora))
    judged: list[bool] = []
    groups = [example.article for example in found]
    for known, asked in GroupKFold(FOLDS).split(groups, groups=groups):
        weights = learn([found[place] for place in known])
        judged += [right for place in asked if (right := likeliest(found[place], weights)) is not None]
    print(f"the likeliest is right, cross-validated: {sum(judged) / len(judged):.1%} of {len(judged)}; {len(found)} pronouns")
    if given.write:
        made = {"least": given.least, "facts": learn(found)}
        (WEIGHTS / "antecedents.json").write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
