"""A call between Alice and Bob, and the rules by which Alice's devices ring."""

from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from .rooms import Room
from .world import World, world

HERE: Final = Path(__file__).parent


def _read(name: str) -> Any:
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))


def _ended(value: Any) -> Any:
    """Return `value` with CRLF at the end of each line of a session description in it."""
    if isinstance(value, dict):
        return {k: v.replace("\n", "\r\n") if k == "sdp" else _ended(v) for k, v in value.items()}
    return value


@cache
def call() -> tuple[list[Room], dict[str, str]]:
    """Return the rooms in which the call was taken and rejected, and the id of each event by its type."""
    *sent, refused = _read("calls.yml")
    made, ids = world(), {}
    room = made.main.branch(made.ids["dave"])
    for event in sent:
        ids[event["type"]] = room.send(event["sender"], event["type"], _ended(event["content"]))
    other = room.branch(ids["m.call.invite"])
    ids[refused["type"]] = other.send(refused["sender"], refused["type"], refused["content"])
    return [room, other], ids


def call_events() -> dict[str, object]:
    """Return events in the format of clients, by the name of their file under `spec/events/examples/`."""
    (room, other), ids = call()
    return {
        kind: (room if name in room.events else other).client(name, age=1234) for kind, name in ids.items()
    }


def push_rules(world: World) -> dict[str, Any]:
    """Return the rules, by kind; the one about a room is about the garden."""
    rules: dict[str, Any] = _read("push_rules.yml")
    assert [rule["rule_id"] for rule in rules["room"]] == [world.main.room_id]
    return rules
