"""Everybody once in the whole release: the view `people` and `newstables entities` say the same, and copies count once."""

import csv
import json
from typing import Any

import duckdb
import pytest

from flows import Release
from flows.query.entities import list_entities
from newstables.people import people_view
from tests.running import rows, run_plainly, story
from tests.test_cli import ask

LIST = [
    ("id", "name", "aliases", "type", "description"),
    ("P1", "Rui Matos", "Rui Miguel Matos", "person", ""),
    ("L1", "Lisbon", "", "location", "capital"),
    ("L2", "Lisbon", "", "location", "port"),
]


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """Four days of stories: the second repeats the first, the third names the speaker otherwise, the last has words of its own."""
    folder = tmp_path_factory.mktemp("people")
    (folder / "seeds").mkdir()
    texts = [story(12), story(12) + "\nMore follows.\n", story(30).replace("Rui Matos", "Rui Miguel Matos"), story(40)]
    lines = [{"text": text, "published": f"2025-03-0{day}", "publisher": "Post"} for day, text in enumerate(texts, 1)]
    (folder / "seeds" / "all.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    with (folder / "list.csv").open("w", newline="") as file:
        csv.writer(file).writerows(LIST)
    made = run_plainly(folder / "seeds", folder / "data", part_size=3, authorities=str(folder / "list.csv"))
    assert made
    return made


def test_somebody_of_two_names_is_one_person(release: Release) -> None:
    (matos,) = [row for row in list_entities(release, "person") if row["authority_id"]]
    spoken = [row for row in rows(release, "quotes") if row["speaker_name"] and row["speaker_name"].endswith("Matos")]
    statements = {row["quote_group"] or row["quote_id"] for row in spoken}
    direct = {row["quote_group"] or row["quote_id"] for row in spoken if row["kind"] == "direct"}
    assert (matos["authority_id"], matos["name"], matos["articles"]) == ("P1", "Rui Matos", 4)
    assert len(matos["entity_ids"]) == 2
    assert {row["speaker_id"] for row in spoken} == set(matos["entity_ids"])
    assert (matos["quotes"], matos["statements"]) == (len(spoken), len(statements))
    assert len(direct) < len(statements) < len(spoken)
    assert matos["direct_share"] == round(len(direct) / len(statements), 3)
    assert (matos["first_day"], matos["last_day"]) == ("2025-03-01", "2025-03-04")


def test_the_view_says_the_same(release: Release) -> None:
    shared = ("name", "authority_id", "is_partial", "articles", "statements", "direct_share", "first_day", "last_day")
    listed = {row["authority_id"] or row["entity_id"]: row for row in list_entities(release, "person")}
    found = release.duckdb(locked=True).sql("FROM people").to_arrow_table().to_pylist()
    assert {row["person_id"] for row in found} == set(listed)
    for row in found:
        day = {name: row[name] and row[name].isoformat() for name in ("first_day", "last_day")}
        share = row["direct_share"] if row["direct_share"] is None else round(row["direct_share"], 3)
        assert {name: (row | day | {"direct_share": share})[name] for name in shared} == {
            name: listed[row["person_id"]][name] for name in shared
        }
        assert row["entity_ids"] == sorted(listed[row["person_id"]]["entity_ids"])


def test_the_command_lists_what_is_ambiguous(release: Release, capsys: pytest.CaptureFixture[str]) -> None:
    data = release.data
    status, out, err = ask(capsys, "entities", "--ambiguous", "--data", data)
    assert (status, err) == (0, "")
    (line,) = out.splitlines()[1:]
    assert "LISBON [PT-11] [L1 or L2]" in line
    assert ask(capsys, "entities", "--ambiguous", "--type", "person", "--data", data)[1:] == ("", "no such entity\n")
    (row,) = json.loads(ask(capsys, "entities", "--ambiguous", "--json", "--data", data)[1])
    assert (row["authority_id"], row["authority_candidates"], row["articles"]) == (None, ["L1", "L2"], 4)
    assert "Rui Matos [P1]" in ask(capsys, "entities", "--type", "person", "--data", data)[1]


def made_view(columns: str) -> list[dict[str, Any]]:
    """Return the view over two articles of one person, of whose rows in `entities` some more columns are told."""
    connection = duckdb.connect()
    connection.execute("CREATE TABLE articles AS FROM (VALUES ('a', TIMESTAMPTZ '2025-01-02'), ('b', NULL)) AS t(article_id, published)")
    connection.execute(
        "CREATE TABLE quotes AS SELECT 'q' AS quote_id, 'a' AS article_id, NULL::TEXT AS quote_group, 'mixed' AS kind, ['e'] AS speaker_ids"
    )
    connection.execute(f"""
        CREATE TABLE entities AS SELECT article_id, 'e' AS entity_id, 'person' AS type, 'Ana Ruiz' AS name, false AS is_partial,
            NULL::TEXT AS authority_id {columns} FROM (VALUES ('a', 1), ('b', 2)) AS t(article_id, n)
    """)  # noqa: S608 - our own columns
    names = {name for name, *_ in connection.execute("DESCRIBE entities").fetchall()}
    statement = people_view(names)
    assert statement
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(statement)
    found: list[dict[str, Any]] = connection.sql("FROM people").to_arrow_table().to_pylist()
    return found


def test_descriptions_and_pronouns_where_the_release_has_them() -> None:
    (plain,) = made_view("")
    assert (plain["articles"], plain["statements"], plain["direct_share"]) == (2, 1, 0.0)
    assert not {"descriptions", "pronouns"} & plain.keys()
    (told,) = made_view(", if(n = 1, 'a nurse', 'the minister') AS description, if(n = 1, 'she', NULL) AS pronoun")
    assert [(one["description"], str(one["first_day"]), one["articles"]) for one in told["descriptions"]] == [
        ("a nurse", "2025-01-02", 1),
        ("the minister", "None", 1),
    ]
    assert told["pronouns"] == ["she"]


def test_a_release_without_the_columns_has_no_view() -> None:
    assert people_view({"article_id", "entity_id", "type", "name"}) is None
