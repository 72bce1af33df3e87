"""Changed questions of the conformance suite, about which two implementations have to agree."""

from __future__ import annotations

import copy
from random import Random
from typing import Any

Json = dict[str, Any]

_MEMBERSHIPS = ("join", "leave", "ban", "invite", "knock")
_TYPES = (
    "m.room.member",
    "m.room.message",
    "m.room.power_levels",
    "m.room.topic",
    "m.room.third_party_invite",
)
_NUMBERS = (0, 1, -1, 50, 100, 2**53 - 1)
_VALUES: tuple[Any, ...] = (None, True, False, *_NUMBERS, "", "x", "@a:b", "join", "public", [], {}, {"a": 1})
_NAMES = (
    "users",
    "events",
    "notifications",
    "third_party_invite",
    "join_authorised_via_users_server",
    "membership",
    "kick",
    "invite",
    "state_default",
    "allow",
    "join_rule",
)


def changed_question(given: Json, random: Random) -> Json:
    """Return an input of `authorize` with another event, state or judgement of an event in auth_events."""
    result = copy.deepcopy(given)
    event, choice = result["event"], random.random()
    if choice < 0.1 and result["auth_events"]:
        _reject(random.choice(result["auth_events"]), result, random)
    elif choice < 0.3 and result["state"]:
        name = random.choice(("sender", "state_key"))
        event[name] = random.choice(result["state"])["event"]["sender"]
    elif choice < 0.4 and event["type"] != "m.room.create":
        event["type"] = random.choice(_TYPES)
    elif choice < 0.5:
        event["content"]["membership"] = random.choice(_MEMBERSHIPS)
    elif choice < 0.6 and result["state"]:
        result["state"].remove(random.choice(result["state"]))
    else:
        _change_content(event["content"], random)
    return result


def _change_content(content: Json, random: Random) -> None:
    name = random.choice([*content, *_NAMES])
    inner = content.get(name)
    if isinstance(inner, dict) and inner and random.random() < 0.7:
        inner[random.choice(list(inner))] = random.choice(_VALUES)
    elif name in content and random.random() < 0.3:
        del content[name]
    else:
        content[name] = copy.deepcopy(random.choice(_VALUES))


def _reject(entry: Json, _: Json, __: Random) -> None:
    entry["rejected"] = not entry.get("rejected", False)
