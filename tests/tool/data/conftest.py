"""Data of this project, and published data of others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.corpus import CORPUS, MISSING
from twotrack.config.editions_file import read_editions
from twotrack.config.facets import Editions
from twotrack.openapi.model.data_tree import DataTree, Places, open_data
from twotrack.openapi.render.directives import Expander
from twotrack.problems import Report

PLACES = Places(
    api="api",
    events="event-schemas/schema",
    parts=("core-event-schema", "components"),
    examples="event-schemas/examples",
)

Open = Callable[..., DataTree]


@pytest.fixture(scope="session")
def editions(root: Path) -> Editions:
    path = root / "spec" / "editions.yml"
    found = read_editions(path.read_text(encoding="utf-8"), "spec/editions.yml", Report())
    assert found is not None
    return found


@pytest.fixture(scope="session")
def matrix_data() -> Path:
    folder = CORPUS / "matrix-data"
    if not folder.is_dir():
        pytest.skip(MISSING)
    return folder


def expander(data: DataTree, edition: str = "matrix", medium: str = "site") -> Expander:
    view = data.view(data.editions.editions[edition])
    return Expander(view, "draft" if medium == "draft" else "site", data.report)


@pytest.fixture
def corpus(matrix_data: Path, editions: Editions) -> DataTree:
    return open_data(matrix_data.parent, editions, Report(), shown="matrix-data", places=PLACES)
