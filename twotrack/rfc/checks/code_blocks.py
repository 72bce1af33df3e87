"""Check the width of code and the syntax of JSON."""

from __future__ import annotations

import json as json_module
from collections.abc import Iterator

from lxml.etree import _Element

from twotrack.problems import Report
from twotrack.rfc.model.rfc8792 import unfold
from twotrack.rfc.model.rfcxml import DraftXml
from twotrack.rfc.model.writer_context import origin_of
from twotrack.rfc.source.front_matter import Meta
from twotrack.text import Origin

CODE_WIDTH = 69
"""The 72 columns of a page, minus the three columns of indentation."""

DRAWING_WIDTH = 72
"""The width of a drawing: xml2rfc removes the indentation if a drawing needs these columns."""


def blocks(written: DraftXml, *types: str) -> Iterator[tuple[_Element, str]]:
    """Yield the code of the given types, with its text before folding (RFC 8792)."""
    for element in written.root.iter("sourcecode", "artwork"):
        if element.get("type") in types:
            yield element, unfold(element.text or "").strip("\n")


def line_in(element: _Element, written: DraftXml, line: int) -> Origin:
    """Return the origin of a line (from 1) of code; the element has the line of the fence."""
    where = origin_of(element, written.origins)
    return where._replace(line=where.line + line) if where.line else where


def width(written: DraftXml, _meta: Meta, report: Report) -> None:
    """Report lines of code and drawings that are too wide for a page."""
    for element in written.root.iter("sourcecode", "artwork"):
        room = CODE_WIDTH if element.tag == "sourcecode" else DRAWING_WIDTH
        if element.get("type") == "svg":
            continue
        for number, line in enumerate((element.text or "").strip("\n").split("\n"), start=1):
            if len(line) > room:
                report.add(
                    "rfc-code-wide",
                    line_in(element, written, number),
                    f"{len(line)} columns of code, and a page has {room}; break the line",
                )


def json(written: DraftXml, _meta: Meta, report: Report) -> None:
    """Report JSON that does not parse; members without braces around them are read as an object."""
    for element, text in blocks(written, "json"):
        error = _json_error(text)
        if error is None or _json_error("{" + text + "}") is None:
            continue
        report.add(
            "rfc-json",
            line_in(element, written, error.lineno),
            f"this is no JSON: {error.msg} (column {error.colno})",
        )


def _json_error(text: str) -> json_module.JSONDecodeError | None:
    try:
        json_module.loads(text)
    except json_module.JSONDecodeError as error:
        return error
    except RecursionError:
        return None
    return None
