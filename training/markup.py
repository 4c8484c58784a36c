r"""Evaluate the body of HTML pages, with trafilatura on the same pages for comparison.

    python -m training.markup CORPORA [--part dev] [--pages] [--show NAME]

CORPORA is a folder with `pages/PART.jsonl.gz` and the pages it names (see `training/README.md`). The measure is that of the
article-extraction-benchmark: multisets of 4-grams of words (`\w+`, as they stand), precision and recall by page, averaged over pages; F1 of
the two averages; beside it that of WCXB, the mean of the pages' F1 by words. `--pages` prints each page's F1, `--show` the blocks of pages
whose name begins so, with what is wrong marked.
"""

import gzip
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

import trafilatura

from training.arguments import path_parser
from training.corpora import records
from training.pages import site
from training.scores import GRAM, Report, agreement, grams, word_agreement
from transforms.html.document import Page, read_html
from transforms.page.paragraphs import read_paragraphs


@dataclass(frozen=True, slots=True)
class Example:
    """A page with its expected body."""

    name: str
    site: str
    data: bytes
    wanted: list[tuple[str, str]]
    """Kind (summary, subhead, body) and text, in order."""

    @property
    def body(self) -> str:
        """Return the whole body."""
        return "\n\n".join(text for _, text in self.wanted)


def examples(corpora: Path, part: str) -> Iterator[Example]:
    """Yield the pages of a part, each once."""
    for record in records(corpora / f"pages/{part}.jsonl.gz"):
        if record["renderer"] == "inscriptis":
            data = gzip.decompress((corpora / "pages" / record["html_file"]).read_bytes())
            wanted = [(kind, text) for kind, text in record["body_units"]]
            yield Example(record["id"], site(record["host"] or record["publisher"]), data, wanted)


def body_of(page: Page) -> str:
    """Return the body that the pipeline finds in a page."""
    return "\n\n".join(row.text for row in read_paragraphs("page", page.text, page.blocks) if row.is_body)


def f1(pairs: Sequence[tuple[float, float]]) -> tuple[float, float, float]:
    """Return the means of precision and recall, and their F1."""
    precision, recall = mean(p for p, _ in pairs), mean(r for _, r in pairs)
    return precision, recall, 2 * precision * recall / ((precision + recall) or 1.0)


def by_trafilatura(data: bytes) -> str:
    """Return trafilatura's text of a page with the settings its documentation recommends for articles: without comments."""
    return trafilatura.extract(data, include_comments=False) or ""


WAYS: dict[str, Callable[[bytes], str]] = {"newstables": lambda data: body_of(read_html(data)), "trafilatura": by_trafilatura}


def show(example: Example) -> None:
    """Print the blocks of a page: + wrongly in the body, - wrongly left out."""
    page = read_html(example.data)
    wanted = grams(example.body)
    for row, block in zip(read_paragraphs("page", page.text, page.blocks), page.blocks, strict=True):
        own = grams(row.text)
        right = (own & wanted).total() * 2 > own.total() or (
            len(row.text.split()) < GRAM and row.text in {text for _, text in example.wanted}
        )
        sign = " " if right == row.is_body else "+" if row.is_body else "-"
        print(f"{sign} {block.main:.2f} {block.tag:10} {row.role:11} {row.text[:140]!r}")


def html_pages(corpora: Path, part: str, report: Report) -> None:
    """Score the body of HTML pages as the pipeline reads it."""
    pairs = [agreement(WAYS["newstables"](example.data), example.body) for example in examples(corpora, part)]
    for name, shares in zip(("precision", "recall"), zip(*pairs, strict=True), strict=True):
        report.mean(f"pages, HTML: body 4-grams, {name}", shares)


def main() -> None:
    """Print the figures."""
    parser = path_parser(__doc__, "corpora")
    parser.add_argument("--part", default="dev")
    parser.add_argument("--pages", action="store_true")
    parser.add_argument("--show")
    given = parser.parse_args()
    pages = list(examples(given.corpora, given.part))
    if given.show:
        for example in pages:
            if example.name.startswith(given.show):
                show(example)
        return
    bodies = {name: [way(example.data) for example in pages] for name, way in WAYS.items()}
    scores = {name: [agreement(body, example.body) for body, example in zip(found, pages, strict=True)] for name, found in bodies.items()}
    for number, example in enumerate(pages if given.pages else []):
        print(f"{example.name:34}", *(f"{name} {f1([pairs[number]])[2]:.3f}" for name, pairs in scores.items()))
    for name, pairs in scores.items():
        precision, recall, both = f1(pairs)
        words = mean(word_agreement(body, example.body)[2] for body, example in zip(bodies[name], pages, strict=True))
        print(f"{name:12} P {precision:.3f} R {recall:.3f} F1 {both:.3f}, by words {words:.3f}  of {len(pairs)} pages of {given.part}")


if __name__ == "__main__":
    main()
