"""Attachments of encrypted rooms: the encrypted files, and their keys in events."""

import hashlib
from typing import Final

from . import crypto, olm
from .crypto import Json
from .rooms import SEED


def octets(purpose: str) -> bytes:
    """Return 32 bytes for a purpose, by which whoever checks an example makes them again."""
    return hashlib.sha256(SEED + purpose.encode()).digest()


def attached(uri: str, name: str, text: bytes) -> Json:
    """Return the description of the file `text` at `uri` in an event, with keys derived from `name`."""
    key, vector = octets(f"{name} key"), octets(f"{name} iv")[:8] + bytes(8)
    return {
        "v": "v2",
        "url": uri,
        "key": {
            "kty": "oct",
            "alg": "A256CTR",
            "ext": True,
            "key_ops": ["encrypt", "decrypt"],
            "k": crypto.encode64(key, urlsafe=True),
        },
        "iv": crypto.encode64(vector),
        "hashes": {"sha256": crypto.encode64(hashlib.sha256(olm.ctr(key, vector, text)).digest())},
    }


def invented(name: str, size: int) -> bytes:
    """Return the bytes of a file that is only there to be encrypted."""
    return hashlib.shake_256(SEED + name.encode()).digest(size)


def _file(uri: str, name: str, size: int) -> Json:
    return attached(f"mxc://example.org/{uri}", name, invented(name, size))


PICTURE: Final = _file("FHyPlCeYUSFFxlgbQYZmoEoe", "seeds.png", 96_117)
THUMBNAIL: Final = _file("pLmOkNiJbUhVyGcTfXrDzEsW", "thumbnail of seeds.png", 9_096)
DOCUMENT: Final = _file("Rb5tNcKqVw8sZyXpLfGhJdMa", "beans.pdf", 48_213)
