"""A small project with two tracks: its pages, and its site as an engine builds it."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.real_tree import EPOCH
from tests.shared_build import shared_build
from tests.webdriver import served_folder
from twotrack.pages import Site
from twotrack.problems import Report
from twotrack.project import open_project
from twotrack.site.views.all_views import full_site

HERE = Path(__file__).parent


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The sample, to be changed."""
    return shutil.copytree(HERE / "sample", tmp_path / "sample")


@pytest.fixture
def views() -> Callable[[Path], tuple[Site, Report]]:
    """Return a function that builds a project's pages with all views, and the problems."""

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


@pytest.fixture(scope="session")
def served(sample_site: Path) -> Iterator[str]:
    """The address at which the sample is read."""
    with served_folder(sample_site) as address:
        yield address


@pytest.fixture(scope="session")
def real_served(driver: str, real_site: Path) -> Iterator[str]:
    """Serve the real site and yield its address."""
    del driver  # without a browser, the site is not built
    with served_folder(real_site) as address:
        yield address
