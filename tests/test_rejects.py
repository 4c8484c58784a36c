"""Rejects as people see them: in the summary of a run, and by `newstables rejects`; counts that agree."""

import csv
import json
import os
from pathlib import Path

import pytest

from flows import Release, open_release
from flows.ingest.formats.registry import REMEDIES as FORMAT_REMEDIES
from flows.publish.rejects import first_lines, list_rejects, new_rejects
from tests.faults.scene import command_line
from tests.running import rows, run_plainly, story
from transforms.codes import REJECT_REASONS, REMEDIES


@pytest.fixture
def mixed(seeds: Path, data: Path) -> Release:
    """A release with rejects of the scan and of the reading."""
    (seeds / "blank.txt").write_text(" \n")
    (seeds / "empty.txt").touch()
    (seeds / "noise.txt").write_bytes(bytes(200))
    (seeds / "talk.mp3").write_bytes(b"ID3" + bytes(200))
    (seeds / "a\u202eb.txt").write_text("\n\n")
    run_plainly(seeds, data)
    return open_release(data)


def test_the_command(mixed: Release, data: Path) -> None:
    answer = command_line("rejects", "--data", data)
    lines = answer.stdout.splitlines()
    assert answer.returncode == 0
    assert len(lines) == mixed.manifest["rows"]["rejects"] == 5
    assert "talk.mp3: unsupported: files named *.mp3 are not read: save a transcript as .txt (see docs/files.md for what is read)" in lines
    assert lines[0].startswith("a\ufffdb.txt: duplicate: the same bytes as ") or lines[0].startswith("a\ufffdb.txt: blank: ")
    found = json.loads(command_line("rejects", "--reason", "empty", "--data", data, "--json").stdout)
    assert [(row["seed"], row["remedy"]) for row in found] == [("empty.txt", REMEDIES["empty"])]
    table = list(csv.DictReader(command_line("rejects", "--data", data, "--csv").stdout.splitlines()))
    assert [row["seed"] for row in table] == [row["seed"] for row in rows(mixed, "rejects")]
    wrong = command_line("rejects", "--data", data, "--reason", "blnk")
    assert (wrong.returncode, wrong.stderr.count("\n")) == (2, 1)
    assert 'Did you mean "blank"?' in wrong.stderr


def test_who_asks_to_see_a_rejected_seed_is_told_why(mixed: Release, data: Path) -> None:
    answer = command_line("show", "Talk", "--data", data)
    assert answer.returncode == 1
    assert answer.stderr.startswith(
        f"newstables: no article of {mixed.name} matches 'Talk', but a reject does: talk.mp3: unsupported: files named"
    )


def test_no_rejects(released: Release, data: Path) -> None:
    none, of_a_kind = command_line("rejects", "--data", data), command_line("rejects", "--reason", "blank", "--data", data)
    assert (none.returncode, none.stdout, none.stderr) == (0, "", f"{released.name} has no rejects\n")
    assert (of_a_kind.stdout, of_a_kind.stderr) == ("", f"{released.name} has no rejects with the reason blank\n")
    assert command_line("rejects", "--data", data, "--json").stdout == "[]\n"


def test_a_run_as_json_has_its_rejects_there(seeds: Path, data: Path) -> None:
    (seeds / "blank.txt").write_text(" ")
    answer = command_line("run", seeds, "--data", data, "--json")
    summary = json.loads(answer.stdout)
    assert [row["seed"] for row in summary["new_rejects"]] == ["blank.txt"]
    assert "blank" not in answer.stderr


def test_every_reason_and_every_kind_of_file_has_a_remedy(tmp_path: Path, data: Path) -> None:
    assert REMEDIES.keys() == REJECT_REASONS.keys()
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "good.txt").write_text(story(1))
    for ending in (*FORMAT_REMEDIES, ".unheardof"):
        (seeds / f"file{ending}").write_bytes(b"\x01\x02\x03 of no known kind")
    release = run_plainly(seeds, data)
    assert release
    said = {row["seed"].removeprefix("file"): row["message"] for row in list_rejects(release, "unsupported")}
    assert said == {ending: f"files named *{ending} are not read: {remedy}" for ending, remedy in FORMAT_REMEDIES.items()} | {
        ".unheardof": "files named *.unheardof are not read: save it as .txt, .html, .docx or .pdf, or rows as .csv or .jsonl"
    }


def test_links_that_lead_nowhere_and_pipes_are_told_what_to_do(seeds: Path, data: Path) -> None:
    (seeds / "link.txt").symlink_to(seeds / "gone.txt")
    os.mkfifo(seeds / "pipe.txt")
    release = run_plainly(seeds, data)
    assert release
    found = {row["seed"]: row for row in list_rejects(release, "unreadable")}
    assert {seed: row["message"] for seed, row in found.items()} == {
        "link.txt": "the symbolic link leads to a file that does not exist",
        "pipe.txt": "it is not a regular file",
    }
    for row in found.values():
        assert all(cure in row["remedy"] for cure in ("is a file", "may read", "delete it")), row["remedy"]


def test_counts_agree(mixed: Release, seeds: Path, data: Path) -> None:
    def check(release: Release) -> None:
        counts, sizes = dict(release.manifest["changes"]), release.manifest["rows"]
        assert min(counts.values()) >= 0
        for gone in ("removed", "dropped", "lost"):
            counts.pop(gone, None)
        assert sum(counts.values()) == sizes["articles"]
        assert sum(release.manifest["rejects"].values()) == sizes["rejects"]

    check(mixed)
    assert mixed.manifest["changes"]["new"] == 5
    (seeds / "story-1.txt").write_text(" \t\n")  # was an article, and is read to nothing
    (seeds / "story-2.txt").write_text(story(22))
    (seeds / "new.txt").write_text(story(23))
    (seeds / "void.txt").write_text(" \n \n")
    answer = command_line("run", seeds, "--data", data)
    second = open_release(data)
    check(second)
    changes = second.manifest["changes"]
    assert (changes["new"], changes["changed"], changes["dropped"], changes["unchanged"]) == (1, 1, 1, 3)
    assert "5 articles, " in answer.stdout
    assert "7 rejects (articles: 1 new, 1 changed, 1 dropped, 3 unchanged)" in answer.stdout
    assert [row["seed"] for row in new_rejects(second)] == ["story-1.txt", "void.txt"]
    published, rejects, *first, hint = answer.stdout.splitlines()
    assert published.startswith(f"published {second.name}: ")
    assert rejects.startswith("rejects: ")
    assert [line.split(":")[0].strip() for line in first] == ["story-1.txt", "void.txt"]
    assert hint == f"`newstables rejects --data {data}` lists all with what to do"
    assert "rejects" not in answer.stderr


def test_the_first_rejects_are_of_all_kinds() -> None:
    kinds = ["blank"] * 9 + ["empty", "corrupt"]
    found = [{"seed": f"{n:02}", "reason": kind, "message": "why", "remedy": "what"} for n, kind in enumerate(kinds)]
    assert [line.split(":")[0].strip() for line in first_lines(found)] == ["00", "01", "02", "09", "10"]
