"""A site with everything that a page can contain, built once per run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.real_tree import EPOCH
from tests.shared_build import shared_build

HERE = Path(__file__).parent
Run = Callable[..., "subprocess.CompletedProcess[str]"]


def _engine(name: str) -> str:
    """Return the command of an engine: the one beside the running Python, else the one that PATH names."""
    beside = Path(sys.executable).with_name(name)
    found = str(beside) if beside.exists() else shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


@pytest.fixture(scope="session")
def run() -> Run:
    """Return a function that runs an engine in a folder and returns its output and exit status."""

    def call(name: str, *arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
        # No colours, and a fixed date, so that two builds produce the same bytes.
        plain = {"SOURCE_DATE_EPOCH": EPOCH, "NO_COLOR": "1", "NO_MKDOCS_2_WARNING": "1"}
        env = {key: value for key, value in os.environ.items() if not key.startswith("TWOTRACK_")}
        return subprocess.run(
            [_engine(name), *arguments],
            cwd=cwd,
            env=env | plain | environment,
            text=True,
            capture_output=True,
            check=False,
        )

    return call


def _sample(folder: Path, root: Path) -> Path:
    shutil.copytree(HERE / "sample", folder)
    shutil.copy(root / "mkdocs.yml", folder)
    # mkdocs.yml names the theme's overrides from the project's folder.
    theme = folder / "twotrack/site/theme"
    shutil.copytree(root / "twotrack/site/theme", theme)
    return folder


@pytest.fixture
def sample(tmp_path: Path, root: Path) -> Path:
    """A fresh copy of the sample project, to be changed."""
    return _sample(tmp_path / "sample", root)


@pytest.fixture(scope="session")
def sample_project(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """The sample project, not to be changed."""
    return shared_build(tmp_path_factory, "site-sample", lambda folder: _sample(folder, root))


@pytest.fixture(scope="session")
def sample_site(sample_project: Path, run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample project's site, not to be changed."""
    return shared_build(tmp_path_factory, "site-sample-built", _builder(sample_project, run))


def _builder(project: Path, run: Run) -> Callable[[Path], None]:
    def build(folder: Path) -> None:
        done = run("mkdocs", "build", "--site-dir", str(folder), cwd=project)
        assert done.returncode == 0, done.stdout + done.stderr

    return build


@pytest.fixture(scope="session", params=["sample_site", "real_site"])
def site(request: pytest.FixtureRequest) -> Path:
    """Either site."""
    folder: Path = request.getfixturevalue(request.param)
    return folder


@pytest.fixture(scope="session")
def views_site(tmp_path_factory: pytest.TempPathFactory, root: Path, run: Run) -> Path:
    """The site of the sample that the tests of the views use: two texts, and three versions."""
    folder = tmp_path_factory.mktemp("views") / "sample"
    shutil.copytree(root / "tests/tool/views/sample", folder)
    shutil.copy(root / "mkdocs.yml", folder)
    shutil.copytree(root / "twotrack/site/theme", folder / "twotrack/site/theme")
    done = run("mkdocs", "build", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder / "site"
