"""Text, HTML and PDF of a written draft: made by xml2rfc as a library, prepared once for all formats."""

from __future__ import annotations

import copy
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from lxml import etree

from twotrack.problems import Report
from twotrack.rfc.model.content_model import BLOCKS
from twotrack.rfc.model.rfcxml import Written
from twotrack.rfc.model.writer_context import line_of, origin_of, set_line
from twotrack.rfc.tools import xml2rfc_index
from twotrack.text import Origin

if TYPE_CHECKING:
    from argparse import Namespace

FORMATS = ("xml", "txt", "html", "pdf")
_MESSAGE = re.compile(
    r"(?:[^\n(]*\((?P<line>\d+)\): |\(No source line available\): )?(?P<kind>Warning|Error): (?P<text>.*)"
)
_EXPECTED = (
    # The date is chosen by the author, for reproducible builds, and may differ from the day of the build.
    re.compile(r"The document date \(.*\) is more than 3 days away from today's date"),
)

# The code for each kind of message of xml2rfc.
_CODES = {"error": "rfc-xml2rfc-error", "warning": "rfc-xml2rfc-warning"}


def xml(written: Written) -> bytes:
    """Serialise the tree, indented if that does not change its content."""
    root = copy.deepcopy(written.root)
    _indent(root, 0)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def xml_lines(written: Written) -> dict[int, Origin]:
    """Map each line of the serialised XML to the origin of the outermost element that begins on it."""
    parsed = etree.fromstring(xml(written))
    lines: dict[int, Origin] = {}
    for ours, theirs in zip(written.root.iter(), parsed.iter(), strict=True):
        lines.setdefault(line_of(theirs), origin_of(ours, written.origins))
    return lines


_TEXTUAL = frozenset(
    {
        *(
            "t",
            "li",
            "dd",
            "dt",
            "td",
            "th",
            "name",
            "title",
            "blockquote",
            "sourcecode",
            "artwork",
            "annotation",
        ),
        *("em", "strong", "tt", "sub", "sup", "xref", "eref", "cref", "bcp14", "u", "refcontent"),
        *("organization", "keyword", "area", "workgroup", "email", "uri", "phone", "facsimile"),
    }
)


def _indent(element: etree._Element, depth: int) -> None:
    """Indent the children of elements without text, each on a separate line."""
    if element.tag in _TEXTUAL and not _holds_blocks(element):
        return
    if str(element.tag).startswith("{"):
        return
    if not len(element):
        return
    inner = "\n" + "  " * (depth + 1)
    element.text = inner
    for child in element:
        _indent(child, depth + 1)
        child.tail = inner
    element[-1].tail = inner[:-2]


def _holds_blocks(element: etree._Element) -> bool:
    return (
        bool(len(element))
        and not (element.text or "").strip()
        and all(not (child.tail or "").strip() and child.tag in BLOCKS for child in element)
    )


def render(
    written: Written, formats: Iterable[str], date: dt.date, report: Report, stem: str = "draft"
) -> dict[str, bytes]:
    """Return the bytes of each format; xml2rfc's messages are reported at their line of the Markdown.

    `stem` is the base name of the files: the HTML links to the XML in the same folder.
    """
    wanted = [form for form in FORMATS if form in set(formats)]
    out: dict[str, bytes] = {}
    if "xml" in wanted:
        out["xml"] = xml(written)
    rest = [form for form in wanted if form != "xml"]
    if rest:
        out |= _by_xml2rfc(written, rest, date, report, f"{stem}.xml")
    return out


def _by_xml2rfc(
    written: Written, formats: list[str], date: dt.date, report: Report, source: str
) -> dict[str, bytes]:
    import xml2rfc
    from xml2rfc.writers import base

    options = _options(base.default_options, date, written.root.get("number"))
    out: dict[str, bytes] = {}
    complaints: list[str] = []
    if not xml2rfc_index.is_known(xml2rfc):
        text = f"xml2rfc {xml2rfc.__version__} is used without an index of anchors: large drafts take longer"
        report.add("rfc-xml2rfc-new", Origin(_start(written).path, 0), text)
    with _heard(xml2rfc, written, report):
        try:
            document = _document(xml2rfc, _adopted(xml2rfc, written.root), source)
            prepared = xml2rfc.PrepToolWriter(
                document, options=options, date=date, liberal=True, keep_pis=[xml2rfc.V3_PI_TARGET]
            ).prep()
            for form in _without_pdf(xml2rfc, formats, written, report):
                copied = _document(xml2rfc, copy.deepcopy(prepared.getroot()), source)
                out[form] = _one(xml2rfc, form, copied, options, complaints)
        except base.RfcWriterError as error:
            _hear(str(error.msg), written, report)
        except Exception as error:  # noqa: BLE001 - xml2rfc raises many types of errors
            text = f"xml2rfc itself failed on this draft: {type(error).__name__}: {error}"
            report.add("rfc-xml2rfc-error", _where_it_failed(error, written), text)
    for words in complaints:
        report.add("rfc-xml2rfc-warning", _start(written), f"weasyprint: {words}")
    return out


def _where_it_failed(error: Exception, written: Written) -> Origin:
    """Find the origin of the innermost element that xml2rfc was writing, from the frames of its functions."""
    where = _start(written)
    trace = error.__traceback__
    while trace is not None:
        line = getattr(trace.tb_frame.f_locals.get("e"), "sourceline", None) or 0
        if 0 < line <= len(written.origins):
            where = written.origins[line - 1]
        trace = trace.tb_next
    return where


def _one(xml2rfc: Any, form: str, document: Any, options: Namespace, complaints: list[str]) -> bytes:
    if form == "txt":
        known = xml2rfc_index.is_known(xml2rfc)
        writer_class = xml2rfc_index.text_writer(xml2rfc) if known else xml2rfc.TextWriter
        text: str = writer_class(document, options=options, date=options.date).process()
        return text.encode()
    if form == "html":
        writer = xml2rfc.HtmlWriter(document, options=options, date=options.date)
        # The script is included in the page only if there is a file name; the file is not written.
        writer.filename = "draft.html"
        tree = writer.html_tree()
        # The installed versions of Python and of its libraries are not part of a document.
        for comment in tree.xpath("head/comment()[contains(., 'Generator version information')]"):
            comment.getparent().remove(comment)
        html: str = writer.html(tree)
        return html.encode()
    from twotrack.rfc.tools import pdf

    return pdf.pdf(xml2rfc, document, options, complaints)


def _without_pdf(xml2rfc: Any, formats: list[str], written: Written, report: Report) -> list[str]:
    """Skip PDF, and report the reason, if the required libraries are missing."""
    if "pdf" not in formats:
        return formats
    from twotrack.rfc.tools import pdf

    missing = pdf.missing(xml2rfc)
    if not missing:
        return formats
    text = (
        f"PDF needs {' and '.join(missing)}, not installed here: 'pip install weasyprint', and pango as the "
        "system's packages have it (Debian: libpango-1.0-0, libpangoft2-1.0-0)"
    )
    report.add("rfc-format", _start(written), text)
    return [form for form in formats if form != "pdf"]


def _document(xml2rfc: Any, root: etree._Element, source: str) -> Any:
    return xml2rfc.parser.XmlRfc(etree.ElementTree(root), None, source=source)


def _adopted(xml2rfc: Any, root: etree._Element) -> etree._Element:
    """Copy a tree to elements of xml2rfc's own class, which store data of its writers; lines are kept."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    known = xml2rfc_index.is_known(xml2rfc)
    element = xml2rfc_index.element_class(xml2rfc) if known else xml2rfc.parser.AnnotatedElement
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=element))
    adopted = etree.fromstring(etree.tostring(root), parser)
    for ours, theirs in zip(root.iter(), adopted.iter(), strict=True):
        set_line(theirs, line_of(ours) or 1)
    return adopted


def _options(default: Namespace, date: dt.date, number: str | None) -> Namespace:
    options = copy.deepcopy(default)
    options.date = date
    options.legacy = False
    options.vocabulary = "v3"
    options.no_dtd = True
    options.no_network = True
    # An RFC, which has a number, has a different front page and is not paginated.
    options.rfc = number
    options.pagination = not number
    return options


@contextmanager
def _heard(xml2rfc: Any, written: Written, report: Report) -> Iterator[None]:
    """Capture the messages of xml2rfc, whose log module is shared by the whole process."""
    heard = io.StringIO()
    before, xml2rfc.log.write_err = xml2rfc.log.write_err, heard
    try:
        yield
    finally:
        xml2rfc.log.write_err = before
        for line in heard.getvalue().splitlines():
            _hear(line, written, report)


def _hear(line: str, written: Written, report: Report) -> None:
    match = _MESSAGE.fullmatch(line.strip())
    if match is None or any(expected.match(match["text"]) for expected in _EXPECTED):
        return
    number = int(match["line"] or 0)
    where = written.origins[number - 1] if 0 < number <= len(written.origins) else _start(written)
    report.add(_CODES[match["kind"].lower()], where, f"xml2rfc: {match['text']}")


def _start(written: Written) -> Origin:
    return written.origins[0]
