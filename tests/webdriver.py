"""A browser as the W3C's WebDriver lets one drive it: a few calls over HTTP, and no package for them."""

from __future__ import annotations

import contextlib
import functools
import http.server
import json
import shutil
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
_ARGUMENTS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
    *("--disable-background-networking", "--no-first-run"),
)
_START = 20.0


class Browser:
    """A browser window. A failed action raises AssertionError with the driver's message."""

    def __init__(self, session: str) -> None:
        self._session = session

    def call(self, method: str, path: str, body: object = None) -> Any:
        return _call(f"{self._session}/{path}", method, body)

    def open(self, url: str) -> None:
        self.call("POST", "url", {"url": url})

    def back(self) -> None:
        """Go back as the browser's button does.

        Not by a script: the driver runs one again whose page went away under it, and so would go back twice.
        """
        self.call("POST", "back")

    def messages(self) -> list[str]:
        """Return the console messages since the last call, such as violations of a policy."""
        return [str(entry["message"]) for entry in self.call("POST", "se/log", {"type": "browser"})]

    @property
    def url(self) -> str:
        return str(self.call("GET", "url"))

    def find(self, css: str) -> list[str]:
        found = self.call("POST", "elements", {"using": "css selector", "value": css})
        return [element[ELEMENT] for element in found]

    def one(self, css: str) -> str:
        found = self.find(css)
        assert found, f"nothing on {self.url} matches {css}"
        return found[0]

    def text(self, css: str) -> str:
        return str(self.call("GET", f"element/{self.one(css)}/text"))

    def shown(self, css: str) -> list[bool]:
        return [bool(self.call("GET", f"element/{element}/displayed")) for element in self.find(css)]

    def click(self, css: str) -> None:
        self.call("POST", f"element/{self.one(css)}/click", {})

    def type(self, css: str, text: str) -> None:
        self.call("POST", f"element/{self.one(css)}/value", {"text": text})

    def press(self, *keys: str) -> None:
        """Press keys in the focused element, one after the other; names are WebDriver's code points."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self.call("POST", "actions", {"actions": [{"type": "key", "id": "keyboard", "actions": actions}]})

    def script(self, body: str) -> Any:
        """Run a script that leads to no other page (see `back`)."""
        return self.call("POST", "execute/sync", {"script": body, "args": []})

    def until(self, body: str) -> None:
        """Wait until a script returns a true value."""
        end = time.monotonic() + _START
        while not self.script(body):
            assert time.monotonic() < end, f"never true on {self.url}: {body}"
            time.sleep(0.05)


def _call(url: str, method: str, body: object = None) -> Any:
    data = None if method == "GET" else json.dumps(body or {}).encode()
    request = urllib.request.Request(  # noqa: S310 - a driver on this machine
        url, data, {"Content-Type": "application/json"}, method=method
    )
    try:
        with urllib.request.urlopen(request, timeout=330) as answer:  # noqa: S310 - as above
            return json.load(answer)["value"]
    except urllib.error.HTTPError as error:
        raise AssertionError(json.load(error)["value"]["message"]) from None


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextlib.contextmanager
def driver(log: Path) -> Iterator[str]:
    """Return the address of a running driver. Skips if there is no browser, or no driver for it."""
    path, browser = shutil.which("chromedriver"), next(filter(None, map(shutil.which, _BROWSERS)), None)
    if path is None or browser is None:
        pytest.skip("there is no Chromium with its chromedriver on this machine")
    port = free_port()
    with log.open("wb") as out:
        process = subprocess.Popen([path, f"--port={port}"], stdout=out, stderr=out)
        try:
            address = f"http://127.0.0.1:{port}"
            end = time.monotonic() + _START
            while True:
                with contextlib.suppress(OSError):
                    if _call(f"{address}/status", "GET")["ready"]:
                        break
                assert time.monotonic() < end, log.read_text(encoding="utf-8", errors="replace")
                time.sleep(0.05)
            yield address
        finally:
            process.terminate()
            process.wait()


@contextlib.contextmanager
def window(
    address: str, width: int, height: int, *, scripts: bool = True, dark: bool = False
) -> Iterator[Browser]:
    """Return a window with nothing in its memory."""
    options: dict[str, object] = {
        "binary": next(filter(None, map(shutil.which, _BROWSERS))),
        "args": [*_ARGUMENTS, f"--window-size={width},{height}"],
        "prefs": {"profile.managed_default_content_settings.javascript": 1 if scripts else 2},
    }
    # A window of a desktop cannot be as narrow as a telephone.
    options["mobileEmulation"] = {
        "deviceMetrics": {"width": width, "height": height, "pixelRatio": 1, "touch": False, "mobile": False}
    }
    capabilities = {
        "alwaysMatch": {
            "browserName": "chrome",
            # A long page needs more than the usual half minute if other tests take all processors.
            "timeouts": {"script": 300_000},
            "goog:chromeOptions": options,
            "goog:loggingPrefs": {"browser": "ALL"},
        }
    }
    session = _call(f"{address}/session", "POST", {"capabilities": capabilities})["sessionId"]
    browser = Browser(f"{address}/session/{session}")
    try:
        if dark:
            features = [{"name": "prefers-color-scheme", "value": "dark"}]
            command = {"cmd": "Emulation.setEmulatedMedia", "params": {"features": features}}
            browser.call("POST", "goog/cdp/execute", command)
        yield browser
    finally:
        _call(f"{address}/session/{session}", "DELETE")


class _Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves a folder under the strictest usual policy, which every page must work under."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", "default-src 'self'")
        super().end_headers()

    def log_message(self, *arguments: object) -> None:
        pass


@contextlib.contextmanager
def served_folder(folder: Path) -> Iterator[str]:
    """Serve a folder, and return the address."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
