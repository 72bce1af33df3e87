"""Tables: header, body and footer rows, spans, alignment, caption and anchor."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree
from lxml.etree import _Element
from lxml.html import HtmlElement

from twotrack.rfc.anchors import own_anchor, xml_id
from twotrack.rfc.content import hold, inline_element, parts
from twotrack.rfc.context import Context
from twotrack.rfc.flow import blocks
from twotrack.rfc.inline import inline

_ALIGN = re.compile(r"text-align:\s*(left|center|right)")
_GROUPS = ("thead", "tbody", "tfoot")


def table(element: HtmlElement, context: Context) -> list[_Element]:
    """Write `<table>`; rows outside a group make a body, and a table needs a body to be one."""
    made = context.mark(etree.Element("table"), element)
    if name := element.get("id"):
        made.set("anchor", xml_id(name))
    if (align := element.get("data-align") or element.get("align")) in {"left", "center", "right"}:
        made.set("align", str(align))
    made.extend(_caption(element, context))
    groups = {tag: [_row(tr, context) for tr in _rows(element, tag)] for tag in _GROUPS}
    groups = {tag: [row for row in rows if len(row)] for tag, rows in groups.items()}
    if not groups["tbody"]:
        # A table of header rows only: show them as its body.
        groups["tbody"], groups["thead"] = groups["thead"], []
    for tag in _GROUPS:
        if groups[tag]:
            group = etree.SubElement(made, tag)
            group.extend(groups[tag])
    return [made] if made.find("tbody") is not None else []


def _caption(element: HtmlElement, context: Context) -> list[_Element]:
    caption = element.find("caption")
    if caption is not None:
        return [inline_element("name", inline(caption, context))]
    title = element.get("data-title") or element.get("title")
    return [inline_element("name", [title])] if title else []


def _rows(element: HtmlElement, tag: str) -> Iterable[HtmlElement]:
    for child in element:
        if child.tag == tag:
            yield from child.iterchildren("tr")
        elif child.tag == "tr" and tag == "tbody":
            yield child


def _row(row: HtmlElement, context: Context) -> _Element:
    made = context.mark(etree.Element("tr"), row)
    if name := row.get("id"):
        made.set("anchor", xml_id(name))
    for cell in row.iterchildren("td", "th"):
        made.append(_cell(cell, context))
    return made


def _cell(cell: HtmlElement, context: Context) -> _Element:
    body = blocks(cell, context)
    if not body:
        made = etree.Element(cell.tag)
    elif len(body) == 1 and body[0].tag == "t":
        made = inline_element(cell.tag, parts(body[0]))
    else:
        made = hold(etree.Element(cell.tag), body, context)
    align = _ALIGN.search(cell.get("style") or "")
    if align or cell.get("align") in {"left", "center", "right"}:
        made.set("align", align[1] if align else str(cell.get("align")))
    for key in ("colspan", "rowspan"):
        if (value := cell.get(key)) and value.isdigit() and int(value) > 1:
            made.set(key, value)
    if name := own_anchor(cell):
        made.set("anchor", name)
    return context.mark(made, cell)
