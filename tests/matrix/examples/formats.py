"""The formats that the schemas name, as checks; their grammar is that of the identifiers' appendix."""

import re
from typing import Final

from jsonschema import FormatChecker

_DOMAIN: Final = r"(?:[A-Za-z0-9.-]{1,255}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?"
PATTERNS: Final = {
    "email": r"[^\s@]+@[A-Za-z0-9.-]+",
    "mx-event-id": rf"\$(?:[^:]+:{_DOMAIN}|[A-Za-z0-9_/+-]{{43}})",
    "mx-mxc-uri": rf"mxc://{_DOMAIN}/[A-Za-z0-9_-]+",
    "mx-room-alias": rf"#[^:\0]+:{_DOMAIN}",
    "mx-room-id": rf"!(?:[^:\0]+:{_DOMAIN}|[A-Za-z0-9_-]{{43}})",
    "mx-server-name": _DOMAIN,
    "mx-unpadded-base64": r"[A-Za-z0-9+/]*",
    "mx-user-id": rf"@[a-z0-9._=/+-]+:{_DOMAIN}",
    "uri": r"[a-z][a-z0-9+.-]*:\S+",
    "int64": r"",
}


def checker() -> FormatChecker:
    """Return a checker that knows these formats and no others."""
    made = FormatChecker(formats=())
    for name, pattern in PATTERNS.items():

        def check(value: object, pattern: str = pattern) -> bool:
            if isinstance(value, int):
                return -(2**63) <= value < 2**63
            return not isinstance(value, str) or re.fullmatch(pattern, value) is not None

        made.checks(name)(check)
    return made
