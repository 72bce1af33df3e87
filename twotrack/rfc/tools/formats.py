"""The formats of a written draft."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from twotrack.problems import Report
from twotrack.rfc.model.rfcxml import DraftXml
from twotrack.rfc.tools.xml_output import xml

FORMATS = ("xml", "txt", "html", "pdf")


def render(
    written: DraftXml, formats: Iterable[str], date: dt.date, report: Report, stem: str = "draft"
) -> dict[str, bytes]:
    """Return the bytes of each format; `stem` is the base name of the files."""
    wanted = [form for form in FORMATS if form in set(formats)]
    out: dict[str, bytes] = {}
    if "xml" in wanted:
        out["xml"] = xml(written)
    if others := [form for form in wanted if form != "xml"]:
        # Late: xml2rfc takes longer to start than the XML to be written.
        from twotrack.rfc.tools.xml2rfc_adapter import formats as by_xml2rfc

        out |= by_xml2rfc.render(written, others, date, report, f"{stem}.xml")
    return out
