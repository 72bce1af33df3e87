"""The checks on receipt of an event (section "Receiving events")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .encoding import Json
from .events import CREATE, Keys, create_id, event_id, has_format, has_signatures, matches_hash, redact
from .rules import Entry, State, authorize, state_of

DROP, REJECT, SOFT_FAIL, ACCEPT = "drop", "reject", "soft-fail", "accept"


@dataclass(frozen=True)
class Receipt:
    """What becomes of an event: its outcome, and the form of it that is processed."""

    outcome: str
    event: Json
    redacted: bool = False
    reason: str = ""


def first_checks(event: Json, keys: Keys) -> Receipt:
    """Apply the checks 1 to 3, which depend on the event alone."""
    if not has_format(event):
        return Receipt(DROP, event, reason="the event does not have the format")
    if not has_signatures(event, keys):
        return Receipt(DROP, event, reason="a required signature is missing or invalid")
    if not matches_hash(event):
        return Receipt(ACCEPT, redact(event), redacted=True)
    return Receipt(ACCEPT, event)


def create_event(event: Json, events: Mapping[str, Entry]) -> Entry | None:
    """Return the accepted create event of the room of an event (section "Notation")."""
    if event["type"] == CREATE:
        return None
    found = events.get(create_id(event["room_id"]) or "")
    return found if found is not None and found.event["type"] == CREATE and not found.rejected else None


def check_auth_events(event: Json, events: Mapping[str, Entry], keys: Keys) -> str:
    """Apply check 4: the state of the event's own auth_events; return an outcome."""
    if any(identifier not in events for identifier in event["auth_events"]):
        return DROP
    auth_events = [events[identifier] for identifier in event["auth_events"]]
    allowed = authorize(event, auth_events, state_of(auth_events), create_event(event, events), keys)
    return ACCEPT if allowed else REJECT


def check_state(event: Json, events: Mapping[str, Entry], state: State, keys: Keys) -> bool:
    """Return whether the rules allow an event in a state (checks 5 and 6)."""
    auth_events = [events[identifier] for identifier in event["auth_events"]]
    return authorize(event, auth_events, state, create_event(event, events), keys)


def receive(event: Json, events: Mapping[str, Entry], before: State, current: State, keys: Keys) -> Receipt:
    """Apply all checks to an event whose state before it is known (section "Receiving events")."""
    first = first_checks(event, keys)
    if first.outcome == DROP:
        return first
    outcome = check_auth_events(first.event, events, keys)
    if outcome == ACCEPT and not check_state(first.event, events, before, keys):
        outcome = REJECT
    if outcome == ACCEPT and not check_state(first.event, events, current, keys):
        outcome = SOFT_FAIL
    return Receipt(outcome, first.event, first.redacted)


def entry_of(receipt: Receipt) -> Entry:
    """Return an event as the server stores it."""
    return Entry(event_id(receipt.event), receipt.event, receipt.outcome == REJECT)
