"""A data folder that is not as a run left it: no `latest`, another version's, names that lead out of it, a wrong clock, another umask."""

import json
import os
import shutil
import stat
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from flows import Release, open_release
from flows.errors import NewstablesError
from flows.integrity.history import verify
from flows.store.files import sha256
from flows.store.manifest import SIGNATURES_TABLE
from flows.store.staging import staging_folder
from newstables.manifest import COPY, DIGEST, MANIFEST
from newstables.release import release_names, sort_key
from tests.faults.scene import command_line, process, refused
from tests.running import contents, files_of, rollback, rows, run_plainly, story
from transforms.schema import SCHEMA_VERSION

READERS = (["status"], ["path"], ["show", "story-2"], ["verify"], ["entities"])


@pytest.fixture
def two(released: Release, seeds: Path, data: Path) -> Release:
    """The second of two releases."""
    (seeds / "later.txt").write_text(story(7))
    run_plainly(seeds, data)
    assert open_release(data).name != released.name
    return open_release(data)


@pytest.mark.parametrize("link", [None, "releases/2001-01-01.1", "nowhere", "latest"])
def test_latest_is_missing_or_points_nowhere(two: Release, seeds: Path, data: Path, link: str | None) -> None:
    (data / "latest").unlink()
    if link:
        (data / "latest").symlink_to(link)
    for command in (*READERS, ["run", seeds]):
        refused(command_line(*command, "--data", data), f"newstables rollback {two.name} --data {data}")
    with pytest.raises(NewstablesError, match=f"rollback {two.name}"):
        open_release(data)
    assert command_line("rollback", two.name, "--data", data).returncode == 0
    assert run_plainly(seeds, data) is None
    assert contents(open_release(data)) == contents(two)


def test_latest_is_a_copy_of_the_folder(two: Release, seeds: Path, data: Path) -> None:
    (data / "latest").unlink()
    shutil.copytree(two.path, data / "latest")
    refused(command_line("run", seeds, "--data", data), "is a folder, not a link to a release")


def write_manifest(release: Release, manifest: dict[str, Any]) -> None:
    """Write a manifest as versions before the digest did."""
    for name in (COPY, DIGEST):
        (release.path / name).unlink(missing_ok=True)
    (release.path / MANIFEST).write_text(json.dumps(manifest))


def make_older(release: Release) -> None:
    """Make a release one of schema version 0, as the first version of this package wrote it: no signatures, fewer columns."""
    manifest: dict[str, Any] = json.loads((release.path / MANIFEST).read_bytes())
    dropped = {"quotes": ["quote_group"], "entities": ["place_code", "is_partial"]}
    for entry in manifest["files"]:
        path = release.path / entry["path"]
        pq.write_table(pq.read_table(path).drop_columns(dropped.get(entry["table"], [])), path)
        entry["bytes"], entry["sha256"] = path.stat().st_size, sha256(path)
    manifest["files"] = [entry for entry in manifest["files"] if entry["table"] != SIGNATURES_TABLE]
    shutil.rmtree(release.path / SIGNATURES_TABLE)
    write_manifest(release, manifest | {"schema_version": 0, "reader_version": "0.0.9+0123abcd"})


def test_an_older_schema_is_read_anew_from_the_seeds(released: Release, seeds: Path, data: Path, tmp_path: Path) -> None:
    make_older(released)
    for command in (["status"], ["show", "story-1"], ["rejects"], ["releases"], ["verify"], ["sql", "FROM quotes LIMIT 1"]):
        assert command_line(*command, "--data", data).returncode == 0, command
    for command in (["entities"], ["view", "--out", str(tmp_path / "report")]):
        refused(command_line(*command, "--data", data), "schema version 0", "`newstables run` reads its seeds again")
    answer = command_line("run", seeds, "--data", data)
    assert answer.returncode == 0, answer.stderr
    assert f"{released.name} has schema version 0, this one writes {SCHEMA_VERSION}: all articles are read again" in answer.stderr
    assert answer.stderr.count("read again") == 1
    assert answer.stderr.index("read again") < answer.stderr.index("reading: ")
    assert len(open_release(data, released.name).arrow("articles")) == 5
    assert verify(open_release(data))
    assert contents(open_release(data)) == contents(run_plainly(seeds, tmp_path / "fresh") or released)
    assert rollback(data, released.name).manifest["schema_version"] == 0  # and there is a way back, and forward again
    assert run_plainly(seeds, data)


def test_an_older_schema_whose_seeds_are_gone_is_refused(released: Release, seeds: Path, data: Path) -> None:
    make_older(released)
    (seeds / "story-1.txt").unlink()
    refused(command_line("run", seeds, "--data", data), "story-1.txt", "--accept-loss")
    assert open_release(data).name == released.name
    answer = command_line("run", seeds, "--data", data, "--accept-loss")
    assert answer.returncode == 0, answer.stderr
    assert len(rows(open_release(data), "articles")) == 4


def test_a_newer_schema_is_refused(released: Release, seeds: Path, data: Path) -> None:
    write_manifest(released, {**released.manifest, "schema_version": SCHEMA_VERSION + 1})
    for command in (*READERS, ["run", seeds]):
        refused(command_line(*command, "--data", data), "made by a newer newstables", "pip install --upgrade newstables")


@pytest.mark.parametrize("path", ["../../../outside/part-x.parquet", "/etc/part-x.parquet", "articles/../../part-x.parquet", "articles"])
def test_a_manifest_that_leads_out_of_its_folder(released: Release, seeds: Path, data: Path, path: str) -> None:
    files = [{**released.manifest["files"][0], "path": path}, *released.manifest["files"][1:]]
    write_manifest(released, {**released.manifest, "files": files})
    for command in (["show", "story-1"], ["verify"], ["run", seeds]):
        refused(command_line(*command, "--data", data), f"names {path!r}", "nothing is read from there")


def test_a_release_or_a_part_that_is_a_link_to_elsewhere(two: Release, seeds: Path, data: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(two.path, elsewhere)
    path = files_of(two, "quotes")[0]
    path.rename(tmp_path / "quotes.parquet")
    path.symlink_to(tmp_path / "quotes.parquet")
    refused(command_line("verify", "--data", data), "it is not a regular file")
    assert command_line("run", seeds, "--data", data).returncode == 0
    assert not files_of(open_release(data), "quotes")[0].is_symlink()
    assert (tmp_path / "quotes.parquet").exists()
    shutil.rmtree(two.path)
    two.path.symlink_to(elsewhere)
    for command in (["status"], ["run", seeds], ["verify", two.name], ["rollback", two.name]):
        refused(command_line(*command, "--data", data), "which is not a release in")
    assert command_line("prune", "--keep", 1, "--min-age", -1, "--data", data).returncode == 0
    assert (elsewhere / MANIFEST).exists()


@pytest.mark.parametrize("name", ["../../precious", "/precious", "2001-01-01.1", "no json", None, ["x"]])
def test_an_intent_that_names_something_else_deletes_nothing(two: Release, seeds: Path, data: Path, name: object) -> None:
    precious = data.parent / "precious"
    precious.mkdir()
    older = release_names(data)[0]
    for written in (json.dumps(str(precious) if name == "/precious" else name) if name != "no json" else '"half', json.dumps(older)):
        (staging_folder(data) / "publishing").write_text(written)
        assert run_plainly(seeds, data) is None
        assert precious.is_dir()
        assert release_names(data) == [older, two.name]


def test_names_of_seeds_write_nothing_elsewhere(seeds: Path, data: Path, tmp_path: Path) -> None:
    names = ["a..b.txt", "x..\\..\\up.txt", "%2e%2e%2fup.txt", "x\n..\n.txt", "~root.txt", "$(touch up).txt"]
    for number, name in enumerate(names):
        (seeds / name).write_text(story(number + 20))
    (seeds / "rows.jsonl").write_text(json.dumps({"id": "../../up", "title": "../up", "text": story(40)}) + "\n")
    (seeds / "out.txt").symlink_to("/etc/passwd")
    before = {path for path in tmp_path.rglob("*") if data not in path.parents}
    run_plainly(seeds, data)
    after = {path for path in tmp_path.rglob("*") if data not in path.parents}
    assert after - before == {data}
    found = {row["seed"] for row in rows(open_release(data), "articles")}
    assert found >= set(names)
    assert {row["seed"]: row["reason"] for row in rows(open_release(data), "rejects")}["out.txt"] == "outside"


@pytest.mark.slow
def test_a_clock_that_was_set_back(released: Release, seeds: Path, data: Path) -> None:
    for number, days in enumerate((-1, -400, 0, 3, -3, -20000)):
        (seeds / f"new-{number}.txt").write_text(story(60 + number))
        answer = process("run", seeds, "--data", data, environment={"TEST_CLOCK_DAYS": str(days)})
        assert answer.returncode == 0, answer.stderr
        names = release_names(data)
        assert open_release(data).name == names[-1]
        assert len(names) == number + 2
        assert sorted(names, key=sort_key) == names
        assert open_release(data).manifest["previous"] == names[-2]
        assert verify(open_release(data))
    assert command_line("prune", "--keep", 1, "--min-age", 0, "--data", data).returncode == 0
    assert open_release(data).name == names[-1]
    assert released.name not in release_names(data)


@pytest.mark.slow
@pytest.mark.parametrize(("umask", "file_mode", "folder_mode"), [("077", 0o600, 0o700), ("002", 0o664, 0o775), ("027", 0o640, 0o750)])
def test_files_have_the_mode_that_the_user_wants(seeds: Path, data: Path, umask: str, file_mode: int, folder_mode: int) -> None:
    for number in range(2):
        (seeds / f"new-{number}.txt").write_text(story(60 + number))
        answer = process("run", seeds, "--data", data, "--workers", 1, umask=int(umask, 8))
        assert answer.returncode == 0, answer.stderr
    for path in data.rglob("*"):
        mode = stat.S_IMODE(path.lstat().st_mode)
        assert path.is_symlink() or mode == (folder_mode if path.is_dir() else file_mode), f"{path} {mode:o}"
    assert os.stat(data).st_mode & 0o777 == folder_mode  # noqa: PTH116 - the folder itself
