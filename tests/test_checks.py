"""Each invariant is checked: a part that breaks one is refused, with a sentence that says which."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, cast

import pyarrow as pa
import pytest
from rich.console import Console

from flows import Release
from flows.cli.show import render
from flows.errors import BrokenInvariantError
from flows.integrity.checks import check_part, check_seeds
from flows.store.files import schema
from flows.store.manifest import TABLES_OF_PARTS
from transforms.columns import Column, offset, surface
from transforms.schema import TABLES, Row, Table

Tables = dict[str, pa.Table]


def put(table: str, column: str, row: int, value: object) -> Callable[[Tables], None]:
    """Return a change of one cell."""

    def change(tables: Tables) -> None:
        values = tables[table].column(column).to_pylist()
        values[row] = value
        place = tables[table].schema.get_field_index(column)
        tables[table] = tables[table].set_column(place, schema(table).field(column), pa.array(values, schema(table).field(column).type))

    return change


def drop(table: str, row: int) -> Callable[[Tables], None]:
    """Return a change that loses one row."""

    def change(tables: Tables) -> None:
        keep = [place for place in range(tables[table].num_rows) if place != row]
        tables[table] = tables[table].take(pa.array(keep))

    return change


def double(table: str) -> Callable[[Tables], None]:
    """Return a change that repeats the first row."""

    def change(tables: Tables) -> None:
        tables[table] = pa.concat_tables([tables[table].slice(0, 1), tables[table]])

    return change


@pytest.fixture
def tables(released: Release) -> Tables:
    return {table: released.arrow(table) for table in TABLES_OF_PARTS}


def test_a_release_as_it_is_passes(tables: Tables) -> None:
    check_part(tables)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (put("paragraphs", "end", 1, 9_999), "overlap|is not the text"),
        (put("paragraphs", "text", 0, "other words"), r"paragraphs.text is not the text at"),
        (put("paragraphs", "role", 0, "advert"), r"paragraphs.role holds 'advert'"),
        (put("paragraphs", "is_body", 0, value=True), "is_body does not follow the role"),
        (put("paragraphs", "article_id", 0, "nobody"), "points to no row of articles|is in no paragraph"),
        (put("mentions", "start", 0, 3), r"mentions.text is not the text at"),
        (put("mentions", "entity_id", 0, "nobody"), r"mentions.entity_id points to no row of entities"),
        (put("quotes", "speaker_id", 0, "nobody"), r"quotes.speaker_id points to no row of entities"),
        (put("quotes", "cue_text", 0, None), r"quotes.cue_text is only half there"),
        (put("quotes", "text", 0, "never said"), "is not the text of its spans"),
        (put("quotes", "spans", 0, []), "is not the text of its spans"),
        (put("quotes", "kind", 0, None), r"quotes.kind is null in 1 rows"),
        (drop("paragraphs", 2), "points to no row of paragraphs|in no paragraph"),
        (drop("entities", 0), "points to no row of entities"),
        (double("mentions"), "two rows of mentions have the same mention_id"),
        (double("articles"), "two rows of articles have the same article_id"),
    ],
)
def test_a_broken_promise_is_found(tables: Tables, change: Callable[[Tables], None], sentence: str) -> None:
    change(tables)
    with pytest.raises(BrokenInvariantError, match=sentence):
        check_part(tables)


@pytest.mark.parametrize(
    ("articles", "rejects", "planned", "sentence"),
    [
        (["a"], ["a"], ["a"], "both an article and a reject"),
        (["a", "a"], [], ["a"], "there twice"),
        (["a"], [], ["a", "b"], "1 seeds ended neither as an article nor as a reject, 'b' among them"),
    ],
)
def test_every_seed_ends_once(articles: list[str], rejects: list[str], planned: list[str], sentence: str) -> None:
    check_seeds(["a"], ["b"], ["a", "b"])
    with pytest.raises(BrokenInvariantError, match=sentence):
        check_seeds(articles, rejects, planned)


@dataclass(slots=True)
class AddressRow:
    """A web address that an article shows."""

    article_id: Annotated[str, Column("The article.", "0" * 32)]
    start: Annotated[int, offset("Offset of its first character.", 1)]
    end: Annotated[int, offset("Offset after its last character.", 9)]
    text: Annotated[str, surface("The address.", "example.org")]


ADDRESSES = Table("addresses", cast("type[Row]", AddressRow), ("article_id", "start"), ((("article_id",), "articles"),))


@pytest.mark.parametrize(("shift", "sentence"), [(0, None), (1, "addresses.text is not the text at")])
def test_the_spans_of_a_new_table_are_checked_by_its_definition_alone(
    tables: Tables, monkeypatch: pytest.MonkeyPatch, shift: int, sentence: str | None
) -> None:
    monkeypatch.setitem(TABLES, "addresses", ADDRESSES)
    article, text = (tables["articles"].column(name)[0].as_py() for name in ("article_id", "text"))
    row = {"article_id": [article], "start": [3 + shift], "end": [12 + shift], "text": [text[3:12]]}
    tables["addresses"] = pa.table(row, TABLES["addresses"].schema)
    if sentence:
        with pytest.raises(BrokenInvariantError, match=sentence):
            check_part(tables)
    else:
        check_part(tables)


def test_the_words_of_a_new_table_are_shown_by_its_definition_alone(tables: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TABLES, "addresses", ADDRESSES)
    article = tables["articles"].column("article_id")[0].as_py()
    facts = {name: [row for row in table.to_pylist() if row["article_id"] == article] for name, table in tables.items()}
    facts["addresses"] = [{"article_id": article, "start": 3, "end": 12, "text": "post.example/1"}]
    out = io.StringIO()
    render(facts, Console(file=out, width=200))
    assert "addresses: post.example/1\n" in out.getvalue()
