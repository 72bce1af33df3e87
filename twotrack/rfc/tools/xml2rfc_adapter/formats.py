"""Text, HTML and PDF of a written draft: made by xml2rfc as a library, prepared once for all formats."""

from __future__ import annotations

import copy
import datetime as dt
import re
from argparse import Namespace
from typing import Any

from twotrack.problems import Report
from twotrack.rfc.model.rfcxml import DraftXml
from twotrack.rfc.tools.xml2rfc_adapter import anchor_index, pdf
from twotrack.rfc.tools.xml2rfc_adapter.writers import (
    VERSION,
    HtmlWriter,
    Messages,
    TextWriter,
    WriterError,
    adopted,
    document_of,
    options_for,
    prepared,
)
from twotrack.text import Origin

_MESSAGE = re.compile(
    r"(?:[^\n(]*\((?P<line>\d+)\): |\(No source line available\): )?(?P<kind>Warning|Error): (?P<text>.*)"
)
_EXPECTED = (
    # The date is chosen by the author, for reproducible builds, and may differ from the day of the build.
    re.compile(r"The document date \(.*\) is more than 3 days away from today's date"),
)

# The code for each kind of message of xml2rfc.
_CODES = {"error": "rfc-xml2rfc-error", "warning": "rfc-xml2rfc-warning"}


def render(
    written: DraftXml, formats: list[str], date: dt.date, report: Report, source: str
) -> dict[str, bytes]:
    """Return the bytes of each format; xml2rfc's messages are reported at their line of the Markdown.

    `source` is the name of the XML file, to which the HTML links.
    """
    options = options_for(date, written.root.get("number"))
    out: dict[str, bytes] = {}
    complaints: list[str] = []
    messages = Messages()
    is_known = anchor_index.is_known()
    if not is_known:
        text = f"xml2rfc {VERSION} is used without an index of anchors: large drafts take longer"
        report.add("rfc-xml2rfc-new", Origin(_start(written).path, 0), text)
    failed: Exception | None = None
    try:
        root = adopted(written.root, anchor_index.element_class() if is_known else None)
        made = prepared(document_of(root, source), options, messages)
        for form in _without_pdf(formats, written, report):
            copied = document_of(copy.deepcopy(made.getroot()), source)
            out[form] = _one(form, copied, options, messages, complaints)
    except WriterError as error:
        messages.lines.append(str(getattr(error, "msg", error)))
    except Exception as error:  # noqa: BLE001 - xml2rfc raises many types of errors
        failed = error
    for line in messages.lines:
        _report(line, written, report)
    if failed is not None:
        text = f"xml2rfc itself failed on this draft: {type(failed).__name__}: {failed}"
        report.add("rfc-xml2rfc-error", _origin(written, messages.line_of_failure(failed)), text)
    for words in complaints:
        report.add("rfc-xml2rfc-warning", _start(written), f"weasyprint: {words}")
    return out


def _one(form: str, document: Any, options: Namespace, messages: Messages, complaints: list[str]) -> bytes:
    if form == "txt":
        writer_class = anchor_index.IndexedTextWriter if anchor_index.is_known() else TextWriter
        text: str = writer_class(document, messages, options=options, date=options.date).process()
        return text.encode()
    if form == "html":
        writer = HtmlWriter(document, messages, options=options, date=options.date)
        # The script is included in the page only if there is a file name; the file is not written.
        writer.filename = "draft.html"
        tree = writer.html_tree()
        # The installed versions of Python and of its libraries are not part of a document.
        for comment in tree.xpath("head/comment()[contains(., 'Generator version information')]"):
            comment.getparent().remove(comment)
        html: str = writer.html(tree)
        return html.encode()
    return pdf.pdf(document, options, messages, complaints)


def _without_pdf(formats: list[str], written: DraftXml, report: Report) -> list[str]:
    """Skip PDF, and report the reason, if the required libraries are missing."""
    missing = pdf.missing() if "pdf" in formats else []
    if not missing:
        return formats
    text = (
        f"PDF needs {' and '.join(missing)}, not installed here: 'pip install weasyprint', and pango as the "
        "system's packages have it (Debian: libpango-1.0-0, libpangoft2-1.0-0)"
    )
    report.add("rfc-format", _start(written), text)
    return [form for form in formats if form != "pdf"]


def _report(line: str, written: DraftXml, report: Report) -> None:
    """Report a message of xml2rfc at its line of the Markdown."""
    match = _MESSAGE.fullmatch(line.strip())
    if match is None or any(expected.match(match["text"]) for expected in _EXPECTED):
        return
    where = _origin(written, int(match["line"] or 0))
    report.add(_CODES[match["kind"].lower()], where, f"xml2rfc: {match['text']}")


def _origin(written: DraftXml, line: int) -> Origin:
    """Return the origin of an element by the line that it was given, or the start of the draft."""
    return written.origins[line - 1] if 0 < line <= len(written.origins) else _start(written)


def _start(written: DraftXml) -> Origin:
    return written.origins[0]
