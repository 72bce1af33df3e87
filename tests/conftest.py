"""Options and fixtures of all tests. Fixtures of one area are in that area's folder."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests import webdriver
from tests.corpus import CORPUS
from tests.real_tree import SITE, STAGED, build_real_tree
from tests.shared_build import shared_build

ROOT = Path(__file__).resolve().parents[1]
# The folder whose tests are of the text, the protocol and the examples of this tree, not of the tool.
MATRIX = "matrix"
# Fixtures that build the site of this tree.
_REAL = frozenset({"real_served", "real_site", "real_staged", "real_tree"})

# How long an example takes depends on the machine more than on the code. The same examples in every run: a
# failure is of the change at hand. `--hypothesis-profile=random` looks for others.
_SLOW = [HealthCheck.too_slow]
settings.register_profile("steady", derandomize=True, deadline=None, suppress_health_check=_SLOW)
settings.register_profile("random", deadline=None, suppress_health_check=_SLOW)
settings.load_profile("steady")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that writes what tests expect."""
    text = "write what case files and expected pages should have, to be read in the diff"
    parser.addoption("--accept", action="store_true", help=text)


def pytest_configure(config: pytest.Config) -> None:
    """Make the case tests, which may run in other processes, write their expected output."""
    if config.getoption("--accept"):
        os.environ["TWOTRACK_ACCEPT"] = "1"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that need the text of this tree; `make test-tool` leaves them out."""
    for item in items:
        folder = item.path.relative_to(ROOT / "tests").parts[0]
        values = getattr(getattr(item, "callspec", None), "params", {}).values()
        named = {value for value in values if isinstance(value, str)}
        real = _REAL.intersection(getattr(item, "fixturenames", ())) or named & {*_REAL, "real"}
        if folder == MATRIX or real:
            item.add_marker("matrix")


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def real_tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder with a copy of this tree, its site and its staged folders, not to be changed."""
    return shared_build(tmp_path_factory, "real-tree", build_real_tree)


@pytest.fixture(scope="session")
def real_site(real_tree: Path) -> Path:
    """Return the site of this tree, not to be changed."""
    return real_tree / SITE


@pytest.fixture(scope="session")
def real_staged(real_tree: Path) -> Path:
    """Return the folder of this tree's staged folders, one for each family of engines, not to be changed."""
    return real_tree / STAGED


@pytest.fixture(scope="session")
def facts() -> Path:
    """The folder of facts that the text is compared with; it is not part of the project."""
    folder = CORPUS.parent / "facts"
    if not folder.is_dir():
        pytest.skip("the facts that the text is compared with are not beside TWOTRACK_CORPUS")
    return folder


@pytest.fixture(scope="session")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running driver of a browser."""
    with webdriver.driver(tmp_path_factory.mktemp("driver") / "log") as address:
        yield address


@pytest.fixture
def window(driver: str) -> Callable[..., AbstractContextManager[webdriver.Browser]]:
    """Open a window of a width and height that remembers nothing."""
    return functools.partial(webdriver.window, driver)
