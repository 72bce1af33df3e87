"""Which events of the state authorize an event, `#auth-events-selection`."""

from collections.abc import Iterator

from .events import Event, Pair, State
from .values import as_object


def _pairs(event: Event) -> Iterator[Pair]:
    version = event.version
    if event.type == "m.room.create":  # select-nothing
        return
    if version.base < 12:
        yield "m.room.create", ""  # select-create
    yield "m.room.power_levels", ""  # select-power-levels
    yield "m.room.member", event.sender  # select-sender
    if event.type != "m.room.member":
        return
    content = event.content
    membership = content.get("membership")
    if event.state_key is not None:
        yield "m.room.member", event.state_key  # select-target
    if membership in ("join", "invite") or (version.base >= 7 and membership == "knock"):
        yield "m.room.join_rules", ""  # select-join-rules
    if membership == "invite" and not version.lts:
        token = as_object(as_object(content.get("third_party_invite")).get("signed")).get("token")
        if isinstance(token, str):
            yield "m.room.third_party_invite", token  # select-third-party-invite
    authorizer = content.get("join_authorised_via_users_server")
    if version.base >= 8 and membership == "join" and isinstance(authorizer, str):
        yield "m.room.member", authorizer  # select-authorizing-user


def selected(event: Event) -> frozenset[Pair]:
    """Return the pairs of type and state key that are selected for an event; the state may lack some."""
    return frozenset(_pairs(event))


def select(event: Event, state: State) -> list[Event]:
    """Return the events of a state that an event has to list in `auth_events`."""
    return [state[pair] for pair in sorted(selected(event)) if pair in state]
