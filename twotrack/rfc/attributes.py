"""Attribute lists of blocks: `<span class="ial">` markers that the kramdown pass leaves beside a block."""

from __future__ import annotations

from lxml.html import HtmlElement

MARKER = "ial"


def apply_markers(root: HtmlElement) -> None:
    """Take the marker paragraphs out of a draft's tree and give their attributes to the blocks they stand for.

    A marker is a paragraph with nothing but `<span class="ial" data-for="next|previous" …>`. Its
    attributes never replace those that a block has of its own.
    """
    for marker in list(root.iter("span")):
        if marker.get("class") != MARKER:
            continue
        paragraph = marker.getparent()
        if paragraph is None or paragraph.getparent() is None:
            continue
        before = marker.get("data-for") == "previous"
        block = paragraph.getprevious() if before else _next_block(paragraph)
        if block is not None:
            for key, value in marker.attrib.items():
                if key not in {"class", "data-for"} and key not in block.attrib:
                    block.set(key, value)
        paragraph.drop_tree()


def _next_block(paragraph: HtmlElement) -> HtmlElement | None:
    block = paragraph.getnext()
    while block is not None and block.tag == "p" and len(block) == 1 and block[0].get("class") == MARKER:
        block = block.getnext()
    return block
