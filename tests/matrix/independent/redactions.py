"""The effect of redaction events on their targets (section "Application of redactions")."""

from __future__ import annotations

from .events import redact
from .identifiers import domain
from .room import Room
from .rules import Entry, View

REDACTION = "m.room.redaction"


def apply_redactions(room: Room, identifier: str) -> None:
    """Apply the redactions that an accepted event requests, and those that request the redaction of it."""
    entry = room.events[identifier]
    if entry.event["type"] == REDACTION:
        _apply(room, entry)
    for other in list(room.events.values()):
        if other.event["type"] == REDACTION and other.event["content"].get("redacts") == identifier:
            _apply(room, other)


def _apply(room: Room, redaction: Entry) -> None:
    """Replace the target by its redacted form if both events were accepted and the check succeeds."""
    identifier = redaction.event["content"].get("redacts")
    if not isinstance(identifier, str) or not room.accepted(identifier):
        return
    if room.accepted(redaction.event_id) and takes_effect(room, redaction, room.events[identifier]):
        target = room.events[identifier]
        room.events[identifier] = Entry(identifier, redact(target.event), target.rejected)


def takes_effect(room: Room, redaction: Entry, target: Entry) -> bool:
    """Return whether a redaction takes effect in the room state before it (item 2)."""
    sender = redaction.event["sender"]
    view = View(room.entries(room.before[redaction.event_id]), room.create.event)
    return view.power(sender) >= view.level("redact") or domain(sender) == domain(target.event["sender"])
