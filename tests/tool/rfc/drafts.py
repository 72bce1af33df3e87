"""Drafts for tests: a case's text in a small draft, built in a small project."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lxml import etree

from twotrack import inputs
from twotrack.cli.main import main
from twotrack.problems import Report
from twotrack.project import open_project
from twotrack.rfc import draft_build
from twotrack.rfc.checks import draft_checks
from twotrack.rfc.model.rfcxml import DraftXml
from twotrack.rfc.tools.xml_output import xml

EDITIONS = """\
facets:
  track: [matrix, ietf]
  room_version: versions
versions:
  "1": {}
  "2": {based_on: "1"}
editions:
  matrix: {title: Matrix, track: matrix, room_version: "2"}
  lts: {title: LTS, track: ietf, room_version: "2"}
site: matrix
"""
REFERENCES = """\
MSC4291:
  title: "MSC4291: Room IDs as hashes of the create event"
  author: {name: Alice Example}
  date: 2025-07-15
  target: https://example.org/msc4291
"""
FRONT = """\
---
title: A Draft of One Case
abbrev: One Case
docname: draft-example-one-case-latest
date: 2026-07-28
author: {name: Alice Example, organization: Example, email: alice@example.org}
---

--- abstract

A draft.

--- middle

# Section {#section}

"""


def project(root: Path, report: Report) -> draft_build.Drafts:
    """Open a small project, creating it in `root` if it does not exist yet."""
    for name, text in (
        ("spec/editions.yml", EDITIONS),
        ("spec/index.md", "# Start {#start}\n"),
        (inputs.REFERENCES, REFERENCES),
    ):
        path = root / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    opened = open_project(root, report)
    assert opened is not None, report.problems
    return opened.drafts(report)


def command(words: Sequence[str], root: Path | None = None) -> int:
    """Run `twotrack draft` and return its exit status."""
    return main(["draft", *words], root)


def write_case(opened: draft_build.Drafts, text: str, formats: Sequence[str] = ("xml",)) -> DraftXml | None:
    """Write a case: a complete draft if it begins with front matter, otherwise the text of a section."""
    path = opened.root / "drafts" / "draft-example-one-case.md"
    path.write_text(text if text.startswith("---\n") else FRONT + text, encoding="utf-8")
    built = draft_build.build(opened, draft_build.read_draft(opened, path), formats)
    return built.written if built else None


def shown(written: DraftXml, *, whole: bool) -> str:
    """Return the XML in a case file: the whole document, or the content of its section below the name."""
    document = etree.fromstring(xml(written))
    if whole:
        return etree.tostring(document, encoding="unicode") + "\n"
    section = document.find("middle/section")
    assert section is not None
    lines = [line for child in list(section)[1:] for line in _lines(child)]
    lines += [line for other in document.findall("middle/section")[1:] for line in _lines(other)]
    return "\n".join(lines) + "\n"


def _lines(element: etree._Element) -> list[str]:
    element.tail = None
    depth = sum(1 for _ in element.iterancestors())
    return [
        line.removeprefix("  " * depth) for line in etree.tostring(element, encoding="unicode").split("\n")
    ]


def checked(root: Path, case: Path) -> str:
    """Return all that is reported of a draft, its text made and every check but idnits run."""
    report = Report()
    opened = project(root, report)
    written = write_case(opened, case.read_text(encoding="utf-8"))
    if written is not None:
        meta = draft_build.read_draft(opened, opened.root / "drafts" / "draft-example-one-case.md").file.meta
        draft_checks.run(written, meta, report, opened.tree.editions)
    return "".join(f"{problem}\n" for problem in report.problems)
