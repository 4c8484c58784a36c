"""Train the confidence of rows (`transforms/weights/certainty.json`) on articles that no other model was trained on.

    python -m training.certainty CORPORA [--write] [--least 0.3] [--world]

Two logistic regressions (see `transforms/quotes/certainty.py`) on the articles of `golden/statements.jsonl` with the use `calibrate`; with
`--world` on the articles in other languages that nothing else learns from (`training.world`), for `certainty-world.json`.
Prints precision, recall and F1 of rows at several minimum probabilities, cross-validated over articles, and the calibration error of the
confidence. `--least` is the minimum probability that is written. Takes some seconds, after the articles are read.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from training.arguments import path_parser
from training.corpora import golden_statements, sha256
from training.scores import Report
from training.statements import SPEAKER_RIGHT, full_forms, labelled, match, outcome
from training.world import calibration_records
from transforms import models
from transforms.article import quotations
from transforms.entities.resolving import resolve_names
from transforms.lexicon.words import ENGLISH
from transforms.metadata.language import add_languages
from transforms.models import WEIGHTS
from transforms.page.paragraphs import read_paragraphs
from transforms.quotes.attributions import find_attributions
from transforms.quotes.certainty import Features, probability, row_features, statement_features
from transforms.quotes.marks import pair_marks
from transforms.reader.model import ENGLISH as ENGLISH_READER
from transforms.reader.model import WORLD, load_model, read_text, reader_for
from transforms.records import Attribution
from transforms.speakers.context import build_context
from transforms.speakers.linking import link
from transforms.speakers.missed_names import add_missed_names
from transforms.speakers.quote_rows import resolve_speakers

RARE = 12
"""Minimum number of rows with a feature for it to be learned."""
PENALTY = 0.1
"""Inverse strength of the penalty on weights (scikit-learn's C)."""
FOLDS = 10
LEAST = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6)

Model = dict[str, float]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of an article with its labels and features."""

    article: int
    statement: Features
    right: bool
    found: int
    """Labelled statements that the row matches."""
    attribution: Attribution
    speaker: float
    """Confidence of the speaker."""
    resolution: str
    named: bool
    """Whether words and speaker are right."""


def rows_of(number: int, record: Mapping[str, Any]) -> tuple[list[Row], int]:
    """Return all rows of an article, and its number of statements."""
    text, language = record["text"], record.get("language", ENGLISH)
    paragraphs = add_languages(read_paragraphs("a", text, ()), language)
    marks = pair_marks(text, paragraphs)
    read = read_text(text, paragraphs, marks, load_model(reader_for(language) or ENGLISH_READER))
    quoted = quotations(text, paragraphs, marks, language)
    attributions = find_attributions(text, paragraphs, quoted, read.labels, by_marks=reader_for(language) != WORLD)
    mentions, entities = resolve_names("a", text, paragraphs, add_missed_names(text, attributions, read.labels, language), language)
    context = build_context(text, paragraphs, attributions, mentions, entities, read.pointers, language)
    quotes, entities = resolve_speakers("a", context, entities)
    linked = link(context)
    wanted = labelled(record)
    judged = match(wanted, quotes)
    forms = {entity.entity_id: full_forms(entity) for entity in entities}
    speakers = [name for one in wanted for name in one.speakers]
    wrong = {id(one.row) for one in wanted if one.row and outcome(one, speakers, forms) not in SPEAKER_RIGHT}
    found = Counter(id(one.row) for one in wanted if one.row and not one.inner)
    made = [
        Row(
            number,
            statement_features(text, paragraphs, a),
            right,
            found[id(row)],
            a,
            who.probability,
            who.resolution,
            right and id(row) not in wrong,
        )
        for (row, right, _), a, who in zip(judged, attributions, linked, strict=True)
    ]
    return made, sum(not one.inner for one in wanted)


def learn(features: Sequence[Features], right: Sequence[bool]) -> Model:
    """Return the weights of a logistic model, without rare features."""
    counts = Counter(name for one in features for name in one)
    columns = DictVectorizer()
    table = columns.fit_transform([{name: value for name, value in one.items() if counts[name] >= RARE} for one in features])
    fitted = LogisticRegression(C=PENALTY, max_iter=5000).fit(table, np.array(right))
    names = [str(name) for name in columns.get_feature_names_out()]
    found = {name: round(float(weight), 4) for name, weight in zip(names, fitted.coef_[0], strict=True)}
    return {"bias": round(float(fitted.intercept_[0]), 4), **{name: weight for name, weight in sorted(found.items()) if weight}}


def sure_features(rows: Sequence[Row], statement: Model) -> Iterator[Features]:
    """Yield the features of the second model, given the result of the first."""
    for row in rows:
        chance = probability(row.statement, statement)
        yield row_features(replace(row.attribution, confidence=chance), row.speaker, row.resolution)


def cross_validated(rows: Sequence[Row]) -> tuple[list[float], list[float]]:
    """Return for each row the probabilities of both models when trained on other articles."""
    statements, confidences = [0.0] * len(rows), [0.0] * len(rows)
    groups = [row.article for row in rows]
    for train, test in GroupKFold(FOLDS).split(groups, groups=groups):
        known, asked = [rows[index] for index in train], [rows[index] for index in test]
        first = learn([row.statement for row in known], [row.right for row in known])
        second = learn(list(sure_features(known, first)), [row.named for row in known])
        for index, row, features in zip(test, asked, sure_features(asked, first), strict=True):
            statements[index], confidences[index] = probability(row.statement, first), probability(features, second)
    return statements, confidences


def main() -> None:
    """Train, print and write."""
    parser = path_parser(__doc__, "corpora")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--least", type=float, default=0.3)
    parser.add_argument("--world", action="store_true", help="of the languages other than English")
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="the folder of the reader and the linker, which gets the file")
    given = parser.parse_args()
    models.WEIGHTS = given.weights
    rows: list[Row] = []
    wanted = 0
    articles = calibration_records(given.corpora) if given.world else golden_statements(given.corpora, "calibrate")
    for number, record in enumerate(articles):
        found, statements = rows_of(number, record)
        rows += found
        wanted += statements
    chances, confidences = cross_validated(rows)
    for least in LEAST:
        kept = [row for row, chance in zip(rows, chances, strict=True) if chance >= least]
        precision, recall = sum(row.right for row in kept) / len(kept), sum(row.found for row in kept) / wanted
        f1 = 2 * precision * recall / (precision + recall)
        print(f"least chance {least:.1f}: P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}  of {wanted}")
    kept_pairs = [(sure, row.named) for row, chance, sure in zip(rows, chances, confidences, strict=True) if chance >= given.least]
    Report().calibration("rows, cross-validated", kept_pairs)
    if given.write:
        statement = learn([row.statement for row in rows], [row.right for row in rows])
        row = learn(list(sure_features(rows, statement)), [row.named for row in rows])
        reader, name = (WORLD, "certainty-world") if given.world else (ENGLISH_READER, "certainty")
        made = {"reader": sha256(given.weights / f"{reader}.onnx"), "least": given.least, "statement": statement, "row": row}
        (given.weights / f"{name}.json").write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
