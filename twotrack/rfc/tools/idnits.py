"""Run idnits 3, if it is installed, on XML and text, and map its reports to lines of the Markdown."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from lxml.etree import _Element

from twotrack.problems import Report
from twotrack.rfc.model.rfcxml import DraftXml
from twotrack.rfc.model.writer_context import origin_of
from twotrack.rfc.tools.xml_output import xml_lines
from twotrack.text import Origin

SEVERITIES = {"ValidationError": "rfc-idnits-error", "ValidationWarning": "rfc-idnits-warning"}


class FalseAlarm(NamedTuple):
    """A report of idnits that is known to be wrong: its code, the affected formats, and the reason.

    With `path`, only if the path of the element in the report ends with it.
    """

    code: str
    forms: frozenset[str]
    why: str
    path: str = ""

    def covers(self, nit: Mapping[str, Any], form: str) -> bool:
        """Return whether a report about a format is this one."""
        return (
            nit.get("code") == self.code
            and form in self.forms
            and str(nit.get("path", "")).endswith(self.path)
        )


_TEXT = frozenset({"txt"})
FALSE_ALARMS = (
    FalseAlarm(
        "REFERENCE_NOT_USED",
        _TEXT,
        "It takes words in brackets within titles for references; the writer knows which are cited.",
    ),
    FalseAlarm(
        "REFERENCE_MISSING_IN_REFERENCE_SECTION",
        _TEXT,
        "It takes arrays of JSON and options of ABNF for references; no xref is written without its target.",
    ),
    FalseAlarm(
        "COMMENT_OUT_OF_CODE_BLOCK",
        _TEXT,
        "It takes // in addresses and # in names, within JSON, for comments of code that is not marked.",
    ),
    FalseAlarm(
        "DEPRECATED_ELEMENT",
        frozenset({"xml"}),
        "It takes the attribute `format` of an xref, which RFC 7991 has, for the element <format>.",
        "._attr.format",
    ),
    FalseAlarm(
        "DOC_DATE_IN_PAST",
        frozenset({"xml", "txt"}),
        "It compares with the day of the build, which a build does not depend on; the author dates a draft.",
    ),
)
"""Each was seen with idnits 3.0.0-alpha.74; remove an entry that no longer occurs."""


def find(root: Path) -> str | None:
    """Find the command in the project's `node_modules`, else on the PATH."""
    own = root / "node_modules" / ".bin" / "idnits"
    return str(own) if own.exists() else shutil.which("idnits")


def check(tool: str, name: str, outputs: Mapping[str, bytes], written: DraftXml, report: Report) -> None:
    """Run idnits in submission mode on the XML and the text of a draft named `name`."""
    for form in ("xml", "txt"):
        if form not in outputs:
            continue
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{name}.{form}"
            path.write_bytes(outputs[form])
            for code, where, text in _nits(tool, path, form, written):
                report.add(code, where, text)


def _nits(tool: str, path: Path, form: str, written: DraftXml) -> Iterator[tuple[str, Origin, str]]:
    start = written.origins[0]
    done = subprocess.run(  # noqa: S603 - a known tool and an own file
        [tool, "--mode", "submission", "--offline", "--no-progress", "--output", "json", str(path)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    # Its exit status is always 0, so only its output is used.
    try:
        result = json.loads(done.stdout)
    except json.JSONDecodeError:
        text = " ".join((done.stderr or done.stdout).split())[:200]
        yield "rfc-idnits-error", start, f"idnits gave no result for {form}: {text}"
        return
    lines = xml_lines(written) if form == "xml" else {}
    for nit in result.get("nits", ()):
        code = SEVERITIES.get(nit.get("severity"))
        if code is None or any(alarm.covers(nit, form) for alarm in FALSE_ALARMS):
            continue
        for where in _places(nit, lines, written):
            yield code, where, f"idnits ({form}): {nit.get('desc')} [{nit.get('code')}]"


def _places(nit: Mapping[str, Any], lines: Mapping[int, Origin], written: DraftXml) -> list[Origin]:
    """Find the places of a nit, by the lines of the XML or the path of elements in it."""
    listed = nit.get("line") or nit.get("lines") or []
    found = [
        lines[place["line"]] for place in listed if isinstance(place, dict) and place.get("line") in lines
    ]
    return sorted(set(found)) or [
        origin_of(_element(written.root, str(nit.get("path") or "")), written.origins)
    ]


def _element(root: _Element, path: str) -> _Element:
    """Find the element of a path such as `rfc.middle.section[4].t`, or its nearest existing ancestor."""
    node = root
    for step in path.split(".")[1:]:
        match = re.fullmatch(r"(\w+)(?:\[(\d+)\])?", step)
        children = node.findall(match[1]) if match else []
        index = int(match[2] or 0) if match else 0
        if index >= len(children):
            break
        node = children[index]
    return node
