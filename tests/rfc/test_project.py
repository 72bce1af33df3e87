"""This project's own drafts: nothing is found in them by us, xml2rfc, or idnits where it is installed."""

from __future__ import annotations

import pytest

from tests.conftest import ROOT
from twotrack.problems import Report
from twotrack.project import open_project
from twotrack.rfc import draft_build
from twotrack.rfc.source import submissions

DRAFTS = sorted((ROOT / draft_build.DRAFTS).glob("draft-*.md"))


@pytest.mark.parametrize("path", DRAFTS, ids=[path.stem for path in DRAFTS])
def test_a_draft_is_ready_to_be_submitted(path: object) -> None:
    report = Report()
    project = open_project(ROOT, report)
    assert project is not None, report.problems
    drafts = project.drafts(report)
    draft = next(d for d in drafts.by_key.values() if ROOT / d.path == path)
    built = draft_build.build(drafts, draft, ["xml", "txt"], checked=True)
    told = [str(problem) for problem in report.problems if problem.code != "rfc-idnits-unread"]
    assert not told, "\n".join(told)
    assert built is not None


def test_no_frozen_submission_has_changed() -> None:
    report = Report()
    submissions.verify(ROOT, report)
    assert not report.problems
