"""`--authorities`: which entry of the user's own list each entity is, what makes a bad list, and that a new list reads no article."""

import csv
import gzip
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows import Release, open_release
from flows.cli.app import main
from flows.errors import UsageError
from flows.ingest.authorities import read_authorities, save_authorities
from flows.integrity.history import verify
from flows.normalize.batch import read_batch
from flows.options import Options
from flows.publish.authority import make_index, match_entities
from tests.running import ROOT, InlinePool, contents, files_of, prepare, publish, rows, run_plainly, story
from transforms.entities.resolving import entity_id
from transforms.schema import TABLES

HEADER = ("id", "name", "aliases", "type", "description")
LISBON = ("Q2", "Lisboa", "Lisbon", "location", "capital of Portugal")
MATOS = ("Q1", "Rui Matos", "R. Matos|Matos", "person", "harbour pilot")


def write_list(path: Path, *entries: tuple[str, ...]) -> str:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEADER, *entries])
    return str(path)


def entities(*given: tuple[str, str, list[str]], ids: dict[str, str] | None = None) -> pa.Table:
    """Return entities of these types, names and aliases; `ids` are those of names that have another one than by themselves."""
    schema = TABLES["entities"].schema
    table = [
        {
            "article_id": "a",
            "entity_id": (ids or {}).get(name) or entity_id(kind, name),
            "name": name,
            "type": kind,
            "aliases": [name, *aliases],
            "place_code": None,
            "is_partial": False,
            "mention_count": 1,
            "quote_count": 0,
            "first_start": 0,
            "authority_id": None,
            "authority_candidates": [],
        }
        for kind, name, aliases in given
    ]
    return pa.Table.from_pylist(table, schema=schema)


def match(tmp_path: Path, table: pa.Table, *entries: tuple[str, ...]) -> list[Any]:
    """Return the entry of each entity, or the list of those that it may be, or None."""
    save_authorities(read_authorities(write_list(tmp_path / "list.csv", *entries)), tmp_path)
    found = match_entities(table, make_index(tmp_path)).select(["authority_id", "authority_candidates"]).to_pylist()
    assert not any(row["authority_id"] and row["authority_candidates"] for row in found)
    return [row["authority_id"] or row["authority_candidates"] or None for row in found]


def test_names_are_compared_as_ids_are(tmp_path: Path) -> None:
    table = entities(
        ("person", "José Núñez-Ruiz", []),
        ("person", "Donald Trump", []),
        ("organization", "The Harbour Company Ltd.", []),
        ("organization", "Ministry of Defense", []),
        ("person", "Lisbon", []),
        ("person", "Ana Vale", ["Vale"]),
    )
    found = match(
        tmp_path,
        table,
        ("a", "Jose Nunez Ruiz", "", "person", ""),
        ("b", "Sen. Donald J. Trump", "", "person", ""),
        ("c", "Harbour Company", "", "organization", ""),
        ("d", "Defence Department", "ministry of defence", "organization", ""),
        LISBON,
        ("e", "Tom Vale", "Vale", "person", ""),
    )
    assert found == ["a", "b", "c", "d", None, None]


def test_other_forms_count_where_they_say_as_much(tmp_path: Path) -> None:
    table = entities(
        ("organization", "National Health Service", ["NHS"]),
        ("organization", "Bank of the North", ["Bank"]),
        ("person", "William Adam Moss", ["Bill Moss", "Moss"]),
        ("person", "Tom Moss", ["Moss"]),
    )
    found = match(
        tmp_path,
        table,
        ("nhs", "N.H.S.", "NHS", "organization", ""),
        ("bank", "The Bank", "Bank", "organization", ""),
        ("bill", "Bill Moss", "Moss", "person", ""),
    )
    assert found == ["nhs", None, "bill", None]


def test_a_namesake_that_the_article_tells_apart_is_not_matched_by_the_looser_name(tmp_path: Path) -> None:
    table = entities(("person", "John A. Smith", ["John A Smith"]), ("person", "John B. Smith", []), ids={"John A. Smith": "0" * 32})
    assert match(tmp_path, table, ("j", "John Smith", "", "person", "")) == [None, "j"]


def test_several_are_decided_by_type_and_description(tmp_path: Path) -> None:
    given: list[tuple[str, str, list[str]]] = [(kind, "Ana Ruiz", []) for kind in ("person", "person", "person", "organization")]
    entries = (
        ("judge", "Ana Ruiz", "", "person", "Spanish judge"),
        ("nurse", "Ana Ruiz", "", "person", "nurse and author of the north"),
        ("ship", "Ana Ruiz", "", "", "ship"),
        ("firm", "Ana Ruiz", "", "organization|product", ""),
    )
    table = entities(*given)
    assert match(tmp_path, table, *entries) == [["judge", "nurse"]] * 3 + ["firm"]
    at = table.schema.names.index("description") if "description" in table.schema.names else len(table.schema)
    said = pa.array(["a 37-year-old nurse", "the author and judge", None, None], pa.string())
    table = table.set_column(at, "description", said) if at < len(table.schema) else table.append_column("description", said)
    assert match(tmp_path, table, *entries) == ["nurse", ["judge", "nurse"], ["judge", "nurse"], "firm"]


def test_csv_and_parquet_in_any_order_are_the_same_list(tmp_path: Path) -> None:
    write_list(tmp_path / "a.csv", MATOS, LISBON)
    text = (tmp_path / "a.csv").read_text()
    heading, first, second = text.splitlines()
    (tmp_path / "b.csv").write_text("\ufeff" + f"{heading.upper()}\n{second}\n\n{first}".replace(",", ";") + "\n")
    columns = [list(column) for column in zip(MATOS, LISBON, strict=True)]
    columns[2] = [names.split("|") for names in columns[2]]  # type: ignore[misc]
    pq.write_table(pa.table([*columns, pa.array([1960, None])], [*HEADER, "born"]), tmp_path / "c.parquet")
    versions = {read_authorities(str(tmp_path / name)).version for name in ("a.csv", "b.csv", "c.parquet")}
    assert len(versions) == 1
    write_list(tmp_path / "a.csv", MATOS, (*LISBON[:-1], "port"))
    assert read_authorities(str(tmp_path / "a.csv")).version not in versions


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (
            b"id,name,aliases\nQ1,Ana,\n",
            "has no column 'type': expected id, name, type and, if there are any, aliases and description; its",
        ),
        (
            b"id,name,type\nQ1,Ana,person\nQ2,Tom,\nQ1,Eva,\n",
            "rows 1 and 3 of {file} have the same id 'Q1': expected a different id in each",
        ),
        (b"id,name,type\nQ1,Jos\xe9,person\n", "line 2 of {file} is not UTF-8"),
        (b"id,name,type\nQ1,Ana,politician\n", "'politician' is not a valid type: expected one of person, organization,"),
        (b"id,name,type\nQ1,,person\n", "row 1 of {file} has no name"),
        (b"id,name,type\nQ1,Ana\n", "row 1 of {file} has 2 fields: expected 3"),
        (b"id,name,type,name\nQ1,Ana,,\n", "{file} has two columns 'name'"),
        (b'id,name,type\nQ1,"Ana,person\n', "{file} is not a valid CSV file"),
        (b"id,name,type\n", "{file} holds no entry"),
        (b"", "has no column 'id'"),
        (b"PAR1 and no more", "{file} is not a valid Parquet file"),
        (None, "there is no list of authorities {file}"),
    ],
)
def test_a_bad_list_is_one_sentence_before_anything_is_read(
    data: bytes | None, sentence: str, tmp_path: Path, seeds: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "list.csv"
    if data is not None:
        path.write_bytes(data)
    assert main(["run", str(seeds), "--data", str(tmp_path / "data"), "--authorities", str(path)]) == 2
    *_, line = capsys.readouterr().err.splitlines()
    assert line.startswith("newstables: ")
    assert sentence.format(file=path) in line
    assert not (tmp_path / "data" / "releases").exists()


def test_a_folder_or_an_address_is_no_list(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is a folder: expected a list"):
        read_authorities(str(tmp_path))
    with pytest.raises(UsageError, match="is not on this machine"):
        read_authorities("s3://news/list.csv")


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Counter[int]:
    """How often each Parquet file is opened, by its number on the disk."""
    counts: Counter[int] = Counter()
    real = pq.ParquetFile

    def counting(source: Path, **more: Any) -> pq.ParquetFile:
        counts[source.stat().st_ino] += 1
        return real(source, **more)

    monkeypatch.setattr("newstables.files.pq.ParquetFile", counting)
    return counts


def listed(release: Release) -> dict[str, str]:
    return {row["name"]: row["authority_id"] for row in rows(release, "entities") if row["authority_id"]}


def numbers_of(release: Release, *tables: str) -> list[int]:
    return [path.stat().st_ino for table in tables for path in files_of(release, table)]


def publish_planned(seeds: Path, data: Path, opened: Counter[int], **more: Any) -> Counter[int]:
    """Run, and return how often publishing opened the files of parts."""
    options = Options(seeds=str(seeds), data=str(data), part_size=2, **more)
    for batch in prepare(options).batches:
        read_batch(batch)
    opened.clear()
    publish(options, InlinePool())
    single = numbers_of(open_release(data), "rejects", "duplicates")
    return Counter({file: count for file, count in opened.items() if file not in single})


def test_publishing_opens_no_part_twice(seeds: Path, data: Path, tmp_path: Path, opened: Counter[int]) -> None:
    run_plainly(seeds, data, part_size=2)
    first = open_release(data)
    counts = publish_planned(seeds, data, opened, authorities=write_list(tmp_path / "list.csv", MATOS))
    assert counts == Counter(numbers_of(first, "articles", "entities", "signatures"))
    (seeds / "story-1.txt").write_text(story(7), encoding="utf-8")
    (seeds / "story-9.txt").write_text(story(9), encoding="utf-8")
    counts = publish_planned(seeds, data, opened, authorities=write_list(tmp_path / "list.csv", MATOS, LISBON))
    assert set(counts.values()) == {1}


def test_a_new_list_reads_no_article(seeds: Path, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small = write_list(tmp_path / "small.csv", MATOS)
    first = run_plainly(seeds, data, part_size=2)
    assert first
    assert listed(first) == {}
    monkeypatch.setattr("flows.normalize.batch.read_article", None)
    second = run_plainly(seeds, data, part_size=2, authorities=small)
    assert second
    assert listed(second) == {"Rui Matos": "Q1"}
    changed = {now["table"] for was, now in zip(first.manifest["files"], second.manifest["files"], strict=True) if was != now}
    assert changed == {"entities"}
    assert verify(second)
    assert run_plainly(seeds, data, part_size=2, authorities=small) is None
    third = run_plainly(seeds, data, part_size=2, authorities=write_list(tmp_path / "large.csv", LISBON, MATOS))
    assert third
    assert listed(third) == {"Rui Matos": "Q1", "LISBON": "Q2"}
    fourth = run_plainly(seeds, data, part_size=2)
    assert fourth
    assert contents(fourth) == contents(first)


def test_the_bytes_are_those_of_a_run_that_had_the_list_from_the_start(seeds: Path, data: Path, tmp_path: Path) -> None:
    small, large = (
        write_list(tmp_path / "a.csv", MATOS),
        write_list(tmp_path / "b.csv", MATOS, LISBON, ("Q3", "Lisbon", "", "location", "")),
    )
    run_plainly(seeds, data, part_size=2, authorities=small)
    (seeds / "story-1.txt").write_text(story(7), encoding="utf-8")
    run_plainly(seeds, data, part_size=2, authorities=large)
    one = run_plainly(seeds, tmp_path / "other", part_size=2, authorities=large)
    assert one
    assert {row["name"]: row["authority_candidates"] for row in rows(one, "entities") if row["authority_candidates"]} == {
        "LISBON": ["Q2", "Q3"]
    }
    keys = ["article_id", "entity_id"]
    both = [release.arrow("entities").sort_by([(key, "ascending") for key in keys]) for release in (one, open_release(data))]
    assert both[0].equals(both[1])


def test_in_object_storage(seeds: Path, data: Path, uri: str, tmp_path: Path) -> None:
    run_plainly(seeds, uri, part_size=2)
    here = run_plainly(seeds, data, part_size=2, authorities=write_list(tmp_path / "list.csv", MATOS))
    there = run_plainly(seeds, uri, part_size=2, authorities=str(tmp_path / "list.csv"))
    assert here
    assert there
    assert contents(there) == contents(here)
    assert listed(there) == {"Rui Matos": "Q1"}
    assert run_plainly(seeds, uri, part_size=2, authorities=str(tmp_path / "list.csv")) is None


def recipe(title: str, tmp_path: Path, source: Path) -> list[dict[str, Any]]:
    """Run the script that the page gives below this heading; return the entries of the list that it writes."""
    page = (ROOT / "docs" / "authorities.md").read_text(encoding="utf-8")
    code = re.search(rf"^## {title}$.*?^```python\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    assert code
    (tmp_path / "recipe.py").write_text(code[1], encoding="utf-8")
    target = tmp_path / "list.csv"
    subprocess.run([sys.executable, "-I", tmp_path / "recipe.py", source, target], check=True, timeout=60)
    found: list[dict[str, Any]] = read_authorities(str(target)).entries.to_pylist()
    return found


def item(number: str, label: str, kind: str, aliases: list[str], wikis: int = 12) -> dict[str, Any]:
    """Return an item as a dump of Wikidata has it."""
    value = {"entity-type": "item", "numeric-id": int(kind[1:]), "id": kind}
    snaks = [
        {"snaktype": "value", "property": "P31", "datavalue": {"value": value, "type": "wikibase-entityid"}, "datatype": "wikibase-item"},
        {"snaktype": "somevalue", "property": "P31", "datatype": "wikibase-item"},
    ]
    return {
        "type": "item",
        "id": number,
        "labels": {"en": {"language": "en", "value": label}},
        "descriptions": {"en": {"language": "en", "value": f"the {label} of this test"}},
        "aliases": {"en": [{"language": "en", "value": alias} for alias in aliases]},
        "claims": {"P31": [{"mainsnak": snak, "type": "statement", "rank": "normal"} for snak in snaks]},
        "sitelinks": {f"{letter}wiki": {"site": f"{letter}wiki", "title": label, "badges": []} for letter in "abcdefghijklmnop"[:wikis]},
    }


def test_the_recipe_for_wikidata(tmp_path: Path) -> None:
    items = [
        item("Q901", "Teodora Vale", "Q5", ["T. Vale", "Vale"]),
        item("Q902", "Harbour Works", "Q4830453", ["HW"]),
        item("Q903", "Little Known", "Q5", [], wikis=9),
        item("Q904", "A river", "Q4022", []),
        {"type": "item", "id": "Q905", "labels": {}, "claims": {}, "sitelinks": {}},
    ]
    with gzip.open(tmp_path / "dump.json.gz", "wt", encoding="utf-8") as file:
        file.write("[\n" + ",\n".join(map(json.dumps, items)) + "\n]\n")
    vale, works = recipe("From Wikidata", tmp_path, tmp_path / "dump.json.gz")
    assert (vale["id"], vale["names"], vale["types"]) == ("Q901", ["Teodora Vale", "T. Vale"], ["person"])
    assert (works["id"], works["names"], works["types"]) == ("Q902", ["Harbour Works", "HW"], ["organization"])
    assert vale["description"] == "the Teodora Vale of this test"


def test_the_recipe_for_everypolitician(tmp_path: Path) -> None:
    popolo = {
        "persons": [
            {
                "id": "u1",
                "name": "Teodora Vale",
                "birth_date": "1970-02-03",
                "identifiers": [{"scheme": "wikidata", "identifier": "Q901"}],
                "other_names": [{"lang": "pt", "name": "Teodora M. Vale", "note": "multilingual"}, {"name": "Vale"}],
            },
            {"id": "u2", "name": "Rui Matos"},
        ],
        "organizations": [
            {"id": "house", "name": "House of Harbours", "classification": "legislature"},
            {"id": "tide", "name": "Tide Party", "classification": "party"},
        ],
        "memberships": [
            {"person_id": "u1", "organization_id": "house", "on_behalf_of_id": "tide", "role": "member", "legislative_period_id": "term/1"},
            {"person_id": "u1", "organization_id": "house", "on_behalf_of_id": "tide", "role": "member", "legislative_period_id": "term/2"},
        ],
    }
    (tmp_path / "popolo.json").write_text(json.dumps(popolo), encoding="utf-8")
    vale, matos = recipe("From EveryPolitician", tmp_path, tmp_path / "popolo.json")
    assert (vale["id"], vale["names"]) == ("Q901", ["Teodora Vale", "Teodora M. Vale"])
    assert vale["description"] == "member, Tide Party, House of Harbours"
    assert (matos["id"], matos["types"], matos["description"]) == ("u2", ["person"], "")
