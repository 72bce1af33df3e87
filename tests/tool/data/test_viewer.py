"""The viewer opens a bundle in a real browser, and sends requests only to its own server."""

from __future__ import annotations

import http.server
import shutil
import subprocess
import threading
from functools import partial
from pathlib import Path

import pytest

from twotrack.config.facets import Editions
from twotrack.openapi.bundle import bundles
from twotrack.openapi.bundle.viewer_page import viewer
from twotrack.openapi.model.data_tree import open_data
from twotrack.problems import Report

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
SILENT = ("--disable-background-networking", "--disable-gpu", "--no-sandbox", "--headless", "--no-first-run")


@pytest.mark.browser
@pytest.mark.parametrize(
    ("domain", "opened"), [("server-server", "getRoomState"), ("identity-service", "bindV2")]
)
def test_the_viewer_shows_every_operation(
    root: Path, editions: Editions, tmp_path: Path, domain: str, opened: str
) -> None:
    if BROWSER is None:
        pytest.skip("no Chromium on this machine")
    view = open_data(root, editions, Report()).view(editions.editions["matrix"])
    files = bundles.assets(view) | viewer({f"../{domain}.openapi.json": "The API"}, "data/viewer")
    for path, text in files.items():
        file = tmp_path / "site" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    requested: list[str] = []

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_arguments: object) -> None:
            requested.append(self.path)

    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(Handler, directory=str(tmp_path / "site"))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        shown = subprocess.run(
            [
                BROWSER,
                *SILENT,
                f"--user-data-dir={tmp_path / 'profile'}",
                "--virtual-time-budget=10000",
                "--dump-dom",
                f"http://127.0.0.1:{server.server_port}/data/viewer/viewer.html#/default/{opened}",
            ],
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        ).stdout
    finally:
        server.shutdown()
        server.server_close()
    paths = {found.path for found in view.found().values() if found.domain == domain}
    assert len(paths) > 10
    assert [path for path in paths if f'data-path="{path}"' not in shown] == []
    assert f"/data/{domain}.openapi.json" in requested
    # The operation in the address is open; "Try it out" is off: it would send requests to example hosts.
    assert "opblock-body" in shown
    assert "try-out__btn" not in shown
