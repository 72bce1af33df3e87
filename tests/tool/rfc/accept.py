"""Write the expectation of cases: `python -m tests.tool.rfc.accept NAME…`. Read it before it is committed."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from unittest import mock

from tests.tool.rfc import drafts
from twotrack.problems import Report, render
from twotrack.rfc.tools import aasvg as drawings

CASES = Path(__file__).parent / "cases"
# The messages of xml2rfc for these formats are part of the expected output.
FORMATS = ("xml", "txt", "html")
CHECKS = Path(__file__).parent / "checks"


def main(names: list[str]) -> None:
    """Write `NAME.xml`, or `NAME.txt` if there are problems, for each case."""
    with tempfile.TemporaryDirectory() as folder, mock.patch.object(drawings, "find", return_value=None):
        for name in names or sorted(path.stem for path in CASES.glob("*.md")):
            report = Report()
            text = (CASES / f"{name}.md").read_text(encoding="utf-8")
            written = drafts.write_case(drafts.project(Path(folder), report), text, FORMATS)
            for suffix, data in (
                ("txt", render(report.problems) + "\n" if report.problems else ""),
                ("xml", drafts.shown(written, whole=text.startswith("---\n")) if written else ""),
            ):
                path = CASES / f"{name}.{suffix}"
                if data:
                    path.write_text(data, encoding="utf-8")
                else:
                    path.unlink(missing_ok=True)
        for case in sorted(CHECKS.glob("*.md")) if not names else ():
            case.with_suffix(".txt").write_text(drafts.checked(Path(folder), case), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
