"""Fixtures for the whole suite: small seed folders and their first release."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from flows import Release, open_release
from flows.ingest.parser_process import ParserProcess
from tests.running import run_plainly, story
from tests.s3_server import S3Server
from tests.shown import Scene

settings.register_profile("untimed", deadline=None)  # the first example may load the model
settings.load_profile("untimed")


@pytest.fixture(scope="session", autouse=True)
def no_prefect_of_the_user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Whoever runs the tests may have a Prefect server configured; runs here go without, but where a test gives them one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PREFECT_HOME", str(tmp_path_factory.mktemp("prefect")))
        patch.delenv("PREFECT_API_URL", raising=False)
        patch.setenv("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
        yield


@pytest.fixture(scope="session", autouse=True)
def one_process_takes_files_apart() -> Iterator[None]:
    """A scan starts a process for that, which takes half a second; the scans of the tests share one."""
    with pytest.MonkeyPatch.context() as patch, contextlib.closing(ParserProcess()) as apart:
        patch.setattr("flows.ingest.scan.closing", lambda _apart: contextlib.nullcontext(apart))
        yield


@pytest.fixture(scope="session")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """The folder in which the pages' examples are run, with the first release of the bundled seeds; nothing may change it."""
    return Scene(tmp_path_factory.mktemp("pages"))


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """A folder of five stories, one of them in a sub-folder."""
    folder = tmp_path / "seeds"
    (folder / "more").mkdir(parents=True)
    for number in range(4):
        (folder / f"story-{number}.txt").write_text(story(number), encoding="utf-8")
    (folder / "more" / "story-4.txt").write_text(story(4), encoding="utf-8")
    return folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder that is not there yet."""
    return tmp_path / "data"


@pytest.fixture
def released(seeds: Path, data: Path) -> Release:
    """The first release of the five stories."""
    run_plainly(seeds, data)
    return open_release(data)


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[None]:
    """One temporary Prefect server for all tests that need the engine; starting it can take a minute on a busy machine."""
    from prefect.testing.utilities import prefect_test_harness  # noqa: PLC0415 - most tests need no Prefect

    with prefect_test_harness(server_startup_timeout=180):
        yield


@pytest.fixture(scope="session")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """One S3-compatible server for all tests of object storage, with the bucket `news`, and its address in the environment."""
    with S3Server(tmp_path_factory.mktemp("s3") / "server") as server, pytest.MonkeyPatch.context() as patch:
        for name, value in server.environment.items():
            patch.setenv(name, value)
        server.make_bucket("news")
        yield server


@pytest.fixture
def uri(s3: S3Server, tmp_path: Path) -> str:
    """A data URI where nothing is yet."""
    assert s3
    return f"s3://news/{tmp_path.name}"
