"""Move attributes of blocks to the elements that the writer reads.

The kramdown pass writes them next to a block as `<span class="ial">`; a fence has them on its `<code>`.
"""

from __future__ import annotations

import re

from lxml.html import HtmlElement

MARKER = "ial"
# HTML allows more attribute names than XML does.
_NAME = re.compile(r"[A-Za-z][\w.-]*", re.ASCII)


def apply_markers(root: HtmlElement) -> None:
    """Remove the marker paragraphs from a draft's tree; the adjacent blocks get their attributes.

    A marker is a paragraph with only a `<span class="ial" data-for="next|previous" …>`; its content is the
    caption. Its attributes never replace those of the block itself.
    """
    for code in root.xpath(".//pre/code"):
        _lift(code, code.getparent())
    for marker in root.xpath(f".//span[@class='{MARKER}']"):
        paragraph = marker.getparent()
        if paragraph is None or paragraph.tag != "p" or paragraph.getparent() is None:
            continue
        block = _beside(paragraph, before=marker.get("data-for") == "previous")
        if block is not None:
            for key, value in marker.attrib.items():
                if key not in {"class", "data-for", *block.attrib} and _NAME.fullmatch(key):
                    block.set(key, value)
            if len(marker) or (marker.text or "").strip():
                _caption(marker, block)
        paragraph.drop_tree()


def _caption(marker: HtmlElement, block: HtmlElement) -> None:
    """Move the content of a marker into its block as the caption, which the writer removes."""
    caption = block.makeelement("caption" if block.tag == "table" else "figcaption")
    caption.text = marker.text
    caption.extend(list(marker))
    block.insert(0, caption)


def _beside(paragraph: HtmlElement, *, before: bool) -> HtmlElement | None:
    """Find the block next to a marker, skipping comments and other markers."""
    block = paragraph.getprevious() if before else paragraph.getnext()
    while block is not None and (not isinstance(block.tag, str) or _is_marker(block)):
        block = block.getprevious() if before else block.getnext()
    return block


def _is_marker(block: HtmlElement) -> bool:
    return bool(block.tag == "p" and len(block) == 1 and block[0].get("class") == MARKER)


def _lift(code: HtmlElement, pre: HtmlElement) -> None:
    """Move a fence's attributes to its block; the language stays the class of its `<code>`."""
    for key in [key for key in code.attrib if key != "class" and _NAME.fullmatch(key)]:
        if key not in pre.attrib:
            pre.set(key, code.attrib[key])
        del code.attrib[key]
