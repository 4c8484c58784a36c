"""The report over HTTP, for this machine alone."""

from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from flows.errors import NewstablesError
from flows.report.site import POLICY

HOST = "127.0.0.1"


class _Handler(SimpleHTTPRequestHandler):
    """Sends the files of one folder to who asks for this machine by its own name; a page elsewhere cannot reach them by another one."""

    def send_head(self) -> Any:
        """Refuse other hosts' names."""
        name = (self.headers.get("Host") or "").rpartition(":")[0]
        if name not in {HOST, "localhost"}:
            self.send_error(HTTPStatus.FORBIDDEN)
            return None
        return super().send_head()

    def list_directory(self, _path: Any) -> None:
        """List nothing: every folder that is to be seen has a page."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def end_headers(self) -> None:
        """Say on every answer what a page may load."""
        self.send_header("Content-Security-Policy", f"{POLICY}; frame-ancestors 'none'")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        """Stay quiet."""


def server(folder: Path, port: int = 0) -> ThreadingHTTPServer:
    """Return a server of the folder, on a free port unless one is given; it listens already.

    Raises:
        NewstablesError: the port cannot be had.
    """
    try:
        return ThreadingHTTPServer((HOST, port), partial(_Handler, directory=str(folder)))
    except OSError as error:
        raise NewstablesError(f"port {port} cannot be had ({error.strerror}): give another with --port, or none for any") from None
