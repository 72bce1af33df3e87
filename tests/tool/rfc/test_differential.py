"""Each case and draft of the corpus produces kramdown-rfc's RFCXML, or the difference in `kramdown.yml`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.corpus import MISSING
from tests.tool.rfc import differential, kramdown_page
from twotrack.rfc.tools import aasvg as drawings

LISTED = kramdown_page.listed()
NONE = [pytest.param("", marks=pytest.mark.skip(MISSING))]
STATES = {
    **dict.fromkeys(LISTED["better"], "different"),
    **dict.fromkeys(LISTED["refused"], "refused"),
    **dict.fromkeys(LISTED["alone"], "unknown"),
    **dict.fromkeys(LISTED["drafts"], "different"),
}


@pytest.fixture(autouse=True)
def _without_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawings, "find", lambda _root: None)


@pytest.mark.parametrize("name", differential.cases() or NONE)
def test_a_case_is_as_listed(name: str, tmp_path: Path) -> None:
    outcome = differential.compare_case(name, tmp_path)
    shown = "\n".join([*map(str, outcome.problems), *outcome.difference()])
    assert differential.state_of(outcome) == STATES.get(name, "equal"), shown


@pytest.mark.parametrize("name", differential.draft_names() or NONE)
def test_a_draft_is_as_listed(name: str, tmp_path: Path) -> None:
    outcome = differential.compare_draft(name, tmp_path)
    assert [p for p in outcome.problems if p.severity != "info"] == []
    assert differential.state_of(outcome) == STATES.get(name, "equal"), "\n".join(outcome.difference())


def test_every_case_has_a_class() -> None:
    classed = [case for rows in LISTED["classes"].values() for case in kramdown_page.cases_of(rows)]
    assert len(classed) == len(set(classed))
    assert not {*LISTED["better"], *LISTED["refused"], *LISTED["alone"]} - set(classed)
    if differential.cases():
        assert sorted(classed) == differential.cases()


def test_the_page_is_made_from_the_list() -> None:
    assert (ROOT / "KRAMDOWN.md").read_text(encoding="utf-8") == kramdown_page.page()
