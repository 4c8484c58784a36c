"""Evaluate sources, cues and contents with PolNeAR's annotation, for comparison with published results.

    python -m training.polnear CORPORA [--part dev] [--weights FOLDER]

PolNeAR also annotates acts, topics, refusals and wishes, which are not statements here, so these figures do not measure `quotes`. A word
counts for a part of an attribution where any annotated, or any found, span of that part covers it (token). An attribution is whole where
its contents agree by at least 80 % of the characters of both and its source overlaps the annotated one by at least half, or neither has
one; exact where all three agree to the character.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from training.arguments import path_parser
from training.articles import AnnotatedAttribution, annotated, model_labels, tables
from training.corpora import ATTRIBUTION, records
from training.scores import Report, Score
from transforms import models
from transforms.records import Span

ENOUGH = 0.8
KINDS = ("direct", "mixed", "indirect")


def found_in(text: str) -> list[AnnotatedAttribution]:
    """Return the pipeline's attributions of a text."""

    def span(start: int | None, end: int | None) -> Span | None:
        return None if start is None or end is None else Span(start, end)

    return [
        AnnotatedAttribution(frozenset(row.spans), span(row.speaker_start, row.speaker_end), span(row.cue_start, row.cue_end), row.kind)
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
    """Return the starts of the words inside any of the spans."""
    offsets = {offset for span in spans for offset in range(span.start, span.end)}
    return {
        offset
        for offset in offsets
        if not text[offset].isspace() and (offset == 0 or text[offset - 1].isspace() or offset - 1 not in offsets)
    }


def _score_whole(scores: dict[str, Score], found: Sequence[AnnotatedAttribution], wanted: Sequence[AnnotatedAttribution]) -> None:
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


def agree(one: AnnotatedAttribution, other: AnnotatedAttribution) -> bool:
    """Return whether two attributions are equal as defined at the top of this module."""
    both = len(one.offsets & other.offsets)
    return both >= ENOUGH * max(len(one.offsets), len(other.offsets)) and _same_source(one.source, other.source)


def _same_source(found: Span | None, wanted: Span | None) -> bool:
    if found is None or wanted is None:
        return found is wanted
    both = min(found.end, wanted.end) - max(found.start, wanted.start)
    return 2 * both >= wanted.end - wanted.start


def quoted(corpora: Path, part: str, report: Report) -> None:
    """Score contents of at least five words that are entirely in quotation marks."""
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
    """Return whether at least 80 % of a span is inside others, which do not overlap."""
    both = sum(max(0, min(span.end, other.end) - max(span.start, other.start)) for other in others)
    return both >= ENOUGH * (span.end - span.start)


def main() -> None:
    """Print all figures."""
    parser = path_parser(__doc__, "corpora")
    parser.add_argument("--part", default="dev")
    parser.add_argument("--weights", type=Path, default=models.WEIGHTS)
    given = parser.parse_args()
    models.WEIGHTS = given.weights
    report = Report()
    attributions(given.corpora, given.part, report)
    quoted(given.corpora, given.part, report)


if __name__ == "__main__":
    main()
