"""The lint over eight published drafts of other authors: few notes, and known faults among them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from lxml import etree

from tests.tool.rfc.drafts import EDITIONS
from twotrack.config.editions_file import read_editions
from twotrack.config.facets import Editions
from twotrack.problems import Report
from twotrack.rfc.checks import draft_checks
from twotrack.rfc.model.rfcxml import DraftXml
from twotrack.rfc.source.front_matter import Meta
from twotrack.text import Origin

CORPUS = Path(os.environ.get("TWOTRACK_CORPUS") or "no corpus")
NAMES = ("dap", "edhoc", "mls", "moqt", "msgsig", "quic-tls", "quic-transport", "sfbis")
MOST = 20


def _editions() -> Editions:
    found = read_editions(EDITIONS, "editions.yml", Report())
    assert found is not None
    return found


def _linted(name: str) -> list[str]:
    path = CORPUS / "drafts" / f"{name}.kramdown.xml"
    if not path.is_file():
        pytest.skip("TWOTRACK_CORPUS does not name the folder of published drafts")
    # Some of them are not well formed: drawings with a DOCTYPE, for example.
    root = etree.parse(path, etree.XMLParser(recover=True, huge_tree=True)).getroot()
    lines = len(path.read_text(encoding="utf-8").split("\n"))
    report = Report()
    written = DraftXml(root, tuple(Origin(name, line) for line in range(1, lines + 1)))
    draft_checks.run(written, Meta({}), report, _editions())
    return [str(problem) for problem in report.problems if problem.code.startswith("lint-")]


@pytest.mark.parametrize("name", NAMES)
def test_published_drafts_have_few_notes(name: str) -> None:
    found = _linted(name)
    assert len(found) <= MOST, "\n".join(found)


def test_misspelled_abbreviations_are_found() -> None:
    assert any("'HDKF'" in line for line in _linted("edhoc"))
    assert any("'PCKS'" in line for line in _linted("msgsig"))
