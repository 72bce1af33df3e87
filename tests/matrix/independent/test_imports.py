"""The server uses nothing of this project, so that it depends on the draft alone."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
MODULES = sorted(path for path in FOLDER.glob("*.py") if not path.name.startswith("test_"))


def imported(text: str) -> set[str]:
    """Return the top-level names that a module imports; a relative import of the folder is no name."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").partition(".")[0] if node.level != 1 else "__future__")
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_only_the_standard_library_is_imported(path: Path) -> None:
    assert imported(path.read_text(encoding="utf-8")) <= sys.stdlib_module_names


def test_other_imports_are_found() -> None:
    outside = "import twotrack.text\nfrom tests.matrix.protocol import reference\nfrom .. import protocol\n"
    assert imported(outside + "from . import x") == {"twotrack", "tests", "", "__future__"}
