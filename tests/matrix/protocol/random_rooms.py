"""Random rooms: users who act at the same time, on branches that meet again, with and without a right to."""

import random
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any, Final

from .auth_cases import KEY, KEY_ID, KEYS
from .reference import base64, hashes, signing
from .reference.events import Event, Pair, State, state_of
from .reference.graph import Graph
from .reference.identifiers import domain
from .reference.resolution import resolve, state_after
from .reference.selection import select
from .reference.versions import Reading, RoomVersion

Json = dict[str, Any]
ALICE: Final = "@alice:example.org"
USERS: Final = (ALICE, "@bob:example.com", "@carol:example.com", "@dan:example.net", "@erin:example.org")
TOKEN: Final = "token"  # noqa: S105 - names a stored invitation, opens nothing
START: Final = 1_700_000_000_000
_LEVELS: Final = (0, 10, 50, 50, 60, 100)
_SCALARS: Final = ("ban", "kick", "invite", "redact", "users_default", "events_default", "state_default")
_JOIN_RULES: Final = ("public", "public", "invite", "knock", "restricted", "knock_restricted", "private")
ODD_LEVELS: Final[tuple[object, ...]] = (True, None, "ten", "", "1.0", [], {}, 1.5, 2**53, "9007199254740992")
_KINDS: Final = (
    *("m.room.member",) * 5,
    *("m.room.power_levels", "m.room.power_levels", "m.room.join_rules", "m.room.topic", "m.room.topic"),
    *("m.room.message", "m.room.aliases", "m.room.redaction", "org.example.own", "m.room.third_party_invite"),
)
_MEMBERSHIPS: Final = ("join", "join", "join", "invite", "leave", "leave", "ban", "knock", "away")


class RandomRoom:
    """A room that grows by random events; `random` decides about all of it."""

    def __init__(
        self,
        version: RoomVersion,
        seed: int,
        length: int,
        *,
        wild: float = 0.0,
        named: str = "",
        reading: Reading = Reading.PUBLISHED,
    ) -> None:
        """Create a room and let `length` events happen in it.

        `wild` is how often a level is an odd one, `named` the `room_version` of the create event if it is not
        that of the rules, and `reading` that of state resolution.
        """
        self.version = version
        self.wild = wild
        self.reading = reading
        self.random = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
        self.events: dict[str, Event] = {}
        self.before: dict[str, dict[Pair, Event]] = {}
        self.after: dict[str, dict[Pair, Event]] = {}
        self.graph = Graph(self.events, KEYS)
        self.room_id = "!room:example.org"
        content: Json = {"room_version": named or version.name}
        if version.base < 11:
            content["creator"] = ALICE
        if self.chance(0.3):
            content["additional_creators"] = ["@bob:example.com"]
        self.local = self.chance(0.1)
        if self.local or self.chance(0.1):
            content["m.federate"] = not self.local
        create = self.append(ALICE, "m.room.create", "", content, [])
        self.room_id = create.room_id or ""
        self.graph = Graph(self.events, KEYS)
        head = self.append(ALICE, "m.room.member", ALICE, {"membership": "join"}, [create])
        if self.chance(0.9):
            head = self.append(ALICE, "m.room.power_levels", "", self.levels(first=True), [head])
        head = self.append(ALICE, "m.room.join_rules", "", {"join_rule": "public"}, [head])
        for user in USERS[1:3]:
            head = self.append(user, "m.room.member", user, {"membership": "join"}, [head])
        for _ in range(length):
            self.step()

    def heads(self) -> list[Event]:
        """Choose one to three events to go on from, as a rule late ones."""
        accepted = [event for event in self.events.values() if not event.rejected]
        count = self.random.choice((1, 1, 1, 2, 2, 3))
        late = accepted[-8:]
        return self.random.sample(late, min(count, len(late)))

    def chance(self, probability: float) -> bool:
        """Return True with the given probability."""
        return self.random.random() < probability

    def step(self) -> None:
        """Append one random event."""
        user = self.random.choice(USERS)
        heads = self.heads()
        kind = self.random.choice(_KINDS)
        if kind == "m.room.member":
            # The peer of `test_peer.py` refuses member events of users of other servers in a room that is not
            # federated; the specification checks only the sender.
            targets = [name for name in USERS if domain(name) == domain(ALICE)] if self.local else USERS
            target = user if self.chance(0.6) else self.random.choice(targets)
            self.append(user, kind, target, self.member(target), heads)
        elif kind == "m.room.power_levels":
            self.append(user, kind, "", self.levels(), heads)
        elif kind == "m.room.join_rules":
            place = "" if self.chance(0.8) else "elsewhere"
            self.append(user, kind, place, {"join_rule": self.random.choice(_JOIN_RULES)}, heads)
        elif kind == "m.room.aliases":
            self.append(
                user, kind, self.random.choice(("example.org", "example.com")), {"aliases": []}, heads
            )
        elif kind == "m.room.third_party_invite":
            public = base64.encode(bytes(KEY.verify_key))
            self.append(user, kind, TOKEN, {"public_key": public}, heads)
        elif kind == "org.example.own":
            self.append(user, kind, self.random.choice(USERS), {}, heads)
        elif kind == "m.room.redaction":
            redacts = self.random.choice(list(self.events))
            self.append(user, kind, None, {"redacts": redacts}, heads)
        else:
            key = None if kind == "m.room.message" else ""
            self.append(user, kind, key, {"body": str(len(self.events))}, heads)

    def member(self, target: str) -> Json:
        """Return random content for a member event."""
        content: Json = {"membership": self.random.choice(_MEMBERSHIPS)}
        if content["membership"] == "invite" and self.chance(0.4):
            invited = target if self.chance(0.8) else self.random.choice(USERS)
            signed = signing.sign({"mxid": invited, "token": TOKEN}, "id.example", KEY_ID, KEY)
            content["third_party_invite"] = {"display_name": "x", "signed": signed}
        if content["membership"] == "join" and self.chance(0.3):
            content["join_authorised_via_users_server"] = self.random.choice(USERS)
        return content

    def level(self) -> object:
        """Return a random level."""
        if self.chance(self.wild):
            return self.random.choice(ODD_LEVELS)
        if self.version.base < 10 and self.chance(0.1):
            return self.random.choice((" 50", "+10", "060", "0", "-1", "100 "))
        if self.version.base < 6 and self.chance(0.05):
            return self.random.choice((50.9, 49.99, -0.5))
        return self.random.choice(_LEVELS)

    def levels(self, *, first: bool = False) -> Json:
        """Return random content for a power levels event."""
        users: Json = {user: self.level() for user in USERS[1:] if self.chance(0.7)}
        if self.version.base < 12:
            users[ALICE] = 100 if first else self.random.choice((100, 100, 50))
        content: Json = {"users": users}
        for name in _SCALARS:
            if self.chance(0.2):
                content[name] = self.level()
        if self.chance(0.3):
            content["events"] = {"m.room.topic": self.level()}
        if self.chance(0.2):
            content["notifications"] = {"room": self.level()}
        return content

    def state_at(self, heads: Sequence[Event]) -> dict[Pair, Event]:
        """Return the state before an event with these predecessors."""
        states = [self.after[e.event_id] for e in heads]
        return resolve(states, self.graph, self.version, self.reading) if heads else {}

    def draft(
        self, sender: str, kind: str, key: str | None, content: Json, heads: Sequence[Event], before: State
    ) -> Json:
        """Return an event without hashes and signatures, `before` being the state before it."""
        json: Json = {
            "type": kind,
            "sender": sender,
            "content": content,
            "depth": max((head.depth for head in heads), default=0) + 1,
            # Clocks that differ make the order of times another one than that of events.
            "origin_server_ts": START + len(self.events) // 2 + self.random.randrange(6),
            "prev_events": self.cite(heads),
            "auth_events": [],
        }
        if key is not None:
            json["state_key"] = key
        if self.version.base < 12 or kind != "m.room.create":
            json["room_id"] = self.room_id
        if self.version.base < 3:
            json["event_id"] = f"$e{len(self.events)}-{self.random.randrange(10**6)}:{domain(sender)}"
        json["auth_events"] = self.cite(select(Event(json, self.version), before))
        if kind == "m.room.redaction" and self.version.base < 11:
            json["redacts"] = content["redacts"]
        return json

    def append(self, sender: str, kind: str, key: str | None, content: Json, heads: Sequence[Event]) -> Event:
        """Append an event, marked as rejected if the rules do not allow it in the state before it."""
        before = self.state_at(heads)
        event = Event(self.signed(self.draft(sender, kind, key, content, heads, before)), self.version)
        cited = state_of(self.graph.cited(event))
        allowed = all(self.graph.authorize(event, state).allowed for state in (cited, before))
        event = replace(event, rejected=not allowed)
        self.events[event.event_id] = event
        self.before[event.event_id] = before
        self.after[event.event_id] = state_after(event, before)
        return event

    def signed(self, json: Json) -> Json:
        """Sign an event in the name of its sender, and as a rule of who authorizes a join."""
        servers = [domain(json["sender"])]
        authorizer = json["content"].get("join_authorised_via_users_server")
        if authorizer and self.chance(0.9):
            servers.append(domain(authorizer))
        for server in servers:
            json = hashes.sign_event(json, self.version, str(server), KEY_ID, KEY)
        return json

    def mutant(self, original: Event) -> Event:
        """Return an event with one change that a malicious server could make, signed again."""
        json: Json = deepcopy({**original.json, "signatures": {}})
        content = json["content"]
        others = list(self.events.values())
        change = self.random.randrange(9)
        if change == 0 and json["auth_events"]:
            json["auth_events"].remove(self.random.choice(json["auth_events"]))
        elif change <= 3:
            # Late ones, so that some of them are of a pair that is selected, or rejected.
            json["auth_events"] += self.cite([self.random.choice(others[-12:])])
        elif change == 4:
            json["sender"] = self.random.choice(USERS)
        elif change == 5:
            content.pop(self.random.choice(list(content) or [""]), None)
        elif change == 6 and original.type == "m.room.create":
            json["prev_events"] = self.cite(others[1:2])
        elif change == 6:
            json["prev_events"] = self.cite(others[:1])
        elif change == 7:
            json["room_id"] = "!other:example.com"
        elif original.type == "m.room.create":
            content["additional_creators"] = self.random.choice(([ALICE], [], ["alice"], ALICE, [1], None))
            content["room_version"] = self.random.choice((self.version.name, "unknown"))
        elif original.type not in ("m.room.member", "m.room.power_levels"):
            # The peer requires a user for the former, and compares the latter with levels under the event's
            # own state key; the rules require neither.
            json["state_key"] = self.random.choice((*USERS, ""))
        return Event(self.signed(json), self.version)

    def cite(self, events: Sequence[Event]) -> list[Any]:
        """Return references to events, as in `prev_events` and `auth_events`."""
        if self.version.base >= 3:
            return [event.event_id for event in events]
        return [
            [event.event_id, {"sha256": hashes.reference_hash_text(event.json, self.version)}]
            for event in events
        ]

    def states(self, count: int) -> list[State]:
        """Choose states of the room's history, those after accepted events."""
        accepted = [name for name, event in self.events.items() if not event.rejected]
        return [self.after[name] for name in self.random.sample(accepted[3:], min(count, len(accepted) - 3))]
