"""Annotated articles, and the results of the pipeline and the model for them, as compared by the evaluations."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from training.corpora import ATTRIBUTION, paragraph_rows, records
from transforms import read_article
from transforms.quotes.contents import content_kind
from transforms.quotes.marks import pair_marks
from transforms.reader.model import read_text
from transforms.records import Document, Span


@cache
def tables(text: str) -> dict[str, list[Any]]:
    """Return the pipeline's rows for a text."""
    return read_article(Document("s", "0" * 64, "text", "utf-8", text), "evaluation")


@cache
def model_labels(text: str) -> list[Any]:
    """Return the labels of the model by itself, treating all lines as body."""
    rows = paragraph_rows(text)
    return read_text(text, rows, pair_marks(text, rows)).labels


@dataclass(frozen=True, slots=True)
class AnnotatedAttribution:
    """The spans of one attribution, annotated or predicted."""

    contents: frozenset[Span]
    source: Span | None
    cue: Span | None
    kind: str

    @property
    def offsets(self) -> frozenset[int]:
        """Return the character offsets of all its contents."""
        return frozenset(offset for span in self.contents for offset in range(span.start, span.end))


def annotated(text: str, record: dict[str, Any]) -> list[AnnotatedAttribution]:
    """Return the annotated attributions of an article."""
    marks = [mark for row in pair_marks(text, paragraph_rows(text)) for mark in row if mark.level == 0]
    found = []
    for attribution in record["attributions"]:
        spans = {part: [Span(*span) for span in attribution[f"{part}s"]] for part in ATTRIBUTION}
        source, cue = (_whole(spans[part]) for part in ("source", "cue"))
        kinds = {content_kind(text, span, [mark for mark in marks if span.holds(mark.span)]) for span in spans["content"]}
        found.append(AnnotatedAttribution(frozenset(spans["content"]), source, cue, kinds.pop() if len(kinds) == 1 else "mixed"))
    return found


def _whole(spans: Sequence[Span]) -> Span | None:
    return Span(min(span.start for span in spans), max(span.end for span in spans)) if spans else None


def records_by_id(path: Path) -> dict[str, Any]:
    """Return the records of a corpus file by id."""
    return {record["id"]: record for record in records(path)}
