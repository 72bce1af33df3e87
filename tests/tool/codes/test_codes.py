"""The catalogue of diagnostics, and the page that is made from it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from twotrack.codes import CODES
from twotrack.codes.catalogue_page import page
from twotrack.problems import Report, render
from twotrack.text import Origin

ROOT = Path(__file__).resolve().parents[3]


def test_the_committed_page_is_current() -> None:
    assert (ROOT / "DIAGNOSTICS.md").read_text() == page(), "run `twotrack codes > DIAGNOSTICS.md`"


def test_every_code_is_explained_and_used() -> None:
    sources = "".join(
        path.read_text()
        for path in [*(ROOT / "twotrack").rglob("*.py"), ROOT / "build_rfc.py"]
        if path.parent.name != "codes"
    )
    for code in CODES.values():
        assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", code.name)
        assert code.cause.endswith(".")
        assert code.remedy.endswith(".")
        assert f'"{code.name}"' in sources, f"nothing reports {code.name}"


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("text", "a,b.md:3: error: no 100% sense [include]\nc.md: error: gone [unreadable]"),
        (
            "github",
            (
                "::error file=a%2Cb.md,line=3,title=include::no 100%25 sense\n"
                "::error file=c.md,line=1,title=unreadable::gone"
            ),
        ),
    ],
)
def test_forms(form: str, expected: str) -> None:
    report = Report()
    report.add("unreadable", Origin("c.md", 0), "gone")
    report.add("include", Origin("a,b.md", 3), "no 100%\nsense")
    report.add("include", Origin("a,b.md", 3), "no 100% sense")
    assert report.failed
    assert render(report.problems, form) == expected  # type: ignore[arg-type]


def test_json_form() -> None:
    report = Report()
    report.add("include", Origin("a.md", 3), "no “sense”")
    assert json.loads(render(report.problems, "json")) == [
        {"path": "a.md", "line": 3, "severity": "error", "code": "include", "text": "no “sense”"}
    ]


def test_an_unknown_code_is_a_mistake_of_the_program() -> None:
    with pytest.raises(KeyError):
        Report().add("nonsense", Origin("a.md", 1), "x")
