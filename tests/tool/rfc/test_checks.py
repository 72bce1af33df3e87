"""Each `checks/NAME.md` has exactly the problems in `checks/NAME.txt`, or none if that file is empty.

`python -m tests.tool.rfc.accept` writes the expectations; read them before committing.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.tool.rfc import drafts
from twotrack.problems import Report, render
from twotrack.rfc import draft_build
from twotrack.rfc.tools import idnits

CHECKS = Path(__file__).parent / "checks"
SOURCES = sorted((ROOT / "twotrack/rfc/checks").glob("*.py"))


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("checks")


@pytest.mark.parametrize("name", sorted(path.stem for path in CHECKS.glob("*.md")))
def test_check(name: str, root: Path) -> None:
    assert drafts.checked(root, CHECKS / f"{name}.md") == (CHECKS / f"{name}.txt").read_text(encoding="utf-8")


def test_every_check_has_found_something() -> None:
    found = "".join(path.read_text(encoding="utf-8") for path in CHECKS.glob("*.txt"))
    used = set(re.findall(r'"((?:rfc|lint)-[a-z0-9-]+)"', "".join(p.read_text() for p in SOURCES)))
    assert len(used - {"rfc-abnf-unread"}) > 20
    assert [code for code in sorted(used - {"rfc-abnf-unread"}) if f"[{code}]" not in found] == []


@pytest.fixture
def tool() -> str:
    found = idnits.find(ROOT)
    if found is None:
        pytest.skip("idnits is not installed: npm install @ietf-tools/idnits")
    return found


def test_idnits_finds_nothing_in_a_clean_draft_and_its_findings_have_a_place(root: Path, tool: str) -> None:
    report = Report()
    opened = drafts.project(root, report)
    text = (CHECKS / "clean.md").read_text(encoding="utf-8")
    path = opened.root / "drafts" / "draft-example-one-case.md"
    path.write_text(text, encoding="utf-8")
    built = draft_build.build(opened, draft_build.read_draft(opened, path), ["xml", "txt"])
    assert built is not None
    idnits.check(tool, built.name, built.outputs, built.written, report)
    assert render(report.problems) == ""
    idnits.check(tool, "draft-other-name-00", built.outputs, built.written, report)
    assert [problem.code for problem in report.problems] == ["rfc-idnits-error"] * 2
    assert all(problem.path == "drafts/draft-example-one-case.md" for problem in report.problems)


def test_a_tool_without_a_result_is_an_error(root: Path, tmp_path: Path) -> None:
    broken = tmp_path / "idnits"
    broken.write_text("#!/bin/sh\necho broken\n", encoding="utf-8")
    broken.chmod(0o755)
    assert os.access(broken, os.X_OK)
    report = Report()
    opened = drafts.project(root, report)
    written = drafts.write_case(opened, "Text.\n")
    assert written is not None
    idnits.check(str(broken), "draft-example-one-case-00", {"xml": b"<rfc/>"}, written, report)
    assert [problem.code for problem in report.problems] == ["rfc-idnits-error"]
