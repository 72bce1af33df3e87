"""Iteration over the mappings with keywords in an OpenAPI document or JSON Schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from twotrack.openapi.load.nodes import Obj

# Keys whose value maps names chosen by the author to schemas.
NAMED = frozenset({"properties", "patternProperties", "dependentSchemas", "$defs"})
# Keys whose value is data: it contains no keywords.
DATA = frozenset({"example", "examples", "default", "const", "enum"})


def mappings(value: Any, *, named: bool = False) -> Iterator[Obj]:
    """Yield the mappings in a value, except data; if `named`, the value only maps names to others."""
    if isinstance(value, list):
        for item in value:
            yield from mappings(item)
    if not isinstance(value, Obj):
        return
    if not named:
        yield value
    for name, item in value.items():
        if (named or name not in DATA) and isinstance(item, (Obj, list)):
            yield from mappings(item, named=not named and name in NAMED)
