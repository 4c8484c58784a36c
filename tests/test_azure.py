"""Data in Azure's blob storage, on Microsoft's own emulator: Azurite (`npm install --global azurite`), where it is installed."""

import base64
import hashlib
import hmac
import os
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows import open_release
from flows.cli.app import main
from flows.integrity.history import verify
from newstables.objects import Remote
from tests.running import contents, rollback, rows, run_plainly, story
from tests.s3_server import free_ports

PROGRAM = shutil.which("azurite-blob")
ACCOUNT, KEY = "newstables", base64.b64encode(b"a key of these tests alone").decode()

pytestmark = [pytest.mark.slow, pytest.mark.skipif(PROGRAM is None, reason="Azurite is not installed: npm install --global azurite")]


def make_container(endpoint: str, name: str) -> None:
    """Make an empty container (`Put Container`, signed with the shared key)."""
    headers = {"x-ms-date": datetime.now(UTC).strftime("%a, %d %b %Y %H:%M:%S GMT"), "x-ms-version": "2021-08-06"}
    stated = [f"{key}:{value}" for key, value in headers.items()]
    signed = "\n".join(["PUT", *[""] * 11, *stated, f"/{ACCOUNT}/{ACCOUNT}/{name}", "restype:container"])
    digest = hmac.new(base64.b64decode(KEY), signed.encode(), hashlib.sha256).digest()
    headers |= {"Authorization": f"SharedKey {ACCOUNT}:{base64.b64encode(digest).decode()}", "Content-Length": "0"}
    request = urllib.request.Request(f"{endpoint}/{name}?restype=container", method="PUT", headers=headers)  # noqa: S310 - our own
    urllib.request.urlopen(request, timeout=5).close()  # noqa: S310


@pytest.fixture(scope="module")
def container(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URI of a container on a server of this module's own, whose address is in the environment."""
    folder, (port,) = tmp_path_factory.mktemp("azurite"), free_ports(1)
    endpoint = f"http://127.0.0.1:{port}/{ACCOUNT}"
    command = [str(PROGRAM), "--silent", "--location", str(folder), "--blobHost", "127.0.0.1", "--blobPort", str(port)]
    environment = {**os.environ, "AZURITE_ACCOUNTS": f"{ACCOUNT}:{KEY}"}
    server = subprocess.Popen([*command, "--skipApiVersionCheck", "--disableTelemetry"], cwd=folder, env=environment)
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                make_container(endpoint, "news")
                break
            except OSError:
                assert time.monotonic() < deadline
                assert server.poll() is None
                time.sleep(0.2)
        with pytest.MonkeyPatch.context() as patch:
            for name, value in (("ACCOUNT_NAME", ACCOUNT), ("ACCOUNT_KEY", KEY), ("ENDPOINT", endpoint)):
                patch.setenv(f"AZURE_STORAGE_{name}", value)
            yield "az://news"
    finally:
        server.kill()
        server.wait()


@pytest.fixture
def uri(container: str, tmp_path: Path) -> str:
    """A data URI where nothing is yet."""
    return f"{container}/{tmp_path.name}"


def test_the_same_bytes_as_on_a_disk(seeds: Path, data: Path, uri: str) -> None:
    for number in (None, 9):
        if number:
            (seeds / "new.txt").write_text(story(number))
        there, here = run_plainly(seeds, uri), run_plainly(seeds, data)
        assert there
        assert here
        assert contents(there) == contents(here)
        assert verify(there) == len(there.manifest["files"])
    release = open_release(uri)
    assert rows(release, "quotes") == release.polars("quotes").collect().to_dicts()
    assert release.duckdb().execute("SELECT count(*) FROM articles").fetchall() == [(release.manifest["rows"]["articles"],)]
    rollback(uri, str(release.manifest["previous"]))
    assert open_release(uri).name == release.manifest["previous"]


def test_one_of_many_writers_wins(uri: str) -> None:
    pointer = Remote(f"{uri}/pointer")
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(pointer.create, [bytes([writer]) for writer in range(8)])) == 1
        version = pointer.read_version()[1]
        assert sum(pool.map(lambda writer: pointer.replace_version(bytes([writer]), version), range(8, 16))) == 1
    assert pointer.read_bytes()[0] >= 8


def test_a_container_that_is_not_there(container: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert container
    assert main(["releases", "--data", "az://nowhere/data"]) == 1
    assert capsys.readouterr().err == "newstables: there is no bucket az://nowhere, or these credentials do not see it\n"
