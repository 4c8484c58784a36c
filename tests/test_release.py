"""Releases: what a run publishes, what it leaves alone, and how old ones are kept."""

import errno
import os
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from flows import Release, open_release
from flows.errors import BrokenInvariantError, NewstablesError
from flows.integrity.history import diff, verify
from flows.plan import layout
from flows.store.files import read_json
from flows.store.manifest import SIGNATURES_TABLE
from flows.store.staging import staging_folder
from newstables.release import latest_path, release_names
from tests.running import contents, prune, rollback, rows, run_plainly, story
from transforms import read_article
from transforms.metadata.language import load_identifier
from transforms.records import Document
from transforms.schema import TABLES, Row


def seeds_of(release: Release) -> list[str]:
    return [row["seed"] for row in rows(release, "articles")]


def inodes(release: Release) -> dict[str, int]:
    return {file["path"]: (release.path / file["path"]).stat().st_ino for file in release.manifest["files"]}


def lasting(release: Release) -> set[str]:
    """Return the files of a release but that of the duplicates, which any new article may change."""
    return {file["path"] for file in release.manifest["files"] if file["table"] != "duplicates"}


def test_first_release_holds_every_table_and_verifies(released: Release, data: Path) -> None:
    assert sorted({file["table"] for file in released.manifest["files"]}) == sorted({*TABLES, SIGNATURES_TABLE})
    assert seeds_of(released) == ["more/story-4.txt", *(f"story-{n}.txt" for n in range(4))]
    assert verify(released) == len(released.manifest["files"])
    assert (data / "latest").readlink() == Path("releases") / released.name


def test_nothing_new_publishes_nothing(released: Release, seeds: Path, data: Path) -> None:
    os.utime(seeds / "story-1.txt", (1, 1))
    assert run_plainly(seeds, data) is None
    assert release_names(data) == [released.name]


def test_a_new_seed_gets_a_part_of_its_own_and_the_rest_is_linked(released: Release, seeds: Path, data: Path) -> None:
    (seeds / "a-new-one.txt").write_text(story(9))
    new = run_plainly(seeds, data)
    assert new
    assert seeds_of(new) == [*seeds_of(released), "a-new-one.txt"]
    shared = inodes(released).items() & inodes(new).items()
    assert {path for path, _ in shared} == lasting(released)
    assert verify(new)


def test_a_changed_seed_rewrites_only_its_part_and_keeps_its_place(seeds: Path, data: Path) -> None:
    first = run_plainly(seeds, data, part_size=2)
    (seeds / "story-1.txt").write_text(story(77))
    second = run_plainly(seeds, data, part_size=2)
    assert first
    assert second
    assert seeds_of(second) == seeds_of(first)
    rewritten = {path for path in lasting(first) if path not in inodes(second)}
    assert rewritten == {file["path"] for file in first.manifest["files"] if file["part"].endswith("-00001")}
    assert diff(first, second)["changed"] == ["story-1.txt"]
    assert verify(second)


def test_a_moved_seed_keeps_its_article(released: Release, seeds: Path, data: Path) -> None:
    (seeds / "story-1.txt").rename(seeds / "renamed.txt")
    new = run_plainly(seeds, data)
    assert new
    assert diff(released, new)["moved"] == [{"from": "story-1.txt", "to": "renamed.txt"}]
    assert [row["article_id"] for row in rows(new, "articles")] == [row["article_id"] for row in rows(released, "articles")]


def test_removed_seeds_keep_their_articles_unless_pruned(released: Release, seeds: Path, data: Path) -> None:
    (seeds / "story-2.txt").unlink()
    assert run_plainly(seeds, data) is None
    new = run_plainly(seeds, data, prune_removed=True)
    assert new
    assert "story-2.txt" not in seeds_of(new)
    assert diff(released, new)["removed"] == ["story-2.txt"]
    for table in ("paragraphs", "quotes", "mentions", "entities"):
        assert {row["article_id"] for row in rows(new, table)} <= {row["article_id"] for row in rows(new, "articles")}


def test_full_gives_the_bytes_of_a_first_run(released: Release, seeds: Path, data: Path, tmp_path: Path) -> None:
    for number in (5, 6):
        (seeds / f"added-{number}.txt").write_text(story(number))
        run_plainly(seeds, data)
    full = run_plainly(seeds, data, full=True)
    fresh = run_plainly(seeds, tmp_path / "fresh")
    assert full
    assert fresh
    assert contents(full) == contents(fresh)
    assert contents(full) != contents(released)


def test_small_parts_are_merged(seeds: Path, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "MERGE_AT", 4)
    parts = []
    for number in range(10, 15):
        (seeds / f"z-{number}.txt").write_text(story(number))
        release = run_plainly(seeds, data)
        assert release
        assert verify(release)
        parts.append(len(release.manifest["parts"]))
    assert parts == [1, 2, 3, 1, 2]
    assert sorted(row["article_id"] for row in rows(open_release(data), "articles")) == sorted(
        row["article_id"] for row in rows(run_plainly(seeds, tmp_path / "fresh") or open_release(data), "articles")
    )


def test_rejects_have_their_rows_and_go_when_mended(seeds: Path, data: Path) -> None:
    (seeds / "blank.txt").write_text(" \n ")
    (seeds / "story-9.txt").write_bytes((seeds / "story-1.txt").read_bytes())
    first = run_plainly(seeds, data)
    assert first
    assert [(row["seed"], row["reason"], row["message"]) for row in rows(first, "rejects")] == [
        ("blank.txt", "blank", "the text is white space only"),
        ("story-9.txt", "duplicate", "the same bytes as story-1.txt"),
    ]
    assert run_plainly(seeds, data) is None
    (seeds / "blank.txt").write_text(story(50))
    (seeds / "story-9.txt").write_text(story(51))
    second = run_plainly(seeds, data)
    assert second
    assert rows(second, "rejects") == []
    assert len(rows(second, "articles")) == 7


def test_other_languages_are_rejected_where_asked_and_read_again_when_not(seeds: Path, data: Path) -> None:
    first = "Die Brücke über den Fluss bleibt bis zum Frühjahr gesperrt, wie die Stadt am Dienstag nach einer langen Sitzung mitteilte."
    second = "Der Bürgermeister will nun mit einer Fähre dafür sorgen, dass die Kinder vom anderen Ufer weiter in die Schule kommen."
    (seeds / "brücke.txt").write_text(f"{first}\n\n{second}\n", encoding="utf-8")
    release = run_plainly(seeds, data, languages="en,fr")
    assert release
    assert "brücke.txt" not in seeds_of(release)
    assert [(row["seed"], row["reason"]) for row in rows(release, "rejects")] == [("brücke.txt", "language")]
    assert "(de) than the run reads: en, fr" in rows(release, "rejects")[0]["message"]
    assert run_plainly(seeds, data, languages="fr, en") is None
    everything = run_plainly(seeds, data)
    assert everything
    assert "brücke.txt" in seeds_of(everything)
    again = run_plainly(seeds, data, languages="en")
    assert again
    assert "brücke.txt" not in seeds_of(again)
    assert verify(again)


def test_a_release_without_articles_still_has_every_table(released: Release, seeds: Path, data: Path) -> None:
    release = run_plainly(seeds, data, languages="fr")
    assert release
    rejected = len(rows(released, "articles"))
    assert {table: release.arrow(table).num_rows for table in TABLES} == dict.fromkeys(TABLES, 0) | {"rejects": rejected}
    assert all(len(release.files(table)) == 1 for table in TABLES)
    assert run_plainly(seeds, data, languages="fr") is None
    second = run_plainly(seeds, data)
    assert second
    assert len(second.manifest["parts"]) == 1


def test_a_reading_fault_costs_one_article(seeds: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails_once(document: Document, version: str) -> dict[str, list[Row]]:
        if document.seed == "story-2.txt":
            raise ZeroDivisionError("a fault of ours")
        return read_article(document, version)

    monkeypatch.setattr("flows.normalize.batch.read_article", fails_once)
    first = run_plainly(seeds, data)
    assert first
    (reject,) = rows(first, "rejects")
    assert (reject["seed"], reject["reason"]) == ("story-2.txt", "failed")
    assert "ZeroDivisionError at test_release.py" in reject["message"]
    assert run_plainly(seeds, data) is None
    monkeypatch.undo()
    second = run_plainly(seeds, data)
    assert second
    assert rows(second, "rejects") == []


def test_no_room_for_temporary_files_fails_the_run_and_not_each_article(seeds: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    load_identifier.cache_clear()
    monkeypatch.setattr("tempfile.TemporaryFile", full)
    with pytest.raises(NewstablesError, match="No space left on device: set TMPDIR"):
        run_plainly(seeds, data)
    assert release_names(data) == []
    monkeypatch.undo()
    assert run_plainly(seeds, data)


def test_rows_that_no_table_can_hold_cost_one_article(seeds: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def half_a_character(document: Document, version: str) -> dict[str, list[Row]]:
        return read_article(document, "\ud800" if document.seed == "story-2.txt" else version)

    monkeypatch.setattr("flows.normalize.batch.read_article", half_a_character)
    release = run_plainly(seeds, data)
    assert release
    (reject,) = rows(release, "rejects")
    assert (reject["seed"], reject["reason"]) == ("story-2.txt", "failed")
    assert "UnicodeEncodeError" in reject["message"]
    assert len(rows(release, "articles")) == 4


def test_a_broken_promise_is_not_published(released: Release, seeds: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:

    def loses_a_paragraph(document: Document, version: str) -> dict[str, list[Row]]:
        tables = read_article(document, version)
        tables["paragraphs"].pop()
        return tables

    monkeypatch.setattr("flows.normalize.batch.read_article", loses_a_paragraph)
    (seeds / "new.txt").write_text(story(9))
    with pytest.raises(BrokenInvariantError, match="points to no row of paragraphs"):
        run_plainly(seeds, data)
    assert open_release(data).name == released.name
    assert release_names(data) == [released.name]


def test_without_hard_links_files_are_copied(released: Release, seeds: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError("no links here")

    monkeypatch.setattr("os.link", refuse)
    (seeds / "new.txt").write_text(story(9))
    second = run_plainly(seeds, data)
    assert second
    assert verify(second)
    assert not set(inodes(released).values()) & set(inodes(second).values())


def test_rollback_and_forward(released: Release, seeds: Path, data: Path) -> None:
    (seeds / "new.txt").write_text(story(9))
    second = run_plainly(seeds, data)
    assert second
    assert rollback(data, released.name).name == released.name
    assert open_release(data).name == released.name
    rollback(data, second.name)
    assert open_release(data).name == second.name
    rollback(data, released.name)
    third = run_plainly(seeds, data)
    assert third
    assert third.name not in {released.name, second.name}
    assert contents(third) == contents(second)
    with pytest.raises(NewstablesError, match="no readable release"):
        rollback(data, "2001-01-01.1")


def test_prune_keeps_the_newest_and_the_young(seeds: Path, data: Path) -> None:
    names = []
    for number in range(5, 9):
        (seeds / f"new-{number}.txt").write_text(story(number))
        release = run_plainly(seeds, data)
        assert release
        names.append(release.name)
    assert prune(data, 2, min_age_hours=1) == []
    rollback(data, names[1])
    assert prune(data, 1, min_age_hours=-1) == names[:1]
    rollback(data, names[3])
    assert prune(data, 2, min_age_hours=-1) == [names[1]]
    assert release_names(data) == names[2:]
    assert verify(open_release(data))
    with pytest.raises(NewstablesError, match="at least one"):
        prune(data, 0, min_age_hours=0)


def test_verify_finds_what_was_done_to_a_file(released: Release) -> None:
    path = Path(released.files("quotes")[0])
    original = path.read_bytes()
    path.write_bytes(original[:-1] + bytes([original[-1] ^ 1]))
    with pytest.raises(BrokenInvariantError, match=r"1 files are not as they were published: quotes/.*: it is truncated"):
        verify(released)
    path.unlink()
    with pytest.raises(BrokenInvariantError, match="is missing"):
        verify(released)
    path.write_bytes(original)
    shutil.copy(path, path.with_name("part-stray.parquet"))
    with pytest.raises(BrokenInvariantError, match=r"part-stray.parquet does not belong to this release"):
        verify(released)


def test_a_folder_that_latest_never_reached_is_cleared_away(released: Release, seeds: Path, data: Path) -> None:
    orphan = data / "releases" / released.name.replace(".1", ".2")
    shutil.copytree(released.path, orphan)
    (staging_folder(data) / "publishing").write_text(f'"{orphan.name}"')
    (seeds / "new.txt").write_text(story(9))
    second = run_plainly(seeds, data)
    assert second
    assert second.name == orphan.name
    assert len(rows(second, "articles")) == 6


def test_finished_batches_are_used_again(seeds: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    def counts(document: Document, version: str) -> dict[str, list[Row]]:
        done.append(document.seed)
        if len(done) == 4:
            raise KeyboardInterrupt
        return read_article(document, version)

    monkeypatch.setattr("flows.normalize.batch.read_article", counts)
    with pytest.raises(KeyboardInterrupt):
        run_plainly(seeds, data, batch_size=2)
    assert latest_path(data) is None
    release = run_plainly(seeds, data, batch_size=2)
    assert release
    assert done == ["more/story-4.txt", "story-0.txt", "story-1.txt", "story-2.txt", "story-1.txt", "story-2.txt", "story-3.txt"]


def test_files_describe_themselves(released: Release) -> None:
    schema = pq.read_schema(released.files("quotes")[0])
    assert schema.field("speaker_start").metadata[b"unit"] == b"code points"
    assert schema.metadata[b"table"] == b"quotes"
    manifest = read_json(released.path / "manifest.json")
    assert manifest["rows"]["articles"] == 5
    assert (released.path / "README.md").read_text().split("---\n\n")[1].startswith(f"# News tables, release {released.name}")


def test_names_of_releases_sort_by_number(data: Path) -> None:
    for name in ("2026-01-02.10", "2026-01-02.9", "2026-01-01.11", "notes"):
        (data / "releases" / name).mkdir(parents=True)
    assert release_names(data) == ["2026-01-01.11", "2026-01-02.9", "2026-01-02.10"]


def test_pandas(released: Release) -> None:
    frame = released.articles
    assert list(frame["seed"]) == seeds_of(released)
    with pytest.raises(AttributeError):
        _ = released.nothing
