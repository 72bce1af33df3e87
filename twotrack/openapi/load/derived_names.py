"""Names that are derived once and then permanent: anchors of operations, event types and schemas."""

from __future__ import annotations

import re

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def slug(text: str) -> str:
    """Convert a text to an anchor: lower-case words, `camelCase` split, joined by hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", _CAMEL.sub("-", text).lower()).strip("-")


def operation_id(method: str, path: str) -> str:
    """Return the anchor of an operation: `get-matrix-federation-v1-event-event-id`."""
    return f"{method.lower()}-{slug(path)}".rstrip("-")


def without_names(path: str) -> str:
    """Remove parameter names from a path: operations that differ only in such names are the same."""
    return re.sub(r"\{[^{}]*\}", "{}", path)
