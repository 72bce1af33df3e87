"""Checks on receipt of an event, `#receipt`, and the event format, `#event-format`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from . import base64, canonical, hashes
from .events import Event, State, state_of
from .graph import Graph
from .identifiers import MAX_BYTES, domain, is_user_id
from .levels import action_level, user_level
from .redaction import redact
from .values import Object, as_list, as_object, is_integer, is_object
from .versions import RoomVersion, Span

MAX_EVENT: Final = 65536  # event-size-total
MAX_AUTH_EVENTS: Final = 10  # event-size-auth
MAX_PREV_EVENTS: Final = 20  # event-size-prev
_MAX_DEPTH_BEFORE_6: Final = 2**63 - 1

# `#event-format`, a row of the table each: anchor, versions, property, JSON type, whether it is required.
FORMAT: Final[tuple[tuple[str, Span, str, str, bool], ...]] = (
    ("pdu-auth-events-v1", Span(until=2), "auth_events", "references", True),
    ("pdu-auth-events", Span(3), "auth_events", "strings", True),
    ("pdu-content", Span(), "content", "object", True),
    ("pdu-depth", Span(), "depth", "integer", True),
    ("pdu-event-id", Span(until=2), "event_id", "string", True),
    ("pdu-hashes", Span(), "hashes", "object", True),
    ("pdu-origin-server-ts", Span(), "origin_server_ts", "integer", True),
    ("pdu-prev-events-v1", Span(until=2), "prev_events", "references", True),
    ("pdu-prev-events", Span(3), "prev_events", "strings", True),
    ("pdu-redacts", Span(until=10), "redacts", "string", False),
    ("pdu-room-id", Span(until=11), "room_id", "string", True),
    ("pdu-room-id-v12", Span(12), "room_id", "string", False),
    ("pdu-sender", Span(), "sender", "string", True),
    ("pdu-signatures", Span(), "signatures", "object", True),
    ("pdu-state-key", Span(), "state_key", "string", False),
    ("pdu-type", Span(), "type", "string", True),
    ("pdu-unsigned", Span(), "unsigned", "object", False),
)


def _is_reference(value: object) -> bool:
    pair = as_list(value)
    return len(pair) == 2 and isinstance(pair[0], str) and is_object(pair[1])


def _is_string(value: object) -> bool:
    return isinstance(value, str)


_TYPES: Final[dict[str, Callable[[object], bool]]] = {
    "object": is_object,
    "integer": is_integer,
    "string": _is_string,
    "strings": lambda value: isinstance(value, list) and all(map(_is_string, value)),
    "references": lambda value: isinstance(value, list) and all(map(_is_reference, value)),
}


def _rows(event: Object, version: RoomVersion) -> Iterator[str]:
    needs_redacts = event.get("type") == "m.room.redaction"
    needs_room = event.get("type") != "m.room.create"
    for anchor, span, name, kind, always in FORMAT:
        if version not in span:
            continue
        required = always or (name == "redacts" and needs_redacts) or (name == "room_id" and needs_room)
        if required and name not in event:
            yield anchor
        if name in event and not _TYPES[kind](event[name]):
            yield anchor


def format_faults(event: Object, version: RoomVersion) -> Iterator[str]:
    """Yield the anchors of the format rules that an event violates."""
    yield from _rows(event, version)
    try:
        size = len(canonical.encode(event))
    except canonical.NoCanonicalForm:
        size = 0
        if version.base >= 6:
            yield "canonical-json-from-server"
    if size > MAX_EVENT:
        yield "event-size-total"
    parts = [event.get(name) for name in ("sender", "room_id", "state_key", "type", "event_id")]
    if any(
        isinstance(part, str) and len(part.encode("utf-8", "surrogatepass")) > MAX_BYTES for part in parts
    ):
        yield "event-size-parts"
    if len(as_list(event.get("auth_events"))) > MAX_AUTH_EVENTS:
        yield "event-size-auth"
    if len(as_list(event.get("prev_events"))) > MAX_PREV_EVENTS:
        yield "event-size-prev"
    depth = event.get("depth")
    highest = _MAX_DEPTH_BEFORE_6 if version.base < 6 else canonical.MAX_INTEGER
    if is_integer(depth) and not 0 <= depth <= highest:
        yield "event-depth"
    yield from _faults_of_values(event, version)


def _faults_of_values(event: Object, version: RoomVersion) -> Iterator[str]:
    users = [event.get("sender")]
    if version.lts:
        digest = as_object(event.get("hashes")).get("sha256")
        if digest is not None and not base64.is_exact(digest, 32):
            yield "strict-base64-hash"
        if event.get("type") == "m.room.member" and "state_key" in event:
            users.append(event["state_key"])
    if not all(is_user_id(user, version) for user in users):
        yield "user-id"


def read(text: str, version: RoomVersion) -> Object | None:
    """Return the event parsed from a received text, or None if the text is invalid and the event dropped."""
    try:
        event = canonical.parse_strictly(text) if version.lts else canonical.parse(text)
        if version.lts:
            canonical.encode(event)  # canonical-json-from-server
    except ValueError:
        return None
    return event if is_object(event) else None


class Outcome(Enum):
    """The outcome of the checks on a received event."""

    ACCEPT = "accept"
    DROP = "drop"
    REJECT = "reject"
    SOFT_FAIL = "fail softly"


@dataclass(frozen=True, slots=True)
class Received:
    """An event that was received: what becomes of it, the check that decided, and the event as it is now."""

    outcome: Outcome
    check: str
    event: Event


# The check by which an event is dropped if the input of another check is missing.
_BEFORE: Final = {"receipt-4": "missing-auth", "receipt-5": "missing-state"}


def receive(
    event: Object, version: RoomVersion, graph: Graph, before: State | None, current: State
) -> Received:
    """Run the checks on receipt of an event.

    `before` is the state before it, or None if that is unavailable; `current` is the room's current state.
    """
    arrived = Event(event, version)
    if next(format_faults(event, version), None) is not None:
        return Received(Outcome.DROP, "receipt-1", arrived)
    required = hashes.required_signatures(event, version)
    if not all(hashes.is_event_signed_by(event, version, server, graph.keys) for server in required):
        return Received(Outcome.DROP, "receipt-2", arrived)
    if not hashes.has_its_content_hash(event):  # receipt-3
        arrived = Event(redact(event, version), version)
    lacks_cited = len(graph.cited(arrived)) < len(arrived.auth_events)
    by_cited = None if lacks_cited else state_of(graph.cited(arrived))
    for check, state in (("receipt-4", by_cited), ("receipt-5", before)):
        if state is None:
            return Received(Outcome.DROP, _BEFORE[check], arrived)
        if not graph.authorize(arrived, state).allowed:
            return Received(Outcome.REJECT, check, replace(arrived, rejected=True))
    if not graph.authorize(arrived, current).allowed:
        return Received(Outcome.SOFT_FAIL, "receipt-6", arrived)
    return Received(Outcome.ACCEPT, "receipt-6", arrived)


def redaction_takes_effect(redaction: Event, target: Event, before: State, graph: Graph) -> str | None:
    """Return the anchor of the rule by which a redaction takes effect, or None if it has no effect.

    Both events are accepted. This is `#redaction-check` of version 3 and later; in earlier versions the
    authorization rules decide.
    """
    if redaction.room_id != target.room_id:  # redaction-both
        return None
    create = before.get(("m.room.create", "")) or graph.room.creates.get(redaction.room_id or "")
    power = user_level(redaction.sender, before, create, redaction.version)
    if power >= action_level("redact", before, redaction.version):
        return "redaction-by-level"
    return "redaction-by-domain" if domain(redaction.sender) == domain(target.sender) else None
