"""Two releases of the small Matrix tree of the importer's tests, imported."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from twotrack.importers.matrix.importer import import_tree
from twotrack.output import write_folder
from twotrack.problems import Report

SMALL = Path(__file__).parents[1] / "importers" / "small"


@pytest.fixture
def small() -> Path:
    """The small tree as it is published."""
    return SMALL


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """The small tree with rules changed, and a page and a parameter added."""
    folder = tmp_path / "changed"
    shutil.copytree(SMALL, folder)
    _replace(folder / "content/server-server-api.md", "MUST sign", "SHOULD sign")
    _replace(folder / "content/rooms/v2.md", "checked twice", "checked three times")
    _replace(folder / "content/appendices.md", "Types of addresses", "Typs of addresses")
    _replace(
        folder / "data/api/server-server/send.yaml",
        "      responses:",
        "      parameters:\n        - {in: query, name: wait, schema: {type: integer}}\n      responses:",
    )
    push = folder / "content/push-gateway-api.md"
    push.write_text("---\ntitle: Push\n---\n\n## Delivery\n\nGateways MAY wait.\n", encoding="utf-8")
    return folder


def imported(source: Path, out: Path) -> Path:
    """Import a tree to a folder and return the folder."""
    result = import_tree(source, Report())
    assert result is not None
    write_folder(out, "import", result.files)
    return out


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
