"""`twotrack check` on a small project: it passes, and each violated rule is reported in one line."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cases import Case, parametrize
from tests.real_tree import PROBLEMS
from twotrack.checks.all_checks import check
from twotrack.cli import main
from twotrack.problems import Report, render
from twotrack.project import open_project

HERE = Path(__file__).parent
SMALL = HERE / "small"


def run(root: Path, report: Report, update: Sequence[str] = ()) -> None:
    project = open_project(root, report)
    if project is not None:
        check(project, report, update)


def change(root: Path, given: str) -> None:
    """Apply the changes of a case to a project.

    `=== path` begins the new text of a file, `>>> path` lines to add to one, `<<< path` removes one.
    """
    path = ""
    for line in given.rstrip("\n").split("\n"):
        sign, _, name = line.partition(" ")
        if sign in {"===", "<<<", ">>>"} and name:
            path = name
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            if sign == "<<<":
                (root / path).unlink()
            elif sign == "===":
                (root / path).write_text("")
        else:
            with (root / path).open("a") as file:
                file.write(line.replace("\\t", "\t") + "\n")


def test_the_small_project_passes() -> None:
    report = Report()
    run(SMALL, report)
    assert render(report.problems) == ""


@parametrize(HERE / "cases", "rules.txt")
def test_each_rule(case: Case, tmp_path: Path) -> None:
    shutil.copytree(SMALL, tmp_path, dirs_exist_ok=True)
    change(tmp_path, case.given)
    report = Report()
    run(tmp_path, report)
    assert render(report.problems) + "\n" == case.expected


@parametrize(HERE / "cases", "sides.txt")
def test_sides(case: Case, tmp_path: Path) -> None:
    change(tmp_path, case.given)
    report = Report()
    project = open_project(tmp_path, report)
    if project is not None:
        check(project, report, notes=False)
    assert render(report.problems) + "\n" == case.expected


def test_updating_the_registers_resolves_the_messages(tmp_path: Path) -> None:
    shutil.copytree(SMALL, tmp_path, dirs_exist_ok=True)
    for name in ("spec/anchors.tsv", "spec/ledger/register.tsv", "drafts/submitted/SHA256SUMS"):
        (tmp_path / name).unlink()
    (tmp_path / "spec/ledger/D1.yml").touch()
    report = Report()
    run(tmp_path, report)
    assert {p.code for p in report.problems} == {"ledger-unregistered", "frozen-unregistered"}
    arguments = ["check", "--root", str(tmp_path), "--update-anchors", "--update-ledger", "--update-frozen"]
    assert main.main(arguments) == 0
    assert (tmp_path / "spec/ledger/register.tsv").read_text() == (
        SMALL / "spec/ledger/register.tsv"
    ).read_text()
    sums = "drafts/submitted/SHA256SUMS"
    assert (tmp_path / sums).read_text() == (SMALL / sums).read_text()
    anchors = (tmp_path / "spec/anchors.tsv").read_text().split("\n")
    assert set((SMALL / "spec/anchors.tsv").read_text().split("\n")) <= set(anchors)


def test_updating_takes_nothing_away(tmp_path: Path) -> None:
    shutil.copytree(SMALL, tmp_path, dirs_exist_ok=True)
    page = tmp_path / "spec/index.md"
    page.write_text(page.read_text().replace("{#policy}", "{#policies}"))
    (tmp_path / "spec/ledger/S1.yml").write_text(
        (SMALL / "spec/ledger/S1.yml").read_text().replace("01-02", "01-03")
    )
    (tmp_path / "drafts/submitted/draft-example-core-00.txt").write_text("Another text.\n")
    report = Report()
    run(tmp_path, report, ("anchors", "ledger", "frozen"))
    assert {p.code for p in report.problems} == {"anchor-gone", "ledger-reused", "frozen-changed"}
    assert "policies\tindex.md\n" in (tmp_path / "spec/anchors.tsv").read_text()


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(SMALL, tmp_path, dirs_exist_ok=True)
    assert main.main(["check", "--root", str(tmp_path)]) == 0
    change(tmp_path, "<<< spec/ledger/S1.yml")
    assert main.main(["check", "--root", str(tmp_path), "--problems", "github"]) == 1
    shown = capsys.readouterr().err
    assert "::error file=spec/index.md,line=7,title=ledger-unknown::S1 is not an entry" in shown


def test_notes_are_shown_on_request(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(SMALL, tmp_path, dirs_exist_ok=True)
    change(tmp_path, ">>> spec/index.md\n\nAn event MUST be small.")
    assert main.main(["check", "--root", str(tmp_path)]) == 0
    assert "requirement-no-actor" not in capsys.readouterr().err
    assert main.main(["check", "--root", str(tmp_path), "--notes"]) == 0
    assert "[requirement-no-actor]" in capsys.readouterr().err


def test_no_tree_no_check(tmp_path: Path) -> None:
    report = Report()
    run(tmp_path, report)
    assert [p.code for p in report.problems] == ["config"]


def test_the_project_passes(real_tree: Path) -> None:
    """The project's own tree, with nothing silenced."""
    assert (real_tree / PROBLEMS).read_text(encoding="utf-8") == ""
