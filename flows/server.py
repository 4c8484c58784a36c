"""The Prefect server that the user has named: whether it is there."""

import ssl
import urllib.error
import urllib.request

from flows.engine import server_url
from flows.errors import NewstablesError


def require() -> None:
    """Make sure that the server which the user has named answers, before anything is loaded or done.

    Raises:
        NewstablesError: it does not.
    """
    url = server_url()
    if url and not _answers(url):
        raise NewstablesError(f"the Prefect server at {url} does not answer; start it, or unset PREFECT_API_URL to run without one")


def _answers(url: str) -> bool:
    """Tell whether anybody answers there; what the answer is, Prefect will see."""
    try:
        with urllib.request.urlopen(f"{url.rstrip('/')}/health", timeout=10):  # noqa: S310 - the address that the user has given
            return True
    except urllib.error.HTTPError:
        return True
    except urllib.error.URLError as error:
        return isinstance(error.reason, ssl.SSLError)
    except (OSError, ValueError):
        return False
