"""Each folder of `cases` contains two texts and their expected redline, as text.

Adding a case needs no Python: write `a.md`, `b.md` and `expected.txt`. Lines of `expected.txt` are compared
exactly, so a case shows the output that a reader gets.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tool.redline.build import document
from twotrack.redline.compare import redline
from twotrack.redline.formats.text_form import to_text
from twotrack.redline.records import apply

CASES = sorted(path for path in (Path(__file__).parent / "cases").iterdir() if path.is_dir())


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in CASES])
def test_case(case: Path) -> None:
    a, b = ({"": document((case / name).read_text(encoding="utf-8"), name)} for name in ("a.md", "b.md"))
    result = redline(a, b)
    assert to_text(result) == (case / "expected.txt").read_text(encoding="utf-8")
    assert apply(result.a, result.changes) == result.b
