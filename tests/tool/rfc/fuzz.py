"""Drafts of random documents: valid RFCXML with each of their words, or a report; no traceback.

`python -m tests.tool.rfc.fuzz COUNT [SEED]` tries COUNT documents and prints those that are at fault;
`test_random.py` tries some on every run.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections import Counter
from pathlib import Path

from lxml import etree

from tests.fuzzing import try_seeds
from tests.tool.dialect.fuzz import Document
from tests.tool.rfc import drafts
from twotrack.problems import Report
from twotrack.rfc.draft_build import Drafts, with_report
from twotrack.rfc.tools.xml_output import xml

_WORD = re.compile(r"[a-z]+\d+")


def fault(opened: Drafts, source: str) -> str:
    """Return the error in the draft of a document; empty if there is none or if it is reported."""
    report = Report()
    written = drafts.write_case(with_report(opened, report), source)
    codes = {problem.code for problem in report.problems}
    if "rfc-schema" in codes:
        return f"invalid RFCXML: {report.problems}"
    if written is None:
        return "" if report.failed else "no draft and no error"
    shown = " ".join(str(piece) for piece in etree.fromstring(xml(written)).itertext())
    lost = Counter(_WORD.findall(source)) - Counter(_WORD.findall(shown))
    return f"the draft lacks {sorted(lost)}" if lost and not codes else ""


def main() -> int:
    """Try documents, and print those at fault."""
    with tempfile.TemporaryDirectory() as folder:
        opened = drafts.project(Path(folder), Report())

        def tried(seed: int) -> str | None:
            source = Document(seed).source
            what = fault(opened, source)
            return f"{what}\n{source}" if what else None

        return try_seeds(tried)


if __name__ == "__main__":
    sys.exit(main())
