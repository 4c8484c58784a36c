"""Error analysis of the pipeline on annotated articles: kinds of error by frequency, with examples.

    python -m training.errors CORPORA [--part dev] [--examples 3]

CORPORA as in `training.corpora`; `attribution/` and `ner/` are read.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from training.arguments import path_parser
from training.articles import AnnotatedAttribution, annotated, tables
from training.corpora import NAMES, records
from training.polnear import agree, found_in
from transforms.records import Span

Error = tuple[str, str]
"""The kind of error, and the words concerned."""


def name_errors(corpora: Path, part: str) -> Iterator[Error]:
    """Yield the errors in names on `ner/`."""
    for record in records(corpora / f"ner/{part}.jsonl.gz"):
        text = record["text"]
        wanted = {Span(start, end): NAMES[label] for start, end, label in record["entities"]}
        found = {Span(row.start, row.end): row.type for row in tables(text)["mentions"]}
        for span, name in wanted.items():
            if span not in found:
                near = next((other for other in found if _touch(span, other)), None)
                yield (
                    (f"{name}: missed", span.of(text)) if near is None else (_edges(name, span, near), f"{span.of(text)} / {near.of(text)}")
                )
            elif found[span] != name:
                yield f"{name} taken for {found[span]}", span.of(text)
        for span, name in found.items():
            if not any(_touch(span, other) for other in wanted):
                yield f"{name}: invented", span.of(text)


def _touch(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _edges(name: str, wanted: Span, found: Span) -> str:
    how = "too long" if found.holds(wanted) else "too short" if wanted.holds(found) else "shifted"
    return f"{name}: {how}"


def attribution_errors(corpora: Path, part: str) -> Iterator[Error]:
    """Yield the errors in attributions on `attribution/`."""
    for record in records(corpora / f"attribution/{part}.jsonl.gz"):
        text = record["text"]
        wanted = [said for said in annotated(text, record) if said.contents]
        found = found_in(text)
        for said in found:
            if not any(agree(said, other) for other in wanted):
                near = max(wanted, key=lambda other: len(other.offsets & said.offsets), default=None)
                yield f"{said.kind}: {_difference(said, near)}", _shown(text, said)
        for said in wanted:
            if not any(said.offsets & other.offsets for other in found):
                yield f"{said.kind}: missed", _shown(text, said)


def _difference(found: AnnotatedAttribution, wanted: AnnotatedAttribution | None) -> str:
    both = len(found.offsets & wanted.offsets) if wanted else 0
    if wanted is None or not both:
        return "invented"
    if both >= 0.8 * max(len(found.offsets), len(wanted.offsets)):
        return "another source" if found.source and wanted.source else "source invented" if found.source else "source missed"
    if len(found.contents) != len(wanted.contents):
        return "split" if len(found.contents) < len(wanted.contents) else "joined"
    return (
        "content too long"
        if found.offsets > wanted.offsets
        else "content too short"
        if found.offsets < wanted.offsets
        else "content shifted"
    )


def _shown(text: str, said: AnnotatedAttribution) -> str:
    words = " … ".join(span.of(text) for span in sorted(said.contents))
    return f"{said.source.of(text) if said.source else '-'} | {said.cue.of(text) if said.cue else '-'} | {words[:90]}"


def main() -> None:
    """Print the kinds of error with their counts."""
    parser = path_parser(__doc__, "corpora")
    parser.add_argument("--part", default="dev")
    parser.add_argument("--examples", type=int, default=3)
    given = parser.parse_args()
    for title, errors in (("names", name_errors), ("attributions", attribution_errors)):
        examples: dict[str, list[str]] = defaultdict(list)
        counts: Counter[str] = Counter()
        for kind, words in errors(given.corpora, given.part):
            counts[kind] += 1
            examples[kind].append(words)
        print(f"{title}: {counts.total()} errors")
        for kind, count in counts.most_common(20):
            step = max(1, count // max(1, given.examples))
            print(f"{count:5}  {kind}", *examples[kind][::step][: given.examples], sep="\n         " if given.examples else "")


if __name__ == "__main__":
    main()
