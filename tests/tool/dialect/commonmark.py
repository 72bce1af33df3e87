"""The examples of the CommonMark specification, and HTML brought to a form in which equal means alike."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import lxml.html
from lxml.html import HtmlElement

_EXAMPLE = re.compile(
    r"^`{32} example\n(?P<source>.*?)^\.\n(?P<html>.*?)^`{32}$|^#{1,6} *(?P<section>[^\n]*)$",
    re.MULTILINE | re.DOTALL,
)
_BLOCK = re.compile(
    r"\s*(</?(?:p|div|ul|ol|li|blockquote|pre|h[1-6]|hr|br|table|tr|td|th|dl|dd|dt|del)(?: [^>]*)?>)\s*"
)


class Example(NamedTuple):
    """An example: its number, its section, the source and the expected HTML."""

    number: int
    section: str
    source: str
    html: str


def examples(path: Path) -> list[Example]:
    """Read the examples of `spec.txt`; a tab is written there as an arrow."""
    found: list[Example] = []
    section = ""
    for match in _EXAMPLE.finditer(path.read_text(encoding="utf-8")):
        if match["section"] is not None:
            section = match["section"]
        else:
            source, html = (match[key].replace("\u2192", "\t") for key in ("source", "html"))
            found.append(Example(len(found) + 1, section, source, html))
    return found


def normalised(html: str) -> str:
    """Return HTML without details that the specification leaves open: ids, looseness, white space."""
    if html.startswith("<!DOCTYPE"):
        return html.strip()
    # White space at the ends would become part of an element that is never closed.
    root = lxml.html.fragment_fromstring(html.strip(), create_parent="div")
    for comment in list(root.iter(lxml.etree.Comment)):
        comment.drop_tree()
    for link in root.xpath(".//a[contains(@class, 'headerlink')]"):
        link.drop_tree()
    for span in root.xpath(".//pre//span|.//div[contains(@class, 'highlight')]"):
        span.drop_tag()
    for element in root.iter("h1", "h2", "h3", "h4", "h5", "h6", "pre", "code"):
        element.attrib.clear()
    pieces: list[str] = []
    _write(root, pieces, in_code=False)
    text = _BLOCK.sub(r"\1", "".join(pieces))
    return re.sub(r"\s+", " ", re.sub(r"[ \n]*</code></pre>", "</code></pre>", text)).strip()


def _write(element: HtmlElement, pieces: list[str], *, in_code: bool) -> None:
    in_code = in_code or element.tag == "pre"
    parent = element.getparent()
    # A paragraph of an item is one in a loose list only.
    is_item = element.tag == "p" and parent is not None and parent.tag in {"li", "dd"}
    attributes = "".join(f' {key}="{value.strip()}"' for key, value in sorted(element.attrib.items()))
    pieces += ("\n" if is_item else f"<{element.tag}{attributes}>", _text(element.text, in_code=in_code))
    for child in element:
        _write(child, pieces, in_code=in_code)
        pieces.append(_text(child.tail, in_code=in_code))
    pieces.append("\n" if is_item else f"</{element.tag}>")


def _text(text: str | None, *, in_code: bool) -> str:
    return (text or "") if in_code else re.sub(r"\s+", " ", text or "")
