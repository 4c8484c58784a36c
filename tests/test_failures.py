"""Runs whose every article fails: nothing is published, and the next run reads them again."""

from pathlib import Path
from typing import Any

import pytest

from flows import open_release
from flows.errors import NewstablesError
from flows.normalize.batch import read_batch
from flows.options import Options
from flows.plan.jobs import is_usable
from flows.publish.sanity import MOST_FAILED
from flows.store.staging import staging_folder
from newstables.release import latest_path, release_names
from tests.running import InlinePool, prepare, rows, run_plainly, story
from transforms import read_article
from transforms.records import Document
from transforms.schema import Row

MANY = MOST_FAILED + 2


@pytest.fixture
def many(tmp_path: Path) -> Path:
    folder = tmp_path / "many"
    folder.mkdir()
    add(folder, MANY)
    return folder


def add(folder: Path, count: int, name: str = "story") -> None:
    for number in range(count):
        (folder / f"{name}-{number:02}.txt").write_text(story(number, place=name.title()))


def breaks(monkeypatch: pytest.MonkeyPatch, *words: str) -> None:
    """Let the reading fail, where words are given only that of seeds whose names hold one of them."""

    def broken(document: Document, version: str) -> dict[str, list[Row]]:
        if not words or any(word in document.seed for word in words):
            raise ZeroDivisionError(document.seed)
        return read_article(document, version)

    monkeypatch.setattr("flows.normalize.batch.read_article", broken)


def version(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    for module in ("flows.plan.prepare", "flows.publish.release"):
        monkeypatch.setattr(f"{module}.reader_version", lambda _: given)


def test_a_first_run_that_can_read_nothing_publishes_nothing(many: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (many / "photo.txt").write_bytes(bytes(range(256)) * 9)  # is never read, so it does not tell that reading works
    breaks(monkeypatch)
    with pytest.raises(
        NewstablesError, match=rf"none of the {MANY} articles could be read.*ZeroDivisionError at test_failures\.py.*story-00\.txt"
    ):
        run_plainly(many, data, batch_size=5)
    assert latest_path(data) is None
    assert release_names(data) == []
    monkeypatch.undo()
    release = run_plainly(many, data, batch_size=5)
    assert release
    assert len(rows(release, "articles")) == MANY
    assert [row["seed"] for row in rows(release, "rejects")] == ["photo.txt"]


def test_a_new_version_that_can_read_nothing_leaves_the_release(many: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = run_plainly(many, data)
    assert first
    for full in (False, True):
        version(monkeypatch, "broken")
        breaks(monkeypatch)
        with pytest.raises(NewstablesError, match="nothing is published"):
            run_plainly(many, data, full=full)
        assert release_names(data) == [first.name]
        assert open_release(data).name == first.name
        assert [entry.name for entry in (data / "releases").iterdir()] == [first.name]


def test_articles_that_a_new_version_cannot_read_stay_as_they_were(many: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = run_plainly(many, data)
    assert first
    version(monkeypatch, "worse")
    breaks(monkeypatch, "-0")
    second = run_plainly(many, data)
    assert second
    assert [row["seed"] for row in rows(second, "articles")] == [row["seed"] for row in rows(first, "articles")]
    assert {row["seed"] for row in rows(second, "articles") if row["reader_version"] == "worse"} == {"story-10.txt", "story-11.txt"}
    assert rows(second, "rejects") == []


def test_few_that_fail_are_rejected(many: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    breaks(monkeypatch, "story-0")
    for number in range(MOST_FAILED, MANY - 1):
        (many / f"story-{number:02}.txt").unlink()
    release = run_plainly(many, data)
    assert release
    assert {row["reason"] for row in rows(release, "rejects")} == {"failed"}


def test_many_that_fail_beside_one_that_is_read_are_rejected_and_do_not_block_later_runs(
    many: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (many / "good.txt").write_text(story(1, place="Faro"))
    breaks(monkeypatch, "story", "later")
    assert run_plainly(many, data)
    assert run_plainly(many, data) is None  # they are tried at every run
    add(many, MOST_FAILED - 1, "later")
    release = run_plainly(many, data)
    assert release
    assert len(rows(release, "rejects")) == MANY + MOST_FAILED - 1
    add(many, 2 * MOST_FAILED, "later2")
    with pytest.raises(NewstablesError, match=f"none of the {2 * MOST_FAILED} articles"):
        run_plainly(many, data)


def test_what_an_interrupted_run_has_read_does_not_hide_the_fault(many: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = Options(seeds=str(many), data=str(data), batch_size=1)
    read_batch(prepare(chosen).batches[0])
    breaks(monkeypatch)
    with pytest.raises(NewstablesError, match=f"none of the {MANY - 1} articles"):
        run_plainly(many, data, batch_size=1)
    monkeypatch.undo()
    finished: list[Any] = [is_usable(folder) for folder in (staging_folder(data) / "batches").iterdir() if folder.is_dir()]
    assert finished.count(True) == 1
    release = run_plainly(many, data, batch_size=1)
    assert release
    assert len(rows(release, "articles")) == MANY


@pytest.mark.usefixtures("prefect_server")
def test_prefect_shows_the_failed_run_with_its_reason(many: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.pipeline import newstables  # noqa: PLC0415 - only tests that need Prefect wait for it

    flow: Any = newstables  # typed by Prefect as what the function returns, which is a state
    monkeypatch.setattr("flows.run.workers_of", lambda _: InlinePool())
    breaks(monkeypatch)
    state = flow(seeds=str(many), data=str(data), return_state=True)
    assert state.is_failed()
    assert state.message.startswith(
        f"none of the {MANY} articles could be read, so nothing is published; most often the reading failed with"
    )
    assert latest_path(data) is None
    monkeypatch.undo()
    assert flow(seeds=str(many), data=str(data), workers=1)["rows"]["articles"] == MANY


@pytest.mark.usefixtures("prefect_server")
def test_a_run_whose_artifacts_the_server_does_not_take_is_completed(many: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.pipeline import newstables  # noqa: PLC0415 - only tests that need Prefect wait for it

    def refuses(**_: object) -> None:
        raise ConnectionError("All connection attempts failed")

    flow: Any = newstables
    monkeypatch.setattr("flows.run.workers_of", lambda _: InlinePool())
    monkeypatch.setattr("flows.pipeline.create_markdown_artifact", refuses)
    state = flow(seeds=str(many), data=str(data), return_state=True)
    assert state.is_completed()
    assert state.message.startswith("published ")
    assert len(open_release(data).articles) == MANY
