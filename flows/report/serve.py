"""Serve the report over HTTP on this machine only."""

from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from flows.errors import NewstablesError
from flows.report.site import POLICY

HOST = "127.0.0.1"


class _Handler(SimpleHTTPRequestHandler):
    """Serves the files of one folder to requests with a local host name, so that other sites cannot reach them (DNS rebinding)."""

    def send_head(self) -> Any:
        """Reject requests with another host name."""
        name = (self.headers.get("Host") or "").rpartition(":")[0]
        if name not in {HOST, "localhost"}:
            self.send_error(HTTPStatus.FORBIDDEN)
            return None
        return super().send_head()

    def list_directory(self, _path: Any) -> None:
        """Return no listing: every visible folder has a page."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def end_headers(self) -> None:
        """Add the content security policy to every response."""
        self.send_header("Content-Security-Policy", f"{POLICY}; frame-ancestors 'none'")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        """Log nothing."""


def server(folder: Path, port: int = 0) -> ThreadingHTTPServer:
    """Return a listening server of the folder, on a free port unless one is given.

    Raises:
        NewstablesError: the port is not available.
    """
    try:
        return ThreadingHTTPServer((HOST, port), partial(_Handler, directory=str(folder)))
    except OSError as error:
        raise NewstablesError(f"port {port} is not available ({error.strerror}): choose another --port, or omit it") from None
