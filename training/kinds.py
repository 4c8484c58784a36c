"""Train the classification of sources by type, from the words and the speaker of each statement."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from training.choices import Labelled
from training.scores import Report
from transforms.schema import SOURCE_TYPES
from transforms.speakers.kinds import kind_features

_RARE = 3
"""Minimum occurrences of a feature for it to be learned."""
_PULL = 0.5


def _features(articles: Sequence[Labelled]) -> list[list[tuple[str, dict[str, float]]]]:
    """Return the kind and the features of all sources, by article."""
    found = []
    for one in articles:
        context = one.article.context
        rows = []
        for said, right, kind in zip(context.attributions, one.right, one.kinds, strict=True):
            speakers = [context.entities[number] for number in sorted(right)[:1]]
            source, cue = (span.of(context.text) if span else "" for span in (said.source, said.cue))
            rows.append((kind, dict.fromkeys(kind_features(source, cue, speakers), 1.0)))
        found.append(rows)
    return found


def _learned(rows: Sequence[tuple[str, dict[str, float]]]) -> dict[str, list[float]]:
    often = Counter(feature for _, features in rows for feature in features)
    vectors = DictVectorizer()
    table = vectors.fit_transform([{feature: 1.0 for feature in features if often[feature] >= _RARE} for _, features in rows])
    model = LogisticRegression(C=_PULL, max_iter=2000).fit(table, [SOURCE_TYPES.index(kind) for kind, _ in rows])
    weights = np.zeros((len(SOURCE_TYPES), table.shape[1]))
    weights[model.classes_] = model.coef_
    return {name: [round(float(weight), 3) for weight in weights[:, number]] for number, name in enumerate(vectors.feature_names_)}


def learn_kinds(articles: Sequence[Labelled]) -> dict[str, list[float]]:
    """Return the weight of each feature for each kind."""
    return _learned([row for rows in _features(articles) for row in rows])


def score_kinds(articles: Sequence[Labelled], folds: int, report: Report) -> None:
    """Print the cross-validated accuracy of kinds."""
    found, right, total = _features(articles), 0, 0
    for fold in range(folds):
        weights = _learned([row for number, rows in enumerate(found) if number % folds != fold for row in rows])
        for kind, features in (row for number, rows in enumerate(found) if number % folds == fold for row in rows):
            sums = np.sum([weights[feature] for feature in features if feature in weights], axis=0)
            right, total = right + (SOURCE_TYPES[int(np.argmax(sums))] == kind), total + 1
    report.share("linker: kind of source", right, total)
