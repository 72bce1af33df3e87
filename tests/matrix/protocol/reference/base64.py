"""Binary data in JSON: `#unpadded-base64` and `#url-safe-base64`."""

import base64
import binascii
import re
from typing import Final

# The two grammars. A single remaining character cannot encode a byte.
UNPADDED: Final = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2,3})?")
URL_SAFE: Final = re.compile(r"(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-]{2,3})?")


def encode(data: bytes, *, url_safe: bool = False) -> str:
    """Return the unpadded Base64 of bytes, in the one alphabet or the other."""
    encoded = base64.urlsafe_b64encode(data) if url_safe else base64.b64encode(data)
    return encoded.decode("ascii").rstrip("=")


def decode(text: str) -> bytes | None:
    """Return the decoded bytes, or None if the text is not Base64. Padding is accepted and ignored."""
    bare = text.rstrip("=")
    if not UNPADDED.fullmatch(bare):
        return None
    try:
        return base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True)
    except binascii.Error:
        return None


def decode_either(text: str) -> bytes | None:
    """Return the decoded bytes of Base64 in one of the two alphabets."""
    return decode(text.translate(str.maketrans("-_", "+/")))


def is_exact(text: object, size: int) -> bool:
    """Return whether a text is what an encoder creates for that number of bytes, `#strict-base64`."""
    decoded = decode(text) if isinstance(text, str) else None
    return decoded is not None and len(decoded) == size and encode(decoded) == text
