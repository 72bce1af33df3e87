"""Frozen versions of the small project: a register of hashes, changes, and errata."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.tool.checks.test_check import SMALL, run
from twotrack.problems import Report

EDITIONS = "spec/editions.yml"
PAGE = "spec/rooms/version.md"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(SMALL, tmp_path, dirs_exist_ok=True)
    _replace(tmp_path / EDITIONS, "I.1: {based_on", "I.1: {frozen: true, based_on")
    return tmp_path


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def _append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def _codes(root: Path, update: tuple[str, ...] = ()) -> list[tuple[str, int, str]]:
    report = Report()
    run(root, report, update)
    found = [(problem.path, problem.line, problem.code) for problem in report.problems]
    return [problem for problem in found if problem[2] == "register" or problem[2].startswith("version-")]


def test_a_frozen_version_has_to_be_registered(root: Path) -> None:
    assert _codes(root) == [(EDITIONS, 0, "version-unregistered")]
    assert _codes(root, ("frozen",)) == []
    assert (root / "spec/frozen.tsv").read_text(encoding="utf-8").startswith("I.1\t")


def test_a_change_of_its_text_is_an_error_and_is_never_registered_again(root: Path) -> None:
    assert _codes(root, ("frozen",)) == []
    _append(root / PAGE, "\nOne more sentence.\n")
    assert _codes(root, ("frozen",)) == [("spec/frozen.tsv", 1, "version-changed")]


def test_a_change_of_another_version_is_none(root: Path) -> None:
    assert _codes(root, ("frozen",)) == []
    _append(root / PAGE, "\n::: only room_version == 11\nOne more sentence.\n:::\n")
    assert _codes(root) == []


def test_errata_and_line_breaks_are_no_change(root: Path) -> None:
    _append(root / PAGE, "\nOne more\nsentence.\n")
    assert _codes(root, ("frozen",)) == []
    _replace(
        root / PAGE,
        "\nOne more\nsentence.\n",
        '\nOne\nmore sentence.\n\n!!! erratum "Erratum 1"\n    A mistake.\n',
    )
    assert _codes(root) == []


def test_a_version_cannot_be_thawed(root: Path) -> None:
    assert _codes(root, ("frozen",)) == []
    _replace(root / EDITIONS, "frozen: true, ", "")
    assert _codes(root) == [("spec/frozen.tsv", 1, "version-changed")]


def test_a_line_that_cannot_be_read_is_reported(root: Path) -> None:
    (root / "spec/frozen.tsv").write_text("I.1 abc\n", encoding="utf-8")
    assert _codes(root) == [(EDITIONS, 0, "version-unregistered"), ("spec/frozen.tsv", 1, "register")]
