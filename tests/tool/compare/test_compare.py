"""`twotrack redline` and `twotrack redlines`: the compared texts, and the messages for wrong usage."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from twotrack.cli.main import main
from twotrack.output_marker import MARKER

SMALL = Path(__file__).resolve().parents[1] / "pages" / "small"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    shutil.copytree(SMALL, tmp_path / "tree", ignore=shutil.ignore_patterns("expected"))
    return tmp_path / "tree"


def run(tree: Path, *words: str) -> int:
    return main([words[0], "--root", str(tree), *words[1:]])


def test_two_room_versions_by_their_pages(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tree, "redline", "10", "11") == 0
    shown = capsys.readouterr().out
    assert "An old rule." in shown
    assert "If it has no sender, reject." in shown
    # The last rule is renumbered from 3 to 2, and the reference to it follows: no change of words.
    assert "Names are looked up" not in shown
    assert "follows rule" not in shown
    assert "index.md" not in shown


def test_editions_by_every_page(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tree, "redline", "matrix", "lts", "--format", "json") == 0
    changes = json.loads(capsys.readouterr().out)["changes"]
    assert ["D07"] in [change["ledger"] for change in changes]
    assert run(tree, "redline", "matrix", "lts") == 0
    shown = capsys.readouterr().out
    assert "IP literals are refused" in shown
    assert "spec/client/index.md" in shown


def test_the_ledger_explains_nothing_between_versions_of_one_track(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tree / "spec" / "rooms" / "parts" / "rules.md"
    page.write_text(page.read_text() + "\n::: only matrix and room_version >= 11 because D07\nNew.\n:::\n")
    assert run(tree, "redline", "10", "11") == 0
    shown = capsys.readouterr().out
    assert "{+New.+}" in shown
    assert "D07" not in shown


def test_one_section(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tree, "redline", "10", "11", "#rule-creator") == 0
    assert "If it has no sender" in capsys.readouterr().out
    assert run(tree, "redline", "10", "11", "#details") == 0
    assert "sender" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("redline", "10", "13"), "unknown edition or draft '13'; expected one of: matrix"),
        (("redline", "10", "11", "nowhere"), "unknown page or anchor 'nowhere'"),
        (("redlines", "10-11", "--out", "x"), "each pair is written A:B"),
    ],
)
def test_wrong_usage_exits_2(
    tree: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], message: str
) -> None:
    assert run(tree, *words) == 2
    assert message in capsys.readouterr().err


def test_files_of_several_redlines(tree: Path, tmp_path: Path) -> None:
    out = tmp_path / "redlines"
    assert run(tree, "redlines", "10:11", "matrix:lts", "--out", str(out)) == 0
    first = {path.name: path.read_bytes() for path in out.iterdir()}
    names = [f"{pair}.{suffix}" for pair in ("10-11", "matrix-lts") for suffix in ("html", "json", "txt")]
    assert sorted(first) == [MARKER, *names]
    assert run(tree, "redlines", "10:11", "matrix:lts", "--out", str(out)) == 0
    assert {path.name: path.read_bytes() for path in out.iterdir()} == first


def test_a_fault_leaves_the_last_files(
    tree: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "redlines"
    assert run(tree, "redlines", "10:11", "--out", str(out)) == 0
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    page = tree / "spec" / "rooms" / "parts" / "rules.md"
    page.write_text(page.read_text() + "\nSee {{nothing-of-the-kind}}.\n")
    assert run(tree, "redlines", "10:11", "--out", str(out)) == 1
    line = page.read_text().split("\n").index("See {{nothing-of-the-kind}}.") + 1
    assert f"spec/rooms/parts/rules.md:{line}: error: no anchor" in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
