"""Show one article in the terminal: roles in the margin, quotes in their speaker's colour, names underlined."""

import difflib
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Annotated, Any

import pyarrow.compute as pc
from cyclopts import Parameter
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.cli.output import print_result
from flows.cli.parameters import AsJson, Data
from flows.display import LOW_CONFIDENCE, replace_controls
from flows.errors import NewstablesError
from flows.ingest.formats.streams import PACKINGS
from flows.ingest.seed import file_name
from flows.options import DEFAULTS
from flows.publish.rejects import format_reject, list_rejects
from newstables.release import Release, open_release
from transforms.columns import plain
from transforms.schema import TABLES

COLOURS = ("cyan", "magenta", "green", "yellow", "blue", "red", "bright_cyan", "bright_magenta", "bright_green", "bright_yellow")
NOBODY = "bright_black"
LEGEND = Text.assemble(
    ("quote", "cyan"), (" in its speaker's colour, ", "dim"), ("source", "bold cyan"), (", ", "dim"), ("cue", "italic"), (", ", "dim"),
    ("name", "underline"), ("; ? is a confidence under 0.5", "dim"),
)  # fmt: skip
TABLES_SHOWN = tuple(name for name, table in TABLES.items() if table.in_parts)
DRAWN = frozenset({"articles", "paragraphs", "quotes", "mentions", "entities"})
"""Tables that are shown in the text; for all others, the characters from the article are listed."""

_Found = tuple[str, str, str, str]
"""Article id, part, seed and title."""

_FEW = 20_000
"""Number of seeds for which similar names are suggested."""

_LISTED = 20
"""Maximum number of articles listed where several match."""

_UNLIKE = 4
"""Likeness of an article that does not match."""


def show(
    article: Annotated[str, Parameter(help="the beginning of its id, a part of its seed, or words from its title")],
    /,
    *,
    data: Data = DEFAULTS.data,
    json: AsJson = False,
) -> None:
    """Show one article."""
    release = open_release(data)
    facts = article_facts(release, *find_article(release, article))
    if json:
        print_result(facts, [], as_json=True)
    else:
        render(facts)


def find_article(release: Release, wanted: str) -> tuple[str, str]:
    """Return the matching article and its part.

    Of the articles that match, those are taken that match best: by id or seed, by file name, by a part of seed or title or the beginning of
    the id, and last by all words, each in seed or title.

    Raises:
        NewstablesError: no article matches, or more than one.
    """
    best, found = _UNLIKE, list[_Found]()
    stems: dict[str, None] = {}
    is_small = release.manifest["rows"]["articles"] <= _FEW
    for part in release.manifest["parts"]:
        rows = release.arrow("articles", ["article_id", "seed", "title"], part["key"])
        for article, seed, title in zip(*(column.to_pylist() for column in rows.columns), strict=True):
            likeness = _likeness(wanted, article, seed, title or "")
            if likeness < best:
                best, found = likeness, []
            if likeness == best < _UNLIKE:
                found.append((article, part["key"], seed, title or ""))
            if is_small:
                stems[_stem(seed).rpartition("/")[2]] = None
    if not found:
        raise _none_like(release, wanted, stems)
    if len(found) > 1:
        raise NewstablesError(f"{len(found):,} articles of {release.name} match {wanted!r}; name one of them:\n{_listed(found)}")
    return found[0][:2]


def _likeness(wanted: str, article: str, seed: str, title: str) -> int:
    """Return how well an article matches the query: 0 is the best, `_UNLIKE` is no match."""
    if wanted in {article, seed}:
        return 0
    sought, names = wanted.casefold(), (seed.casefold(), title.casefold())
    if any(f"/{name}".endswith(f"/{sought}") for name in (names[0], _stem(seed).casefold())):
        return 1
    if article.startswith(wanted) or any(sought in name for name in names):
        return 2
    return 3 if all(any(word in name for name in names) for word in sought.split()) else _UNLIKE


def _none_like(release: Release, wanted: str, stems: Iterable[str]) -> NewstablesError:
    """Return the error for a query without a match: it names a rejected seed or similar names."""
    for reject in list_rejects(release):
        if wanted.casefold() in reject["seed"].casefold():
            return NewstablesError(f"no article of {release.name} matches {wanted!r}, but a reject does: {format_reject(reject)}")
    near = difflib.get_close_matches(wanted.rpartition("/")[2], stems, 3, cutoff=0.6)
    meant = f"; did you mean {' or '.join(near)}?" if near else ""
    return NewstablesError(f"no article of {release.name} has an id, a seed or a title like {wanted!r}{meant}")


def _listed(found: list[_Found]) -> str:
    """Return a line for each article, with its title."""
    lines = [f"  {replace_controls(seed)}  {replace_controls(title)}".rstrip() for *_, seed, title in found[:_LISTED]]
    return "\n".join([*lines, f"  and {len(found) - _LISTED:,} more"] if len(found) > _LISTED else lines)


def _stem(seed: str) -> str:
    """Return a seed without its file extensions: `wire/talks#12` for `wire/talks.jsonl.gz#12`."""
    file = file_name(seed)
    path = PurePosixPath(file)
    stem = path.with_suffix("") if path.suffix in PACKINGS else path
    return f"{stem.with_suffix('')}{seed[len(file) :]}"


def article_facts(release: Release, article: str, part: str) -> dict[str, Any]:
    """Return all rows of one article of a part as plain values, by table."""
    facts: dict[str, Any] = {}
    for name in TABLES_SHOWN:
        rows = release.arrow(name, part=part)
        chosen = rows.filter(pc.equal(rows.column("article_id"), article)).to_pylist()
        facts[name] = [{column: plain(value) for column, value in row.items()} for row in chosen]
    return facts


def render(facts: dict[str, Any], console: Console | None = None) -> None:
    """Print the article."""
    console = console or Console()
    facts = replace_controls(facts)
    article = facts["articles"][0]
    console.print(Text(article["title"] or "(no title)", style="bold"))
    known = ("seed", "authors", "dateline", "published_text", "publisher", "agencies", "language")
    console.print(Text("  ".join(f"{name}: {_plain_list(article[name])}" for name in known if article[name]), style="dim"))
    colours = _colours(facts["quotes"])
    grid = Table.grid(padding=(0, 1))
    grid.add_column(justify="right", style="dim", no_wrap=True)
    grid.add_column()
    for paragraph in facts["paragraphs"]:
        role = Text(paragraph["role"] + ("?" if paragraph["confidence"] < LOW_CONFIDENCE else ""))
        grid.add_row(role, _marked(paragraph, facts, colours))
    console.print(grid)
    if facts["quotes"]:
        console.print(_quotes(facts["quotes"], colours))
    for name in (name for name in facts if facts[name] and name not in DRAWN):
        surfaces = [column for column, defined in TABLES[name].columns.items() if defined.offsets]
        console.print(Text(f"{name}: " + " · ".join(row[column] for row in facts[name] for column in surfaces if row[column])))
    console.print(LEGEND)


def _plain_list(value: object) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)


def _colours(quotes: list[dict[str, Any]]) -> dict[str, str]:
    speakers = list(dict.fromkeys(quote["speaker_id"] for quote in quotes if quote["speaker_id"]))
    return {speaker: COLOURS[index % len(COLOURS)] for index, speaker in enumerate(speakers)}


def _marked(paragraph: dict[str, Any], facts: dict[str, Any], colours: dict[str, str]) -> Text:
    """Return the paragraph's text with its names underlined, cues in italics and quotes in colour."""
    start, end = paragraph["start"], paragraph["end"]
    text = Text(paragraph["text"], style="" if paragraph["is_body"] or paragraph["role"] == "title" else "dim")

    def mark(style: str, first: int, last: int) -> None:
        if first < end and last > start:
            text.stylize(style, max(first, start) - start, min(last, end) - start)

    for quote in facts["quotes"]:
        for span in quote["spans"]:
            mark(colours.get(quote["speaker_id"], NOBODY), span["start"], span["end"])
        if quote["cue_start"] is not None:
            mark("italic", quote["cue_start"], quote["cue_end"])
        if quote["speaker_start"] is not None:
            mark(f"bold {colours.get(quote['speaker_id'], NOBODY)}", quote["speaker_start"], quote["speaker_end"])
    for mention in facts["mentions"]:
        mark("underline", mention["start"], mention["end"])
    return text


def _quotes(quotes: list[dict[str, Any]], colours: dict[str, str]) -> Table:
    table = Table(title=f"{len(quotes)} quotes", title_justify="left", box=box.SIMPLE_HEAD)
    table.add_column("speaker", max_width=20)
    for column in ("found by", "kind", "quote"):
        table.add_column(column)
    for quote in quotes:
        speaker = Text(quote["speaker_name"] or quote["speaker_text"] or "–", style=colours.get(quote["speaker_id"], NOBODY))
        table.add_row(
            speaker, quote["speaker_resolution"], quote["kind"] + ("?" if quote["confidence"] < LOW_CONFIDENCE else ""), Text(quote["text"])
        )
    return table
