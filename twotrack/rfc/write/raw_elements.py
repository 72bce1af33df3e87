"""Blocks of RFCXML in the source, copied to the tree unchanged."""

from __future__ import annotations

from lxml import etree
from lxml.etree import _Element
from lxml.html import HtmlElement

from twotrack.rfc.model.raw_blocks import unpack
from twotrack.rfc.model.writer_context import Context, line_of, set_line
from twotrack.rfc.model.xml_anchors import xml_id

_VERBATIM = frozenset({"artwork", "sourcecode"})


def block(element: HtmlElement, context: Context) -> list[_Element]:
    """Unpack the block in an element; undefined references in it are reported."""
    made = unpack(element)
    first = line_of(context.mark(etree.Element("t"), element))
    for each in made.iter(etree.Element):
        if first:
            set_line(each, first + line_of(each))
        if each.tag in {"xref", "relref"}:
            _reference(each, element, context)
        for key in ("anchor", "target") if each.tag != "eref" else ():
            if each.get(key):
                each.set(key, xml_id(each.get(key) or ""))
    _trim(made)
    return [made]


def _reference(xref: _Element, element: HtmlElement, context: Context) -> None:
    target = xref.get("target") or ""
    cited = {link.get("data-cite") for link in element.iterchildren("a")}
    if xml_id(target) not in context.targets and target not in cited:
        text = f"undefined reference '{target}'; no element of this draft has that anchor"
        context.report.add("rfc-target-missing", context.origin_of(xref), text)


def _trim(made: _Element) -> None:
    """Remove the white space between elements, which the serialiser writes again."""
    for each in made.iter(etree.Element):
        if each.tag in _VERBATIM:
            continue
        if len(each) and not (each.text or "").strip() and not any((c.tail or "").strip() for c in each):
            each.text = None
            for child in each:
                child.tail = None
    made.tail = None
