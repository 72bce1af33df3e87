"""The evidence of a version's relation to its base."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.tool.checks.test_check import SMALL, run
from twotrack.problems import Report

EDITIONS = "spec/editions.yml"
FILE = "comparison.json"
GOOD: dict[str, Any] = {"version": "I.1", "base": "12", "relation": "subset", "events": 10, "faults": []}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(SMALL, tmp_path, dirs_exist_ok=True)
    path = tmp_path / EDITIONS
    text = path.read_text(encoding="utf-8")
    start = text.index("I.1: {")
    entry = text[start : text.index("}", start)]
    assert 'based_on: "12"' in entry
    assert "relation: subset" in entry
    path.write_text(text.replace(entry, f"{entry}, evidence: {FILE}"), encoding="utf-8")
    return tmp_path


def _faults(root: Path) -> list[tuple[str, int, str]]:
    report = Report()
    run(root, report)
    return [(p.path, p.line, p.text) for p in report.problems if p.code == "relation-evidence"]


def test_missing_evidence_is_an_error(root: Path) -> None:
    ((path, line, text),) = _faults(root)
    assert (path, line) == (EDITIONS, 0)
    assert FILE in text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, ""),
        ({"version": "I.2"}, "version 'I.2'"),
        ({"base": "11"}, "base '11'"),
        ({"relation": "rename"}, "relation 'rename'"),
        ({"events": 0}, "any event"),
        ({"faults": ["a", "b"]}, "2 faults"),
        ({"faults": None}, "a list `faults`"),
    ],
)
def test_evidence_has_to_confirm_the_relation(root: Path, change: dict[str, Any], words: str) -> None:
    (root / FILE).write_text(json.dumps({**GOOD, **change}), encoding="utf-8")
    found = _faults(root)
    assert len(found) == bool(words)
    assert all(words in text for _, _, text in found)


def test_evidence_is_json(root: Path) -> None:
    (root / FILE).write_text("{", encoding="utf-8")
    assert len(_faults(root)) == 1
