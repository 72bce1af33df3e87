"""The grammars of section "Identifiers"."""

from __future__ import annotations

import re
from typing import Any

LIMIT = 255
"""The bytes of an identifier (sections "Common identifier format" and "Size limits")."""

_LABEL = "[A-Za-z0-9-]"
_HOSTNAME = rf"(?:{_LABEL}+\.)*[A-Za-z]{_LABEL}*"
_SERVER = re.compile(rf"({_HOSTNAME})(?::([0-9]{{1,5}}))?")
_USER = re.compile(r"@[0-9a-z\-.=_/+]+:(.*)", re.DOTALL)
_EVENT = re.compile(r"\$[A-Za-z0-9_-]{43}")


def split_server_name(name: Any) -> tuple[str, str | None] | None:
    """Return the hostname and the port of a server name, or None if it is none (section "Server names")."""
    match = _SERVER.fullmatch(name) if isinstance(name, str) else None
    if match is None or len(match[1]) > LIMIT:
        return None
    return match[1], match[2]


def is_user_id(value: Any) -> bool:
    """Return whether a user ID is accepted in an event (sections "User IDs" and "Size limits")."""
    match = _USER.fullmatch(value) if isinstance(value, str) else None
    return match is not None and split_server_name(match[1]) is not None and len(value) <= LIMIT


def is_event_id(value: Any) -> bool:
    """Return whether a value is an event ID (section "Event IDs")."""
    return isinstance(value, str) and _EVENT.fullmatch(value) is not None


def domain(identifier: Any) -> str | None:
    """Return the part behind the first colon, or None if there is none (section "Notation")."""
    if not isinstance(identifier, str) or ":" not in identifier:
        return None
    return identifier.partition(":")[2]
