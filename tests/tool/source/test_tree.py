"""A page that cannot be read is one problem, not one at each reference to it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from twotrack.cli.main import main

SMALL = Path(__file__).parents[1] / "checks/small"


def test_an_unreadable_page_is_one_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = shutil.copytree(SMALL, tmp_path / "project")
    (root / "spec/b.md").write_text("# B {#b}\n", encoding="utf-8")
    with (root / "spec/index.md").open("a", encoding="utf-8") as page:
        page.write("\n{{b}}\n\n::: include b.md#b\n")
    (root / "spec/b.md").write_bytes(b"# B \xff {#b}\n")
    assert main(["check"], root) == 1
    assert capsys.readouterr().err.splitlines()[:1] == [
        "spec/b.md:1: error: not UTF-8 text; save the file as UTF-8 [unreadable]"
    ]
    assert main(["redline", "11", "12"], root) == 1
