"""The rows of the tables on a page, by their content and not by their appearance."""

from __future__ import annotations

from typing import NamedTuple

import lxml.html

from tests.tool.data.reading import Seen


class Row(NamedTuple):
    """A row: the name, whether it is marked as required, and the words of its type."""

    name: str
    required: bool
    type: str


def rows(html: str) -> list[Row]:
    """Return the rows of all tables of properties."""
    found = []
    for row in lxml.html.fragment_fromstring(html, create_parent="div").xpath('//tr[td[@class="tt-type"]]'):
        first, kind = row.xpath("td")[:2]
        name = first.xpath("string(code | span[@class='tt-any'])")
        required = bool(first.xpath(".//*[@class='tt-required']"))
        found.append(Row(name, required, kind.text_content()))
    return found


def lost(seen: set[Seen], found: list[Row]) -> list[Seen]:
    """Return the properties that no row shows with their required mark and all their types."""
    by_name: dict[tuple[str, bool], list[str]] = {}
    for row in found:
        by_name.setdefault((row.name, row.required), []).append(row.type)
    return [
        s
        for s in sorted(seen, key=str)
        if not any(_names_types(text, s.types) for text in by_name.get((s.name, s.required), ()))
    ]


def _names_types(text: str, types: frozenset[str]) -> bool:
    for name in types:
        if name == "array":
            if "[" not in text and "array" not in text:
                return False
        elif name == "object":
            # A table's own name, a map, or the word.
            if not text.strip() or text.strip() in {"string", "integer", "boolean", "number"}:
                return False
        elif name not in text:
            return False
    return True
