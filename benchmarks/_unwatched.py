"""Chromium with no tool listening: what is measured in it is what a person would wait for.

Playwright listens to the network and the console, for which the browser must say where in nine
megabytes of script each request began: a second of every start that no phone has.
"""

import itertools
import json
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from websockets.sync.client import ClientConnection, connect

from tests.browser.install import find
from tests.browser.phone import FLAGS, PHONE

READY_S = 30
ASKED_EVERY_S = 0.05
MEGABYTE = 1 << 20


class Tab:
    """A tab that is told where to go, and asked what came of it."""

    def __init__(self, port: int) -> None:
        self._port = port
        made = _ask(port, "new?about:blank", "PUT")
        self._id = made["id"]
        self._socket: ClientConnection = connect(
            made["webSocketDebuggerUrl"], max_size=16 * MEGABYTE, compression=None
        )
        self._numbers = itertools.count(1)
        metrics = PHONE | {"deviceScaleFactor": 2, "mobile": True}
        self.send("Emulation.setDeviceMetricsOverride", **metrics)

    def send(self, method: str, **parameters: object) -> dict[str, Any]:
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while (said := json.loads(self._socket.recv())).get("id") != number:
            pass
        if "error" in said:
            raise RuntimeError(f"{method}: {said['error']}")
        return said["result"]

    def go(self, address: str, script: str = "") -> None:
        """Go to `address`; `script` runs there before anything else."""
        if script:
            self.send("Page.enable")
            self.send("Page.addScriptToEvaluateOnNewDocument", source=script)
        self.send("Page.navigate", url=address)

    def reached(self, expression: str, timeout_s: float) -> Any:
        """Ask again and again until it is true; returns what it is then."""
        end = time.monotonic() + timeout_s
        while True:
            answer = self.send("Runtime.evaluate", expression=expression, returnByValue=True)
            if found := answer["result"].get("value"):
                return found
            if time.monotonic() > end:
                raise TimeoutError(f"never reached: {expression}")
            time.sleep(ASKED_EVERY_S)

    def close(self) -> None:
        self._socket.close()
        _ask(self._port, f"close/{self._id}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@contextmanager
def unwatched_browser(profile: Path) -> Iterator[int]:
    """Start Chromium on `profile`; yields the port on which tabs are had."""
    said = profile / "DevToolsActivePort"
    said.unlink(missing_ok=True)
    command = [str(find()), *FLAGS, "--headless=new", "--lang=zh-CN", "--remote-debugging-port=0"]
    with profile.with_suffix(".log").open("wb") as log:
        process = subprocess.Popen(
            [*command, f"--user-data-dir={profile}", "about:blank"], stdout=log, stderr=log
        )
    try:
        end = time.monotonic() + READY_S
        while not said.exists() or not said.read_text().strip():
            if time.monotonic() > end:
                raise TimeoutError("Chromium did not start")
            time.sleep(ASKED_EVERY_S)
        yield int(said.read_text().splitlines()[0])
    finally:
        process.terminate()
        process.wait(READY_S)


def _ask(port: int, path: str, method: str = "GET") -> Any:
    request = urllib.request.Request(f"http://127.0.0.1:{port}/json/{path}", method=method)
    with urllib.request.urlopen(request, timeout=READY_S) as answer:
        content = answer.read()
    return json.loads(content) if path.startswith("new") else content
