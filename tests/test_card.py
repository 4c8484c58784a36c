"""The card of a release and its description for programs: what they say is what the release holds."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from flows import Release
from flows.publish.card import QUALITY, _values, dataset_card
from flows.publish.croissant import croissant
from flows.store.coverage import PUBLISHERS, add_up, cover
from flows.store.files import read_json, to_arrow
from flows.version import model_version
from tests.running import rows, run_plainly, story
from transforms import models
from transforms.schema import TABLES


def head(release: Release) -> dict[str, Any]:
    text = (release.path / "README.md").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text.split("---\n")[1])
    return found


def test_the_head_names_the_files_of_each_table(released: Release) -> None:
    configs = head(released)["configs"]
    assert [config["config_name"] for config in configs] == [name for name, count in released.manifest["rows"].items() if count]
    assert {"articles", "quotes"} <= {config["config_name"] for config in configs}
    for config in configs:
        assert sorted(released.path.glob(config["data_files"])) == sorted(released.files(config["config_name"]))
    assert head(released)["language"] == ["en"]
    assert head(released)["size_categories"] == ["n<1K"]


def test_files_without_rows_are_not_named(released: Release) -> None:
    file = next(file for file in released.manifest["files"] if file["table"] == "quotes")
    released.manifest["files"].append(file | {"path": "quotes/part-none.parquet", "rows": 0})
    configs = yaml.safe_load(dataset_card(released.manifest).split("---\n")[1])["configs"]
    assert [config["data_files"] for config in configs if config["config_name"] == "quotes"] == [[file["path"]]]


def test_coverage_is_what_the_tables_hold(released: Release, seeds: Path, data: Path) -> None:
    (seeds / "new.txt").write_text(story(9))
    new = run_plainly(seeds, data)
    assert new
    assert len(new.manifest["parts"]) == 2
    covered = add_up(part["coverage"] for part in new.manifest["parts"])
    articles, quotes = rows(new, "articles"), rows(new, "quotes")
    assert covered["languages"] == {"en": len(articles)}
    assert covered["words"] == sum(row["word_count"] for row in articles)
    assert covered["filled"]["agencies"] == sum(bool(row["agencies"]) for row in articles) == 6
    assert sum(covered["quotes"].values()) == len(quotes)
    assert covered["speakers"] == sum(row["speaker_id"] is not None for row in quotes)
    assert f"| words of body | {covered['words']:,} |" in (new.path / "README.md").read_text(encoding="utf-8")
    assert released.name != new.name


def test_names_of_publishers_are_words_and_no_markup(released: Release) -> None:
    manifest = released.manifest
    evil = "<script>alert(1)</script> | [x](http://y.example)\n# \x1b[31m"
    manifest["parts"][0]["coverage"]["publishers"] = {evil: 3}
    card = dataset_card(manifest)
    assert "<script>" not in card
    assert "\x1b" not in card
    assert "&lt;script&gt;alert(1)&lt;/script&gt; \\| \\[x\\](http://y.example) \\# \ufffd\\[31m 3" in card.replace("\\(", "(").replace(
        "\\)", ")"
    )


def test_a_part_of_very_many_publishers_keeps_the_most_frequent(released: Release) -> None:
    table = released.arrow("articles")
    many = [f"site {number:04}" for number in range(PUBLISHERS + 20)] + ["site 0119"]
    place = table.schema.get_field_index("publisher")
    wide = table.take([0] * len(many)).set_column(place, table.schema.field(place), [many])
    covered = cover(wide, to_arrow("quotes", []))
    assert covered["more_publishers"]
    assert len(covered["publishers"]) == PUBLISHERS
    assert next(iter(covered["publishers"].items())) == ("site 0119", 2)


def test_figures_are_of_the_models_that_ship() -> None:
    measured = json.loads((models.WEIGHTS / "figures.json").read_text(encoding="utf-8"))
    assert measured["model"] == model_version(), (
        "the models have changed: python -m training.evaluate CORPORA --json transforms/weights/figures.json"
    )
    for names in QUALITY.values():
        assert "–" not in _values(measured["figures"], names)


def test_the_card_shows_how_often_rows_of_like_confidence_are_right(released: Release) -> None:
    steps = json.loads((models.WEIGHTS / "figures.json").read_text(encoding="utf-8"))["confidence"]["quotes, judge"]
    shown = dataset_card(released.manifest).split("```")[1].splitlines()[1:]
    assert len(shown) == len(steps)
    for line, (low, count, _, right) in zip(shown, reversed(steps), strict=True):
        assert line.startswith(f"{low:.1f} to ")
        assert line.count("█") == round(20 * right)
        assert line.endswith(f" of {count}")


def test_figures_of_other_models_are_not_told(released: Release) -> None:
    assert "| Names, all nine classes" in dataset_card(released.manifest)
    released.manifest["model"] = {"reader.onnx": "0" * 64}
    assert "No figures are known for the models" in dataset_card(released.manifest)


def test_the_card_knows_all_columns_and_no_clock(released: Release) -> None:
    card = (released.path / "README.md").read_text(encoding="utf-8")
    assert card == dataset_card(released.manifest)
    for table in TABLES.values():
        for name in table.columns:
            assert re.search(rf"^\| `{name}` \| ", card, re.MULTILINE)


def test_croissant_has_every_file_with_its_hash_and_every_column(released: Release) -> None:
    found = read_json(released.path / "croissant.json")
    assert found == json.loads(json.dumps(croissant(released.manifest)))
    assert re.fullmatch(r"20\d\d\.[1-9]\d+\.1", found["version"])
    hashes = {file["@id"]: file["sha256"] for file in found["distribution"] if file["@type"] == "cr:FileObject"}
    assert hashes == {file["path"]: file["sha256"] for file in released.manifest["files"] if file["table"] in TABLES}
    for described, table in zip(found["recordSet"], TABLES.values(), strict=True):
        assert [field["name"] for field in described["field"]] == [f"{table.name}/{name}" for name in table.columns]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the libraries that it uses
def test_croissant_is_read_by_the_reference_library(released: Release) -> None:
    mlcroissant = pytest.importorskip("mlcroissant")
    dataset = mlcroissant.Dataset(str(released.path / "croissant.json"))
    assert not dataset.metadata.issues.errors
    for table in ("articles", "quotes", "entities"):
        read = list(dataset.records(table))
        assert len(read) == released.manifest["rows"][table]


@pytest.mark.slow
def test_hugging_face_reads_the_folder(released: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HF_HUB_OFFLINE", "HF_DATASETS_OFFLINE"):
        monkeypatch.setenv(name, "1")
    datasets = pytest.importorskip("datasets")
    for table in TABLES:
        if released.manifest["rows"][table]:
            read = datasets.load_dataset(str(released.path), table, cache_dir=str(tmp_path))["train"]
            assert read.num_rows == released.manifest["rows"][table]
    files = [str(path) for path in released.files("quotes")]
    assert datasets.load_dataset("parquet", data_files=files, cache_dir=str(tmp_path))["train"].num_rows == len(rows(released, "quotes"))
