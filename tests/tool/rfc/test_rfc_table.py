"""The table of RFCs is made from the RFC Editor's index."""

from __future__ import annotations

import importlib
import sys

import pytest

from tests.conftest import ROOT
from twotrack.cli.main import main
from twotrack.rfc.references import rfc_table

sys.path.append(str(ROOT / "tools"))
tool = importlib.import_module("rfc_table")

INDEX = b"""\
<?xml version="1.0" encoding="UTF-8"?>
<rfc-index xmlns="https://www.rfc-editor.org/rfc-index">
<bcp-entry><doc-id>BCP0014</doc-id></bcp-entry>
<rfc-entry><doc-id>RFC8259</doc-id>
<title>The JavaScript Object Notation (JSON)
 Data Interchange Format</title>
<author><name>T. Bray</name><title>Editor</title></author>
<date><month>December</month><year>2017</year></date>
<current-status>INTERNET STANDARD</current-status><publication-status>INTERNET STANDARD</publication-status>
</rfc-entry>
<rfc-entry><doc-id>RFC0001</doc-id><title>Host Software</title><author><name>S. Crocker</name></author>
<author><name>IAB</name></author><date><year>1969</year></date><current-status>UNKNOWN</current-status></rfc-entry>
</rfc-index>
"""


def test_the_rows_are_sorted_and_have_the_form_that_is_read() -> None:
    lines = tool.table(INDEX)
    assert lines == [
        "1\t1969\t\tU\tHost Software\tS. Crocker;IAB",
        "8259\t2017\t12\tI\tThe JavaScript Object Notation (JSON) Data Interchange Format\tT. Bray, Ed.",
    ]
    assert lines[1].encode() in rfc_table._lines()
    assert tool.TARGET.is_file()


def test_the_version_names_the_newest_rfc(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    newest = rfc_table.newest()
    assert capsys.readouterr().out.endswith(f", RFCs to {newest.number} ({newest.month} {newest.year})\n")
    assert rfc_table.look_up(newest.number + 1) is None
