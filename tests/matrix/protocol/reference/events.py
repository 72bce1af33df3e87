"""Events as the rules see them, and the states that they make: `#event-format` and `#room-state`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from . import hashes
from .values import Object, as_list, as_object, is_integer
from .versions import RoomVersion

# A key of a room state: a `type` and a `state_key`.
Pair = tuple[str, str]


def _cited(references: object) -> tuple[str, ...]:
    """Return the identifiers in `auth_events` or `prev_events`; versions 1 and 2 pair each with its hash."""
    names = (
        entry if isinstance(entry, str) else next(iter(as_list(entry)), None) for entry in as_list(references)
    )
    return tuple(name for name in names if isinstance(name, str))


@dataclass(frozen=True)
class Event:
    """An event, and whether the server rejected it when it was received."""

    json: Object
    version: RoomVersion
    rejected: bool = False

    @cached_property
    def event_id(self) -> str:
        """The identifier, which from version 3 on is computed."""
        return hashes.event_id(self.json, self.version)

    @cached_property
    def type(self) -> str:
        """The type."""
        return str(self.json.get("type"))

    @cached_property
    def sender(self) -> str:
        """The user who sent the event."""
        return str(self.json.get("sender"))

    @cached_property
    def state_key(self) -> str | None:
        """The state key of a state event, and None for any other event."""
        key = self.json.get("state_key")
        return key if isinstance(key, str) else None

    @cached_property
    def pair(self) -> Pair | None:
        """The event's key in a room state, or None for a message event."""
        return None if self.state_key is None else (self.type, self.state_key)

    @cached_property
    def content(self) -> Object:
        """The payload."""
        return as_object(self.json.get("content"))

    @cached_property
    def room_id(self) -> str | None:
        """The room's identifier; of an `m.room.create` event of version 12, the one that the event makes."""
        if self.version.base >= 12 and self.type == "m.room.create":
            return "!" + self.event_id[1:]  # room-ids
        room_id = self.json.get("room_id")
        return room_id if isinstance(room_id, str) else None

    @cached_property
    def auth_events(self) -> tuple[str, ...]:
        """The identifiers of the events that authorize this one."""
        return _cited(self.json.get("auth_events"))

    @cached_property
    def prev_events(self) -> tuple[str, ...]:
        """The identifiers of the events before this one."""
        return _cited(self.json.get("prev_events"))

    @cached_property
    def depth(self) -> int:
        """The depth that the event declares."""
        depth = self.json.get("depth")
        return depth if is_integer(depth) else 0

    @cached_property
    def origin_server_ts(self) -> int:
        """The creation time that the event declares."""
        time = self.json.get("origin_server_ts")
        return time if is_integer(time) else 0


State = Mapping[Pair, Event]


def state_of(events: Iterable[Event]) -> dict[Pair, Event]:
    """Return the state that consists of these events; the later of two for one pair counts."""
    return {event.pair: event for event in events if event.pair is not None}
