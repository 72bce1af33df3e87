"""Hashes, identifiers and signatures of events: `#event-hashes-signatures` and `#event-ids`."""

import hashlib

from nacl.signing import SigningKey

from . import base64, canonical, signing
from .identifiers import domain
from .redaction import redact
from .signing import Keys
from .values import Object, as_object, without
from .versions import RoomVersion


def _loosely(version: RoomVersion) -> bool:
    """Return whether events can lack a canonical form, `#canonical-json-enforcement`."""
    return version.base < 6


def content_hash(event: Object) -> bytes:
    """Return the content hash, `#content-hash`."""
    covered = without(event, "unsigned", "signatures", "hashes")
    # In versions that require a canonical form, events without one are rejected earlier.
    return hashlib.sha256(canonical.encode(covered, loosely=True)).digest()


def reference_hash(event: Object, version: RoomVersion) -> bytes:
    """Return the reference hash, `#reference-hash`."""
    covered = without(redact(event, version), "signatures", "unsigned")
    return hashlib.sha256(canonical.encode(covered, loosely=_loosely(version))).digest()


def reference_hash_text(event: Object, version: RoomVersion) -> str:
    """Return the reference hash as encoded in references of versions 1 and 2."""
    return base64.encode(reference_hash(event, version))


def event_id(event: Object, version: RoomVersion) -> str:
    """Return the identifier of an event: `#event-id-unique`, `#event-id-hash-v3`, `#event-id-hash-v4`."""
    if version.base < 3:
        return str(event["event_id"])
    return "$" + base64.encode(reference_hash(event, version), url_safe=version.base >= 4)


def sign_event(
    event: Object, version: RoomVersion, server: str, key_id: str, key: SigningKey
) -> dict[str, object]:
    """Return an event with its content hash and a server's signature, `#event-signing`."""
    hashes = {"sha256": base64.encode(content_hash(event))}
    hashed = {**event, "hashes": hashes}  # event-sign-1, event-sign-2
    signed = signing.sign(
        redact(hashed, version), server, key_id, key, loosely=_loosely(version)
    )  # event-sign-3, event-sign-4
    return {**hashed, "signatures": signed["signatures"]}  # event-sign-5


def required_signatures(event: Object, version: RoomVersion) -> frozenset[str | None]:
    """Return the servers that have to have signed an event, `#required-signatures`; None can never sign."""
    content = as_object(event.get("content"))
    is_member = event.get("type") == "m.room.member"
    by_third_party = (
        not version.lts
        and is_member
        and content.get("membership") == "invite"
        and "third_party_invite" in content
    )
    servers: set[str | None] = set()
    if not by_third_party:
        servers.add(domain(event.get("sender")))  # signature-sender
    if version.base < 3:
        servers.add(domain(event.get("event_id")))  # signature-event-id
    authorizer = "join_authorised_via_users_server"
    if version.base >= 8 and is_member and content.get("membership") == "join" and authorizer in content:
        servers.add(domain(content[authorizer]))  # signature-authorizing-user
    return frozenset(servers)


def is_event_signed_by(event: Object, version: RoomVersion, server: str | None, keys: Keys) -> bool:
    """Return whether a server signed an event, and each of its signatures is valid: `#event-verify-2`."""
    redacted = redact(event, version)
    return server is not None and signing.is_signed_by(
        redacted, server, keys, loosely=_loosely(version), strictly=version.lts, every=True
    )


def has_its_content_hash(event: Object) -> bool:
    """Return whether the content of an event matches its hash: `#event-verify-3` and `#event-verify-4`."""
    stated = as_object(event.get("hashes")).get("sha256")
    return isinstance(stated, str) and base64.decode(stated) == content_hash(event)
