"""The dispatch table: from an element of HTML to the function that writes it as RFCXML."""

from __future__ import annotations

from twotrack.rfc import blocks, code, flow, lists, tables
from twotrack.rfc.anchors import HEADINGS
from twotrack.rfc.context import BlockWriter

BLOCK_WRITERS: dict[str, BlockWriter] = {
    "article": flow.blocks,
    "blockquote": blocks.blockquote,
    "center": flow.blocks,
    "details": flow.blocks,
    "div": blocks.div,
    "dl": lists.definitions,
    "figure": code.figure,
    "hr": blocks.rule,
    "ol": lists.ordered,
    "p": blocks.p,
    "pre": code.block,
    "script": blocks.nothing,
    "section": flow.blocks,
    "style": blocks.nothing,
    "summary": blocks.heading,
    "table": tables.table,
    "ul": lists.unordered,
} | dict.fromkeys(HEADINGS, blocks.heading)
"""Block elements; inline ones are in `inline.INLINE_WRITERS`. An element in neither is reported."""
