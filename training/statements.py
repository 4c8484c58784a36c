"""Evaluate statements: rows of `quotes` against labelled articles, by kind and by source of the article.

    python -m training.statements CORPORA [--part dev] [--errors]

A row is right when it covers at least half of each labelled statement that it touches by half, overlaps their union by at least half
(intersection over union), and holds the words of one speaker alone; so a quotation over two paragraphs may be one row or two. An inner
statement, which another one contains, is neither asked for nor wrong. The speaker is right when a full form of the entity is a form of the
labelled name and of no other speaker's of the article. `--errors` lists what is wrong, but never of `judge`, whose articles nobody reads.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from training.arguments import path_parser
from training.articles import tables
from training.corpora import records
from training.scores import Report
from transforms import models
from transforms.schema import EntityRow, QuoteRow

HALF = 0.5
NEAR = 2
"""Tolerance in characters at the ends of an exact row."""
KINDS = ("direct", "mixed", "indirect")
SPEAKER_RIGHT = frozenset({"right", "right none"})
_TITLES = frozenset(
    """mr mrs ms miss dr sen senator rep president gov governor the jr sr sir lord lady prof prime minister judge justice sheikh king
    prince princess queen pope ayatollah gen general col captain officer det""".split()
)
_SMALL = frozenset({"and", "of", "for", "in", "de", "la"})


@dataclass(slots=True)
class Statement:
    """One labelled statement of an article, and its matched row."""

    offsets: frozenset[int]
    """Its character offsets."""
    kind: str
    speakers: list[str]
    inner: bool = False
    row: QuoteRow | None = None


@dataclass(slots=True)
class Counts:
    """Counts of found statements and named speakers over some statements and rows."""

    rows: int = 0
    right: int = 0
    exact: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    named: int = 0
    """Statements whose speaker has a name."""

    def report(self, name: str, report: Report) -> None:
        """Add all figures to a report."""
        wanted = self.outcomes.total()
        found = wanted - self.outcomes["missed"]
        given = self.outcomes["right"] + self.outcomes["wrong"] + self.outcomes["false name"]
        precision, recall = self.right / max(1, self.rows), found / max(1, wanted)
        report.share(f"{name}: precision", self.right, self.rows)
        report.share(f"{name}: recall", found, wanted)
        report.figure(f"{name}: F1", 2 * precision * recall / max(1e-9, precision + recall))
        report.share(f"{name}: both ends exact", self.exact, self.right)
        report.share(f"{name}: speaker right, of those found", self.outcomes["right"] + self.outcomes["right none"], found)
        report.share(f"{name}: speaker right, of all named", self.outcomes["right"], self.named)
        report.share(f"{name}: names given that are right", self.outcomes["right"], given)


def normalized(name: str) -> tuple[str, ...]:
    """Return the words of a name without accents, titles and possessive endings."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("’", "'"))
    plain = re.sub(r"'s\b", "", "".join(c for c in plain if not unicodedata.combining(c)))
    return tuple(word for word in re.findall(r"[\w']+", plain) if word not in _TITLES)


def same_name(one: str, other: str) -> bool:
    """Return whether two names may belong to one entity: equal, sharing the last or first word, or initials."""
    first, second = normalized(one), normalized(other)
    if not first or not second:
        return False
    if first == second:
        return True
    if set(first) <= set(second) or set(second) <= set(first):
        return first[-1] == second[-1] or first[0] == second[0]
    return "".join(first) in _initials(second) or "".join(second) in _initials(first)


def _initials(words: Sequence[str]) -> set[str]:
    return {"".join(word[0] for word in words), "".join(word[0] for word in words if word not in _SMALL)}


def labelled(record: Mapping[str, Any]) -> list[Statement]:
    """Return the statements of an article."""
    text = record["text"]
    found = [
        Statement(_offsets(given["contents"]), kind_of(text, given["contents"]), given["speakers"]) for given in record["attributions"]
    ]
    for one in found:
        one.inner = any(one.offsets < other.offsets for other in found)
    return found


def _offsets(spans: Iterable[Sequence[int]]) -> frozenset[int]:
    return frozenset(offset for start, end in spans for offset in range(start, end))


def kind_of(text: str, spans: Sequence[Sequence[int]]) -> str:
    """Return the kind of a labelled statement, from the share of its letters in double quotation marks."""
    inside = letters = 0
    for start, end in spans:
        opened = False
        for character in text[start:end]:
            if character in '“”"':
                opened = not opened if character == '"' else character == "“"
            elif character.isalnum():
                letters, inside = letters + 1, inside + opened
    share, first = inside / max(1, letters), text[spans[0][0] : spans[0][1]].lstrip()
    if share >= 0.95 or (first[:1] in "“\"‘'" and share >= 0.9) or (first[:1] in "‘'" and len(first) > 20):
        return "direct"
    return "mixed" if share > 0.02 else "indirect"


def match(statements: Sequence[Statement], rows: Sequence[QuoteRow]) -> list[tuple[QuoteRow, bool, bool]]:
    """Assign a row to each found statement, and return for each row whether it is right, and whether both ends are exact."""
    judged = []
    for row in rows:
        offsets = _offsets((span.start, span.end) for span in row.spans)
        touched = [one for one in statements if len(one.offsets & offsets) >= HALF * len(one.offsets)]
        outer = [one for one in touched if not one.inner] or touched
        union = frozenset().union(*(one.offsets for one in outer))
        alone = len({tuple(sorted(one.speakers)) for one in outer}) <= 1
        right = bool(union) and alone and len(offsets & union) >= HALF * len(offsets | union)
        exact = right and abs(min(offsets) - min(union)) <= NEAR and abs(max(offsets) - max(union)) <= NEAR
        for one in outer if right else ():
            one.row = one.row or row
        judged.append((row, right, exact))
    return judged


def outcome(statement: Statement, speakers: Sequence[str], forms: Mapping[str, Sequence[str]]) -> str:
    """Return the outcome of a statement: missed, or how its speaker was named; `speakers` are all speakers of the article."""
    row, wanted = statement.row, statement.speakers
    if row is None:
        return "missed"
    given = [name for name in (row.speaker_name or "").split("; ") if name]
    if not wanted:
        return "false name" if given else "right none"
    if not given:
        return "no name"
    names = [forms.get(row.speaker_id or "", [name]) if len(given) == 1 else [name] for name in given]
    rivals = {other for other in speakers if other not in wanted}
    for name in names:
        if any(same_name(name[0], other) for other in rivals) and not any(normalized(name[0]) == normalized(one) for one in wanted):
            return "wrong"
    return "right" if all(any(same_name(form, one) for form in name for one in wanted) for name in names) else "wrong"


def full_forms(entity: EntityRow) -> list[str]:
    """Return the name and its aliases of several words or initials."""
    return [entity.name, *(alias for alias in entity.aliases if len(normalized(alias)) > 1 or alias.isupper())]


def scored(
    given: Iterable[Mapping[str, Any]],
) -> Iterator[tuple[Mapping[str, Any], list[Statement], list[tuple[QuoteRow, bool, bool]], list[str]]]:
    """Yield each article with its statements, its rows (right, exact), and the outcome of each statement."""
    for record in given:
        found, statements = tables(record["text"]), labelled(record)
        judged = match(statements, found["quotes"])
        forms = {entity.entity_id: full_forms(entity) for entity in found["entities"]}
        speakers = [name for one in statements for name in one.speakers]
        yield record, statements, judged, [outcome(one, speakers, forms) for one in statements]


Groups = Callable[[Mapping[str, Any], str], Iterable[str]]
"""Returns the names of the groups in which a statement or row counts, given its article and its kind."""


def tallied(articles: Iterable[Mapping[str, Any]], groups: Groups) -> tuple[dict[str, Counts], list[tuple[float, bool]]]:
    """Return the counts by group, and of each row its confidence and whether its words and speaker are right."""
    counts: defaultdict[str, Counts] = defaultdict(Counts)
    sure: list[tuple[float, bool]] = []
    for record, wanted, judged, outcomes in scored(articles):
        wrong = {id(one.row) for one, became in zip(wanted, outcomes, strict=True) if became not in SPEAKER_RIGHT}
        sure += [(row.confidence, right and id(row) not in wrong) for row, right, _ in judged]
        for row, right, exact in judged:
            for name in groups(record, row.kind):
                counts[name].rows += 1
                counts[name].right += right
                counts[name].exact += exact
        for one, became in zip(wanted, outcomes, strict=True):
            for name in groups(record, one.kind) if not one.inner else ():
                counts[name].outcomes[became] += 1
                counts[name].named += bool(one.speakers)
    return counts, sure


def statements(corpora: Path, part: str, report: Report) -> None:
    """Score the rows of `quotes` on `statements/`, by kind and by origin."""

    def groups(record: Mapping[str, Any], kind: str) -> list[str]:
        return ["all", kind, record["origin"].partition("-")[0], *(["quoted"] if kind != "indirect" else [])]

    counts, sure = tallied(records(corpora / f"statements/{part}.jsonl.gz"), groups)
    for name in ("all", "quoted", *KINDS, *sorted(counts.keys() - {"all", "quoted", *KINDS})):
        counts[name].report(f"statements, {part}: {name}", report)
    report.calibration(f"quotes, {part}", sure)


def errors_of(articles: Iterable[Mapping[str, Any]]) -> None:
    """Print what is wrong in these articles."""
    for record, wanted, judged, outcomes in scored(articles):
        text = record["text"]
        for row, right, _ in judged:
            if not right:
                print(f"FALSE {record['id']} [{row.kind} {row.confidence:.2f}] {row.speaker_text!r} {row.cue_text!r}: {row.text[:160]!r}")
        for one, became, given in zip(wanted, outcomes, record["attributions"], strict=True):
            if became not in SPEAKER_RIGHT and not one.inner:
                source, got = ([text[start:end] for start, end in given["sources"]], one.row and one.row.speaker_name)
                print(f"{became.upper()} {record['id']} [{one.kind}] want {one.speakers} got {got!r} source {source}: ", end="")
                print(repr(text[given["contents"][0][0] : given["contents"][-1][1]][:140]))


def main() -> None:
    """Print the figures, and the errors on request."""
    parser = path_parser(__doc__, "corpora")
    parser.add_argument("--part", choices=("train", "dev", "judge"), default="dev")
    parser.add_argument("--errors", action="store_true", help="list what is wrong")
    parser.add_argument("--weights", type=Path, help="a folder of `training.export`, in place of the weights that ship")
    given = parser.parse_args()
    if given.errors and given.part == "judge":
        parser.error("the articles of `judge` are only measured, not read")
    if given.weights:
        models.WEIGHTS = given.weights
    statements(given.corpora, given.part, Report())
    if given.errors:
        errors_of(records(given.corpora / f"statements/{given.part}.jsonl.gz"))


if __name__ == "__main__":
    main()
