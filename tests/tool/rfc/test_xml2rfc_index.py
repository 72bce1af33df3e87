"""xml2rfc with an index makes the same bytes as without; of an unknown xml2rfc, its own classes are used.

Of the corpus's drafts, the two shortest are compared: the time of xml2rfc without the index grows with the
square of the length. The environment variable TWOTRACK_DRAFTS is another number of drafts.
"""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest
import xml2rfc

from tests.corpus import CORPUS, MISSING
from tests.tool.rfc import differential, drafts
from twotrack.problems import Report
from twotrack.rfc import draft_build
from twotrack.rfc.model.rfcxml import DraftXml
from twotrack.rfc.tools import aasvg as drawings
from twotrack.rfc.tools.formats import render
from twotrack.rfc.tools.xml2rfc_adapter import anchor_index

CASES = Path(__file__).parent / "cases"
FORMATS = ("txt", "html")
DAY = dt.date(2026, 7, 28)
SHORTEST = sorted(
    differential.draft_names(), key=lambda name: (CORPUS / "drafts" / f"{name}.md").stat().st_size
)[: int(os.environ.get("TWOTRACK_DRAFTS", "2"))]


def both(
    written: DraftXml, monkeypatch: pytest.MonkeyPatch
) -> tuple[dict[str, bytes], dict[str, bytes], Report]:
    fast = render(written, FORMATS, DAY, Report())
    report = Report()
    with monkeypatch.context() as patch:
        patch.setattr(anchor_index, "KNOWN", {})
        return fast, render(written, FORMATS, DAY, report), report


@pytest.mark.parametrize("name", sorted(path.stem for path in CASES.glob("*.xml")))
def test_cases_are_the_same_bytes(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawings, "find", lambda _root: None)
    text = (CASES / f"{name}.md").read_text(encoding="utf-8")
    written = drafts.write_case(drafts.project(tmp_path, Report()), text)
    assert written is not None
    fast, stock, _ = both(written, monkeypatch)
    assert fast == stock
    assert (CASES / f"{name}.txt").exists() or set(fast) == set(FORMATS)


@pytest.mark.parametrize("name", SHORTEST or [pytest.param("", marks=pytest.mark.skip(MISSING))])
def test_drafts_are_the_same_bytes(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = differential.copied_draft(name, tmp_path)
    report = Report()
    opened = draft_build.open_single(path, report)
    built = draft_build.build(opened, draft_build.read_draft(opened, path), ["xml"])
    assert built is not None, report.problems
    fast, stock, _ = both(built.written, monkeypatch)
    assert fast == stock


def test_an_unknown_xml2rfc_is_used_as_it_is_with_a_note(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = drafts.write_case(drafts.project(tmp_path, Report()), "Text.\n")
    assert written is not None
    _, stock, report = both(written, monkeypatch)
    assert stock["txt"]
    assert [(problem.code, problem.severity) for problem in report.problems] == [("rfc-xml2rfc-new", "info")]
    assert xml2rfc.__version__ in report.problems[0].text


def test_the_installed_xml2rfc_is_known() -> None:
    assert anchor_index.is_known()
