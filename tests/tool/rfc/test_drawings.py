"""Drawings: aasvg converts ASCII art to SVG valid in RFCs; otherwise the text remains and is reported."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from lxml import etree

from tests.conftest import ROOT
from tests.corpus import CORPUS
from tests.tool.rfc import drafts
from twotrack.problems import Report
from twotrack.rfc import draft_build
from twotrack.rfc.model.rfcxml_schema import schema_path
from twotrack.rfc.tools import aasvg as drawings
from twotrack.rfc.tools.xml_output import xml

PUBLISHED = CORPUS / "linearized-matrix" / "draft.md"
SVG = "{http://www.w3.org/2000/svg}"
# Every kind of line, arrow, corner and point that aasvg knows of ASCII.
ALL = """\
 .------.   o--->*   +-----+
 | a  & |  /     ^   |  b  |===>
 '--+---'  \\     |   +--+--+~~~>
    |       v    |      :
    +------------+ - - -'  <x>
"""
DRAFT = f'~~~ aasvg\n{ALL}~~~\n{{: #drawn title="All" alt="Boxes and lines"}}\n\nSee {{{{drawn}}}}.\n'


@pytest.fixture
def tool() -> str:
    found = drawings.find(ROOT)
    if found is None:
        pytest.skip("aasvg or node is not installed: npm ci")
    return found


def all_drawings() -> list[str]:
    """Return the drawing above and those of a published draft."""
    corpus = PUBLISHED.read_text(encoding="utf-8") if PUBLISHED.exists() else ""
    return [ALL, *re.findall(r"^~~~ aasvg\n(.*?)^~~~$", corpus, re.DOTALL | re.MULTILINE)]


@pytest.mark.parametrize("text", all_drawings())
def test_a_drawing_is_svg_of_rfcs_and_the_same_every_time(text: str, tool: str) -> None:
    svg = drawings.draw(text, tool)
    schema = etree.RelaxNG(file=str(schema_path().with_name("SVG-1.2-RFC.rng")))
    assert schema.validate(svg), schema.error_log
    assert not svg.xpath("//*[local-name()='style'] | //@id")
    assert etree.tostring(svg) == etree.tostring(drawings.draw(text, tool))
    # No text is lost: each word of the drawing is in the SVG.
    words = " ".join(e.text or "" for e in svg.iter(f"{SVG}text"))
    assert set(re.findall(r"[A-Za-z]{2,}", text)) <= set(re.findall(r"[A-Za-z]{2,}", words))


def test_styles_are_converted_to_attributes(tool: str) -> None:
    svg = drawings.draw(ALL, tool)
    assert all(e.get("stroke") == "black" and e.get("fill") == "none" for e in svg.iter(f"{SVG}path"))
    assert {e.get("fill") for e in svg.iter(f"{SVG}polygon")} == {"black"}
    assert {e.get("class"): e.get("fill") for e in svg.iter(f"{SVG}circle")} == {
        "dot open": "white",
        "dot closed": "black",
    }
    assert {e.get("font-family") for e in svg.iter(f"{SVG}text")} == {"monospace"}


def test_a_draft_with_a_drawing_builds_in_every_format_without_messages(
    tool: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawings, "find", lambda _root: tool)
    report = Report()
    opened = drafts.project(tmp_path, report)
    path = tmp_path / "drafts" / "draft-example-one-case.md"
    path.write_text(drafts.FRONT + DRAFT, encoding="utf-8")
    built = draft_build.build(opened, draft_build.read_draft(opened, path), ["xml", "txt", "html"])
    assert not report.problems
    assert built is not None
    arts = built.written.root.findall(".//figure[@anchor='drawn']/artset/artwork")
    assert [(art.get("type"), art.get("alt")) for art in arts] == [
        ("svg", "Boxes and lines"),
        ("ascii-art", "Boxes and lines"),
    ]
    assert "| a  & |  /     ^   |  b  |===>" in built.outputs["txt"].decode()
    html = built.outputs["html"].decode()
    assert html.count("<svg ") == 1
    assert "===&gt;" not in html
    assert xml(built.written) == built.outputs["xml"]


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("exit 3", "it ended with 3"),
        ("echo no >&2; exit 1", "no"),
        ("echo '<svg'", "it is not XML"),
        ("echo '<svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>'", "not SVG of an RFC"),
        ("exec sleep 5", "it took more than 0.2 seconds"),
    ],
)
def test_a_tool_that_fails_leaves_the_text(
    script: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool = tmp_path / "aasvg"
    tool.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    tool.chmod(0o755)
    monkeypatch.setattr(drawings, "find", lambda _root: str(tool))
    monkeypatch.setattr(drawings, "SECONDS", 0.2)
    report = Report()
    written = drafts.write_case(drafts.project(tmp_path, report), DRAFT)
    assert written is not None, report.problems
    assert [art.get("type") for art in written.root.iter("artwork")] == ["ascii-art"]
    assert [problem.code for problem in report.problems] == ["rfc-drawing-failed"]
    assert why in report.problems[0].text


def test_the_tool_of_the_project_goes_before_that_of_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("path", "node_modules/.bin"):
        (tmp_path / folder).mkdir(parents=True)
    for name in ("path/aasvg", "path/node", "node_modules/.bin/aasvg"):
        (tmp_path / name).write_text("#!/bin/sh\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    assert drawings.find(tmp_path) == str(tmp_path / "node_modules/.bin/aasvg")
    assert drawings.find(None) == str(tmp_path / "path/aasvg")
    (tmp_path / "path/node").unlink()
    assert drawings.find(tmp_path) is None


def test_a_draft_gives_only_options_of_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[list[str]] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        ran.append(command)
        return subprocess.CompletedProcess(command, 1, "", "not today")

    monkeypatch.setattr(drawings, "find", lambda _root: "aasvg")
    monkeypatch.setattr("twotrack.rfc.tools.aasvg.subprocess.run", run)
    for options in ("--spaces=2 --fill", "--spaces=2;id", "--extract", "--onload=alert(1)"):
        text = f'~~~ aasvg\n+-+\n~~~\n{{: artwork-svg-options="{options}"}}\n'
        report = Report()
        drafts.write_case(drafts.project(tmp_path, report), text)
        expected = "rfc-drawing-failed" if options == "--spaces=2 --fill" else "rfc-field-value"
        assert [problem.code for problem in report.problems] == [expected], options
    assert ran == [["aasvg", "--spaces=1", "--spaces=2", "--fill"]]
