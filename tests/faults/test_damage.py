"""Parts and manifests that are truncated, bit-flipped or gone: found by `verify`, named, and repaired by the next run."""

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows import Release, open_release
from flows.errors import BrokenInvariantError, DamagedError, NewstablesError
from flows.integrity.history import verify
from flows.options import Options
from flows.store.files import read_json
from flows.store.manifest import SIGNATURES_TABLE
from newstables.files import read_parquet
from newstables.manifest import COPY, DIGEST, MANIFEST
from tests.faults.scene import command_line, refused
from tests.running import contents, files_of, prepare, rows, run_plainly, story
from transforms.schema import TABLES

EVERY = (*TABLES, SIGNATURES_TABLE)
SMALL: dict[str, Any] = {"part_size": 2}


def truncate(path: Path) -> None:
    replace(path, path.read_bytes()[: path.stat().st_size // 2])


def empty(path: Path) -> None:
    replace(path, b"")


def remove(path: Path) -> None:
    path.unlink()


def flip(path: Path) -> None:
    """Turn a bit in the middle round, where size and end do not tell."""
    flip_at(path, path.stat().st_size // 3)


def flip_at(path: Path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 4
    replace(path, bytes(data))


def replace(path: Path, data: bytes) -> None:
    """Write through the link: all releases that share the file are damaged, as by a disk."""
    with path.open("r+b") as file:
        file.write(data)
        file.truncate()


Damage = Callable[[Path], None]
DAMAGES: tuple[Damage, ...] = (truncate, empty, remove, flip)


@pytest.fixture
def two(seeds: Path, data: Path) -> Release:
    """The second of two releases, in several parts, with duplicates and rejects."""
    (seeds / "copy.txt").write_text(story(1) + "\n")
    (seeds / "blank.txt").write_text(" ")
    run_plainly(seeds, data, **SMALL)
    (seeds / "later.txt").write_text(story(7))
    second = run_plainly(seeds, data, **SMALL)
    assert second
    return second


def find_and_repair(release: Release, seeds: Path, data: Path, damage: Damage, *paths: Path) -> Release:
    """After damage, `verify` names the files; the next run says so and gives a release with the rows of before, which verifies."""
    before = {table: rows_by_key(release, table) for table in TABLES}
    for path in paths:
        damage(path)
    with pytest.raises(BrokenInvariantError, match="not as they were published") as told:
        verify(release)
    for path in paths:
        assert str(path.relative_to(release.path)) in str(told.value)
    work = prepare(Options(seeds=str(seeds), data=str(data), **SMALL))
    assert work.note
    for path in paths:
        assert str(path.relative_to(release.path)) in work.note
    run_plainly(seeds, data, **SMALL)
    repaired = open_release(data)
    assert verify(repaired)
    assert {table: rows_by_key(repaired, table) for table in TABLES} == before
    assert run_plainly(seeds, data, **SMALL) is None
    return repaired


def rows_by_key(release: Release, table: str) -> list[str]:
    return sorted(json.dumps(row, default=str, sort_keys=True) for row in rows(release, table))


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_put_back_as_it_was(two: Release, seeds: Path, data: Path, damage: Damage) -> None:
    path = files_of(two, "quotes")[0]
    repaired = find_and_repair(two, seeds, data, damage, path)
    assert repaired.name == two.name  # the same bytes came out: no release more, and the older one is whole again too
    first = open_release(data, two.manifest["previous"])
    assert verify(first)


@pytest.mark.slow
@pytest.mark.parametrize("damage", DAMAGES)
def test_each_file_of_a_release(two: Release, seeds: Path, data: Path, tmp_path: Path, damage: Damage) -> None:
    whole = shutil.copytree(data, tmp_path / "whole", symlinks=True)
    for entry in two.manifest["files"]:
        if entry["rows"] or damage is not flip:
            shutil.rmtree(data)
            shutil.copytree(whole, data, symlinks=True)
            find_and_repair(two, seeds, data, damage, two.path / entry["path"])


@pytest.mark.slow
def test_bits_anywhere_are_seen_by_readers_or_do_not_matter(two: Release, seeds: Path, data: Path) -> None:
    """A run reads no wrong row whether `verify` was called or not: pages have checksums."""
    chance = random.Random(11)  # noqa: S311 - any place will do
    for table in EVERY:
        path = next(path for path in files_of(two, table) if read_parquet(path).num_rows)
        original, table_of_before = path.read_bytes(), read_parquet(path)
        for place in chance.sample(range(4, len(original)), 60):
            flip_at(path, place)
            try:
                assert read_parquet(path).equals(table_of_before) or is_footer(path, place, len(original))
            except DamagedError as error:
                assert str(path) in str(error)  # noqa: PT017 - either is right
            with pytest.raises(BrokenInvariantError):
                verify(two)
            replace(path, original)
    assert verify(two)
    assert run_plainly(seeds, data, **SMALL) is None


def is_footer(path: Path, place: int, size: int) -> bool:
    """Return whether a place lies in what describes the columns; it has no checksum, and is compared where it matters."""
    data = path.read_bytes()
    return place >= size - 8 - int.from_bytes(data[-8:-4], "little")


def test_a_run_that_meets_damage_without_verify_mends_it_too(two: Release, seeds: Path, data: Path) -> None:
    path, before = files_of(two, "articles")[0], {row["seed"] for row in rows(two, "articles")}
    column = pq.ParquetFile(path).metadata.row_group(0).column(0)
    flip_at(path, (column.dictionary_page_offset or column.data_page_offset) + column.total_compressed_size // 2)
    (seeds / "new.txt").write_text(story(60))
    work = prepare(Options(seeds=str(seeds), data=str(data), **SMALL))
    assert f"articles/{path.name}" in (work.note or "")
    third = run_plainly(seeds, data, **SMALL)
    assert third
    assert verify(third)
    assert {row["seed"] for row in rows(third, "articles")} == before | {"new.txt"}


def test_all_files_of_a_part_gone_are_put_back_from_the_release_before(two: Release, seeds: Path, data: Path) -> None:
    paths = [path for table in (*TABLES, SIGNATURES_TABLE) for path in files_of(two, table)[:1]]
    kept = {file["path"] for file in open_release(data, two.manifest["previous"]).manifest["files"]}
    shared = [path for path in paths if str(path.relative_to(two.path)) in kept]
    assert len(shared) >= len(TABLES) - 2
    repaired = find_and_repair(two, seeds, data, remove, *paths)
    assert repaired.name == two.name


def test_where_seeds_are_gone_the_run_says_which_articles_are_lost(two: Release, seeds: Path, data: Path) -> None:
    part = next(file["part"] for file in two.manifest["files"] if file["table"] == "articles")
    lost = read_parquet(files_of(two, "articles")[0], ["seed"]).column(0).to_pylist()
    kept = (seeds / lost[0]).read_text()
    (seeds / lost[0]).unlink()
    flip(files_of(two, "mentions")[0])
    with pytest.raises(BrokenInvariantError):
        verify(two)
    answer = command_line("run", seeds, "--data", data, "--part-size", 2)
    refused(answer, "1 articles cannot be read again from their seeds", lost[0], f"newstables run SEEDS --data {data} --accept-loss")
    assert open_release(data).name == two.name
    (seeds / lost[0]).write_text(kept)
    assert command_line("run", seeds, "--data", data, "--part-size", 2).returncode == 0
    assert verify(open_release(data))
    (seeds / lost[0]).unlink()
    flip(files_of(open_release(data), "mentions")[0])
    with pytest.raises(BrokenInvariantError):
        verify(open_release(data))
    answer = command_line("run", seeds, "--data", data, "--part-size", 2, "--accept-loss")
    assert answer.returncode == 0, answer.stderr
    after = open_release(data)
    assert {row["seed"] for row in rows(two, "articles")} - {row["seed"] for row in rows(after, "articles")} == {lost[0]}
    assert after.manifest["changes"]["lost"] == 1
    assert part not in {entry["key"] for entry in after.manifest["parts"]}


def test_lost_articles_are_told_by_their_ids_where_no_more_is_left(two: Release, seeds: Path, data: Path) -> None:
    ids = read_parquet(files_of(two, "articles")[0], ["article_id"]).column(0).to_pylist()
    empty(files_of(two, "articles")[0])
    prepared = prepare(Options(seeds=str(seeds), data=str(data), **SMALL))
    assert f"{len(ids)} articles are read again" in (prepared.note or "")
    shutil.rmtree(seeds / "more")  # the first article, by name of its seed, is `copy.txt`, then `later.txt` or what is below
    for seed in seeds.glob("*.txt"):
        seed.unlink()
    (seeds / "other.txt").write_text(story(90))
    with pytest.raises(NewstablesError, match=f"{len(ids)} articles cannot be read again") as told:
        run_plainly(seeds, data, **SMALL)
    assert all(article in str(told.value) for article in ids)
    for table in (*TABLES, SIGNATURES_TABLE):
        if table not in {"duplicates", "rejects"}:
            empty(files_of(two, table)[0])
    with pytest.raises(NewstablesError, match="an unknown article of"):
        run_plainly(seeds, data, **SMALL)


@pytest.mark.parametrize("name", [MANIFEST, COPY, DIGEST])
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_manifest(two: Release, seeds: Path, data: Path, name: str, damage: Damage) -> None:
    published = (two.path / MANIFEST).read_bytes()
    if name == DIGEST and damage is remove:
        pytest.skip("releases of earlier versions have no digest; the copy tells")
    damage(two.path / name)
    answer = command_line("verify", "--data", data)
    assert answer.returncode == 1
    assert name in answer.stderr
    assert "Traceback" not in answer.stderr
    if name == MANIFEST:
        with pytest.raises(DamagedError, match=MANIFEST):
            open_release(data)
        refused(command_line("status", "--data", data), "is damaged")
    answer = command_line("run", seeds, "--data", data, "--part-size", 2)
    assert answer.returncode == 0, answer.stderr
    assert f"{name} of {two.name} was damaged and is as published again" in answer.stderr
    assert (two.path / MANIFEST).read_bytes() == (two.path / COPY).read_bytes() == published
    assert verify(open_release(data))


def test_a_manifest_and_its_copy_damaged(two: Release, seeds: Path, data: Path) -> None:
    for name in (MANIFEST, COPY):
        truncate(two.path / name)
    refused(command_line("run", seeds, "--data", data), MANIFEST, "is damaged")
    assert command_line("rollback", two.manifest["previous"], "--data", data).returncode == 0
    assert command_line("run", seeds, "--data", data, "--part-size", 2).returncode == 0
    assert contents(open_release(data)) == contents(two)
    assert command_line("verify", "--all", "--data", data).returncode == 1  # the broken release is told of until it is pruned


def test_every_bit_of_a_manifest_counts(two: Release) -> None:
    chance = random.Random(5)  # noqa: S311 - any place will do
    path = two.path / MANIFEST
    original = path.read_bytes()
    for place in chance.sample(range(len(original)), 50):
        flip_at(path, place)
        with pytest.raises(DamagedError):
            open_release(two.path.parent.parent)
        replace(path, original)
    assert read_json(path) == two.manifest


def test_a_finished_batch_that_is_damaged_is_read_again(seeds: Path, data: Path) -> None:
    from flows.normalize.batch import read_batch  # noqa: PLC0415 - only here

    for number in range(3):
        work = prepare(Options(seeds=str(seeds), data=str(data)))
        read_batch(work.batches[0])
        path = Path(read_json(Path(work.batches[0]))["done"]) / ("rejects.arrow" if number else "articles.arrow")
        (empty, truncate, empty)[number](path)
    release = run_plainly(seeds, data)
    assert release
    assert verify(release)


def test_pandas_readers_of_an_older_file_are_told(two: Release) -> None:
    path = files_of(two, "quotes")[0]
    replace(path, b"PAR1" + bytes(100) + b"PAR1")
    with pytest.raises(DamagedError, match="quotes"):
        _ = two.quotes
    assert isinstance(two.arrow("articles"), pa.Table)
