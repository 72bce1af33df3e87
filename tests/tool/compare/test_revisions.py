"""Texts at git revisions, changelogs, and ferried changes."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from twotrack.cli.main import main

SMALL = Path(__file__).resolve().parents[1] / "pages" / "small"
ENTRY = """\
id: D07
title: No IP literals
matrix: Names are looked up.
ietf: IP literals are refused.
reason: They cannot have certificates.
source: [MSC1]
direction: to matrix
status: open
owner: Editors
opened: 2026-01-01
changed: 2026-01-02
next: Write the proposal.
"""

NEW = '  new: {title: New, track: matrix, room_version: "11"}\n'


def _git(folder: Path, *words: str) -> None:
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "-C", str(folder), *who, *words], check=True, capture_output=True)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    root = tmp_path / "tree"
    shutil.copytree(SMALL, root, ignore=shutil.ignore_patterns("expected"))
    (root / "spec" / "ledger").mkdir()
    (root / "spec" / "ledger" / "D07.yml").write_text(ENTRY)
    _git(root, "init", "-q")
    _git(root, "add", ".")
    _git(root, "commit", "-q", "-m", "first")
    _git(root, "tag", "v1")
    page = root / "spec" / "rooms" / "parts" / "rules.md"
    page.write_text(
        page.read_text().replace("it has previous events, reject", "it has previous events, MUST be refused")
    )
    return root


def run(tree: Path, *words: str) -> int:
    return main([words[0], "--root", str(tree), *words[1:]])


def test_a_redline_since_a_revision(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tree, "redline", "matrix", "matrix", "--at", "v1") == 0
    shown = capsys.readouterr().out
    assert "{+MUST be refused+}" in shown
    assert "Small tree" not in shown
    assert run(tree, "redline", "matrix", "matrix") == 0
    assert capsys.readouterr().out == ""


def test_a_changelog(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tree, "changelog", "11", "v1") == 0
    shown = capsys.readouterr().out
    assert shown.startswith("## Since v1\n")
    assert "MUST" in shown


def test_the_changes_of_all_texts(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tree, "changelog", "--all", "v1") == 0
    shown = capsys.readouterr().out
    assert shown.startswith("# Since v1\n")
    # Texts with the same changes share a section.
    changed = {part.split("\n")[0] for part in shown.split("\n## ") if "MUST added" in part}
    assert changed == {"matrix", "lts", "1, 2, 10, 11, 12, side, I.1"}
    assert run(tree, "changelog", "--all", "v1", "v1") == 0
    assert capsys.readouterr().out.count("\n## ") == 1


def test_a_text_of_one_revision_is_named(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    editions = tree / "spec" / "editions.yml"
    editions.write_text(editions.read_text().replace("editions:\n", "editions:\n" + NEW, 1))
    assert run(tree, "changelog", "--all", "v1") == 0
    assert "## new\n\nOnly one of the revisions has this text.\n" in capsys.readouterr().out


@pytest.mark.parametrize("words", [("v1",), ("a", "b", "c", "d"), ("--all", "a", "b", "c"), ("--all", "v9")])
def test_wrong_usage_of_changelog(tree: Path, words: tuple[str, ...]) -> None:
    assert run(tree, "changelog", *words) == 2


def test_between_two_revisions(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _git(tree, "commit", "-q", "-a", "-m", "second")
    _git(tree, "tag", "v2")
    page = tree / "spec" / "rooms" / "parts" / "rules.md"
    page.write_text(page.read_text().replace("MUST be refused", "is lost"))
    assert run(tree, "changelog", "matrix", "v1", "v2") == 0
    shown = capsys.readouterr().out
    assert shown.startswith("## From v1 to v2\n")
    assert "MUST added" in shown
    assert "lost" not in shown
    assert run(tree, "redline", "matrix", "matrix", "--at", "v1..v2") == 0
    assert "{+MUST be refused+}" in capsys.readouterr().out
    assert run(tree, "changelog", "matrix", "v2", "v2") == 0
    assert capsys.readouterr().out == "## From v2 to v2\n\nNothing changed.\n"


@pytest.mark.parametrize("revision", ["v3", "--output=x", "HEAD:spec"])
def test_no_such_revision(tree: Path, capsys: pytest.CaptureFixture[str], revision: str) -> None:
    assert run(tree, "redline", "matrix", "matrix", f"--at={revision}") == 2
    assert f"no git revision {revision!r}" in capsys.readouterr().err


def test_faults_of_the_earlier_text_name_the_revision(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    index = tree / "spec" / "index.md"
    good = index.read_text()
    index.write_text(good + "\n:::\n")
    _git(tree, "commit", "-q", "-a", "-m", "bad")
    index.write_text(good)
    assert run(tree, "redline", "matrix", "matrix", "--at", "HEAD") == 1
    assert "HEAD:spec/index.md:" in capsys.readouterr().err


def test_ferry_to_matrix_is_a_delta(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tree, "ferry", "D07") == 0
    shown = capsys.readouterr().out
    assert "They cannot have certificates." in shown
    assert "# MSC0000: No IP literals" in shown
    before, after = (
        shown.index("Names are looked up", shown.index("\n#")),
        shown.rindex("IP literals are refused"),
    )
    assert before < after


def test_ferry_to_the_ietf_is_a_change_list(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tree, "ferry", "D07", "--to", "ietf") == 0
    assert capsys.readouterr().out.startswith("## D07: No IP literals\n\n- ")


def test_ferry_of_nothing(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tree, "ferry", "D99") == 2
    assert "unknown ledger entry or draft 'D99'; expected one of: D07" in capsys.readouterr().err
