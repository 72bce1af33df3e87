"""Known problems do not fail the check; new ones do."""

from __future__ import annotations

from pathlib import Path

import pytest

from twotrack.cli.main import main

_EDITIONS = "facets: {side: [a, b]}\neditions: {x: {side: a}, y: {side: b}}\nsite: x\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "spec").mkdir()
    (tmp_path / "spec/editions.yml").write_text(_EDITIONS)
    (tmp_path / "spec/index.md").write_text("# Home {#home}\n\n{{only b: Old.}}\n")
    return tmp_path


def test_only_new_problems_are_reported(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    known = str(root / "known.json")
    assert main(["check", "--root", str(root)]) == 1
    assert main(["check", "--root", str(root), "--write-baseline", known]) == 0
    capsys.readouterr()
    assert main(["check", "--root", str(root), "--baseline", known]) == 0
    assert "1 known problem, 0 problems" in capsys.readouterr().err
    # Lines move; the problem stays the same one.
    page = root / "spec/index.md"
    page.write_text(page.read_text().replace("\n\n", "\n\nText.\n\n", 1) + "\nMore.\n\n{{only b: New.}}\n")
    assert main(["check", "--root", str(root), "--baseline", known]) == 1
    shown = capsys.readouterr().err
    assert "'New.'" in shown
    assert "'Old.'" not in shown


def test_a_known_problem_that_is_gone_is_reported(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    known = str(root / "known.json")
    assert main(["check", "--root", str(root), "--write-baseline", known]) == 0
    (root / "spec/index.md").write_text("# Home {#home}\n")
    assert main(["check", "--root", str(root), "--baseline", known]) == 0
    assert "[baseline-unused]" in capsys.readouterr().err


@pytest.mark.parametrize("content", [None, "{", "7", "[1]", '[{"code": "x"}]'])
def test_a_baseline_that_cannot_be_read_fails(
    root: Path, content: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    known = root / "known.json"
    if content is not None:
        known.write_text(content)
    assert main(["check", "--root", str(root), "--baseline", str(known)]) == 1
    assert "[baseline]" in capsys.readouterr().err
