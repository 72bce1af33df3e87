"""Check HTTP messages against RFC 9112: a start line, fields, an empty line, a body."""

from __future__ import annotations

import json
import re

from twotrack.problems import Report
from twotrack.rfc.checks.code_blocks import blocks, line_in
from twotrack.rfc.model.rfcxml import DraftXml
from twotrack.rfc.source.front_matter import Meta

_NAME = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_REQUEST = re.compile(rf"{_NAME} (?:/\S*|\*|[A-Za-z][A-Za-z0-9+.-]*:\S+|\S+:\d+) HTTP/\d(?:\.\d)?")
_SHORT_REQUEST = re.compile(r"(?:GET|HEAD|POST|PUT|DELETE|CONNECT|OPTIONS|TRACE|PATCH) /\S*")
_STATUS = re.compile(r"HTTP/\d(?:\.\d)? [1-5]\d\d(?: [\t -~]*)?")
_FIELD = re.compile(rf"{_NAME}:[ \t]*(?:[!-~](?:[\t -~]*[!-~])?)?[ \t]*")
_CONTINUED = re.compile(r"[ \t]+\S.*")


def messages(written: DraftXml, _meta: Meta, report: Report) -> None:
    """Report HTTP messages that are not well-formed; a JSON body is checked too."""
    for element, text in blocks(written, "http", "http-message"):
        for line, problem in faults(text):
            report.add("rfc-http", line_in(element, written, line), problem)


def faults(text: str) -> list[tuple[int, str]]:
    """Find the errors of a message, each with its line (from 1)."""
    lines = text.split("\n")
    first, shown = lines[0].rstrip(), 0
    if _FIELD.fullmatch(first):
        # Fields are often shown without a start line: check them as if there were one.
        lines, shown = [first, *lines], 1
    elif not (_REQUEST.fullmatch(first) or _SHORT_REQUEST.fullmatch(first) or _STATUS.fullmatch(first)):
        return [(1, f"'{first}' is neither a request line nor a status line of HTTP")]
    # A long request target may also continue after a space.
    broken = not shown and _SHORT_REQUEST.fullmatch(first) is not None
    end = lines.index("") if "" in lines else len(lines)
    out = []
    for index, line in enumerate(lines[1:end]):
        # A field may continue on lines that begin with a space (obs-fold); long examples are wrapped so.
        continued = (index or broken) and _CONTINUED.fullmatch(line)
        if not continued and not _FIELD.fullmatch(line):
            out.append((index + 2 - shown, f"'{line}' is no field of HTTP ('Name: value')"))
    body = "\n".join(lines[end + 1 :]).strip()
    fields = {line.partition(":")[0].lower(): line.partition(":")[2].strip() for line in lines[1:end]}
    if body and re.match(r"application/(?:[\w.-]+\+)?json", fields.get("content-type", "")):
        try:
            json.loads(body)
        except json.JSONDecodeError as error:
            out.append(
                (end + 1 + error.lineno - shown, f"the body is no JSON: {error.msg} (column {error.colno})")
            )
    return out
