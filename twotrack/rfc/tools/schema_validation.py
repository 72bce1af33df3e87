"""Validation against xml2rfc's schema of RFCXML v3, with errors mapped to lines of the Markdown."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from functools import cache

from lxml import etree

from twotrack.problems import Report
from twotrack.rfc.model.rfcxml import DraftXml
from twotrack.rfc.model.rfcxml_schema import schema_path
from twotrack.rfc.model.writer_context import origin_of
from twotrack.text import Origin


@cache
def _schema() -> etree.RelaxNG:
    return etree.RelaxNG(file=str(schema_path()))


def validate(written: DraftXml, report: Report) -> bool:
    """Report all schema errors of a tree; return whether it is valid."""
    problems = list(_duplicates(written)) or _invalid(written)
    for where, text in problems:
        report.add("rfc-schema", where, text)
    return not problems


def _duplicates(written: DraftXml) -> Iterator[tuple[Origin, str]]:
    """Find duplicate anchors and undefined references, for which the schema's own messages are unclear."""
    seen: set[str] = set()
    for element in written.root.iter(etree.Element):
        name = element.get("anchor")
        if name in seen:
            yield (
                origin_of(element, written.origins),
                f"the anchor '{name}' is used twice in this draft; rename one",
            )
        if name is not None:
            seen.add(name)
    for element in written.root.iter("xref"):
        target = element.get("target")
        if target not in seen:
            yield origin_of(element, written.origins), f"nothing in this draft has the anchor '{target}'"


def _invalid(written: DraftXml) -> list[tuple[Origin, str]]:
    # Validation takes time exponential in the attributes of the root, which are checked when they are
    # written: leave them out, as xml2rfc does (https://bugzilla.gnome.org/show_bug.cgi?id=133736).
    tree = etree.ElementTree(copy.deepcopy(written.root))
    root = tree.getroot()
    for key in list(root.attrib):
        if key != "version":
            del root.attrib[key]
    schema = _schema()
    if schema.validate(tree):
        return []
    origins = written.origins
    return [
        (
            origins[error.line - 1] if 0 < error.line <= len(origins) else origins[0],
            f"not valid RFCXML: {error.message}",
        )
        for error in schema.error_log
    ]
