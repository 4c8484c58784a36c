"""Loaded by every Python process whose PYTHONPATH names this folder: no connection and no name look-up but on this machine.

What is tried all the same is written to the file that NETWORK_GUARD names, and refused.
"""

import os
import sys
from typing import Any

_LOOPBACK = {"localhost", "127.0.0.1", "::1", "0.0.0.0", "::", "", None, os.uname().nodename}  # noqa: S104 - addresses to listen at


def _host(event: str, arguments: tuple[Any, ...]) -> Any:
    """Return the host that an event is about, None where it is none of another machine."""
    if event == "socket.getaddrinfo":
        return arguments[0]
    if event in {"socket.gethostbyname", "socket.gethostbyaddr"}:
        return arguments[0]
    address = arguments[1] if event in {"socket.connect", "socket.sendto", "socket.sendmsg"} else None
    return address[0] if isinstance(address, tuple) else None  # others are sockets of this machine


def _guard(event: str, arguments: tuple[Any, ...]) -> None:
    if event.startswith("socket."):
        host = _host(event, arguments)
        name = host.decode() if isinstance(host, bytes) else host
        if name not in _LOOPBACK and not name.startswith("127."):
            with open(os.environ["NETWORK_GUARD"], "a", encoding="utf-8") as file:  # noqa: PTH123 - as little as can be in a hook
                file.write(f"{event} {name} {sys.argv[:2]}\n")
            raise OSError(f"the network guard refused {event} {name}")


if "NETWORK_GUARD" in os.environ:
    sys.addaudithook(_guard)
