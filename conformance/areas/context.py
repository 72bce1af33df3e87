"""Names and keys that several areas use."""

from __future__ import annotations

from nacl.signing import SigningKey

from conformance.suite import Value
from tests.matrix.protocol import auth_cases
from tests.matrix.protocol.reference import base64
from tests.matrix.protocol.reference.events import Event
from tests.matrix.protocol.reference.versions import RoomVersion

SEED = "YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA1"
"""The published seed of the signing key of the test vectors.

An encoder would write `XA0` at its end: the unused bits are not zero.
"""

KEY = SigningKey(base64.decode(SEED) or b"")
PUBLIC = base64.encode(bytes(KEY.verify_key))
KEY_ID = "ed25519:1"


def keys() -> Value:
    """Return the public keys of the servers in cases about events."""
    return Value(
        {
            server: {name: base64.encode(bytes(key)) for name, key in known.items()}
            for server, known in auth_cases.KEYS.items()
        }
    )


def page(version: RoomVersion) -> str:
    """Return the path of a room version's page below the site."""
    return f"rooms/{version.name.lower() if version.lts else f'v{version}'}/"


def entry(event: Event) -> Value:
    """Return an event in the form of an input: its ID, the event, and whether it was rejected."""
    held: dict[str, object] = {"event_id": event.event_id, "event": event.json}
    return Value({**held, "rejected": True} if event.rejected else held)
