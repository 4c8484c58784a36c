"""The definitions and all that derives from them say the same."""

import dataclasses
import json

import pyarrow as pa
import pytest

from flows.errors import BrokenInvariantError
from flows.integrity.checks import check_key, check_schema, check_values
from flows.publish.card import definitions, dictionary
from flows.store.files import schema, to_arrow
from tests.running import ROOT
from transforms.schema import BODY_ROLES, ROLES, SCHEMA_VERSION, TABLES, RejectRow

REJECT = RejectRow("a.txt", None, "empty", "the file has no bytes", 0)

REQUIRED = {
    "articles": "article_id seed source_sha256 format encoding language text title authors dateline published published_text "
    "published_precision publisher url agencies word_count",
    "paragraphs": "article_id paragraph role is_body start end text confidence",
    "quotes": "quote_id article_id paragraph kind text spans speaker_text speaker_start speaker_end speaker_id speaker_name "
    "speaker_resolution cue_text cue_start cue_end confidence",
    "mentions": "mention_id article_id paragraph start end text type entity_id confidence",
    "entities": "article_id entity_id name type aliases mention_count quote_count first_start",
    "duplicates": "article_id duplicate_of similarity",
    "rejects": "seed source_sha256 reason message size",
}


def test_the_dictionary_in_the_repository_is_that_of_the_definitions() -> None:
    path = ROOT / "data" / "DICTIONARY.md"
    assert path.read_text(encoding="utf-8") == dictionary(), "run `make dictionary` and commit data/DICTIONARY.md"


@pytest.mark.parametrize(("table", "columns"), REQUIRED.items())
def test_columns_that_others_rely_on(table: str, columns: str) -> None:
    assert set(columns.split()) <= set(TABLES[table].columns)


@pytest.mark.parametrize("name", TABLES)
def test_every_column_is_described(name: str) -> None:
    for field in schema(name):
        column = TABLES[name].columns[field.name]
        assert column.description.endswith("."), field.name
        assert field.metadata[b"description"].decode() == column.description
        example = json.loads(field.metadata[b"example"])
        if column.values:
            assert example in column.values
        if not pa.types.is_timestamp(field.type):
            assert pa.array([example], type=field.type).null_count == 0
    assert set(TABLES[name].key) <= set(schema(name).names)
    assert [field.name for field in dataclasses.fields(TABLES[name].row)] == schema(name).names


@pytest.mark.parametrize("name", TABLES)
def test_types_are_plain_and_read_by_everything(name: str) -> None:
    plain = {"string", "int32", "int64", "float", "bool", "timestamp[us, tz=UTC]", "list<element: string not null>"}
    plain.add("list<element: struct<start: int32 not null, end: int32 not null> not null>")
    assert {str(field.type) for field in schema(name)} <= plain
    assert schema(name).metadata == {
        b"table": name.encode(),
        b"description": TABLES[name].description.encode(),
        b"schema_version": str(SCHEMA_VERSION).encode(),
    }


@pytest.mark.parametrize("name", TABLES)
def test_references_point_to_columns_that_are_there(name: str) -> None:
    for columns, target in TABLES[name].references:
        assert set(columns) <= set(schema(name).names)
        assert len(columns) == len(TABLES[target].key)


def test_body_roles_are_roles() -> None:
    assert set(BODY_ROLES) < set(ROLES)


def test_definitions_of_one_table() -> None:
    (table,) = definitions("quotes")
    assert table["key"] == ("quote_id",)
    assert {"name", "type", "nullable", "description", "unit", "values", "example"} == set(table["columns"][0])


def test_rows_have_to_conform() -> None:
    good = to_arrow("rejects", [REJECT])
    check_schema("rejects", good)
    with pytest.raises(BrokenInvariantError, match="differ from its definition"):
        check_schema("rejects", good.drop_columns(["size"]))
    with pytest.raises(BrokenInvariantError, match="differ from its definition"):
        check_schema("rejects", good.set_column(4, "size", pa.array([1], pa.int32())))
    with pytest.raises(BrokenInvariantError, match=r"rejects.seed is null in 1 rows"):
        check_schema("rejects", good.set_column(0, schema("rejects").field(0), pa.array([None], pa.string())))
    with pytest.raises(BrokenInvariantError, match="'odd', which its definition does not allow"):
        check_values("rejects", to_arrow("rejects", [dataclasses.replace(REJECT, reason="odd")]))
    with pytest.raises(BrokenInvariantError, match="two rows of rejects have the same seed"):
        check_key("rejects", to_arrow("rejects", [REJECT, REJECT]))
