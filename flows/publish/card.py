"""The dataset card of a release and the data dictionary, generated from the column definitions."""

import html
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from flows.display import replace_controls
from flows.errors import UsageError
from flows.store.coverage import UNKNOWN, add_up
from newstables.manifest import Coverage, Manifest
from transforms import models
from transforms.columns import plain
from transforms.schema import SCHEMA_VERSION, TABLES

FIGURES = "figures.json"
"""The output of `python -m training.evaluate CORPORA --json FILE`, stored beside the weights: the quality figures of the models."""

QUALITY = {
    "Names, all nine classes, exact spans, F1": ("names: all",),
    "… people / organizations / places": ("names: person", "names: organization", "names: location"),
    "Statements found, F1: all / quoted / indirect": (
        "statements, judge: all: F1",
        "statements, judge: quoted: F1",
        "statements, judge: indirect: F1",
    ),
    "Right speaker: of those found / of all with a name / of the names given, %": (
        "statements, judge: all: speaker right, of those found",
        "statements, judge: all: speaker right, of all named",
        "statements, judge: all: names given that are right",
    ),
    "Descriptions of people and bodies: right, of those given / given, of those that the text describes, %": (
        "descriptions: right, of those given",
        "descriptions: given, of those described",
    ),
    "Pronouns of people: right, of those given / given, of those that the article has one for, %": (
        "pronouns: right, of those given",
        "pronouns: given, of those with one",
    ),
    "Bodies of pages saved as text, F1 by runs of four words": ("pages, get_text: body 4-grams F1",),
}
"""Rows of the card about the models' quality, and the figures they show."""
CONFIDENCE = "quotes, judge"
"""The figures from which the calibration by confidence is shown."""

SHOWN = 10
_SIZES = {1_000: "n<1K", 10_000: "1K<n<10K", 100_000: "10K<n<100K", 1_000_000: "100K<n<1M", 10_000_000: "1M<n<10M", 10**8: "10M<n<100M"}
_LANGUAGE = re.compile(r"[a-z]{2}")
_MARKS = re.compile(r"([\\`*_{}\[\]()#|~])")


def dataset_card(manifest: Manifest) -> str:
    """Return the card as Markdown with Hugging Face metadata, generated only from the manifest and the definitions."""
    covered = add_up(part["coverage"] for part in manifest["parts"])
    lines = [
        *_head(manifest, covered),
        f"# News tables, release {manifest['release']}",
        "",
        f"Made by newstables {manifest['code_version']} (reader {manifest['reader_version']}) on {manifest['created']}.",
        "",
        "| table | rows | one row is | key |",
        "|---|---:|---|---|",
        *(f"| {n} | {manifest['rows'][n]:,} | {table.description} | {_code(table.key)} |" for n, table in TABLES.items()),
        "",
        "All offsets are Unicode code points into `articles.text`, end exclusive.",
        "Leave out the articles of `duplicates` to count each story once; bodies under 40 words are not compared. They are found",
        "with the files in `signatures/`, which the next run reads.",
        "`manifest.json` lists every file with its rows, bytes and SHA-256; `croissant.json` has the same in a standard format.",
        "`changes.jsonl` says what became of each article since the release before; the first release has none.",
        "",
        "`load_dataset(FOLDER, \"quotes\")` (Hugging Face), `FROM 'FOLDER/quotes/*.parquet'` (DuckDB) and `open_release()` read it.",
        "",
        *_coverage(covered, manifest["rows"]),
        *_rejects(manifest["rejects"]),
        *_quality(manifest["model"]),
        *(Path(__file__).with_name("card_notes.md").read_text(encoding="utf-8").splitlines()),
        "",
        *_citation(manifest),
        "## Columns",
        "",
    ]
    for table in definitions():
        lines += [f"### {table['table']}", "", "| column | type | meaning | example |", "|---|---|---|---|"]
        lines += [f"| `{c['name']}` | `{_type(c)}` | {c['description']} | `{_example(c)}` |" for c in table["columns"]]
        lines.append("")
    return "\n".join(lines)


def _head(manifest: Manifest, covered: Coverage) -> list[str]:
    """Return the YAML metadata for Hugging Face, mainly the files of each table. Strings are written as JSON, which is valid YAML."""
    articles = manifest["rows"]["articles"]
    facts: dict[str, Any] = {
        "pretty_name": f"News tables, release {manifest['release']}",
        "language": [code for code in covered["languages"] if _LANGUAGE.fullmatch(code)] or [UNKNOWN],
        "license": "other",
        "license_name": "texts-belong-to-their-publishers",
        "annotations_creators": ["machine-generated"],
        "task_categories": ["token-classification"],
        "tags": ["news", "quotation-attribution", "named-entities", "newstables"],
        "size_categories": [next((name for limit, name in _SIZES.items() if articles < limit), "n>100M")],
    }
    lines = ["---", *(f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in facts.items())]
    lines += ["configs:"] if any(manifest["rows"].values()) else []
    for name in TABLES:
        files = [file for file in manifest["files"] if file["table"] == name]
        filled = [file["path"] for file in files if file["rows"]]  # `datasets` cannot read a file without rows
        if filled:
            paths = f"{name}/*.parquet" if len(filled) == len(files) else filled
            lines += [
                f'- config_name: "{name}"',
                f"  data_files: {json.dumps(paths)}",
                *(["  default: true"] if name == "articles" else []),
            ]
    return [*lines, "---", ""]


def _coverage(covered: Coverage, rows: Mapping[str, int]) -> list[str]:
    articles, quotes = rows["articles"], rows["quotes"]
    filled = covered["filled"]
    days = f"{covered['first']} to {covered['last']}" if covered["first"] else "no day is known"
    least = " (a lower bound: a part with very many publishers counts only the most frequent)" if covered["more_publishers"] else ""
    facts = [
        ("languages", _first(covered["languages"].items())),
        ("days of publication", f"{days}; {_share(filled.get('published', 0), articles)} of the articles have one"),
        (
            "publishers",
            f"{_first(covered['publishers'].items()) or 'none is known'}{least}; {_share(filled.get('publisher', 0), articles)} have one",
        ),
        ("articles with", ", ".join(f"{name} {_share(filled.get(name, 0), articles)}" for name in ("title", "authors", "url", "agencies"))),
        ("words of body", f"{covered['words']:,}"),
        ("quotes", _first(covered["quotes"].items())),
        ("quotes whose source is in the text", _share(covered["sourced"], quotes)),
        ("quotes whose speaker is known by name", _share(covered["speakers"], quotes)),
    ]
    return ["## Coverage", "", "| | |", "|---|---|", *(f"| {name} | {fact} |" for name, fact in facts), ""]


def _first(counts: Iterable[tuple[str, int]]) -> str:
    several = list(counts)
    shown = [f"{_harmless(name)} {count:,}" for name, count in several[:SHOWN]]
    return ", ".join(shown) + (f" and {len(several) - SHOWN:,} more" if len(several) > SHOWN else "")


def _share(count: int, total: int) -> str:
    return f"{count / total:.0%}" if total else "–"


def _harmless(text: str) -> str:
    """Return text from a page with Markdown and HTML escaped."""
    return _MARKS.sub(r"\\\1", html.escape(" ".join(str(replace_controls(text)).split()), quote=False))


def _rejects(rejects: Mapping[str, int]) -> list[str]:
    rows = [f"| {reason} | {count:,} |" for reason, count in rejects.items()]
    return ["| seeds rejected because | |", "|---|---:|", *rows, ""] if rows else []


def _quality(model: Mapping[str, str]) -> list[str]:
    """Return the quality of the models, if the stored figures belong to the models that made this release."""
    path = models.WEIGHTS / FIGURES
    measured: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"model": {}}
    if measured["model"] != dict(model):
        return ["## Quality", "", "No figures are known for the models that read this release.", ""]
    rows = [f"| {title} | {_values(measured['figures'], names)} |" for title, names in QUALITY.items()]
    note = "Measured on these tables, for annotated news articles that the models had not seen; your texts may be easier or harder."
    return ["## Quality", "", note, "", "| | |", "|---|---:|", *rows, "", *_confidence(measured["confidence"][CONFIDENCE])]


def _confidence(steps: Iterable[tuple[float, int, float, float]]) -> list[str]:
    """Return a chart of how often quotes are right, by confidence."""
    bars = [f"{low:.1f} to {low + 0.1:.1f}  {'█' * round(20 * right):20}  {right:4.0%} of {count}" for low, count, _, right in steps]
    return ["Share of quotes with the right words and speaker, by `confidence`:", "", "```", *reversed(bars), "```", ""]


def _values(figures: Mapping[str, float], names: Iterable[str]) -> str:
    return " / ".join(f"{figures[name]:.1f}" if name in figures else "–" for name in names)


def _citation(manifest: Manifest) -> list[str]:
    year = manifest["created"][:4]
    return [
        "## How to cite",
        "",
        "Name the release and the reader, because another reader gives different rows, and cite the articles that you quote:",
        "",
        "```bibtex",
        f"@misc{{newstables-{manifest['release']},",
        f"  title = {{News tables, release {manifest['release']}}},",
        f"  year = {{{year}}},",
        f"  note = {{Made by newstables {manifest['code_version']}, reader {manifest['reader_version']}, tables {SCHEMA_VERSION}}}",
        "}",
        "```",
        "",
    ]


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _type(column: Mapping[str, Any]) -> str:
    return f"{column['type']}{' or null' if column['nullable'] else ''}"


def _example(column: Mapping[str, Any]) -> str:
    return json.dumps(column["example"], ensure_ascii=False).replace("|", "\\|")


def definitions(wanted: str | None = None) -> list[dict[str, Any]]:
    """Return the definitions of all tables, or of one, as plain values.

    Raises:
        UsageError: there is no such table.
    """
    if wanted is not None and wanted not in TABLES:
        raise UsageError(f"there is no table {wanted!r}; the tables are {', '.join(TABLES)}")
    return [_definition(name) for name in TABLES if wanted in {None, name}]


def _definition(name: str) -> dict[str, Any]:
    table = TABLES[name]
    columns = [
        {
            "name": field.name,
            "type": str(field.type),
            "nullable": field.nullable,
            "description": column.description,
            "unit": column.unit,
            "values": column.values,
            "example": plain(column.example),
        }
        for field, column in zip(table.schema, table.columns.values(), strict=True)
    ]
    return {"table": name, "description": table.description, "key": table.key, "columns": columns}


def dictionary() -> str:
    """Return the data dictionary as Markdown, generated from the definitions of all tables and columns."""
    lines = ["# Data dictionary", "", "Generated by `newstables describe --markdown`; do not edit.", ""]
    for table in definitions():
        lines += [f"## {table['table']}", "", table["description"], "", f"Key: {', '.join(f'`{column}`' for column in table['key'])}.", ""]
        lines += ["| column | type | null | meaning | unit | values | example |", "|---|---|---|---|---|---|---|"]
        for column in table["columns"]:
            null = "yes" if column["nullable"] else "no"
            values = ", ".join(f"`{value}`" for value in column["values"] or ())
            facts = (
                f"`{column['name']}`",
                f"`{column['type']}`",
                null,
                column["description"],
                column["unit"] or "",
                values,
                f"`{_example(column)}`",
            )
            lines.append(f"| {' | '.join(facts)} |")
        lines.append("")
    return "\n".join(lines)
