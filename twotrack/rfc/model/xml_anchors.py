"""Anchors: names that XML and xml2rfc accept, and the kind of element of each anchor of a draft."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml.html import HtmlElement

from twotrack.markdown.document import Document
from twotrack.rfc.model import raw_blocks
from twotrack.rfc.model.writer_context import Kind, Target

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_RESERVED = re.compile(r"[0-9.-]|section-|figure-|table-|iref-|u-|name-|toc-")
# The ids that occur in every HTML document of xml2rfc, and therefore of the Datatracker.
_OF_XML2RFC = frozenset(
    {
        *("abstract", "authors-addresses", "copyright", "external-metadata", "identifiers"),
        *("internal-metadata", "status-of-memo", "title", "toc", "rfcnum"),
    }
)
_ILLEGAL = re.compile(r"[^\w.-]")


def xml_id(anchor: str) -> str:
    """Make an anchor an NCName without the names and prefixes that xml2rfc reserves."""
    name = _ILLEGAL.sub("_", anchor)
    return f"_{name}" if _RESERVED.match(name) or name in _OF_XML2RFC else name


def own_anchor(element: HtmlElement) -> str | None:
    """Find the anchor of a block: its `id`, or that of the empty anchor link it begins with."""
    found = element.get("id") or _leading(element)
    return xml_id(found) if found else None


def _leading(element: HtmlElement) -> str | None:
    found: str | None = None
    if (element.text or "").strip() or not len(element):
        return None
    first = element[0]
    if first.tag == "a" and "anchor" in (first.get("class") or "").split():
        found = first.get("id")
    elif first.tag == "p" and element.tag in {"li", "dd", "td", "th"}:
        found = first.get("id") or _leading(first)
    return found


_RAW_KINDS: dict[str, Kind] = {"table": "table", "figure": "figure", "section": "section"}
_KINDS: dict[str, Kind] = {
    "li": "item",
    "table": "table",
    "div": "figure",
    "pre": "figure",
    "figure": "figure",
}


def targets_of(documents: Iterable[Document]) -> dict[str, Target]:
    """Map every anchor of the documents to its target."""
    found: dict[str, Target] = {}
    for document in documents:
        section: str | None = None
        for element in document.root.iter():
            if not isinstance(element.tag, str):
                continue
            name = element.get("id")
            if raw_blocks.is_raw(element):
                for anchor, tag in raw_blocks.anchors(element):
                    found.setdefault(xml_id(anchor), Target(_RAW_KINDS.get(tag, "other"), section))
            if element.tag in HEADINGS:
                section = xml_id(name) if name else None
                if section:
                    found.setdefault(section, Target("section", section))
            elif name:
                found.setdefault(xml_id(name), Target(_kind(element), section))
    return found


def _kind(element: HtmlElement) -> Kind:
    if element.tag == "a":
        holder = element.getparent()
        if holder is not None and holder.tag == "p" and holder.getparent() is not None:
            first = holder.getparent()
            if first.tag == "li" and first[0] is holder and not (holder.text or "").strip():
                holder = first
        return _kind(holder) if holder is not None and holder.tag == "li" else "other"
    if element.tag == "li":
        parent = element.getparent()
        return "item" if parent is not None and parent.tag == "ol" else "other"
    if element.tag == "div" and "highlight" not in (element.get("class") or "").split() and len(element):
        return _kind(element[0])
    if element.tag == "p" and len(element) == 1 and (element[0].get("src") or "").lower().endswith(".svg"):
        return "figure"
    return _KINDS.get(element.tag, "other")
