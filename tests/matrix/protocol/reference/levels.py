"""Power levels: `#user-level`, `#required-level`, `#action-levels` and `#power-level-encoding`."""

import math
import re
from collections.abc import Callable
from typing import Final

from .canonical import MAX_INTEGER
from .events import Event, State
from .values import Object, as_list, as_object, is_integer
from .versions import RoomVersion

# A float for the sake of infinity alone, `#level-user-1`.
Level = int | float
STRING: Final = re.compile(r"\s*[-+]?[0-9]+\s*", re.ASCII)  # level-string
PAIR: Final = ("m.room.power_levels", "")
ACTIONS: Final = {"invite": 0, "kick": 50, "ban": 50, "redact": 50}  # level-action-2


def read_level(value: object, version: RoomVersion) -> int | None:
    """Return the integer value of a level, or None if the value is not a level in this version."""
    level: int | None = None
    if is_integer(value):
        level = value
    elif version.base < 10 and isinstance(value, str) and STRING.fullmatch(value):
        level = int(value)
    elif version.base < 6 and isinstance(value, float) and math.isfinite(value):
        level = math.trunc(value)  # level-float
    return level if level is not None and abs(level) <= MAX_INTEGER else None


def creators(create: Event | None) -> frozenset[str]:
    """Return the creators of a room, `#room-creators`."""
    if create is None:
        return frozenset()
    if create.version.base < 11:
        return frozenset({str(create.content.get("creator"))})
    more = as_list(create.content.get("additional_creators")) if create.version.base >= 12 else ()
    return frozenset({create.sender, *(user for user in more if isinstance(user, str))})


def _level(content: Object, name: str, version: RoomVersion) -> int | None:
    """Return a level in an object; one that cannot be read counts as missing."""
    return read_level(content.get(name), version)


def _first(*levels: Callable[[], Level | None]) -> Level:
    return next(found for level in levels if (found := level()) is not None)


def user_level(user: str, state: State, create: Event | None, version: RoomVersion) -> Level:
    """Return `power(user)` in a state, line by line of `#user-level`."""
    event = state.get(PAIR)
    is_creator = user in creators(create)
    if version.base >= 12 and is_creator:
        return math.inf  # level-user-1
    if event is None:
        return 100 if version.base < 12 and is_creator else 0  # level-user-2, level-user-3
    content = event.content
    return _first(
        lambda: _level(as_object(content.get("users")), user, version),  # level-user-4
        lambda: _level(content, "users_default", version),  # level-user-5
        lambda: 0,  # level-user-6
    )


def required_level(event: Event, state: State, version: RoomVersion) -> Level:
    """Return the level that it takes to send an event, line by line of `#required-level`."""
    levels = state.get(PAIR)
    content: Object = {} if levels is None else levels.content
    is_state = event.state_key is not None
    return _first(
        lambda: _level(as_object(content.get("events")), event.type, version),  # level-event-1
        lambda: _level(content, "state_default", version) if is_state else None,  # level-event-2
        lambda: 50 if is_state else None,  # level-event-3
        lambda: _level(content, "events_default", version),  # level-event-4
        lambda: 0,  # level-event-5
    )


def action_level(action: str, state: State, version: RoomVersion) -> Level:
    """Return the invite, kick, ban or redact level, line by line of `#action-levels`."""
    levels = state.get(PAIR)
    stated = None if levels is None else _level(levels.content, action, version)  # level-action-1
    return ACTIONS[action] if stated is None else stated  # level-action-2
