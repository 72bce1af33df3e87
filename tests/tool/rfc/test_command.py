"""The command: its output files, its exit status, and the cases in which it writes nothing."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

from tests.conftest import ROOT
from tests.tool.rfc import drafts
from twotrack import inputs
from twotrack.output_marker import MARKER
from twotrack.problems import Report
from twotrack.rfc.front import dates
from twotrack.rfc.references import fetch
from twotrack.rfc.source import submissions
from twotrack.rfc.tools import iddiff as revisions

DRAFT = drafts.FRONT.replace("one-case", "first") + "Text, see {{RFC8259}}.\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    drafts.project(tmp_path, Report())
    (tmp_path / "drafts" / "draft-example-first.md").write_text(DRAFT, encoding="utf-8")
    return tmp_path


def run(root: Path, *words: str) -> int:
    return drafts.command(["--root", str(root), *words])


def test_formats_are_written_and_are_the_same_every_time(root: Path) -> None:
    assert run(root) == 0
    out = root / "build" / "drafts"
    first = {path.name: path.read_bytes() for path in out.iterdir()}
    assert sorted(first) == [MARKER, *(f"draft-example-first.{form}" for form in ("html", "txt", "xml"))]
    assert b"Alice Example" in first["draft-example-first.txt"]
    assert run(root) == 0
    assert {path.name: path.read_bytes() for path in out.iterdir()} == first


def test_text_and_html_are_those_of_the_command_of_xml2rfc(root: Path, tmp_path: Path) -> None:
    assert run(root) == 0
    made = root / "build" / "drafts" / "draft-example-first"
    for form, option in (("txt", "--text"), ("html", "--html")):
        theirs = tmp_path / f"theirs.{form}"
        subprocess.run(
            [sys.executable, "-m", "xml2rfc.run", option, "--no-network", f"{made}.xml", "-o", theirs],
            check=True,
            capture_output=True,
        )
        ours, expected = made.with_suffix(f".{form}").read_text(), theirs.read_text()
        # Without the list of installed packages, by which the document would differ between machines.
        installed = re.compile(r"<!-- Generator version information:.*?-->\n", re.DOTALL)
        assert bool(installed.search(expected)) == (form == "html")
        assert ours == installed.sub("", expected)


def test_a_revision_is_in_names_and_documents(root: Path) -> None:
    assert run(root, "first", "--rev", "07", "--format", "xml") == 0
    document = etree.parse(root / "build" / "drafts" / "draft-example-first-07.xml").getroot()
    assert document.get("docName") == "draft-example-first-07"


def test_nothing_is_written_when_anything_fails(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(root) == 0
    out = root / "build" / "drafts"
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    bad = drafts.FRONT.replace("one-case", "second") + "{{!RFC99999}} and [x](nowhere.html).\n"
    (root / "drafts" / "draft-example-second.md").write_text(bad, encoding="utf-8")
    (root / "drafts" / "draft-example-first.md").write_text(DRAFT.replace("Text", "Other"), encoding="utf-8")
    assert run(root) == 1
    shown = capsys.readouterr().err
    assert "drafts/draft-example-second.md:17: error: 'RFC99999'" in shown
    assert "drafts/draft-example-second.md:17: error: the link to 'nowhere.html'" in shown
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


@pytest.mark.parametrize(
    "words",
    [
        ["--format", "doc"],
        ["nobody"],
        ["--rev", "1"],
        ["--freeze"],
        ["--diff", "first", "00", "01"],
        ["--unheard-of"],
        ["--silence", "nothing-of-that-name"],
        ["--silence", "rfc-schema"],
        ["--check", "--freeze", "--rev", "00"],
    ],
)
def test_wrong_usage_ends_with_2(root: Path, words: list[str]) -> None:
    assert run(root, *words) == 2
    assert not (root / "build").exists()


def test_several_drafts_of_one_end_are_named(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "drafts" / "draft-other-first.md").write_text(DRAFT, encoding="utf-8")
    assert run(root, "first") == 2
    assert "'first' can be draft-example-first or draft-other-first" in capsys.readouterr().err


def test_a_project_without_drafts_is_reported(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "drafts" / "draft-example-first.md").unlink()
    assert run(root) == 2
    assert "no draft-*.md in drafts/" in capsys.readouterr().err


def test_an_output_in_the_source_folder_is_refused(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    taken = root / "spec" / "index.md"
    before = taken.read_bytes()
    assert run(root, "--out", str(taken), "--format", "xml") == 1
    assert f"{taken}: error: lies in or around the source folder" in capsys.readouterr().err
    assert taken.read_bytes() == before


def test_a_check_writes_nothing_and_fails_on_faults(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(root, "--check") == 1
    assert "[rfc-section-missing]" in capsys.readouterr().err
    assert not (root / "build").exists()
    assert run(root, "--check", "--silence", "rfc-section-missing") == 0


def test_drafts_cite_each_other_by_name_and_by_anchor(root: Path) -> None:
    second = drafts.FRONT.replace("one-case", "second").replace("{#section}", "{#other}")
    (root / "drafts" / "draft-example-second.md").write_text(
        second
        + "See {{?I-D.example-first}}: {{deep}}, rule {{rule-two}}, {{in-appendix}}, and {{other}}.\n\n"
        "See [the *deep* one](#deep), [its rule](#rule-two), and [here](#other).\n",
        encoding="utf-8",
    )
    first = DRAFT + (
        "\n# Two\n\n## Deep {#deep}\n\n1. a\n    1. b\n    1. {#rule-two} c\n\n"
        "See {{I-D.example-second}}, {{other}}.\n\n"
        "--- back\n\n# A\n\n# B\n\n## Inside {#in-appendix}\n\nText.\n"
    )
    (root / "drafts" / "draft-example-first.md").write_text(first, encoding="utf-8")
    assert run(root) == 0
    text = " ".join(
        (root / "build/drafts/draft-example-second.txt").read_text().replace("\u2011", "-").split()
    )
    assert (
        "See [I-D.example-first]: Section 2.1 of [I-D.example-first], rule 1.2 of Section 2.1 of "
        "[I-D.example-first], Appendix B.1 of [I-D.example-first], and Section 1. "
        "See the _deep_ one (Section 2.1 of [I-D.example-first]), its rule (item 1.2 of Section 2.1 of "
        "[I-D.example-first]), and here (Section 1)."
    ) in text
    assert "Work in Progress, Internet-Draft, draft-example-first-00, 28 July 2026" in text
    other = " ".join((root / "build/drafts/draft-example-first.txt").read_text().split())
    assert "See [I-D.example-second], Section 1 of [I-D.example-second]." in other


def test_a_frozen_submission_cannot_change_unnoticed(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(root, "first", "--rev", "00", "--freeze") == 0
    folder = root / submissions.FOLDER
    assert sorted(path.name for path in folder.iterdir()) == [
        "SHA256SUMS",
        "draft-example-first-00.txt",
        "draft-example-first-00.xml",
    ]
    assert run(root) == 0
    assert run(root, "first", "--rev", "00", "--freeze") == 1
    assert "take the next number" in capsys.readouterr().err
    text = folder / "draft-example-first-00.txt"
    kept = text.read_bytes()
    text.write_bytes(kept.replace(b"Text", b"Next"))
    assert run(root) == 1
    assert (
        f"{submissions.FOLDER}/draft-example-first-00.txt: error: this text was submitted and has changed"
        in capsys.readouterr().err
    )
    text.unlink()
    assert run(root) == 1
    text.write_bytes(kept)
    (folder / "stray.txt").write_text("x")
    assert run(root) == 1
    (folder / "stray.txt").unlink()
    assert run(root) == 0
    assert submissions.newest(root, "draft-example-first-latest") == "00"


def test_revisions_are_compared(root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    tool = tmp_path / "iddiff"
    tool.write_text(
        "#!/bin/sh\nprintf '<html>'; diff \"$1\" \"$2\" | grep '^[<>]' | grep ext; true\n", encoding="utf-8"
    )
    tool.chmod(0o755)
    monkeypatch.setattr(revisions, "find", lambda: str(tool))
    assert run(root, "first", "--rev", "00", "--freeze") == 0
    (root / "drafts" / "draft-example-first.md").write_text(
        DRAFT.replace("Text", "Next text"), encoding="utf-8"
    )
    assert run(root, "--diff", "first", "00", "latest") == 0
    made = (root / "build/drafts/draft-example-first-from-00-to-latest.diff.html").read_text()
    assert made.startswith("<html>")
    assert "<    Text, see" in made
    assert ">    Next text, see" in made


def test_a_missing_tool_is_reported(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(revisions, "find", lambda: None)
    assert run(root, "first", "--rev", "00", "--freeze") == 0
    assert run(root, "--diff", "first", "00", "latest") == 1
    assert "[rfc-iddiff]" in capsys.readouterr().err


ENTRY = b"""<?xml version='1.0'?>
<reference anchor="I-D.example-fetched" target="https://datatracker.ietf.org/doc/html/draft-example-fetched-03">
<front><title>A Title:  with a colon</title><author initials="A." surname="Example" fullname="Alice Example">
<organization>Example</organization></author><date day="2" month="July" year="2023"/></front>
<seriesInfo name="Internet-Draft" value="draft-example-fetched-03"/></reference>"""


def test_missing_references_are_fetched_into_the_file(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    requested: list[str] = []

    def answer(url: str) -> bytes:
        requested.append(url)
        return ENTRY

    monkeypatch.setattr(fetch, "get", answer)
    path = root / "drafts" / "draft-example-first.md"
    path.write_text(DRAFT + "\n{{?I-D.example-fetched}}\n", encoding="utf-8")
    assert run(root) == 1
    assert run(root, "--fetch-references") == 0
    assert requested == ["https://bib.ietf.org/public/rfc/bibxml3/reference.I-D.example-fetched.xml"]
    kept = (root / inputs.REFERENCES).read_text(encoding="utf-8")
    assert kept.startswith(drafts.REFERENCES)
    assert run(root) == 0
    text = " ".join((root / "build/drafts/draft-example-first.txt").read_text().split())
    assert 'Example, A., "A Title: with a colon", Work in Progress' in text
    assert run(root, "--fetch-references") == 0
    assert len(requested) == 1


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("RFC99999", "bibxml/reference.RFC.99999.xml"),
        ("BCP9", "bibxml-rfcsubseries-new/reference.BCP.0009.xml"),
        ("W3C.REC-xml", "bibxml4/reference.W3C.REC-xml.xml"),
        ("DOI.10.17487/RFC1", "bibxml7/reference.DOI.10.17487/RFC1.xml"),
        ("NIST.FIPS.180-4", "bibxml2/reference.NIST.FIPS.180-4.xml"),
        ("I-D.../../etc", None),
        ("MSC1", None),
    ],
)
def test_addresses_of_references(key: str, path: str | None) -> None:
    assert fetch.url_of(key) == (path and fetch.BIBXML + path)


@pytest.mark.parametrize("data", [b"<html/>", b"no xml", b"<reference/>"])
def test_a_response_that_is_not_a_reference_is_reported(data: bytes) -> None:
    report = Report()
    assert fetch.fetch(["I-D.example"], report, "references.yml", via=lambda _: data) == ""
    assert [problem.code for problem in report.problems] == ["rfc-fetch"]


def test_the_date_is_that_of_the_source(root: Path) -> None:
    path = root / "drafts" / "draft-example-first.md"
    assert dates.of_source(path, {"SOURCE_DATE_EPOCH": "86400"}) == dt.date(1970, 1, 2)
    stamp = dt.datetime(2020, 2, 3, tzinfo=dt.UTC).timestamp()
    subprocess.run(["touch", "-d", f"@{stamp}", path], check=True)
    assert dates.of_source(path, {}) == dt.date(2020, 2, 3)
    assert dates.of_source(ROOT / "build_rfc.py", {}) >= dt.date(2026, 1, 1)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2012", {"year": "2012"}),
        ("2012-07", {"year": "2012", "month": "July"}),
        ("2012-07-08", {"year": "2012", "month": "July", "day": "8"}),
        (dt.date(2012, 7, 8), {"year": "2012", "month": "July", "day": "8"}),
        ("8 July 2012", {"year": "2012", "month": "July", "day": "8"}),
        ("Jul 2012", {"year": "2012", "month": "July"}),
        ("2012-13", None),
        ("2012-02-30", None),
        ("soon", None),
    ],
)
def test_dates(written: object, expected: dict[str, str] | None) -> None:
    assert dates.attributes(written) == expected


def test_words_for_the_index_make_one_even_without_references(root: Path) -> None:
    path = root / "drafts" / "draft-example-first.md"
    path.write_text(DRAFT.replace("see {{RFC8259}}", "a word (((word, sub)))"), encoding="utf-8")
    assert run(root, "--format", "txt") == 0
    text = (root / "build/drafts/draft-example-first.txt").read_text()
    assert " ".join(text.partition("\nIndex\n")[2].split()).startswith("W W word sub Section 1")
