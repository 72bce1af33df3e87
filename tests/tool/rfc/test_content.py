"""The tables of permitted child elements are those of the schema of xml2rfc."""

from __future__ import annotations

from functools import cache

import pytest
from lxml import etree

from twotrack.rfc.model.content_model import BLOCK, BLOCKS, INLINE
from twotrack.rfc.model.rfcxml_schema import schema_path

RNG = {"r": "http://relaxng.org/ns/structure/1.0"}
# Deprecated, made by no writer, or not content of Markdown.
UNUSED = {"author", "contact", "iref", "list", "relref", "section", "spanx", "texttable", "vspace", "name"}


@cache
def children(tag: str) -> frozenset[str]:
    """Return the permitted children of an element by the schema."""
    schema = etree.parse(schema_path())
    found = schema.xpath(f"//r:define[@name='{tag}']//r:ref/@name", namespaces=RNG)
    assert isinstance(found, list)
    return frozenset(map(str, found))


@pytest.mark.parametrize("tag", sorted(INLINE))
def test_inline_content_is_that_of_the_schema(tag: str) -> None:
    allowed = children(tag) - BLOCKS - {"relref", "list", "spanx", "vspace"}
    assert INLINE[tag] == allowed


@pytest.mark.parametrize("tag", sorted(BLOCK))
def test_block_content_is_that_of_the_schema(tag: str) -> None:
    inline = INLINE.get(tag, frozenset())
    assert BLOCK[tag] == (children(tag) - UNUSED - inline) & BLOCKS
