"""Evaluate the reading of other languages than English: names, statements and their speakers, language by language.

    python -m training.languages CORPORA [--weights FOLDER] [--only names|statements] [--errors LANGUAGE] [--most 400] [--table]

Names are scored on the dev parts of `names_world`, people, organizations and places, where both ends and the class agree; facilities are
places, since most corpora do not tell them apart. Statements are scored on the articles of `training.world` that nothing learns from, as in
`training.statements`. `--errors` lists what is wrong with the statements of a language, `--table` prints the table of docs/languages.md.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from training.arguments import path_parser
from training.corpora import paragraph_rows
from training.nominatives import measure
from training.scores import COARSE, Report, Score
from training.statements import errors_of, tallied
from training.world import name_records, named_text, statement_records
from transforms import models
from transforms.quotes.marks import pair_marks
from transforms.reader.model import WORLD, WORLD_LANGUAGES, load_model, read_text

LEAST_NAMES, LEAST_STATEMENTS, LEAST_SPEAKERS = 75.0, 80.0, 80.0
"""F1 of names and statements, and share of right speakers, below which they are experimental in a language."""
LEAST_NAMES_OF = (
    {"ru": 86.0, "pl": 86.0} | dict.fromkeys(("de", "es", "nl", "pt"), 83.0) | dict.fromkeys(("uk", "cs", "bg", "ro", "sl"), 80.0)
)
"""The same of names in languages with much to learn from."""
NOT_DECIDING = frozenset({"neruk", "pioner", "wikineural"})
"""Sources that do not decide what is experimental: marked by machines, or (`neruk`) with the legal forms of companies."""
MOST = 400
"""Sentences of each source that names are scored on."""


def names(corpora: Path, report: Report, most: int = MOST) -> None:
    """Score names by language and source, with the model alone."""
    model = load_model(WORLD)
    scores: defaultdict[str, Score] = defaultdict(Score)
    seen: defaultdict[str, int] = defaultdict(int)
    for record in name_records(corpora, "dev"):
        name = f"names, {record['language']}: {record['source']}"
        if seen[name] >= most:
            continue
        seen[name] += len(record["sentences"])
        text, spans = named_text(record)
        rows = paragraph_rows(text)
        labels = read_text(text, rows, pair_marks(text, rows), model).labels
        found = [(label.span.start, label.span.end, COARSE[label.label]) for label in labels if label.label in COARSE]
        scores[name].add(
            [(record["id"], *item) for item in found],
            [(record["id"], start, end, COARSE[label]) for start, end, label in spans if label in COARSE],
        )
    for name in sorted(scores):
        report.show(name, scores[name])


def statements(corpora: Path, report: Report) -> None:
    """Score statements and speakers by language."""

    def groups(record: Mapping[str, Any], kind: str) -> list[str]:
        both = [record["language"], "all"]
        return [*both, *(f"{name}, quoted" for name in both if kind != "indirect")]

    counts, sure = tallied(statement_records(corpora, "dev"), groups)
    for name in sorted(counts):
        counts[name].report(f"statements, {name}", report)
    report.calibration("quotes, other languages", sure)


def other_languages(corpora: Path, report: Report) -> None:
    """Score names, statements and speakers, and the identity of declined names, as `make evaluate` does."""
    names(corpora, report)
    statements(corpora, report)
    measure(corpora, report, "measure")


def table(figures: Mapping[str, float]) -> str:
    """Return the figures of the languages that are read as a Markdown table, and what is experimental in each."""
    names_of: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
    for name, value in figures.items():
        if name.startswith("names, "):
            language, _, source = name.removeprefix("names, ").partition(": ")
            if {"nb": "no", "nn": "no"}.get(language, language) in WORLD_LANGUAGES:
                names_of[language].append((source, value))
    lines = [
        "| language | names, F1 by corpus | statements, F1 | quoted, F1 | right speaker, of those found | experimental |",
        "|---|---|---:|---:|---:|---|",
    ]
    for language in sorted(names_of):
        shown = ", ".join(f"{source} {value:.1f}" for source, value in sorted(names_of[language], key=lambda pair: -pair[1]))
        found, quoted, speakers = (
            figures.get(f"statements, {language}{part}") for part in (": F1", ", quoted: F1", ": speaker right, of those found")
        )
        cells = [f"{figure:.1f}" if figure is not None else "–" for figure in (found, quoted, speakers)]
        lines.append(f"| {language} | {shown} | {' | '.join(cells)} | {_experimental(language, names_of[language], found, speakers)} |")
    return "\n".join(lines)


def _experimental(language: str, names_found: Sequence[tuple[str, float]], statements_found: float | None, speakers: float | None) -> str:
    """Return what is not good enough in a language, or not measured."""
    checked = [value for source, value in names_found if source not in NOT_DECIDING]
    figures = {
        "names": (min(checked, default=0.0), LEAST_NAMES_OF.get(language, LEAST_NAMES)),
        "statements": (statements_found or 0.0, LEAST_STATEMENTS),
        "speakers": (speakers or 0.0, LEAST_SPEAKERS),
    }
    return ", ".join(name for name, (value, least) in figures.items() if value < least) or "nothing"


def main() -> None:
    """Print the figures, and the errors on request."""
    parser = path_parser(__doc__, "corpora")
    parser.add_argument("--weights", type=Path, default=models.WEIGHTS)
    parser.add_argument("--only", choices=("names", "statements"))
    parser.add_argument("--errors", metavar="LANGUAGE", help="list what is wrong")
    parser.add_argument("--most", type=int, default=MOST, help="sentences of each source that names are scored on")
    parser.add_argument("--table", action="store_true", help="print the table of docs/languages.md")
    given = parser.parse_args()
    models.WEIGHTS = given.weights
    report = Report()
    if given.only != "statements":
        names(given.corpora, report, given.most)
    if given.only != "names":
        statements(given.corpora, report)
    if given.table:
        print(table(report.figures))
    if given.errors:
        errors_of(record for record in statement_records(given.corpora, "dev") if record["language"] == given.errors)


if __name__ == "__main__":
    main()
