"""The flow on a real Prefect engine."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from flows import open_release
from flows.errors import NewstablesError
from flows.integrity.history import verify
from flows.plan.jobs import BatchCounts
from flows.store.lock import writer_lock
from tests.running import contents, run_plainly, story

pytestmark = pytest.mark.usefixtures("prefect_server")


def run(**options: Any) -> dict[str, Any]:
    from flows.pipeline import newstables  # noqa: PLC0415 - only tests that need Prefect wait for it

    flow: Any = newstables  # typed by Prefect as what the function returns, which is a state
    summary: dict[str, Any] = flow(**{name: str(v) if isinstance(v, Path) else v for name, v in options.items()})
    return summary


def artifacts() -> list[Any]:
    from prefect.client.orchestration import get_client  # noqa: PLC0415 - only here

    async def read() -> list[Any]:
        async with get_client() as client:
            return await client.read_artifacts()

    return asyncio.run(read())


def test_the_flow_publishes_what_plain_functions_do(seeds: Path, data: Path, tmp_path: Path) -> None:
    summary = run(seeds=seeds, data=data, workers=2, batch_size=2)
    plain = run_plainly(seeds, tmp_path / "plain")
    assert plain
    assert summary["published"] == open_release(data).name
    assert contents(open_release(data)) == contents(plain)
    assert verify(open_release(data))
    assert summary["message"].startswith(f"published {summary['published']}: 5 articles, ")
    kinds = {artifact.key: artifact.type for artifact in artifacts()}
    assert kinds == {"newstables-rows": "table", "newstables-rejects": "table", "newstables-release": "markdown"}
    again = run(seeds=seeds, data=data, workers=2)
    assert again["published"] is None
    assert again["message"] == f"nothing new: {summary['published']} stays the latest release"


def test_the_flow_in_object_storage(seeds: Path, uri: str) -> None:
    first = run(seeds=seeds, data=uri, workers=1)
    assert first["published"] == open_release(uri).name
    assert run(seeds=seeds, data=uri, workers=1)["published"] is None
    (seeds / "story-9.txt").write_text(story(9))
    second = run(seeds=seeds, data=uri, workers=1)
    told = next(artifact.data for artifact in artifacts() if artifact.key == "newstables-release" and second["published"] in artifact.data)
    assert f"| articles | {second['rows']['articles']:,} | +1 |" in told
    assert f"`{uri}/releases/{second['published']}`" in told


def test_a_run_that_cannot_have_the_lock_fails_with_a_sentence(seeds: Path, data: Path) -> None:
    with writer_lock(data), pytest.raises(NewstablesError, match="another run is writing"):
        run(seeds=seeds, data=data)


def test_a_process_that_dies_is_replaced_and_its_batch_is_read_again(
    seeds: Path, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.pipeline.read_batch", DieOnce(str(tmp_path / "died")))
    summary = run(seeds=seeds, data=data, workers=1)
    assert summary["rows"]["articles"] == 5
    assert (tmp_path / "died").exists()


class DieOnce:
    """Reads a batch, but ends the process that first tries to."""

    def __init__(self, mark: str) -> None:
        self.mark = mark

    def __call__(self, path: str) -> BatchCounts:
        import os  # noqa: PLC0415 - this runs in another process

        from flows.normalize.batch import read_batch  # noqa: PLC0415 - the same

        if not Path(self.mark).exists():
            Path(self.mark).touch()
            os._exit(1)
        return read_batch(path)


def test_new_seeds_are_added_by_the_next_run(seeds: Path, data: Path) -> None:
    run(seeds=seeds, data=data, workers=1)
    (seeds / "new.txt").write_text(story(30))
    summary = run(seeds=seeds, data=data, workers=1)
    assert {case: count for case, count in summary["changes"].items() if count} == {"new": 1, "unchanged": 5}
