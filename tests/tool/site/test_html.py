"""The pages are valid HTML, as the Nu checker reads them; it needs Java and the file that VNU_JAR names."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def checker(root: Path) -> list[str]:
    """The command of the checker."""
    jar = Path(os.environ.get("VNU_JAR") or root / "node_modules/vnu-jar/build/dist/vnu.jar")
    java = shutil.which("java")
    if java is None or not jar.is_file():
        pytest.skip("the Nu checker is not installed: set VNU_JAR to vnu.jar of the npm package vnu-jar")
    return [java, "-jar", str(jar), "--errors-only", "--format", "gnu"]


def _errors(checker: list[str], pages: list[Path]) -> list[str]:
    done = subprocess.run([*checker, *map(str, pages)], text=True, capture_output=True, check=False)
    return done.stderr.splitlines()


def test_pages_are_valid(checker: list[str], site: Path) -> None:
    pages = sorted(
        # The viewer and the drafts are made by other programs.
        page
        for page in site.rglob("*.html")
        if page.name == "index.html" or not {"viewer", "drafts"} & set(page.parts)
    )
    assert pages
    assert _errors(checker, pages) == []


def test_the_checker_finds_an_error(checker: list[str], tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text('<!doctype html><html lang="en"><title>T</title><dl><dt>x</dt></dl>', encoding="utf-8")
    assert len(_errors(checker, [page])) == 1
