"""Evaluate reading: the pipeline's tables against annotated articles, and the model by itself.

    python -m training.evaluate CORPORA [--part dev] [--weights FOLDER] [--json FILE] [--floors training/floors.json]

CORPORA as in `training.corpora`. FOLDER is one that `training.export` wrote. `--json transforms/weights/figures.json` writes what the card
of each release says of the models. With `--floors`, ends with 1 when a figure is lower than its floor there.

Names count where both ends and the type agree (strict). How statements and their speakers are scored is told in `training.statements`;
`judge` is the part that nobody has read.
"""

import json
import sys
from collections.abc import Iterable
from pathlib import Path

from training.arguments import path_parser
from training.articles import model_labels, tables
from training.corpora import HELD_OUT, NAMES, joined, records
from training.datelines import QUICK, datelines
from training.descriptions import golden_people
from training.identity import identity
from training.languages import other_languages
from training.markup import html_pages
from training.metadata import metadata
from training.page_scores import pages
from training.peers import peers
from training.scores import COARSE, Report, Score
from training.statements import statements
from transforms import models
from transforms.schema import NAME_TYPES


def names(corpora: Path, part: str, report: Report) -> None:
    """Score names on `ner/`."""
    for title, read in (("names", _mentions), ("names, model alone", _named)):
        scores = {name: Score() for name in ("all", "untyped", "coarse", *NAME_TYPES)}
        for record in records(corpora / f"ner/{part}.jsonl.gz"):
            found = read(record["text"])
            wanted = [(start, end, NAMES[label]) for start, end, label in record["entities"]]
            scores["all"].add(found, wanted)
            scores["untyped"].add([item[:2] for item in found], [item[:2] for item in wanted])
            scores["coarse"].add(_coarse(found), _coarse(wanted))
            for name in NAME_TYPES:
                scores[name].add(*([item for item in items if item[2] == name] for items in (found, wanted)))
        for name, score in scores.items():
            report.show(f"{title}: {name}", score)


def _mentions(text: str) -> list[tuple[int, int, str]]:
    return [(row.start, row.end, row.type) for row in tables(text)["mentions"]]


def _named(text: str) -> list[tuple[int, int, str]]:
    return [(label.span.start, label.span.end, label.label) for label in model_labels(text) if label.label in NAME_TYPES]


def _coarse(items: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Return only people, organizations and places, with facilities as places."""
    return [(start, end, COARSE[name]) for start, end, name in items if name in COARSE]


def transfer(corpora: Path, report: Report) -> None:
    """Score people, organizations and places on the held-out records of `ner_more/`."""
    for path in sorted((corpora / "ner_more").glob("*.jsonl.gz")):
        score = Score()
        for number, record in enumerate(records(path)):
            if number % HELD_OUT == 0:
                text, spans = joined(record)
                score.add(
                    _coarse((x.span.start, x.span.end, x.label) for x in model_labels(text)),
                    _coarse((s, e, n.casefold()) for s, e, n in spans),
                )
        report.show(f"transfer, model alone: {path.name.partition('.')[0]}", score)


def calibration(corpora: Path, part: str, report: Report) -> None:
    """Compare the confidence of mentions with their accuracy."""
    mentions = []
    for record in records(corpora / f"ner/{part}.jsonl.gz"):
        wanted = {(start, end, NAMES[label]) for start, end, label in record["entities"]}
        mentions += [(m.confidence, (m.start, m.end, m.type) in wanted) for m in tables(record["text"])["mentions"]]
    report.calibration("mentions", mentions)


def main() -> None:
    """Print all figures; compare them with the floors."""
    parser = path_parser(__doc__, "corpora")
    parser.add_argument("--part", default="dev")
    parser.add_argument("--weights", type=Path, default=models.WEIGHTS)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--peers", action="store_true", help="other systems beside ours, where they are installed: see `training.peers`")
    parser.add_argument("--floors", type=Path)
    given = parser.parse_args()
    models.WEIGHTS = given.weights
    report = Report()
    names(given.corpora, given.part, report)
    other_languages(given.corpora, report)
    transfer(given.corpora, report)
    calibration(given.corpora, given.part, report)
    for part in ("dev", "judge"):
        statements(given.corpora, part, report)
    if given.peers:
        peers(given.corpora, "judge", Report())
    identity(given.corpora, report)
    golden_people(given.corpora, report)
    pages(given.corpora, given.part, report)
    html_pages(given.corpora, given.part, report)
    metadata(given.corpora, given.part, report)
    datelines(given.corpora, report, QUICK)
    if given.json:
        model = {f"{name}.onnx": models.model_files(name).sha256[f"{name}.onnx"] for name in models.MODELS}
        written = {"model": model, "figures": report.figures, "confidence": report.confidence}
        given.json.write_text(json.dumps(written, indent=1, ensure_ascii=False) + "\n")
    floors: dict[str, float] = json.loads(given.floors.read_text(encoding="utf-8")) if given.floors else {}
    sys.exit("\n".join(report.below(floors)) or 0)


if __name__ == "__main__":
    main()
