"""A small project with two tracks: its pages, its site as an engine builds it, and a browser."""

from __future__ import annotations

import functools
import http.server
import importlib.util
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from types import ModuleType

import pytest

from tests.real_tree import EPOCH
from tests.shared_build import shared_build
from twotrack.pages import Site
from twotrack.problems import Report
from twotrack.project import open_project
from twotrack.site.views.all_views import full_site

HERE = Path(__file__).parent


def _module(name: str) -> ModuleType:
    """Load a file beside this one: tests are no package."""
    spec = importlib.util.spec_from_file_location(name, HERE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


webdriver = _module("webdriver")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The sample, to be changed."""
    return shutil.copytree(HERE / "sample", tmp_path / "sample")


@pytest.fixture
def views() -> Callable[[Path], tuple[Site, Report]]:
    """Return a project's pages with all views, and what was found wrong."""

    def build(project: Path) -> tuple[Site, Report]:
        report = Report()
        opened = open_project(project, report)
        assert opened is not None
        return full_site(opened, opened.editions.site, report), report

    return build


def _built(root: Path, spec: Path, folder: Path, **environment: str) -> Path:
    """Build a tree as the project's own site is built."""
    shutil.copytree(spec, folder / "spec")
    shutil.copytree(root / "twotrack/site/theme", folder / "twotrack/site/theme")
    shutil.copy(root / "mkdocs.yml", folder)
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"],
        cwd=folder,
        env=os.environ | {"SOURCE_DATE_EPOCH": EPOCH, "NO_MKDOCS_2_WARNING": "1"} | environment,
        text=True,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WARNING" not in done.stderr
    return folder / "site"


@pytest.fixture(scope="session")
def sample_site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's site, not to be changed."""
    build = functools.partial(_built, root, HERE / "sample/spec")
    return shared_build(tmp_path_factory, "views-sample", build) / "site"


@pytest.fixture
def site(project: Path, views: Callable[[Path], tuple[Site, Report]]) -> Site:
    """The sample's pages, with their views."""
    built, report = views(project)
    assert report.problems == []
    return built


@pytest.fixture
def site_without_views(root: Path, tmp_path: Path) -> Path:
    """The sample's site as it is built without views."""
    return _built(root, HERE / "sample/spec", tmp_path, TWOTRACK_VIEWS="false")


class _Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves a folder under the strictest usual policy, which every page must work under."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", "default-src 'self'")
        super().end_headers()

    def log_message(self, *arguments: object) -> None:
        pass


def _served(folder: Path) -> Iterator[str]:
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def served(sample_site: Path) -> Iterator[str]:
    """The address at which the sample is read."""
    yield from _served(sample_site)


@pytest.fixture(scope="session")
def real_served(driver: str, real_site: Path) -> Iterator[str]:
    """The address at which the real site is read."""
    del driver  # where there is no browser, nothing need be built
    yield from _served(real_site)


@pytest.fixture(scope="session")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running driver."""
    with webdriver.driver(tmp_path_factory.mktemp("driver") / "log") as address:
        yield address


@pytest.fixture
def window(driver: str) -> Callable[..., AbstractContextManager[object]]:
    """Open a window of a width and height that remembers nothing."""
    return functools.partial(webdriver.window, driver)
