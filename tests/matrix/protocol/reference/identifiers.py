"""Identifiers in events: `#user-id`, `#historical-user-id`, `#server-name`, `#auth-domain`."""

import re
from typing import Final

from .versions import RoomVersion

MAX_BYTES: Final = 255  # identifier-length

_PORT: Final = r"(?::[0-9]{1,5})?"
_DNS_NAME: Final = r"[0-9A-Za-z.-]{1,255}"
_IPV6: Final = r"\[[0-9A-Fa-f:.]{2,45}\]"
# An IPv4 address has the form of a DNS name here.
_SERVER_NAME: Final = rf"(?:{_IPV6}|{_DNS_NAME}){_PORT}"
# I.1: `top-level label` begins with a letter, so that no IPv4 address fits.
_SERVER_NAME_LTS: Final = rf"(?=[^:]{{1,255}}(?::|$))(?:[0-9A-Za-z-]+\.)*[A-Za-z][0-9A-Za-z-]*{_PORT}"
USER_ID: Final = re.compile(rf"@[^:\x00\ud800-\udfff]*:{_SERVER_NAME}")
USER_ID_LTS: Final = re.compile(rf"@[0-9a-z\-.=_/+]+:{_SERVER_NAME_LTS}")


def domain(identifier: object) -> str | None:
    """Return what follows the first `:` of an identifier, or None if there is no `:`."""
    if not isinstance(identifier, str):
        return None
    _, colon, name = identifier.partition(":")
    return name if colon else None


def is_user_id(value: object, version: RoomVersion) -> bool:
    """Return whether a value is a valid user identifier in an event of a room version."""
    grammar = USER_ID_LTS if version.lts else USER_ID
    return isinstance(value, str) and bool(grammar.fullmatch(value)) and len(value.encode()) <= MAX_BYTES
