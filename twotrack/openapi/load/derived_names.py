"""Names that are derived once and then kept for ever: anchors of operations, event types and schemas."""

from __future__ import annotations

import re

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def slug(text: str) -> str:
    """Return a text as an anchor: words in lower case, `camelCase` taken apart, joined by hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", _CAMEL.sub("-", text).lower()).strip("-")


def operation_id(method: str, path: str) -> str:
    """Return the anchor of an operation: `get-matrix-federation-v1-event-event-id`."""
    return f"{method.lower()}-{slug(path)}".rstrip("-")


def without_names(path: str) -> str:
    """Return a path with its parameters unnamed: two operations that differ only in such names are one."""
    return re.sub(r"\{[^{}]*\}", "{}", path)
