"""How well articles are read: the pipeline's own tables against annotated articles, and the model by itself.

    python -m training.evaluate CORPORA [--part dev] [--weights FOLDER] [--json FILE] [--floors training/floors.json]

CORPORA as in `training.corpora`. FOLDER is one that `training.export` wrote. `--json transforms/weights/figures.json` writes what the card
of each release says of the models. With `--floors`, ends with 1 when a figure is lower than its floor there.

Names count where both ends and the type agree (strict). A word counts for a part of an attribution where any annotated, or any found,
span of that part covers it (token). An attribution is whole where its contents agree by at least 80 % of the characters of both and
its source overlaps the annotated one by at least half, or neither has one; exact where all three agree to the character.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from training.articles import Said, annotated, model_labels, tables
from training.corpora import ATTRIBUTION, HELD_OUT, NAMES, joined, records
from training.datelines import QUICK, datelines
from training.identity import identity
from training.markup import html_pages
from training.metadata import metadata
from training.page_scores import pages
from training.scores import Report, Score
from training.speakers import golden_speakers
from transforms import models
from transforms.records import Span
from transforms.schema import NAME_TYPES

ENOUGH = 0.8
COARSE = {"person": "person", "organization": "organization", "location": "location", "facility": "location"}
KINDS = ("direct", "mixed", "indirect")


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
    """Return people, organizations and places alone, facilities among the places."""
    return [(start, end, COARSE[name]) for start, end, name in items if name in COARSE]


def transfer(corpora: Path, report: Report) -> None:
    """Score people, organizations and places on the records of `ner_more/` that are held out."""
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


def found_in(text: str) -> list[Said]:
    """Return the attributions that the pipeline finds in a text."""

    def span(start: int | None, end: int | None) -> Span | None:
        return None if start is None or end is None else Span(start, end)

    return [
        Said(frozenset(row.spans), span(row.speaker_start, row.speaker_end), span(row.cue_start, row.cue_end), row.kind)
        for row in tables(text)["quotes"]
    ]


def attributions(corpora: Path, part: str, report: Report) -> None:
    """Score sources, cues, contents and whole attributions on `attribution/`."""
    scores = {f"{how} {name}": Score() for how in ("token", "exact", "model token", "model exact") for name in ATTRIBUTION}
    whole = {name: Score() for name in ("whole", "whole and exact", *(f"whole, {kind}" for kind in KINDS))}
    for record in records(corpora / f"attribution/{part}.jsonl.gz"):
        text = record["text"]
        wanted, found = annotated(text, record), found_in(text)
        gold = {name: [Span(*span) for a in record["attributions"] for span in a[f"{name}s"]] for name in ATTRIBUTION}
        rows = {
            "source": [said.source for said in found if said.source],
            "cue": [said.cue for said in found if said.cue],
            "content": [span for said in found for span in said.contents],
        }
        labels = model_labels(text)
        for name in ATTRIBUTION:
            alone = [label.span for label in labels if label.label == name]
            for how, spans in (("", rows[name]), ("model ", alone)):
                scores[f"{how}token {name}"].add(_words(text, spans), _words(text, gold[name]))
                scores[f"{how}exact {name}"].add(spans, gold[name])
        _score_whole(whole, found, [said for said in wanted if said.contents])
    for name, score in scores.items():
        report.show(f"attributions: {name}", score)
    for name, score in whole.items():
        report.show(f"attributions: {name}", score)


def _words(text: str, spans: Iterable[Span]) -> set[int]:
    """Return where the words begin that lie in any of the spans."""
    places = {place for span in spans for place in range(span.start, span.end)}
    return {place for place in places if not text[place].isspace() and (place == 0 or text[place - 1].isspace() or place - 1 not in places)}


def _score_whole(scores: dict[str, Score], found: Sequence[Said], wanted: Sequence[Said]) -> None:
    answered: set[int] = set()
    for said in found:
        match = next((n for n, other in enumerate(wanted) if n not in answered and agree(said, other)), None)
        if match is not None:
            answered.add(match)
        for name in ("whole", f"whole, {said.kind}"):
            scores[name].found += 1
            scores[name].right += match is not None
        scores["whole and exact"].found += 1
        exact = match is not None and all(getattr(said, p) == getattr(wanted[match], p) for p in ("contents", "source", "cue"))
        scores["whole and exact"].right += exact
    for said in wanted:
        for name in ("whole", "whole and exact", f"whole, {said.kind}"):
            scores[name].wanted += 1


def agree(one: Said, other: Said) -> bool:
    """Tell whether two attributions are the same, as the head of this module says."""
    both = len(one.places & other.places)
    return both >= ENOUGH * max(len(one.places), len(other.places)) and _same_source(one.source, other.source)


def _same_source(found: Span | None, wanted: Span | None) -> bool:
    if found is None or wanted is None:
        return found is wanted
    both = min(found.end, wanted.end) - max(found.start, wanted.start)
    return 2 * both >= wanted.end - wanted.start


def quoted(corpora: Path, part: str, report: Report) -> None:
    """Score contents of five words or more that stand wholly in quotation marks."""
    counts: Counter[str] = Counter()
    for record in records(corpora / f"attribution/{part}.jsonl.gz"):
        text = record["text"]
        wanted, found = annotated(text, record), found_in(text)
        for said, span in ((one, span) for one in wanted for span in one.contents if _is_quoted(text, span)):
            counts["wanted"] += 1
            hit = next((other for other in found if _covered(span, other.contents)), None)
            counts["hit"] += hit is not None
            if hit and said.source:
                counts["sourced"] += 1
                counts["source right"] += _same_source(hit.source, said.source)
        for span in (span for said in found if said.kind == "direct" for span in said.contents if len(span.of(text).split()) >= 5):
            counts["found"] += 1
            counts["right"] += any(_covered(span, other.contents) for other in wanted)
    report.share("quoted contents: found", counts["hit"], counts["wanted"])
    report.share("quoted contents: precision", counts["right"], counts["found"])
    report.share("quoted contents: source right", counts["source right"], counts["sourced"])


def _is_quoted(text: str, span: Span) -> bool:
    words = span.of(text)
    return words[0] in '“"‘' and words[-1] in '”"’' and len(words.split()) >= 5 and not any(mark in words[1:-1] for mark in '“”"')


def _covered(span: Span, others: Iterable[Span]) -> bool:
    """Tell whether at least 80 % of a span lies in others, which do not overlap."""
    both = sum(max(0, min(span.end, other.end) - max(span.start, other.start)) for other in others)
    return both >= ENOUGH * (span.end - span.start)


def calibration(corpora: Path, part: str, report: Report) -> None:
    """Compare the confidence of mentions and quotes with how often they are right."""
    mentions, quotes = [], []
    for record in records(corpora / f"ner/{part}.jsonl.gz"):
        wanted = {(start, end, NAMES[label]) for start, end, label in record["entities"]}
        mentions += [(m.confidence, (m.start, m.end, m.type) in wanted) for m in tables(record["text"])["mentions"]]
    for record in records(corpora / f"attribution/{part}.jsonl.gz"):
        text = record["text"]
        gold = annotated(text, record)
        rows = tables(text)["quotes"]
        quotes += [(row.confidence, any(agree(said, other) for other in gold)) for row, said in zip(rows, found_in(text), strict=True)]
    report.calibration("mentions", mentions)
    report.calibration("quotes", quotes)


def main() -> None:
    """Print all figures; compare them with the floors."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--part", default="dev")
    parser.add_argument("--weights", type=Path, default=models.WEIGHTS)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--floors", type=Path)
    given = parser.parse_args()
    models.WEIGHTS = given.weights
    report = Report()
    names(given.corpora, given.part, report)
    transfer(given.corpora, report)
    attributions(given.corpora, given.part, report)
    quoted(given.corpora, given.part, report)
    calibration(given.corpora, given.part, report)
    golden_speakers(given.corpora, report)
    identity(given.corpora, report)
    pages(given.corpora, given.part, report)
    html_pages(given.corpora, given.part, report)
    metadata(given.corpora, given.part, report)
    datelines(given.corpora, report, QUICK)
    if given.json:
        model = {f"{name}.onnx": models.model_files(name).sha256[f"{name}.onnx"] for name in models.MODELS}
        given.json.write_text(json.dumps({"model": model, "figures": report.figures}, indent=1, ensure_ascii=False) + "\n")
    floors: dict[str, float] = json.loads(given.floors.read_text(encoding="utf-8")) if given.floors else {}
    sys.exit("\n".join(report.below(floors)) or 0)


if __name__ == "__main__":
    main()
