"""Evaluate headline, authors, date and language of pages.

    python -m training.metadata CORPORA [--part dev] [--wrong] [--json FILE]

CORPORA is a folder with `pages/PART.jsonl.gz` (lines of web pages with their roles, and what their publishers state as headline, authors
and date). Each page is read twice: with the roles that its lines are labelled with, and with those that the pipeline gives them. A value
counts as shown if the lines outside the body contain it. `right` is the share of shown values that are read exactly, `said` the share of
values read, on all pages, that are right. `--wrong` lists the errors.
"""

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from training.arguments import path_parser
from training.corpora import records
from training.scores import Report
from transforms.metadata.reading import Metadata, read_metadata
from transforms.page.paragraphs import read_paragraphs
from transforms.records import NOTHING_STATED, Stated
from transforms.schema import BODY_ROLES, ROLES, ParagraphRow

UNDATED = ("daniel",)
"""Sources whose date is that of collection, not of the article."""
Reader = Callable[[dict[str, Any], Stated], Metadata]
BODY_LABELS = ("summary", "subhead", "body", "list")
_MONTHS = "January February March April May June July August September October November December".split()


def with_gold_roles(record: dict[str, Any], stated: Stated) -> Metadata:
    """Read the metadata of a page with the labelled roles of its lines."""
    rows: list[ParagraphRow] = []
    offset = 0
    for line, label in zip(record["lines"], record["labels"], strict=True):
        role = label if label in ROLES else "boilerplate"
        start, end = offset + len(line) - len(line.lstrip()), offset + len(line.rstrip())
        if start < end:
            rows.append(ParagraphRow("a", len(rows), role, role in BODY_ROLES, start, end, line.strip(), 1.0))
        offset += len(line) + 1
    return read_metadata(rows, stated)


def with_own_roles(record: dict[str, Any], stated: Stated) -> Metadata:
    """Read the metadata of a page as the pipeline does."""
    text = "\n".join(record["lines"])
    return read_metadata(read_paragraphs("a", text), stated)


def plain(words: str) -> str:
    """Return words without differences between renderings: case, quotation marks, dashes and space."""
    folded = unicodedata.normalize("NFKC", words).casefold()
    folded = re.sub(r"[‘’‚`´]", "'", re.sub(r"[“”„«»]", '"', re.sub(r"[–—―]", "-", folded)))
    return " ".join(folded.split()).strip(" .…")


@dataclass(slots=True)
class Tally:
    """Counts for one column of `articles`."""

    shown: int = 0
    right: int = 0
    """Among the shown values."""
    said: int = 0
    true: int = 0
    """Among the predicted values."""
    wrong: list[str] = field(default_factory=list)

    def add(self, page: str, *, shown: bool, said: object, wanted: object, right: bool) -> None:
        """Count one page."""
        self.shown += shown
        self.right += shown and right
        self.said += bool(said)
        self.true += bool(said) and right
        if not right and (shown or said):
            self.wrong.append(f"{page}{'' if shown else ' (not shown)'}: {said!r} for {wanted!r}")


def score(corpora: Path, part: str, read: Reader, *, addressed: bool) -> dict[str, Tally]:
    """Compare the predictions for the pages of one file with the publishers' metadata."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for record in records(corpora / f"pages/{part}.jsonl.gz"):
        stated = Stated(url=record["url"]) if addressed else NOTHING_STATED
        found, page, around = read(record, stated), f"{record['id']} {record['renderer']}", beside(record)
        if title := record["title"]:
            right = plain(found.title or "") == plain(title)
            tallies["title"].add(page, shown=_is_line(title, record["lines"]), said=found.title, wanted=title, right=right)
        if wanted := [plain(name) for name in record["authors"]]:
            names = [plain(name) for name in found.authors]
            shown = all(name in around for name in wanted)
            tallies["authors"].add(page, shown=shown, said=found.authors, wanted=record["authors"], right=sorted(names) == sorted(wanted))
            tallies["authors, one at least"].add(
                page, shown=shown, said=found.authors, wanted=record["authors"], right=bool({*names} & {*wanted})
            )
        if days := _days(record["published"]) if record.get("origin") not in UNDATED else set():
            shown = any(form in around for day in days for form in forms(day))
            said = found.published if found.published_precision in ("second", "minute", "day") else None
            right = said is not None and said.date() in days
            tallies["date"].add(page, shown=shown, said=said and str(said), wanted=record["published"], right=right)
        if wanted_language := record.get("language"):
            right = found.language == wanted_language
            tallies["language"].add(page, shown=True, said=found.language, wanted=wanted_language, right=right)
    return tallies


def beside(record: dict[str, Any]) -> str:
    """Return the words of the lines outside the article's body."""
    lines = zip(record["lines"], record["labels"], strict=True)
    return plain("\n".join(line for line, label in lines if label not in BODY_LABELS))


def _is_line(title: str, lines: Sequence[str]) -> bool:
    """Return whether a line of the page is the headline, or begins with it and continues with a site name."""
    wanted = plain(title)
    rests = (plain(line.lstrip(" *+•")).removeprefix(wanted) for line in lines if wanted in plain(line))
    return any(re.match(r"$| (?:[|•·*»]|-) ", rest) for rest in rests)


def _days(published: str | None) -> set[date]:
    """Return the dates of a time in its own zone and in UTC."""
    if not published:
        return set()
    try:
        moment = datetime.fromisoformat(published)
    except ValueError:
        return set()
    return {moment.date(), moment.astimezone(UTC).date()} if moment.tzinfo else {moment.date()}


def forms(day: date) -> Iterator[str]:
    """Yield the forms of a date on English pages, normalised by `plain`."""
    full = _MONTHS[day.month - 1].casefold()
    for month in (full, full[:3], full[:4], f"{full[:3]}.", f"{full[:4]}."):
        for number in (f"{day.day}", f"{day.day:02}", f"{day.day}{_ordinal(day.day)}"):
            yield from (f"{month} {number}, {day.year}", f"{month} {number} {day.year}", f"{number} {month} {day.year}")
            yield from (f"{number} {month}, {day.year}", f"{number}-{month}-{day.year}", f"{number} of {month} {day.year}")
    for mark in "/-.":
        for one, two in ((f"{day.day}", f"{day.month}"), (f"{day.day:02}", f"{day.month:02}")):
            yield from (f"{one}{mark}{two}{mark}{day.year}", f"{two}{mark}{one}{mark}{day.year}", f"{day.year}{mark}{two}{mark}{one}")


def _ordinal(number: int) -> str:
    return "th" if number in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def show(name: str, tallies: dict[str, Tally], report: Report, *, wrong: bool) -> None:
    """Print the figures of one reading."""
    for column, tally in tallies.items():
        report.share(f"{name}: {column}, right", tally.right, tally.shown)
        report.share(f"{name}: {column}, said", tally.true, tally.said)
        for line in tally.wrong if wrong else ():
            print(f"    {line}")


def metadata(corpora: Path, part: str, report: Report) -> None:
    """Score the pipeline's metadata, with its own roles of the lines."""
    show("metadata", score(corpora, part, with_own_roles, addressed=False), report, wrong=False)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print all figures."""
    parser = path_parser(__doc__, "corpora")
    parser.add_argument("--part", default="dev")
    parser.add_argument("--addressed", action="store_true", help="give the page's address too, as an archive would")
    parser.add_argument("--wrong", action="store_true")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args(arguments)
    report = Report()
    for name, read in (("gold roles", with_gold_roles), ("own roles", with_own_roles)):
        show(name, score(given.corpora, given.part, read, addressed=given.addressed), report, wrong=given.wrong)
    if given.json:
        given.json.write_text(json.dumps(report.figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
