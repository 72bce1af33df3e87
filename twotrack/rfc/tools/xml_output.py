"""The XML file of a written draft."""

from __future__ import annotations

import copy

from lxml import etree

from twotrack.rfc.model.content_model import BLOCKS
from twotrack.rfc.model.rfcxml import DraftXml
from twotrack.rfc.model.writer_context import line_of, origin_of
from twotrack.text import Origin


def xml(written: DraftXml) -> bytes:
    """Serialise the tree, indented if that does not change its content."""
    root = copy.deepcopy(written.root)
    _indent(root, 0)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def xml_lines(written: DraftXml) -> dict[int, Origin]:
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
