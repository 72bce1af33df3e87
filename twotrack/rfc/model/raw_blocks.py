"""Blocks of RFCXML in a draft's Markdown, packed into an HTML attribute and unpacked again."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterator

from lxml import etree
from lxml.etree import _Element
from lxml.html import HtmlElement

CLASS = "rfcxml"
"""The class of the `<div>` whose `data-xml` is a packed block."""

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);)(\w+);")


def parse(chunk: str) -> _Element:
    """Parse a block as an element. Raises XMLSyntaxError if it is not well-formed."""
    return etree.fromstring(_plain(chunk), _PARSER)


def pack(chunk: str) -> str:
    """Pack a block into an attribute value that no pass over Markdown changes."""
    return base64.b64encode(_plain(chunk).encode()).decode()


def unpack(element: HtmlElement) -> _Element:
    """Unpack the block in a `<div class="rfcxml">`."""
    return etree.fromstring(base64.b64decode(element.get("data-xml") or ""), _PARSER)


def is_raw(element: HtmlElement) -> bool:
    """Return whether an HTML element is a packed block."""
    return bool(element.tag == "div" and element.get("class") == CLASS)


def anchors(element: HtmlElement) -> Iterator[tuple[str, str]]:
    """Yield the anchors of a packed block, each with the tag of its element."""
    for each in unpack(element).iter(etree.Element):
        if name := each.get("anchor"):
            yield name, str(each.tag)


def targets(element: HtmlElement) -> Iterator[str]:
    """Yield the targets of the references of a packed block."""
    for each in unpack(element).iter("xref", "relref"):
        if name := each.get("target"):
            yield name


def _plain(chunk: str) -> str:
    """Replace the named entities of HTML, which XML does not define, with characters."""
    return _ENTITY.sub(lambda match: html.unescape(match[0]), chunk)
