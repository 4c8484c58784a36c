"""The catalogue of all releases: what it says, when it is made, and that DuckDB attaches it over HTTP."""

import functools
import hashlib
import http.server
import json
import threading
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from fsspec.implementations.memory import MemoryFile  # type: ignore[import-untyped]
from fsspec.spec import AbstractFileSystem  # type: ignore[import-untyped]

from flows.cli.app import main
from flows.integrity.history import verify
from flows.publish.catalogue import CATALOGUE, DATABASE
from newstables.release import open_release
from tests.running import run_plainly, story


class _Served(AbstractFileSystem):  # type: ignore[misc]
    """Files over HTTP at `served://…`, each read whole, as DuckDB's httpfs does where a server knows no ranges.

    That extension is not among the test dependencies.
    """

    protocol = "served"

    def _get(self, path: str) -> bytes:
        with urllib.request.urlopen(f"http://{self._strip_protocol(path)}") as answer:
            return bytes(answer.read())

    def info(self, path: str, **_: Any) -> dict[str, Any]:
        return {"name": path, "size": len(self._get(path)), "type": "file"}

    def modified(self, path: str) -> datetime:  # noqa: ARG002 - releases do not change
        return datetime(2026, 1, 1, tzinfo=UTC)

    def _open(self, path: str, mode: str = "rb", **_: Any) -> MemoryFile:
        assert mode == "rb"
        return MemoryFile(None, path, self._get(path))


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a dataset with two releases."""
    folder = tmp_path_factory.mktemp("catalogue")
    (folder / "seeds").mkdir()
    for number in range(2):
        (folder / "seeds" / f"{number}.txt").write_text(story(number))
        run_plainly(folder / "seeds", folder / "data")
    return folder / "data"


@pytest.fixture
def address(dataset: Path) -> Iterator[str]:
    """Serve the dataset as `python -m http.server` does."""
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(dataset))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"served://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def read(dataset: Path) -> Any:
    return json.loads((dataset / CATALOGUE).read_text())


def test_every_release_is_in_it_with_counts_and_hashes(dataset: Path) -> None:
    found = read(dataset)
    latest = open_release(dataset)
    assert found["latest"] == latest.name
    assert [one["rows"]["articles"] for one in found["releases"]] == [1, 2]
    for one in found["releases"]:
        for file in (*one["files"], {"path": one["manifest"], "sha256": one["manifest_sha256"]}):
            assert hashlib.sha256((dataset / file["path"]).read_bytes()).hexdigest() == file["sha256"]
    assert verify(latest)


def test_it_can_be_made_anew(dataset: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = read(dataset)
    for name in (CATALOGUE, DATABASE):
        (dataset / name).unlink()
    assert main(["verify", "--all", "--data", str(dataset)]) == 0
    capsys.readouterr()
    assert main(["catalogue", "--data", str(dataset)]) == 0
    assert "2 releases" in capsys.readouterr().out
    assert read(dataset) == before


def test_it_follows_a_rollback(dataset: Path) -> None:
    first, last = (one["release"] for one in read(dataset)["releases"])
    assert main(["rollback", first, "--data", str(dataset)]) == 0
    assert read(dataset)["latest"] == first
    assert main(["rollback", last, "--data", str(dataset)]) == 0
    assert read(dataset)["latest"] == last


def test_a_release_stands_though_its_catalogue_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "a.txt").write_text(story(0))
    (tmp_path / "data" / CATALOGUE).mkdir(parents=True)
    run_plainly(tmp_path / "seeds", tmp_path / "data")
    assert open_release(tmp_path / "data").manifest["rows"]["articles"] == 1
    assert f"{CATALOGUE} is not current" in capsys.readouterr().err


def test_without_a_release_there_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["catalogue", "--data", str(tmp_path)]) == 1
    assert "there is no release" in capsys.readouterr().err
    assert not [*tmp_path.iterdir()]


def test_a_folder_served_over_http_is_attached_in_one_line(dataset: Path, address: str) -> None:
    connection = duckdb.connect()
    connection.register_filesystem(_Served(skip_instance_cache=True))
    connection.execute(f"ATTACH '{address}/{DATABASE}' AS news (READ_ONLY)")
    assert connection.execute("SELECT articles FROM news.releases WHERE is_latest").fetchone() == (2,)
    for table in ("articles", "quotes"):
        count = connection.execute(f"SELECT count(*) FROM news.{table}('{address}')").fetchone()  # noqa: S608 - our own
        assert count == (len(open_release(dataset).arrow(table)),)
