"""Convert any mixture of text, inline and block HTML to blocks, for elements that contain blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml.etree import _Element
from lxml.html import HtmlElement

from twotrack.rfc.model.content_model import Content, inline_element
from twotrack.rfc.model.writer_context import Context
from twotrack.rfc.model.xml_anchors import own_anchor
from twotrack.rfc.write.inline_elements import node, text


def blocks(element: HtmlElement, context: Context) -> list[_Element]:
    """Write the content of an element as block elements; runs of inline content become paragraphs."""
    return list(written(flow(element), element, context))


def flow(element: HtmlElement) -> Iterator[str | HtmlElement]:
    """List the text and children of an element in order."""
    if element.text:
        yield element.text
    for child in list(element):
        yield child
        if child.tail:
            yield child.tail


def written(items: Iterable[str | HtmlElement], around: HtmlElement, context: Context) -> Iterator[_Element]:
    """Write a mixed sequence of text, inline and block HTML as blocks."""
    run: Content = []
    for item in items:
        if isinstance(item, str):
            run += text(item, context)
        elif isinstance(item, HtmlElement) and item.tag in context.writers:
            yield from _paragraph(run, around, context)
            run = []
            yield from context.writers[item.tag](item, context)
        else:
            run += node(item, context)
    yield from _paragraph(run, around, context)


def _paragraph(run: Content, around: HtmlElement, context: Context) -> Iterator[_Element]:
    """Make a paragraph of a run of inline content, unless it is only white space."""
    if any(not isinstance(item, str) or item.strip() for item in run):
        yield context.mark(inline_element("t", trimmed(run)), around)


def trimmed(run: Content) -> Content:
    """Strip white space from both ends of inline content."""
    out = list(run)
    if isinstance(out[0], str):
        out[0] = out[0].lstrip()
    if isinstance(out[-1], str):
        out[-1] = out[-1].rstrip()
    return out


def anchored(made: _Element, element: HtmlElement) -> list[_Element]:
    """Copy the anchor of its source to a block; an empty block is omitted."""
    if anchor := own_anchor(element):
        made.set("anchor", anchor)
    return [made] if len(made) or made.text else []
