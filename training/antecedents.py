"""Learn whom pronouns mean (`transforms/weights/antecedents.json`), for `entities.pronoun`.

    python -m training.antecedents CORPORA [--write]

A logistic choice among the people near a `he` or `she` and nobody, from the facts of `transforms/people/antecedents.py`. It is learned from
the sources of statements in `statements/train` whose speaker is labelled, from GUM's pronouns, and from every other pronoun of these
articles, by how likely it is that `he` or `she` stands there: first names and titles say who is meant by which. The articles that
`golden/descriptions.jsonl` has to measure by are left out.

Printed is how often the likeliest is right, cross-validated by article. `--least` is the probability below which nobody gets a pronoun,
chosen on the articles to `develop` and `learn`. Five minutes, most of them to read the articles.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.model_selection import GroupKFold

from training.articles import tables
from training.corpora import golden_descriptions, records
from training.speakers import same_name
from transforms.models import WEIGHTS
from transforms.people.antecedents import NOBODY, Pronoun, found_pronouns
from transforms.people.pronouns import sexes
from transforms.quotes.marks import pair_marks

RARE = 8
"""Minimum number of people with a fact for it to be learned."""
PENALTY = 0.5
"""Strength of the quadratic penalty on weights."""
STEPS = 200
FOLDS = 5
SOURCES = frozenset({"he", "she"})


@dataclass(frozen=True, slots=True)
class Example:
    """A pronoun with whom it means."""

    article: str
    pronoun: Pronoun
    told: Mapping[str, float]
    """The probability of `he` for each person, judged by titles and names."""
    meant: frozenset[str] | None
    """The right entity ids; empty for a person who is not named, None where it is unknown."""

    def fits(self) -> NDArray[np.float64]:
        """Return the probability that the pronoun can mean each candidate, by name and title alone."""
        he = [0.5 if one == NOBODY else self.told.get(one, 0.5) for one in self.pronoun.facts]
        return np.array(he) if self.pronoun.said == "he" else 1 - np.array(he)

    def right(self) -> NDArray[np.bool_] | None:
        """Return which candidates are right; None where it is unknown."""
        if self.meant is None:
            return None
        found = [one in self.meant for one in self.pronoun.facts]
        return np.array(found if any(found) else [one == NOBODY for one in self.pronoun.facts])


def examples(corpora: Path) -> Iterator[Example]:
    """Yield the pronouns of all articles to learn from."""
    left_out = {record["id"] for record in golden_descriptions(corpora, "measure")}
    for record in records(corpora / "statements/train.jsonl.gz"):
        if record["id"] not in left_out:
            rows = tables(record["text"])
            if spoken := dict(_sources(record, rows)):
                yield from _of_article(record, rows, spoken, others=True)
    for record in records(corpora / "entities/gum_train.jsonl.gz"):
        rows = tables(record["text"])
        yield from _of_article(record, rows, dict(_coreferent(record, rows)), others=False)


def _sources(record: Mapping[str, Any], rows: Mapping[str, Any]) -> Iterator[tuple[int, frozenset[str]]]:
    """Yield where `he` or `she` is the source of a statement, and which entities have the name of the speaker."""
    for attribution in record["attributions"]:
        if len(attribution["sources"]) == len(attribution["speakers"]) == 1:
            start, end = attribution["sources"][0]
            if record["text"][start:end].casefold() in SOURCES:
                yield (
                    start,
                    frozenset(e.entity_id for e in rows["entities"] if e.type == "person" and same_name(attribution["speakers"][0], e)),
                )


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
    told = sexes(text, people)
    for pronoun in found_pronouns(text, rows["paragraphs"], pair_marks(text, rows["paragraphs"]), people, rows["quotes"]):
        if others or pronoun.start in meant:
            yield Example(record["id"], pronoun, told, meant.get(pronoun.start))


def _judged(example: Example) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return factors for the chances of all candidates, and for those of the right ones: the sex, where these are unknown."""
    fits, right = example.fits(), example.right()
    return (np.ones(len(fits)), fits) if right is None else (fits, right.astype(float))


def learn(given: Sequence[Example]) -> dict[str, float]:
    """Return the weight of each fact that is not rare."""
    counts = Counter(fact for example in given for facts in example.pronoun.facts.values() for fact in facts)
    facts = sorted(fact for fact, count in counts.items() if count >= RARE)
    columns = {fact: number for number, fact in enumerate(facts)}
    rows = [[columns[fact] for fact in some if fact in columns] for example in given for some in example.pronoun.facts.values()]
    table = torch.zeros(len(rows), len(columns), dtype=torch.float64)
    for number, row in enumerate(rows):
        table[number, row] = 1.0
    owners = torch.repeat_interleave(torch.arange(len(given)), torch.tensor([len(example.pronoun.facts) for example in given]))
    fits, right = (torch.tensor(np.concatenate(some)) for some in zip(*map(_judged, given), strict=True))
    weights = torch.zeros(len(columns), dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=STEPS, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        chances = torch.exp(table @ weights) * fits
        every, likely = (torch.zeros(len(given), dtype=torch.float64).index_add(0, owners, some) for some in (chances, chances * right))
        total = (every.log() - (likely + 1e-12).log()).sum() + PENALTY * (weights @ weights)
        total.backward()
        return total

    optimizer.step(loss)
    learned = weights.detach()
    return {fact: round(float(learned[number]), 3) for fact, number in columns.items()}


def likeliest(example: Example, weights: Mapping[str, float]) -> bool | None:
    """Return whether the likeliest candidate is right; None where it is unknown."""
    right = example.right()
    scores = np.array([sum(weights.get(fact, 0.0) for fact in facts) for facts in example.pronoun.facts.values()])
    return None if right is None else bool(right[int(np.argmax(scores + np.log(example.fits())))])


def main() -> None:
    """Learn, print and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--least", type=float, default=0.8)
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
