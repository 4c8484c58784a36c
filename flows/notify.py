"""Notification of a failed run: one POST to the address in `NEWSTABLES_WEBHOOK`, if it is set."""

import json
import os
import urllib.request

from flows.progress import say

VARIABLE = "NEWSTABLES_WEBHOOK"
"""An environment variable and not an option: such addresses are secrets, and options are shown by Prefect and stored in manifests."""
_PATIENCE_SECONDS = 10


def notify_failure(sentence: str) -> None:
    """Post `{"text": sentence}`, the format of chat services; problems are printed and never raised."""
    address = os.environ.get(VARIABLE)
    if not address:
        return
    if not address.startswith(("https://", "http://")):
        say(f"note: nobody was notified of the failure, since {VARIABLE} is not an http or https address")
        return
    body, headers = json.dumps({"text": sentence}).encode(), {"Content-Type": "application/json"}
    try:
        request = urllib.request.Request(address, body, headers)  # noqa: S310 - checked above
        with urllib.request.urlopen(request, timeout=_PATIENCE_SECONDS):  # noqa: S310 - the same
            pass
    except (OSError, ValueError) as error:  # the address itself is not printed
        say(f"note: nobody was notified of the failure: {VARIABLE} does not take it ({error})")
