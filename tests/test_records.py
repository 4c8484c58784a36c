"""Runs over files of many records: what is read again, what moves, what goes, and what is left behind on the disk."""

import json
import shutil
from pathlib import Path

import pytest

from flows import open_release
from flows.cli.show import find_article, show
from flows.ingest import scan_cache
from flows.integrity.history import diff, verify
from flows.normalize.batch import read_batch
from flows.options import Options
from flows.store.staging import staging_folder
from newstables.release import Release
from tests.containers import csv_bytes, gz, http, json_lines, parquet, warc_record
from tests.running import contents, prepare, rows, run_plainly, story


def texts(*numbers: int) -> list[dict[str, str]]:
    return [{"text": story(number), "url": f"https://post.example/{number}"} for number in numbers]


def run(folder: Path, *numbers: int, **options: object) -> Release | None:
    (folder / "seeds").mkdir(exist_ok=True)
    (folder / "seeds" / "a.jsonl").write_bytes(json_lines(texts(*numbers)))
    return run_plainly(folder / "seeds", folder / "data", **options)


def articles(release: Release | None) -> dict[str, str]:
    assert release
    return {row["seed"]: row["text"] for row in rows(release, "articles")}


def rejects(release: Release | None) -> dict[str, str]:
    assert release
    return {row["seed"]: row["reason"] for row in rows(release, "rejects")}


def changes(release: Release | None) -> dict[str, int]:
    assert release
    return {case: count for case, count in release.manifest["changes"].items() if count}


def test_rows_become_articles_by_number(tmp_path: Path) -> None:
    release = run(tmp_path, 1, 2, 3)
    assert articles(release) == {f"a.jsonl#{number}": story(number) for number in (1, 2, 3)}
    assert release
    assert {row["url"] for row in rows(release, "articles")} == {f"https://post.example/{n}" for n in (1, 2, 3)}
    assert {row["format"] for row in rows(release, "articles")} == {"jsonl"}
    assert verify(release)
    assert run(tmp_path, 1, 2, 3) is None


def test_of_a_file_that_grew_the_new_rows_are_read(tmp_path: Path) -> None:
    run(tmp_path, 1, 2)
    (tmp_path / "seeds" / "a.jsonl").write_bytes(json_lines(texts(1, 2, 3)))
    work = prepare(Options(seeds=str(tmp_path / "seeds"), data=str(tmp_path / "data")))
    assert (work.to_read, work.seeds) == (1, 3)
    assert changes(run(tmp_path, 1, 2, 3)) == {"unchanged": 2, "new": 1}


def test_a_row_that_moves_keeps_its_article(tmp_path: Path) -> None:
    first = run(tmp_path, 1, 2, 3)
    second = run(tmp_path, 9, 1, 2, 3)
    assert changes(second) == {"moved": 3, "new": 1}
    assert first
    assert second
    ids = {row["text"]: row["article_id"] for row in rows(first, "articles")}
    assert all(ids.get(row["text"], row["article_id"]) == row["article_id"] for row in rows(second, "articles"))
    assert sorted(move["to"] for move in diff(first, second)["moved"]) == ["a.jsonl#2", "a.jsonl#3", "a.jsonl#4"]


def test_a_row_that_changes_takes_the_place_of_its_article(tmp_path: Path) -> None:
    run(tmp_path, 1, 2, 3)
    second = run(tmp_path, 1, 8, 3)
    assert changes(second) == {"unchanged": 2, "changed": 1}
    assert articles(second)["a.jsonl#2"] == story(8)


def test_rows_that_are_gone_stay_until_they_are_pruned(tmp_path: Path) -> None:
    run(tmp_path, 1, 2, 3)
    assert run(tmp_path, 1) is None
    assert changes(run(tmp_path, 1, prune_removed=True)) == {"unchanged": 1, "removed": 2}


def test_the_same_row_again_is_a_duplicate(tmp_path: Path) -> None:
    release = run(tmp_path, 1, 2, 1)
    assert rejects(release) == {"a.jsonl#3": "duplicate"}


def test_rows_move_between_formats(tmp_path: Path) -> None:
    first = run(tmp_path, 1, 2)
    (tmp_path / "seeds" / "a.jsonl").unlink()
    (tmp_path / "seeds" / "b.csv").write_bytes(csv_bytes(texts(1)))
    (tmp_path / "seeds" / "c.parquet").write_bytes(parquet(texts(2)))
    second = run_plainly(tmp_path / "seeds", tmp_path / "data")
    assert changes(second) == {"moved": 2}
    assert first
    assert second
    assert {r["article_id"] for r in rows(first, "articles")} == {r["article_id"] for r in rows(second, "articles")}


def test_a_file_that_breaks_off_loses_no_article_even_when_pruned(tmp_path: Path) -> None:
    seeds, data = tmp_path / "seeds", tmp_path / "data"
    seeds.mkdir()
    packed = gz(json_lines(texts(*range(20))))
    (seeds / "a.jsonl.gz").write_bytes(packed)
    first = run_plainly(seeds, data)
    (seeds / "a.jsonl.gz").write_bytes(packed[:-200])
    second = run_plainly(seeds, data, prune_removed=True)
    assert articles(second) == articles(first)
    assert rejects(second) == {"a.jsonl.gz": "corrupt"}
    (seeds / "a.jsonl.gz").write_bytes(packed)
    assert rejects(run_plainly(seeds, data)) == {}


def test_a_reject_goes_with_its_row(tmp_path: Path) -> None:
    seeds, data = tmp_path / "seeds", tmp_path / "data"
    seeds.mkdir()
    lines = json_lines(texts(1)) + b"{bad\n" + json_lines(texts(2))
    (seeds / "a.jsonl").write_bytes(lines)
    assert rejects(run_plainly(seeds, data)) == {"a.jsonl#2": "corrupt"}
    (seeds / "a.jsonl").write_bytes(json_lines(texts(1, 2)))
    assert rejects(run_plainly(seeds, data)) == {}


def test_rows_in_other_languages_are_not_read_again_when_they_move(tmp_path: Path) -> None:
    seeds, data = tmp_path / "seeds", tmp_path / "data"
    seeds.mkdir()
    german = {"text": "Die Brücke bleibt nach Angaben der Stadt noch bis zum Herbst gesperrt, sagte die Bürgermeisterin am Montag."}
    (seeds / "a.jsonl").write_bytes(json_lines([*texts(2), german]))
    run_plainly(seeds, data, languages="en")
    (seeds / "a.jsonl").write_bytes(json_lines([*texts(2), *texts(1), german]))
    options = Options(seeds=str(seeds), data=str(data), languages="en")
    assert prepare(options).to_read == 1
    assert rejects(run_plainly(seeds, data, languages="en")) == {"a.jsonl#3": "language"}


def test_a_full_run_gives_the_bytes_of_a_first_one(tmp_path: Path) -> None:
    run(tmp_path, 1, 2, 3)
    run(tmp_path, 7, 1, 2)
    full = run(tmp_path, 7, 1, 2, full=True, prune_removed=True)
    shutil.rmtree(tmp_path / "data")
    first = run(tmp_path, 7, 1, 2)
    assert first
    assert contents(full or open_release(tmp_path / "data")) == contents(first)


def test_the_same_bytes_in_any_batch_size(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "a.jsonl.gz").write_bytes(gz(json_lines(texts(*range(12)))))
    (seeds / "b.csv").write_bytes(csv_bytes(texts(*range(12, 15))))
    (seeds / "c.warc").write_bytes(
        warc_record("response", http(b"<h1>Harbour opens</h1><p>The harbour of Aveiro opens on Monday, it said.</p>"))
    )
    found = [run_plainly(seeds, tmp_path / f"data{size}", batch_size=size) for size in (1, 4, 500)]
    first, *others = [contents(release) for release in found if release]
    assert others == [first, first]
    assert len(articles(found[0])) == 16


def test_order_is_that_of_numbers(tmp_path: Path) -> None:
    release = run(tmp_path, *range(12))
    assert list(articles(release)) == [f"a.jsonl#{number}" for number in range(1, 13)]


def test_a_file_that_changes_after_the_scan(tmp_path: Path) -> None:
    seeds, data = tmp_path / "seeds", tmp_path / "data"
    run(tmp_path, 1)
    (seeds / "b.jsonl").write_bytes(json_lines(texts(5, 6)))
    work = prepare(Options(seeds=str(seeds), data=str(data)))
    (seeds / "b.jsonl").unlink()  # its records are on their way to the batches: nothing is lost
    assert [read_batch(batch) for batch in work.batches] == [{"articles": 2, "rejects": {}}]
    assert list((staging_folder(data) / "records").iterdir()) == []
    prepare(Options(seeds=str(seeds), data=str(data)))
    assert not (staging_folder(data) / "records").exists()


def test_records_that_are_not_as_scanned_are_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(tmp_path, 3)
    monkeypatch.setattr("flows.plan.prepare.spool", lambda *_, **__: None)
    assert rejects(run(tmp_path, 3, 1, 2)) == {"a.jsonl#2": "changed", "a.jsonl#3": "changed"}
    monkeypatch.undo()
    assert len(articles(run(tmp_path, 3, 1, 2))) == 3


def test_a_large_file_is_remembered_and_gives_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan_cache, "MIN_CACHED_BYTES", 1)
    assert len(articles(run(tmp_path, 1, 2, 2))) == 2
    (kept,) = (staging_folder(tmp_path / "data") / "scans").iterdir()
    monkeypatch.setattr("flows.ingest.scan.records", lambda *_: pytest.fail("the file was taken apart again"))
    assert run(tmp_path, 1, 2, 2) is None
    monkeypatch.undo()
    monkeypatch.setattr(scan_cache, "MIN_CACHED_BYTES", 1)
    kept.write_bytes(kept.read_bytes()[:50])
    assert run(tmp_path, 1, 2, 2) is None
    assert kept.stat().st_size > 50
    assert changes(run(tmp_path, 1, 2, 3)) == {"unchanged": 2, "new": 1}
    assert not kept.exists()


def test_a_name_that_looks_like_that_of_a_record(tmp_path: Path) -> None:
    run(tmp_path, 1)
    (tmp_path / "seeds" / "a.jsonl#1").write_text("no record")
    release = run(tmp_path, 1)
    assert rejects(release) == {"a.jsonl\\x231": "unsupported"}
    assert list(articles(release)) == ["a.jsonl#1"]


def test_show(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    release = run(tmp_path, *range(12))
    assert release
    place = {row["seed"]: row["article_id"] for row in rows(release, "articles")}
    for wanted in ("a.jsonl#1", "a#1"):
        assert find_article(release, wanted)[0] == place["a.jsonl#1"]
    show("a#12", data=tmp_path / "data", json=True)
    assert json.loads(capsys.readouterr().out)["articles"][0]["seed"] == "a.jsonl#12"
