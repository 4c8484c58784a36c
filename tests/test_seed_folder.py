"""No article goes by mistake: other folders, emptied ones, wrong options. What is refused leaves `latest` as it is."""

import contextlib
import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows import Release, open_release
from flows.errors import UsageError
from tests.faults.scene import command_line
from tests.running import rows, run_plainly, story


def refused(seeds: Path, data: Path, *words: str, **options: object) -> None:
    """See that a run is refused in one sentence with the status of wrong usage, and that `latest` is as it was."""
    before = open_release(data).name
    flags = [f"--{name.replace('_', '-')}" if value is True else f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
    answer = command_line("run", seeds, "--data", data, *flags)
    said = answer.stderr.splitlines()[-1]
    assert answer.returncode == 2, answer.stderr
    assert all(word in said for word in words), said
    assert open_release(data).name == before


def articles(data: Path) -> set[str]:
    return {row["article_id"] for row in rows(open_release(data), "articles")}


def folder(at: Path, *numbers: int) -> Path:
    """Return a folder of files whose names tell nothing of what they hold."""
    at.mkdir()
    for place, number in enumerate(numbers):
        (at / f"news-{place}.txt").write_text(story(number))
    return at


def table(to: Path, *numbers: int) -> None:
    """Write a table whose column `extra` could be taken for the text."""
    with to.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["body", "extra"])
        writer.writerows([story(number), f"A remark about plan {number}, which nobody has asked for."] for number in numbers)


@pytest.mark.parametrize("prunes", [False, True])
def test_another_folder_with_the_same_names(tmp_path: Path, data: Path, prunes: bool) -> None:  # noqa: FBT001
    run_plainly(folder(tmp_path / "day1", 1), data)
    other = folder(tmp_path / "day2", 2)
    refused(other, data, f"{other} is not the seed folder", str(tmp_path / "day1"), "--data", **{"prune_removed": True} if prunes else {})


def test_another_folder_of_which_most_is_the_same_replaces_nothing(tmp_path: Path, data: Path) -> None:
    first, second = folder(tmp_path / "a", 1, 2, 3, 4), folder(tmp_path / "b", 1, 2, 3, 5)
    run_plainly(first, data)
    kept = articles(data)
    refused(second, data, f"{second} is not the seed folder", "1 of its files", "news-3.txt", "--prune-removed")
    assert articles(data) == kept
    assert run_plainly(second, data, prune_removed=True)
    assert len(articles(data) & kept) == 3


def test_a_folder_that_was_renamed_may_be_edited(tmp_path: Path, data: Path) -> None:
    first = folder(tmp_path / "a", 1, 2, 3)
    run_plainly(first, data)
    moved = first.rename(tmp_path / "b")
    (moved / "news-0.txt").write_text(story(6))
    release = run_plainly(moved, data)
    assert release
    assert release.manifest["changes"]["changed"] == 1


@pytest.mark.parametrize("below", [".", "latest"])
def test_the_releases_of_a_run_are_no_seeds(released: Release, tmp_path: Path, below: str) -> None:
    given = Path(released.data) / below
    answer = command_line("run", given, "--data", tmp_path / "more")
    assert (answer.returncode, answer.stderr.count("\n")) == (2, 1)
    assert f"{given} holds releases of newstables" in answer.stderr


def test_another_folder_with_other_names(released: Release, tmp_path: Path) -> None:
    refused(folder(tmp_path / "other", 7, 8), Path(str(released.data)), "is not the seed folder")


@pytest.mark.usefixtures("released")
def test_a_folder_with_the_same_files_is_the_same_wherever_it_is(seeds: Path, data: Path, tmp_path: Path) -> None:
    there = tmp_path / "mounted" / "elsewhere"
    shutil.copytree(seeds, there)
    assert run_plainly(there, data) is None
    seeds.rename(tmp_path / "moved")
    (tmp_path / "moved" / "story-1.txt").write_text(story(11))
    (tmp_path / "moved" / "new.txt").write_text(story(12))
    second = run_plainly(tmp_path / "moved", data)
    assert second
    assert (second.manifest["changes"]["changed"], second.manifest["changes"]["new"]) == (1, 1)
    assert second.manifest["seed_folder"] == str((tmp_path / "moved").resolve())


def test_another_folder_in_the_place_of_the_first(tmp_path: Path, data: Path) -> None:
    day1, day2 = folder(tmp_path / "day1", 1), folder(tmp_path / "day2", 2)
    run_plainly(day1, data)
    day1.rename(tmp_path / "old")
    day2.rename(day1)
    refused(day1, data, "has other files than when", "news-0.txt", "--prune-removed")
    refused(day1, data, "has other files than when", full=True)
    assert run_plainly(day1, data, prune_removed=True)


def test_one_file_that_is_edited_is_no_other_folder(tmp_path: Path, data: Path) -> None:
    seeds = folder(tmp_path / "seeds", 1)
    run_plainly(seeds, data)
    (seeds / "news-0.txt").write_text(story(2))
    second = run_plainly(seeds, data)
    assert second
    assert second.manifest["changes"]["changed"] == 1


def test_all_files_with_other_contents_need_a_word(tmp_path: Path, data: Path) -> None:
    seeds = folder(tmp_path / "seeds", 1, 2, 3)
    run_plainly(seeds, data)
    for number in range(3):
        (seeds / f"news-{number}.txt").write_text(story(number + 10))
    refused(seeds, data, "3 of 3 have the names of articles and other contents")
    second = run_plainly(seeds, data, prune_removed=True)
    assert second
    assert second.manifest["changes"]["changed"] == 3


def test_a_folder_in_which_files_come_and_go(tmp_path: Path, data: Path) -> None:
    inbox = folder(tmp_path / "inbox", 1, 2)
    run_plainly(inbox, data)
    for number in range(2):
        (inbox / f"news-{number}.txt").unlink()
    (inbox / "later.txt").write_text(story(3))
    second = run_plainly(inbox, data)
    assert second
    assert len(rows(second, "articles")) == 3


@pytest.mark.usefixtures("released")
@pytest.mark.parametrize("options", [{}, {"prune_removed": True}, {"full": True}])
def test_an_emptied_folder(seeds: Path, data: Path, options: dict[str, bool]) -> None:
    shutil.rmtree(seeds)
    seeds.mkdir()
    (seeds / ".hidden").touch()
    refused(seeds, data, f"the seed folder {seeds} is empty", "mounted", **options)
    with pytest.raises(UsageError, match="is empty"):
        run_plainly(seeds, data, **options)


def test_columns_that_no_file_has(tmp_path: Path, data: Path) -> None:
    seeds = folder(tmp_path / "seeds", 1)
    with pytest.raises(UsageError, match=r"--columns names nosuch, and no file in .* has a column of that name$"):
        run_plainly(seeds, data, columns="text=nosuch")
    table(seeds / "dump.csv", 2, 3)
    with pytest.raises(UsageError, match=r"names nosuch, .*; the columns there are body, extra$"):
        run_plainly(seeds, data, columns="text=body,title=nosuch")
    assert not (data / "latest").exists()
    assert run_plainly(seeds, data, columns="text=body")
    refused(seeds, data, "--columns names nosuch", columns="text=nosuch")


def test_a_column_that_only_a_late_object_has(tmp_path: Path, data: Path) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    objects = [{"text": story(1)}, {"text": story(2), "meta": {"kicker": "Harbours"}}]
    (seeds / "dump.jsonl").write_text("\n".join(map(json.dumps, objects)))
    for columns in ("title=meta.kicker", "title=kicker"):
        assert run_plainly(seeds, data / columns, columns=columns)
    with pytest.raises(UsageError, match=r"names meta\.nosuch"):
        run_plainly(seeds, data, columns="title=meta.nosuch")


def test_other_columns_than_the_release_was_read_with(tmp_path: Path, data: Path) -> None:
    seeds = folder(tmp_path / "seeds", 1, 2, 3)
    table(seeds / "dump.csv", 4, 5)
    run_plainly(seeds, data)
    refused(seeds, data, "with --columns text=extra 2 articles would be replaced", "no --columns", "dump.csv#1", columns="text=extra")
    assert run_plainly(seeds, data, columns="text=body") is None
    assert run_plainly(seeds, data, columns="text=extra", prune_removed=True)


def test_a_smaller_limit_than_the_release_was_read_with(released: Release, seeds: Path, data: Path) -> None:
    assert released
    refused(seeds, data, "with --max-bytes 10 5 articles", "10000000", max_bytes=10)


def test_languages(released: Release, seeds: Path, data: Path) -> None:
    for code in ("xq", "english", "en;de"):
        refused(seeds, data, f"'{code}' is not a valid language", languages=code)
    answer = command_line("run", seeds, "--data", data, "--languages", "fr")
    assert answer.returncode == 0
    assert f"note: --languages fr rejects 5 of the 5 articles of {released.name} (en 5)" in answer.stderr
    assert {row["reason"] for row in rows(open_release(data), "rejects")} == {"language"}


def test_a_first_run_in_which_every_seed_is_rejected(tmp_path: Path, data: Path) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "letter.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(900))
    (seeds / "blank.txt").write_text(" \n")
    answer = command_line("run", seeds, "--data", data)
    assert answer.returncode == 1
    assert answer.stderr.splitlines()[-3:] == [
        "newstables: every seed is rejected (1 blank, 1 unsupported), so nothing is published:",
        "  blank.txt: blank: the text is white space only (fetch it again, or delete it)",
        "  letter.doc: unsupported: files named *.doc are not read: save it as .docx, .odt or .txt (see docs/files.md for what is read)",
    ]
    assert not (data / "latest").exists()
    (seeds / "good.txt").write_text(story(1))
    release = run_plainly(seeds, data)
    assert release
    assert (len(rows(release, "articles")), len(rows(release, "rejects"))) == (1, 2)


@pytest.mark.usefixtures("released")
def test_a_daily_run_with_three_bad_files(seeds: Path, data: Path) -> None:
    before = articles(data)
    for number in range(3):
        (seeds / f"bad-{number}.txt").write_bytes(bytes(100))
    (seeds / "good.txt").write_text(story(9))
    answer = command_line("run", seeds, "--data", data)
    assert answer.returncode == 0
    assert "6 articles, " in answer.stdout
    assert "3 rejects (articles: 1 new, 5 unchanged)" in answer.stdout
    assert [line.partition(": ")[0] for line in answer.stdout.splitlines() if line.startswith("  ")] == [f"  bad-{n}.txt" for n in range(3)]
    assert before < articles(data)


Act = Callable[[Path], tuple[Path, dict[str, object]]]


def _same(at: Path) -> tuple[Path, dict[str, object]]:
    return at / "seeds", {}


def _with(**options: object) -> Act:
    return lambda at: (at / "seeds", options)


def _other(**options: object) -> Act:
    """Run on a folder that shares names with the first one and no content."""
    return lambda at: (at / "other", options)


def _empty(at: Path) -> tuple[Path, dict[str, object]]:
    (at / "empty").mkdir(exist_ok=True)
    return at / "empty", {}


def _copy(at: Path) -> tuple[Path, dict[str, object]]:
    shutil.rmtree(at / "copy", ignore_errors=True)
    shutil.copytree(at / "seeds", at / "copy")
    return at / "copy", {}


def _swap(at: Path) -> tuple[Path, dict[str, object]]:
    """Run where another folder has the name of the first one."""
    for old, new in (("seeds", "away"), ("other", "seeds"), ("away", "other")):
        (at / old).rename(at / new)
    return at / "seeds", {}


def _clear(at: Path) -> tuple[Path, dict[str, object]]:
    """Run on the first folder without its files, which are there again afterwards."""
    shutil.rmtree(at / "copy", ignore_errors=True)
    shutil.copytree(at / "seeds", at / "copy")
    for path in (at / "seeds").iterdir():
        path.unlink()
    return at / "seeds", {"restore": True}


def _more(at: Path) -> tuple[Path, dict[str, object]]:
    count = len([*(at / "seeds").iterdir()])
    (at / "seeds" / f"more-{count}-{(at / 'seeds').stat().st_ino}.txt").write_text(story(100 + count))
    return at / "seeds", {}


ACTS: dict[str, Act] = {
    "the same": _same,
    "full": _with(full=True),
    "small batches": _with(batch_size=1, part_size=1),
    "no such column": _with(columns="text=nosuch"),
    "another column": _with(columns="text=extra"),
    "a known column": _with(columns="text=body"),
    "no such language": _with(languages="xq"),
    "a small limit": _with(max_bytes=100),
    "another folder": _other(),
    "another folder in full": _other(full=True),
    "another folder with a column": _other(columns="text=extra"),
    "an empty folder": _empty,
    "a copy": _copy,
    "folders that change names": _swap,
    "a folder without its files": _clear,
    "a new file": _more,
}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(st.sampled_from(sorted(ACTS)), min_size=2, max_size=7))
def test_no_sequence_of_mistakes_makes_an_article_vanish(tmp_path_factory: pytest.TempPathFactory, names: list[str]) -> None:
    at = tmp_path_factory.mktemp("at")
    for folder_name, first in (("seeds", 1), ("other", 21)):
        folder(at / folder_name, *range(first, first + 3))
        table(at / folder_name / "dump.csv", first + 5, first + 6)
    data = at / "data"
    run_plainly(at / "seeds", data)
    before = articles(data)
    for name in names:
        seeds, options = ACTS[name](at)
        is_cleared = options.pop("restore", False)
        with contextlib.suppress(UsageError):
            run_plainly(seeds, data, **options)
        if is_cleared:
            shutil.copytree(at / "copy", at / "seeds", dirs_exist_ok=True)
        assert before <= articles(data), name
        before = articles(data)
