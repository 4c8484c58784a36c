"""A real headless Chromium, spoken to through its DevTools socket: no driver is needed."""

import base64
import contextlib
import json
import shutil
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from websockets.sync.client import connect
from websockets.sync.connection import Connection

CHROMIUM = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update"
    " --disable-sync --disable-extensions --hide-scrollbars --remote-debugging-port=0"
).split()
WAIT_SECONDS = 20.0


class Browser:
    """One tab; all that it asked for and all that it complained of is kept."""

    def __init__(self, socket: Connection) -> None:
        self._socket, self._last = socket, 0
        self.requests: list[str] = []
        self.complaints: list[str] = []
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **parameters: Any) -> Any:
        """Call a DevTools method and return its result; events that come meanwhile are kept."""
        self._last += 1
        self._socket.send(json.dumps({"id": self._last, "method": method, "params": parameters}))
        while True:
            message = json.loads(self._socket.recv(WAIT_SECONDS))
            if message.get("id") == self._last:
                assert "error" not in message, message
                return message["result"]
            self._keep(message)

    def _keep(self, event: dict[str, Any]) -> None:
        values = event.get("params", {})
        if event.get("method") == "Network.requestWillBeSent":
            self.requests.append(values["request"]["url"])
        elif event.get("method") == "Runtime.exceptionThrown":
            self.complaints.append(json.dumps(values["exceptionDetails"]))
        elif event.get("method") in {"Runtime.consoleAPICalled", "Log.entryAdded"}:
            self.complaints.append(json.dumps(values))
        elif event.get("method") == "Page.javascriptDialogOpening":
            self.complaints.append(f"dialog: {values['message']}")

    def run(self, script: str) -> Any:
        """Return the value of a script, run as if somebody had just clicked: Chromium joins steps in the history that nobody has made."""
        result = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True, userGesture=True)
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    def open(self, address: str) -> None:
        """Go to a page and wait until it is there."""
        self.call("Page.navigate", url="about:blank")
        self.until("location.href === 'about:blank'")
        self.call("Page.navigate", url=address)
        self.until(f"location.href.startsWith({json.dumps(address.split('#', maxsplit=1)[0])}) && document.readyState === 'complete'")

    def arrive(self, part: str) -> None:
        """Wait for a page whose address has a part."""
        self.until(f"location.pathname.includes({json.dumps(part)}) && document.readyState === 'complete'")

    def until(self, condition: str) -> None:
        """Wait until a condition holds on the page."""
        ends = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < ends:
            with contextlib.suppress(AssertionError):  # the page is on its way
                if self.run(condition):
                    return
            time.sleep(0.05)
        raise AssertionError(f"{condition} was never true on {self.run('location.href')}")

    def press(self, key: str, *, shift: bool = False) -> None:
        """Press a key as a person does."""
        codes = {"Tab": 9, "Enter": 13, "Escape": 27}
        text = {"text": "\r"} if key == "Enter" else {}
        for kind in ("keyDown", "keyUp"):
            pressed: dict[str, Any] = {"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": codes[key], "modifiers": 8 * shift}
            self.call("Input.dispatchKeyEvent", **pressed, **(text if kind == "keyDown" else {}))

    def type(self, text: str) -> None:
        """Type into what has the focus."""
        self.call("Input.insertText", text=text)

    def click(self, selector: str) -> None:
        """Click in the middle of the first line of an element, with the mouse."""
        place = self.run(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)});"
            " e.scrollIntoView({block: 'center', behavior: 'instant'});"
            " const r = e.getClientRects()[0]; return [r.x + r.width / 2, r.y + r.height / 2]; })()"
        )
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=place[0], y=place[1], button="left", clickCount=1)

    def look(self, width: int = 1280, height: int = 900, *, dark: bool = False, script: bool = True) -> None:
        """Set the size of the window and the mode that the system asks for."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        self.call("Emulation.setScriptExecutionDisabled", value=not script)

    def picture(self, path: Path, *, whole: bool = False) -> None:
        """Save what the window shows, or the whole page."""
        taken = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        path.write_bytes(base64.b64decode(taken["data"]))


@contextlib.contextmanager
def browser() -> Iterator[Browser]:
    """Start Chromium with a profile of its own, and end it."""
    assert CHROMIUM
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            [CHROMIUM, *FLAGS, f"--user-data-dir={profile}", "about:blank"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            port_file = Path(profile) / "DevToolsActivePort"
            ends = time.monotonic() + 3 * WAIT_SECONDS
            while not (port_file.exists() and port_file.read_text().strip()) and time.monotonic() < ends:
                time.sleep(0.05)
            port = port_file.read_text().split()[0]
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list", timeout=WAIT_SECONDS) as answer:
                page = next(tab for tab in json.load(answer) if tab["type"] == "page")
            with connect(page["webSocketDebuggerUrl"], max_size=None) as socket:
                yield Browser(socket)
        finally:
            process.terminate()
            process.wait(WAIT_SECONDS)
