"""The elements that RFCXML v3 allows inside each other, and the conversion of content that is not allowed.

The tables follow the `v3.rng` of xml2rfc (RFC 7991 as amended); a test compares them with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from lxml import etree
from lxml.etree import _Element

from twotrack.rfc.model.writer_context import Context, like

Content = list[str | _Element]

BLOCKS = frozenset(
    {"artset", "artwork", "aside", "blockquote", "dl", "figure", "ol", "sourcecode", "t", "table", "ul"}
)

_MARKUP = frozenset({"bcp14", "cref", "em", "eref", "iref", "strong", "sub", "sup", "tt", "xref"})
_FLOW = _MARKUP | {"br", "u"}
_LIST_BLOCKS = frozenset({"artset", "artwork", "dl", "figure", "ol", "sourcecode", "t", "ul"})
_TEXT_LISTS = frozenset({"dl", "ol", "t", "ul"})

INLINE: dict[str, frozenset[str]] = {
    "t": _FLOW | {"contact"},
    "li": _FLOW,
    "dd": _FLOW,
    "td": _FLOW,
    "th": _FLOW,
    "blockquote": _FLOW,
    "dt": _MARKUP | {"br"},
    "name": _MARKUP | {"br"},
    "em": _MARKUP - {"em"} | {"br"},
    "strong": _MARKUP - {"strong"} | {"br"},
    "tt": _MARKUP - {"tt"} | {"br"},
    "sub": _MARKUP,
    "sup": _MARKUP,
    "cref": _MARKUP - {"bcp14", "cref", "iref"} | {"br"},
    "xref": frozenset({"em", "strong", "sub", "sup", "tt"}),
    "annotation": _MARKUP | {"u"},
    "refcontent": frozenset({"bcp14", "em", "strong", "sub", "sup", "tt"}),
    "eref": frozenset(),
    "bcp14": frozenset(),
    "u": frozenset(),
}
"""The inline elements allowed directly inside each element with text."""

BLOCK: dict[str, frozenset[str]] = {
    "section": BLOCKS,
    "aside": BLOCKS - {"aside", "sourcecode"},
    "blockquote": _LIST_BLOCKS,
    "li": _LIST_BLOCKS | {"blockquote", "table"},
    "dd": _LIST_BLOCKS | {"aside", "blockquote", "table"},
    "td": _LIST_BLOCKS,
    "th": _LIST_BLOCKS,
    "abstract": _TEXT_LISTS,
    "note": _TEXT_LISTS,
}
"""The block elements allowed directly inside each element with blocks."""


def put(parent: _Element, content: Iterable[str | _Element]) -> _Element:
    """Append text and elements to `parent` and return it."""
    for item in content:
        if isinstance(item, str):
            if len(parent):
                parent[-1].tail = (parent[-1].tail or "") + item
            else:
                parent.text = (parent.text or "") + item
        else:
            parent.append(item)
    return parent


def parts(element: _Element) -> Content:
    """List the content of an element: its text and children in order, with tails split off."""
    out: Content = [element.text] if element.text else []
    for child in list(element):
        tail, child.tail = child.tail, None
        out.append(child)
        if tail:
            out.append(tail)
    return out


def fit_inline(content: Iterable[str | _Element], parent: str) -> Iterator[str | _Element]:
    """Remove the markup, but not the text, of inline elements that are not allowed in `parent`."""
    allowed = INLINE[parent]
    for item in content:
        if isinstance(item, str) or item.tag in allowed:
            yield item
        elif item.tag == "br":
            yield " "
        elif item.tag == "contact":
            yield item.get("fullname", "")
        elif item.tag == "xref" and not len(item) and not item.text:
            # A reference without text cannot be shown inside a link, but its target can.
            yield item.get("target", "")
        elif item.tag != "iref":
            yield from fit_inline(parts(item), parent)


def inline_element(tag: str, content: Iterable[str | _Element], **attributes: str) -> _Element:
    """Make an element with text; elements that are not allowed in it are unwrapped."""
    return put(etree.Element(tag, attributes), fit_inline(content, tag))


def fit_blocks(blocks: Iterable[_Element], parent: str, context: Context) -> Iterator[_Element]:
    """Rewrite block elements that are not allowed in `parent`; report those that have no other form."""
    allowed = BLOCK[parent]
    for block in blocks:
        tag = str(block.tag)
        if tag in allowed:
            yield block
        elif tag == "sourcecode" and "artwork" in allowed:
            yield _as_artwork(block)
        elif tag in {"aside", "blockquote"}:
            yield from fit_blocks(_unwrapped(block), parent, context)
        else:
            context.report.add(
                "rfc-no-form",
                context.origin_of(block),
                f"RFCXML has no place for <{tag}> inside <{parent}>; move it out, in front of or after it",
            )


def _unwrapped(block: _Element) -> Iterator[_Element]:
    children = [child for child in block if child.tag in BLOCKS]
    if not children:
        paragraph = inline_element("t", parts(block))
        children = [paragraph]
    anchor = block.get("anchor")
    if anchor and children and "anchor" not in children[0].attrib:
        children[0].set("anchor", anchor)
    for child in children:
        child.tail = None
        yield like(child, block)


def _as_artwork(block: _Element) -> _Element:
    # <aside> allows artwork but not sourcecode; the two look the same, and `type` is kept.
    artwork = etree.Element("artwork", {str(k): str(v) for k, v in block.attrib.items() if k != "markers"})
    artwork.text = block.text
    return like(artwork, block)


def append_blocks(element: _Element, blocks: Sequence[_Element], context: Context) -> _Element:
    """Append blocks to `element`, rewritten if they are not allowed in it."""
    element.extend(fit_blocks(blocks, str(element.tag), context))
    return element
