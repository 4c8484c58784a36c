"""Data in object storage, on a real S3-compatible server: the same bytes, one winner among several writers, no trace of a dead one."""

import shutil
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pytest
from obstore.fsspec import FsspecStore

from flows import open_release
from flows.cli.app import main
from flows.errors import BrokenInvariantError, ConflictError, NewstablesError, UsageError
from flows.integrity.history import diff, verify
from flows.normalize.batch import read_batch
from flows.options import Options
from flows.publish.changes import CHANGES
from flows.store.files import below
from newstables.files import place
from newstables.manifest import COPY, DIGEST, MANIFEST
from newstables.objects import Remote, library, parse_uri
from newstables.objects import _store as objects_of_stores
from newstables.release import release_names
from tests.running import ROOT, InlinePool, contents, prepare, prune, publish, rollback, rows, run_plainly, story
from tests.s3_server import S3Server
from transforms.schema import TABLES

OPTIONS = {"batch_size": 2, "part_size": 3}


def objects(uri: str, *under: str) -> set[str]:
    return set(below(place("/".join([uri, *under]))))


def nothing_is_left_over(uri: str) -> None:
    """After what was abandoned is cleared away, there are the releases and what they refer to, and nothing else but known scans."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("flows.store.bucket.ABANDONED", timedelta(hours=-1))
        prune(uri, 100, min_age_hours=-1)
    releases = [open_release(uri, name) for name in release_names(place(uri))]
    assert {path.partition("/")[0] for path in objects(uri, ".staging")} <= {"scans"}
    assert objects(uri, "parts") == {file["path"].removeprefix("parts/") for release in releases for file in release.manifest["files"]}
    own = ("README.md", "croissant.json", MANIFEST, COPY, DIGEST)
    wanted = {f"{release.name}/{file}" for release in releases for file in own}
    wanted |= {f"{release.name}/{CHANGES}" for release in releases if release.manifest["previous"]}
    assert objects(uri, "releases") == wanted


def test_a_report_goes_to_a_folder_of_this_machine(seeds: Path, uri: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_plainly(seeds, uri)
    assert main(["view", "--data", uri]) == 2
    assert capsys.readouterr().err == f"newstables: {uri} is not on this machine: give a folder for the report with --out\n"
    assert main(["view", "--data", uri, "--out", str(tmp_path / "report")]) == 0
    assert (tmp_path / "report" / "index.html").is_file()


def test_the_same_bytes_as_on_a_disk_at_the_cost_of_what_is_new(seeds: Path, data: Path, uri: str) -> None:
    assert contents_after_a_run(seeds, uri) == contents_after_a_run(seeds, data)
    first = objects(uri, "parts")
    (seeds / "story-1.txt").write_text(story(41))
    (seeds / "story-9.txt").write_text(story(9))
    (seeds / "blank.txt").write_text("\n")
    (seeds / "story-2.txt").unlink()
    assert contents_after_a_run(seeds, uri, prune_removed=True) == contents_after_a_run(seeds, data, prune_removed=True)
    release = open_release(uri)
    assert verify(release) == len(release.manifest["files"])
    shared = {file["path"] for file in release.manifest["files"]} & {f"parts/{path}" for path in first}
    assert shared == {file["path"] for file in release.manifest["files"] if file["part"].endswith(".1-00001")}
    assert run_plainly(seeds, uri, **OPTIONS, prune_removed=True) is None
    assert contents_after_a_run(seeds, uri, full=True) == contents_after_a_run(seeds, data, full=True)
    assert len(release_names(place(uri))) == 3
    nothing_is_left_over(uri)


def contents_after_a_run(seeds: Path, data: Path | str, **options: bool) -> list[tuple[str, str]]:
    release = run_plainly(seeds, data, **OPTIONS, **options)
    assert release
    return contents(release)


def test_a_finished_run_leaves_nothing_behind(seeds: Path, uri: str) -> None:
    run_plainly(seeds, uri)
    left = {path.partition("/")[0] for path in objects(uri, ".staging")}
    assert left <= {"scans"}


def test_readers_take_what_the_manifest_names(seeds: Path, uri: str) -> None:
    run_plainly(seeds, uri, **OPTIONS)
    (seeds / "new.txt").write_text(story(9))
    run_plainly(seeds, uri, **OPTIONS)
    release = open_release(uri)
    duckdb.register_filesystem(FsspecStore("s3"))
    try:
        for table in TABLES:
            files = release.files(table)
            count = release.manifest["rows"][table]
            assert len(getattr(release, table)) == count
            assert sum(len(pd.read_parquet(file)) for file in files) == count
            assert pl.read_parquet([str(file) for file in files]).height == count
            assert duckdb.execute("select count(*) from read_parquet(?)", [[str(file) for file in files]]).fetchall() == [(count,)]
    finally:
        duckdb.unregister_filesystem("s3")
    assert release.arrow("articles", ["seed"]).column("seed").to_pylist() == [row["seed"] for row in rows(release, "articles")]
    with pytest.raises(UsageError, match="is not a folder"):
        _ = release.path


def test_rollback_prune_and_diff(seeds: Path, uri: str) -> None:
    names = []
    for number in range(5, 9):
        (seeds / f"new-{number}.txt").write_text(story(number))
        release = run_plainly(seeds, uri)
        assert release
        names.append(release.name)
    assert diff(open_release(uri, names[0]), open_release(uri))["added"] == ["new-6.txt", "new-7.txt", "new-8.txt"]
    rollback(uri, names[1])
    assert open_release(uri).name == names[1]
    rollback(uri, names[3])
    with pytest.raises(NewstablesError, match="no readable release"):
        rollback(uri, "2001-01-01.1")
    assert prune(uri, 2, min_age_hours=1) == []
    assert prune(uri, 2, min_age_hours=-1) == names[:2]
    assert release_names(place(uri)) == names[2:]
    assert all(verify(open_release(uri, name)) for name in names[2:])
    with pytest.raises(NewstablesError, match="no readable release"):
        open_release(uri, names[0])
    nothing_is_left_over(uri)


def test_verify_finds_what_was_done_to_an_object(seeds: Path, uri: str) -> None:
    release = run_plainly(seeds, uri)
    assert release
    at = release.files("quotes")[0]
    original = at.read_bytes()
    at.write_bytes(original[:-1] + bytes([original[-1] ^ 1]))
    with pytest.raises(BrokenInvariantError, match=r"parts/.*quotes.*: its bytes have changed"):
        verify(release)
    at.unlink()
    with pytest.raises(BrokenInvariantError, match="is missing"):
        verify(release)


def read_all(options: Options) -> None:
    for batch in prepare(options).batches:
        read_batch(batch)


WRITER = """
import sys
from flows.errors import NewstablesError
from flows.options import Options
from tests.running import InlinePool, prepare, publish
options = Options(seeds=sys.argv[1], data=sys.argv[2])
prepare(options)
print("ready", flush=True)
sys.stdin.readline()
try:
    print(publish(options, InlinePool()))
except NewstablesError as error:
    sys.exit(str(error))
"""


def begin(seeds: Path, uri: str) -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    return subprocess.Popen([sys.executable, "-c", WRITER, str(seeds), uri], cwd=ROOT, text=True, stdin=pipe, stdout=pipe, stderr=pipe)


@pytest.mark.parametrize("count", [2, 5])
def test_of_several_writers_at_once_one_wins_and_the_others_run_again(tmp_path: Path, uri: str, count: int) -> None:
    folders = [tmp_path / f"seeds-{number}" for number in range(count)]
    for number, folder in enumerate(folders):
        folder.mkdir()
        for one in (20, 21, 22, number):  # of a folder that is mounted elsewhere most is the same
            (folder / f"story-{one}.txt").write_text(story(one))
        read_all(Options(seeds=str(folder), data=uri))  # the writers find finished batches, and need not load the model
    writers = [begin(folder, uri) for folder in folders]
    for writer in writers:
        assert writer.stdout
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin
        writer.stdin.write("go\n")
        writer.stdin.flush()
    told = [writer.communicate(timeout=120) for writer in writers]
    winners = [number for number, writer in enumerate(writers) if writer.returncode == 0]
    assert len(winners) == 1
    release = open_release(uri)
    assert told[winners[0]][0].strip() == release.name
    assert release_names(place(uri)) == [release.name]
    common = [f"story-{one}.txt" for one in (20, 21, 22)]
    assert sorted(row["seed"] for row in rows(release, "articles")) == sorted([*common, f"story-{winners[0]}.txt"])
    for number in {*range(count)} - {*winners}:
        assert writers[number].returncode == 1
        assert told[number][1].startswith(f"another run published {release.name} in {uri}")
        assert told[number][1].count("\n") == 1
    for number in {*range(count)} - {*winners}:
        assert run_plainly(folders[number], uri)
    final = open_release(uri)
    assert verify(final)
    assert sorted(row["seed"] for row in rows(final, "articles")) == sorted([*common, *(f"story-{number}.txt" for number in range(count))])
    nothing_is_left_over(uri)


def test_a_run_that_others_were_faster_than_uses_its_batches_again(
    seeds: Path, tmp_path: Path, uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_plainly(seeds, uri)
    other = tmp_path / "other"
    shutil.copytree(seeds, other)  # of a folder that is mounted elsewhere most is the same
    (other / "other.txt").write_text(story(77))
    (seeds / "own.txt").write_text(story(78))
    slow = Options(seeds=str(seeds), data=uri)
    read_all(slow)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("flows.store.staging.RUN", "another-process")
        winner = run_plainly(other, uri)
    assert winner
    with pytest.raises(ConflictError, match=f"another run published {winner.name} in "):
        publish(slow, InlinePool())
    monkeypatch.setattr("flows.normalize.batch.read_article", lambda *_: pytest.fail("an article was read again"))
    release = run_plainly(seeds, uri)
    assert release
    assert len(rows(release, "articles")) == 7
    nothing_is_left_over(uri)


def test_pruning_does_not_disturb_a_run(seeds: Path, uri: str) -> None:
    for number in range(20, 22):
        (seeds / f"new-{number}.txt").write_text(story(number))
        run_plainly(seeds, uri)
    (seeds / "newest.txt").write_text(story(30))
    options = Options(seeds=str(seeds), data=uri)
    read_all(options)
    assert len(prune(uri, 1, min_age_hours=-1)) == 1
    assert publish(options, InlinePool())
    assert verify(open_release(uri))
    assert len(release_names(place(uri))) == 2


def test_conditions_hold_among_many(uri: str) -> None:
    """What all of the above rests on: of several writes on a condition at once exactly one is done (the server waits seconds for some)."""
    at = parse_uri(uri) / "pointer"
    with ThreadPoolExecutor(5) as pool:
        for turn in range(3):
            barrier = threading.Barrier(5)
            one = Remote(f"{at}-{turn}")

            def create(number: int, one: Remote = one, barrier: threading.Barrier = barrier) -> bool:
                barrier.wait()
                return one.create(b"%d" % number)

            won = list(pool.map(create, range(5)))
            assert sum(won) == 1
            packed, version = one.read_version()
            assert packed == b"%d" % won.index(True)

            def replace(number: int, one: Remote = one, version: dict[str, str] = version, barrier: threading.Barrier = barrier) -> bool:
                barrier.wait()
                return one.replace_version(b"again %d" % number, version)

            won = list(pool.map(replace, range(5)))
            assert sum(won) == 1
            assert one.read_bytes() == b"again %d" % won.index(True)


def test_a_store_that_knows_no_conditions_is_no_place_for_releases(seeds: Path, uri: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(self: Remote, data: bytes, version: dict[str, str]) -> bool:
        assert version
        self.write_bytes(data)
        return True

    monkeypatch.setattr(Remote, "replace_version", careless)
    with pytest.raises(NewstablesError, match=r"s3://news ignores write conditions"):
        run_plainly(seeds, uri)
    assert release_names(place(uri)) == []


def test_a_name_that_came_to_nothing_is_not_used_again(seeds: Path, uri: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "flows.publish.release.check_release", lambda *_: (_ for _ in ()).throw(BrokenInvariantError("a promise is broken"))
    )
    with pytest.raises(BrokenInvariantError):
        run_plainly(seeds, uri)
    assert objects(uri, "parts") == set()
    monkeypatch.undo()
    release = run_plainly(seeds, uri)
    assert release
    assert release.name.endswith(".2")
    nothing_is_left_over(uri)


def test_what_goes_wrong_is_told_in_a_sentence(s3: S3Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def told(data: str, **more: str) -> str:
        with pytest.MonkeyPatch.context() as patch:
            for name, value in more.items():
                patch.setenv(name, value)
            objects_of_stores.cache_clear()
            assert main(["status", "--data", data]) == 1
        objects_of_stores.cache_clear()
        out, err = capsys.readouterr()
        assert (out, err.count("\n")) == ("", 1)
        return err

    assert s3
    assert "there is no bucket s3://nowhere" in told("s3://nowhere/data")
    assert "s3://news refuses these credentials: check AWS_ACCESS_KEY_ID" in told("s3://news/data", AWS_SECRET_ACCESS_KEY="wrong")  # noqa: S106
    assert "s3://news cannot be reached: check the network and AWS_ENDPOINT_URL" in told(
        "s3://news/x", AWS_ENDPOINT_URL="http://127.0.0.1:9"
    )
    assert "there is no release in s3://news/none yet" in told("s3://news/none")
    monkeypatch.setitem(sys.modules, "obstore", None)
    library.cache_clear()
    assert "needs obstore, which is not installed: pip install obstore" in told("s3://news/data")
    library.cache_clear()
    assert main(["status", "--data", "ftp://host/data"]) == 2
    assert "is not a data location" in capsys.readouterr().err
