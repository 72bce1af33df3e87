"""Each `cases/NAME.md` produces exactly `cases/NAME.xml`, valid, or the problems in `cases/NAME.txt`.

`python -m tests.tool.rfc.accept NAME…` writes the output of a new case; read it before committing it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tool.rfc import drafts
from twotrack.problems import Report, render
from twotrack.rfc.tools import aasvg as drawings

CASES = Path(__file__).parent / "cases"
# The messages of xml2rfc for these formats are part of the expected output.
FORMATS = ("xml", "txt", "html")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("project")


@pytest.mark.parametrize("name", sorted(path.stem for path in CASES.glob("*.md")))
def test_case(name: str, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A case is the same on every machine; `test_drawings` has the tool.
    monkeypatch.setattr(drawings, "find", lambda _root: None)
    report = Report()
    text = (CASES / f"{name}.md").read_text(encoding="utf-8")
    written = drafts.write_case(drafts.project(root, report), text, FORMATS)
    problems = CASES / f"{name}.txt"
    assert render(report.problems) == (
        problems.read_text(encoding="utf-8").rstrip("\n") if problems.exists() else ""
    )
    expected = CASES / f"{name}.xml"
    if expected.exists():
        assert written is not None
        shown = drafts.shown(written, whole=text.startswith("---\n"))
        assert shown == expected.read_text(encoding="utf-8")
    else:
        assert problems.exists(), f"{name} has neither {name}.xml nor {name}.txt"


def test_every_expectation_has_its_case() -> None:
    inputs = {path.stem for path in CASES.glob("*.md")}
    assert {path.stem for path in CASES.iterdir()} == inputs
