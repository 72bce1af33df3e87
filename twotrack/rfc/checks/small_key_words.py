"""BCP 14 keywords in lowercase in a list whose other items have them in capitals.

Only capitals have the special meaning (RFC 8174). Among parallel items, a lowercase keyword is likely an
oversight; elsewhere it is plain English and not reported.
"""

from __future__ import annotations

from collections.abc import Sequence

from lxml.etree import _Element

from twotrack.problems import Report
from twotrack.redline.blocks.tokens import Token
from twotrack.redline.requirement_changes import keywords
from twotrack.rfc.checks import prose
from twotrack.rfc.checks.prose import Block
from twotrack.rfc.model.rfcxml import DraftXml
from twotrack.rfc.source.front_matter import Meta

_SMALL = frozenset({"must", "shall", "should"})
_SMALL_PAIRS = frozenset({"required", "recommended", "optional"})
_ITEMS = frozenset({"li", "dd", "td"})
# `what must be`, `which should`: questions and reasons, not requirements.
_NOT_VERBS = frozenset({"it", "this", "that", "there", "which", "what", "how", "when", "why", "who"})


def small_key_words(written: DraftXml, _meta: Meta, report: Report) -> None:
    """Report items with a lowercase keyword if a sibling has one in capitals."""
    groups: dict[_Element, list[tuple[_Element, Block]]] = {}
    for block in prose.blocks(written):
        if (item := _item(block.element)) is not None and (parent := _list(item)) is not None:
            groups.setdefault(parent, []).append((item, block))
    for members in groups.values():
        capitals = {item for item, block in members if keywords(block.tokens)}
        for item, block in members:
            if item in capitals or not capitals:
                continue
            for sentence in block.sentences:
                if word := _small(sentence):
                    report.add(
                        "lint-keyword-small",
                        block.where,
                        f"{word!r} in small letters, and another item of this list has a keyword in capitals:"
                        f" {prose.short(sentence)}; write {word.upper()!r} or use another word",
                    )


def _item(element: _Element) -> _Element | None:
    node: _Element | None = element
    while node is not None and node.tag not in _ITEMS:
        node = node.getparent() if node.tag == "t" else None
    return node


def _list(item: _Element) -> _Element | None:
    """Find the list or table of an item; the rows of a table are siblings."""
    parent = item.getparent()
    while parent is not None and parent.tag in {"tr", "tbody", "thead"}:
        parent = parent.getparent()
    return parent


def _small(sentence: Sequence[Token]) -> str:
    """Find the first lowercase keyword that expresses a requirement; an empty string if there is none."""
    for i, token in enumerate(sentence):
        if prose.CODE in token.marks:
            continue
        before = sentence[i - 1].text.lower() if i else ""
        following = sentence[i + 1].text if i + 1 < len(sentence) else ""
        if token.text in _SMALL and before not in _NOT_VERBS and following.isalpha():
            return f"{token.text} not" if following == "not" else token.text
        if token.text in _SMALL_PAIRS and before in {"is", "are"} and following in {"", ".", ";", ","}:
            return token.text
    return ""
