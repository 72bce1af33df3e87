"""The dispatch table from HTML elements to the functions that write them as RFCXML."""

from __future__ import annotations

from twotrack.rfc.model.writer_context import BlockWriter
from twotrack.rfc.model.xml_anchors import HEADINGS
from twotrack.rfc.write import block_elements, code_elements, flow, list_elements, table_elements

BLOCK_WRITERS: dict[str, BlockWriter] = {
    "article": flow.blocks,
    "blockquote": block_elements.blockquote,
    "center": flow.blocks,
    "details": flow.blocks,
    "div": block_elements.div,
    "dl": list_elements.definitions,
    "figure": code_elements.figure,
    "hr": block_elements.rule,
    "ol": list_elements.ordered,
    "p": block_elements.p,
    "pre": code_elements.block,
    "script": block_elements.nothing,
    "section": flow.blocks,
    "style": block_elements.nothing,
    "summary": block_elements.heading,
    "table": table_elements.table,
    "ul": list_elements.unordered,
} | dict.fromkeys(HEADINGS, block_elements.heading)
"""Block elements; inline ones are in `inline.INLINE_WRITERS`. An element in neither is reported."""
