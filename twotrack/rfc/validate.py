"""Validation against the schema of RFCXML v3 that xml2rfc ships, with errors led back to the Markdown."""

from __future__ import annotations

import copy
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from lxml import etree
from lxml.etree import _Element

from twotrack.problems import Report
from twotrack.rfc.writer import Written
from twotrack.text import Origin


def schema_path() -> Path:
    """Give the path of `v3.rng`, without importing xml2rfc, which takes longer than writing a draft."""
    spec = find_spec("xml2rfc")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("xml2rfc is not installed")
    return Path(spec.submodule_search_locations[0]) / "data" / "v3.rng"


@cache
def _schema() -> etree.RelaxNG:
    return etree.RelaxNG(file=str(schema_path()))


def validate(written: Written, report: Report) -> bool:
    """Report every way in which a tree breaks the schema; give whether it holds to it."""
    problems = [*_duplicates(written), *_invalid(written)]
    for where, text in problems:
        report.add("rfc-schema", where, text)
    return not problems


def _duplicates(written: Written) -> list[tuple[Origin, str]]:
    """Find anchors used twice: the schema's own words for it would not say so."""
    seen: set[str] = set()
    out: list[tuple[Origin, str]] = []
    for element in written.root.iter(etree.Element):
        name = element.get("anchor")
        if name is None:
            continue
        if name in seen:
            out.append((_origin(element, written), f"the anchor '{name}' is used twice in this draft; rename one"))
        seen.add(name)
    for element in written.root.iter("xref"):
        if element.get("target") not in seen:
            out.append((_origin(element, written), f"nothing in this draft has the anchor '{element.get('target')}'"))
    return out


def _invalid(written: Written) -> list[tuple[Origin, str]]:
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
    out = []
    for error in schema.error_log:
        origins = written.origins
        where = origins[error.line - 1] if 0 < error.line <= len(origins) else origins[0]
        out.append((where, f"not valid RFCXML: {error.message}"))
    return out


def _origin(element: _Element, written: Written) -> Origin:
    node: _Element | None = element
    while node is not None:
        if node.sourceline and node.sourceline <= len(written.origins):
            return written.origins[node.sourceline - 1]
        node = node.getparent()
    return written.origins[0]
