"""The manual passes its own check, and its generated pages are current."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT
from twotrack.cli.main import main

MANUAL = ROOT / "docs"


def test_generated_pages_are_current() -> None:
    spec = importlib.util.spec_from_file_location("reference_pages", ROOT / "tools" / "reference_pages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    pages = module.pages()
    kept = {path.name for path in (MANUAL / "spec/reference/diagnostics").glob("*.md")}
    assert {f"diagnostics/{name}" for name in kept} == {name for name in pages if "/" in name}
    for name, content in pages.items():
        current = (MANUAL / "spec" / "reference" / name).read_text(encoding="utf-8")
        assert current == content.rstrip() + "\n", "run `make reference`"


def test_the_manual_builds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "docs"
    shutil.copytree(MANUAL, folder, ignore=shutil.ignore_patterns("site", "build", ".cache"))
    assert main(["build", "--root", str(folder)]) == 0, capsys.readouterr().err
    assert "0 problems" in capsys.readouterr().err
