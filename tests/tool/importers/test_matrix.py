"""The importer of the Matrix specification, on a small tree of the same form and on the published ones.

`small/` is the tree, `expected/` the resulting text files. `TWOTRACK_ACCEPT=1` updates the latter: read the
difference before committing it. TWOTRACK_CORPUS names the folder of the published releases.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from twotrack.checks.anchor_register import read_anchors, redirects
from twotrack.importers.matrix.importer import import_tree
from twotrack.importers.result import Imported
from twotrack.importers.words import report_lost_words
from twotrack.output import write_folder
from twotrack.pages import Site, build_site
from twotrack.problems import Report, render

SMALL = Path(__file__).parent / "small"
EXPECTED = Path(__file__).parent / "expected"
CORPUS = os.environ.get("TWOTRACK_CORPUS")
_SHOWN = re.compile(r"\{#([^ }]+) \.(tt-operation|tt-event)")


def imported(source: Path) -> tuple[Imported, Report]:
    report = Report()
    result = import_tree(source, report)
    assert result is not None
    return result, report


def built(result: Imported, folder: Path) -> tuple[Site, Report]:
    """Return the site made of an import, and what building it reported."""
    write_folder(folder, "import", result.files)
    report = Report(frozenset({"data-security"}))
    site = build_site(folder, "", report)
    assert site is not None
    return site, report


def shown(site: Site, kind: str) -> set[str]:
    return {
        match[1]
        for page in site.pages.values()
        for line in page.text.lines
        for match in _SHOWN.finditer(line)
        if match[2] == kind
    }


def test_the_small_tree_becomes_the_expected_files() -> None:
    result, _ = imported(SMALL)
    made = {path: content for path, content in result.files.items() if isinstance(content, str)}
    if os.environ.get("TWOTRACK_ACCEPT"):
        shutil.rmtree(EXPECTED, ignore_errors=True)
        write_folder(EXPECTED, "expected", made)
        (EXPECTED / ".twotrack.json").unlink()
    there = {
        path.relative_to(EXPECTED).as_posix(): path.read_text(encoding="utf-8")
        for path in EXPECTED.rglob("*")
        if path.is_file()
    }
    assert made == there


def test_what_cannot_be_converted_is_listed_with_its_line() -> None:
    result, report = imported(SMALL)
    lines = render(report.problems).split("\n")
    assert [line.partition(": ")[0] for line in lines] == [
        "content/changelog/_index.md:5",
        "content/client-server-api/modules/guests.md:8",
        "content/client-server-api/modules/guests.md:14",
    ]
    assert "its text is in layouts/" in lines[0]
    assert "no image assets/diagrams/missing.*" in lines[1]
    assert "/client-server-api/#nowhere" in lines[2]
    assert +result.lost == {"changelog/changelog-description": 1, "diagram": 1, "links": 1}


def test_the_small_tree_builds_and_shows_every_operation_and_event(tmp_path: Path) -> None:
    result, _ = imported(SMALL)
    site, report = built(result, tmp_path / "out")
    assert render(report.problems) == ""
    assert shown(site, "tt-operation") == {
        "get-small-v1-profile-name",
        "post-small-v1-login",
        "post-small-v1-login-guest-login",
        "post-small-v1-profile-name",
        "put-small-v1-profile-name",
        "put-small-federation-v1-send",
    }
    assert shown(site, "tt-event") == {"m-typing", "m-room-message-m-text"}


def test_published_anchors_lead_to_their_successors(tmp_path: Path) -> None:
    result, _ = imported(SMALL)
    site, _ = built(result, tmp_path / "out")
    report = Report()
    found = redirects(read_anchors(tmp_path / "out", report), site)
    assert not report.problems
    assert found["client-server-api/index.md"] == {
        "_callback": "#client-server-api-callback",
        "definition-device": "#device",
        "guest_postsmallv1login": "#post-small-v1-login-guest-login",
        "mroommessagemtext": "#m-room-message-m-text",
        "mtyping": "#m-typing",
        "overview": "#client-server-api-overview",
        "getsmallv1profilename": "#get-small-v1-profile-name",
        "postsmallv1login": "#post-small-v1-login",
        "postsmallv1profilename": "#post-small-v1-profile-name",
        "putsmallv1profilename": "#put-small-v1-profile-name",
    }
    assert found["appendices.md"] == {"3pid-types": "#appendices-3pid-types"}
    assert "overview" not in found.get("index.md", {})


def test_a_lost_word_is_reported_at_its_line() -> None:
    report = Report()
    kept = [(1, "one two"), (2, "two three three")]
    assert report_lost_words("content/a.md", kept, "one two three two", report) == 1
    assert render(report.problems) == (
        "content/a.md:2: error: words of this line are not in the imported file: three [import-words]"
    )


def test_a_folder_that_is_no_matrix_tree_is_refused(tmp_path: Path) -> None:
    report = Report()
    assert import_tree(tmp_path, report) is None
    assert "no folder content/" in render(report.problems)


@pytest.mark.skipif(not CORPUS, reason="TWOTRACK_CORPUS does not name the folder of published releases")
@pytest.mark.parametrize("release", ["v1.18", "v1.19"])
def test_a_published_release(release: str, tmp_path: Path) -> None:
    result, listed = imported(Path(CORPUS or "") / "matrix-spec" / release)
    assert {problem.code for problem in listed.problems} <= {"import-unconverted", "import-link"}
    assert result.lost["words"] == 0
    site, report = built(result, tmp_path / "out")
    assert render(report.problems) == ""
    assert len(shown(site, "tt-operation")) == result.counts["operations"]
    register = Report()
    rows = read_anchors(tmp_path / "out", register)
    leads = redirects(rows, site)
    assert not register.problems
    here: dict[str, set[str]] = {}
    for page in site.pages.values():
        here.setdefault(page.source, set()).update(anchor.id for anchor in page.anchors)
    gone = [
        row.anchor
        for row in rows
        if row.anchor not in here.get(f"spec/{row.page}", ())
        and not any(row.anchor in anchors for anchors in leads.values())
    ]
    assert gone == []
