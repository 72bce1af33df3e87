"""This project's own drafts: our checks, xml2rfc, and idnits if it is installed, report nothing unexpected.

`open-findings.txt` lists, by file and code, findings that are known and not yet corrected. A line that is no
longer found has to be removed from it.
"""

from __future__ import annotations

from pathlib import Path

from tests.conftest import ROOT
from twotrack.problems import Report
from twotrack.project import open_project
from twotrack.rfc import draft_build
from twotrack.rfc.source import submissions

OPEN = Path(__file__).with_name("open-findings.txt")


def test_the_drafts_are_ready_to_be_submitted() -> None:
    report = Report()
    project = open_project(ROOT, report)
    assert project is not None, report.problems
    drafts = project.drafts(report)
    assert len(drafts.by_key) == 2
    for draft in drafts.by_key.values():
        assert draft_build.build(drafts, draft, ["xml", "txt"], checked=True) is not None
    known = set(OPEN.read_text(encoding="utf-8").splitlines())
    problems = [problem for problem in report.problems if problem.code != "rfc-idnits-unread"]
    new = [str(problem) for problem in problems if f"{problem.path} {problem.code}" not in known]
    assert not new, "\n".join(new)
    gone = known - {f"{problem.path} {problem.code}" for problem in problems}
    assert not gone, f"corrected, so no longer open: {', '.join(sorted(gone))}"


def test_no_frozen_submission_has_changed() -> None:
    report = Report()
    submissions.verify(ROOT, report)
    assert not report.problems
