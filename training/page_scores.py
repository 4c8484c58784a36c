"""Evaluate pages saved as text: paragraphs and roles against manually labelled lines and bodies.

    python -m training.page_scores CORPORA [--part dev] [--unseen] [--worst N]

Both renderings of each page. Body lines count by line (a line is body where most of its characters are in a body paragraph), the body as a
whole by its 4-grams of words (mean over pages), paragraphs by the places where the body is cut between two adjacent lines.
"""

from collections import defaultdict
from pathlib import Path

from training.arguments import path_parser
from training.pages import BODY, COPYLEFT, UNSURE, Page, body_f1, read_pages
from training.scores import Report, Score
from transforms.page.line_model import LABELS
from transforms.page.paragraphs import read_paragraphs
from transforms.schema import ParagraphRow


def text_of(page: Page) -> tuple[str, list[tuple[int, int]]]:
    """Return a page as text, and the positions of its lines."""
    text, offsets = "", []
    for line, layout in zip(page.lines, page.layouts, strict=True):
        text += "\n" * layout.blank_before + " " * layout.indent
        offsets.append((len(text), len(text) + len(line)))
        text += line + "\n"
    return text, offsets


def read(page: Page) -> tuple[list[ParagraphRow], list[ParagraphRow]]:
    """Return the paragraphs of a page, and the paragraph of each of its lines."""
    text, offsets = text_of(page)
    rows = read_paragraphs("a", text)
    paragraph_of, at = [], 0
    for start, _ in offsets:
        while rows[at].end <= start:
            at += 1
        paragraph_of.append(rows[at])
    return rows, paragraph_of


def pages(corpora: Path, part: str, report: Report, worst: int = 0, *, unseen: bool = False) -> None:
    """Score the body of pages saved as text and print the worst pages; with `unseen`, only pages that no shipped model has learned from."""
    bodies: dict[str, list[tuple[float, str]]] = defaultdict(list)
    lines: dict[str, Score] = defaultdict(Score)
    cuts: dict[str, Score] = defaultdict(Score)
    for page in read_pages(corpora, part):
        if page.body is None or (unseen and page.origin not in COPYLEFT):
            continue
        rows, held = read(page)
        bodies[page.renderer].append((body_f1(" ".join(row.text for row in rows if row.is_body), page.body)[2], page.id))
        known = [index for index, label in enumerate(page.labels) if label != UNSURE]
        lines[page.renderer].add(
            [index for index in known if held[index].is_body], [index for index in known if LABELS[page.labels[index]] in BODY]
        )
        known_joins = [index for index, join in enumerate(page.joins) if join != UNSURE and index]
        known_joins = [index for index in known_joins if held[index].is_body and held[index - 1].is_body]
        cuts[page.renderer].add(
            [index for index in known_joins if held[index] is not held[index - 1]],
            [index for index in known_joins if page.joins[index] == 0],
        )
    for renderer, found in sorted(bodies.items()):
        report.show(f"pages, {renderer}: body lines", lines[renderer])
        report.mean(f"pages, {renderer}: body 4-grams F1", [score for score, _ in found])
        report.show(f"pages, {renderer}: paragraphs cut", cuts[renderer])
        for score, name in sorted(found)[:worst]:
            print(f"    {score:.3f} {name}")


def main() -> None:
    """Print the figures."""
    parser = path_parser(__doc__, "corpora")
    parser.add_argument("--part", default="dev")
    parser.add_argument("--worst", type=int, default=0, help="pages that are read worst, to list")
    parser.add_argument("--unseen", action="store_true", help="only pages under GPL and AGPL, which no shipped model has learned from")
    given = parser.parse_args()
    pages(given.corpora, given.part, Report(), given.worst, unseen=given.unseen)


if __name__ == "__main__":
    main()
