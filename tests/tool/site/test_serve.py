"""`twotrack serve`: it shows the output of a build, and errors do not end it."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from mkdocs.commands import build as mkdocs_build
from mkdocs.config import load_config

from twotrack.site.live_engine import LiveEngine
from twotrack.site.live_site import LiveSite

URL = "http://127.0.0.1:8000/"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")


def built(project: Path, out: Path) -> dict[str, bytes]:
    """Return the files of a site that MkDocs builds as a whole, for the URL of the server."""
    config = load_config(str(project / "mkdocs.yml"), site_dir=str(out), strict=False)
    config.site_url = URL
    config.plugins.on_startup(command="serve", dirty=False)
    mkdocs_build.build(config, serve_url=URL)
    return files(out)


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


class Live:
    """A site as the server builds it, with all pages requested."""

    def __init__(self, project: Path, folder: Path) -> None:
        self.folder = folder
        self.site = LiveSite(project)
        self.engine = LiveEngine({"config_file": str(project / "mkdocs.yml")}, folder, URL)
        self.engine.load().plugins.on_startup(command="serve", dirty=False)

    def update(self, *, views: bool = True) -> dict[str, bytes]:
        assert self.site.update(), self.site.problems
        if views:
            assert self.site.make_views()
        assert self.site.project is not None
        assert self.site.site is not None
        self.engine.update(self.engine.load(), self.site.project, self.site.site)
        for path in self.engine.waiting():
            self.engine.write(path)
        return files(self.folder)


def edit(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_the_pages_are_those_of_a_build(sample: Path, tmp_path: Path) -> None:
    live = Live(sample, tmp_path / "live")
    pages = sorted((sample / "spec").rglob("*.md"))
    data = sorted((sample / "spec" / "events").rglob("*.yml")) or sorted((sample / "spec").rglob("*.yml"))
    changes = [None, pages[0], pages[-1], data[0]]
    for number, path in enumerate(changes):
        if path is not None:
            edit(
                path, "\n# a comment\n" if path.suffix == ".yml" else f"\n\nA sentence more than {number}.\n"
            )
        shown = live.update()
        expected = built(sample, tmp_path / f"built-{number}")
        # Files of an older state stay in the server's folder; nothing leads to them.
        assert expected.keys() <= shown.keys()
        different = [name for name in expected if expected[name] != shown[name] and not name.endswith(".gz")]
        assert different == [], (number, path)


def test_the_last_good_pages_stay(sample: Path, tmp_path: Path) -> None:
    live = Live(sample, tmp_path / "live")
    before = live.update(views=False)
    page = sample / "spec" / "index.md"
    good = page.read_text(encoding="utf-8")
    edit(page, "\n\n{{nowhere}}\n")
    assert not live.site.update()
    assert any("'nowhere'" in problem.text for problem in live.site.problems)
    page.write_text(good, encoding="utf-8")
    assert live.update(views=False) == before
    assert not live.site.problems


def test_views_are_kept_until_the_next_full_update(sample: Path, tmp_path: Path) -> None:
    live = Live(sample, tmp_path / "live")
    live.update()
    assert live.site.site is not None
    views = {path: page for path, page in live.site.site.pages.items() if live.site.is_view(path)}
    assert views
    edit(sample / "spec" / "index.md", "\n\nA server MUST do more.\n")
    live.update(views=False)
    assert live.site.views_are_stale
    assert all(live.site.site.pages[path] is page for path, page in views.items())
    assert "MUST do more" in str(live.site.site.pages["index.md"].text)
    live.update()
    assert not live.site.views_are_stale


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
    return number


@pytest.fixture
def server(sample: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "twotrack", "serve", "--port", str(port)]
    with subprocess.Popen(
        command, cwd=sample, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as run:
        assert run.stderr is not None
        for line in run.stderr:
            if "Serving on" in line:
                break
        else:
            pytest.fail("the server did not start")
        yield run
        run.terminate()
        run.wait(30)
    assert not list(Path(tempfile.gettempdir()).glob(f"twotrack-serve-{run.pid}-*"))


class Browser:
    """A client that requests pages, and waits for changes as the live reload script does."""

    def __init__(self, port: int) -> None:
        self.base = f"http://127.0.0.1:{port}"

    def get(self, path: str) -> str:
        with urllib.request.urlopen(self.base + path, timeout=60) as answer:  # noqa: S310 - our own server
            text: str = answer.read().decode()
        return text

    def until(self, path: str, words: str, *, there: bool = True) -> str:
        """Reload a page whenever the server reports a change, until words are on it or gone."""
        for _ in range(20):
            text = self.get(path)
            if (words in text) is there:
                return text
            found = re.search(r"livereload\((\d+), (\d+)\)", text)
            assert found is not None
            self.get(f"/livereload/{found[1]}/{found[2]}")
        pytest.fail(f"{words!r} {'did not come' if there else 'stayed'}")


def test_a_server(sample: Path, server: subprocess.Popen[str], port: int) -> None:
    browser = Browser(port)
    page = sample / "spec" / "index.md"
    good = page.read_text(encoding="utf-8")
    assert "twotrack-faults" not in browser.get("/")
    edit(page, "\n\nA sentence more.\n")
    browser.until("/", "A sentence more.")
    edit(page, "\n\n{{no-such-anchor}} <script>\n")
    shown = browser.until("/", "twotrack-faults")
    line = len(page.read_text(encoding="utf-8").splitlines())
    assert f"spec/index.md:{line}: error: no anchor &#x27;no-such-anchor&#x27;" in shown
    assert "A sentence more." in shown
    page.write_text(good, encoding="utf-8")
    assert "A sentence more." not in browser.until("/", "twotrack-faults", there=False)
    assert browser.get("/assets/twotrack/names.json").startswith(("{", "["))
    with pytest.raises(urllib.error.HTTPError) as missing:
        browser.get("/no/such/page/")
    assert missing.value.code == 404
    assert b"<title>" in missing.value.read()
    assert server.poll() is None


def test_a_server_may_start_with_faults(sample: Path, port: int) -> None:
    page = sample / "spec" / "index.md"
    good = page.read_text(encoding="utf-8")
    edit(page, "\n\n{{no-such-anchor}}\n")
    command = [sys.executable, "-m", "twotrack", "serve", "--port", str(port)]
    with subprocess.Popen(command, cwd=sample, stderr=subprocess.PIPE, text=True) as run:
        assert run.stderr is not None
        lines: list[Any] = []
        for text in run.stderr:
            lines.append(text)
            if "Serving on" in text:
                break
        assert any("no-such-anchor" in text for text in lines), lines
        browser = Browser(port)
        assert "no-such-anchor" in browser.get("/")
        page.write_text(good, encoding="utf-8")
        browser.until("/", "twotrack-faults", there=False)
        run.terminate()
