"""Check the declared relation of a long-term stable version to its base, `#lts-relation`.

Random rooms are built by the rules of the base. All their events, and many more generated for their states,
are evaluated by the rules of both versions.
"""

import random
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

from .auth_cases import KEY, KEY_ID, KEYS, SERVERS
from .random_rooms import ALICE, TOKEN, USERS, RandomRoom
from .reference import base64, hashes, signing
from .reference.events import Event, Pair, State
from .reference.graph import Graph
from .reference.receipt import Outcome, receive
from .reference.redaction import redact
from .reference.resolution import resolve, state_after
from .reference.selection import select
from .reference.versions import RoomVersion

Json = dict[str, Any]
# Ordered from refused to accepted.
ORDER: Final = (Outcome.DROP, Outcome.REJECT, Outcome.SOFT_FAIL, Outcome.ACCEPT)
LEVELS: Final = ("m.room.power_levels", "")
# Identifiers that are not strictly valid, or whose server name is an IP address.
ODD_USERS: Final = ("@Old Name:example.org", "@:example.org", "@bob:192.0.2.1", "@bob:[2001:db8::1]", "bob")


@dataclass(frozen=True, slots=True)
class Fault:
    """An event for which the outcomes violate the declared relation."""

    event: Mapping[str, Any]
    what: str


def satisfies(relation: str, lts: Outcome, base: Outcome) -> bool:
    """Return whether the outcomes for one event satisfy the relation."""
    if relation == "rename":
        return lts is base
    return relation == "fork" or ORDER.index(lts) <= ORDER.index(base)


@dataclass(frozen=True, slots=True)
class Twins:
    """An LTS version, its base, and the relation between them."""

    lts: RoomVersion
    base: RoomVersion
    relation: str

    def faults(self, seed: int, length: int = 12) -> Iterator[Fault]:
        """Yield the violations in the room generated from a seed."""
        room = RandomRoom(self.base, seed, length, named=self.lts.name)
        inputs = self.inputs(room, seed)
        twin = {name: self.as_lts(event) for name, event in room.events.items()}
        graphs = {self.base: room.graph, self.lts: Graph(twin, KEYS)}
        for json, before, current in inputs:
            yield from self._forms(json)
            states = {
                self.base: (before, current),
                self.lts: tuple({p: twin[e.event_id] for p, e in s.items()} for s in (before, current)),
            }
            lts, base = (receive(json, v, graphs[v], *states[v]) for v in (self.lts, self.base))
            if not satisfies(self.relation, lts.outcome, base.outcome):
                what = f"{lts.outcome.value} ({lts.check}), {base.outcome.value} ({base.check}) in the base"
                yield Fault(json, what)
            elif lts.outcome is base.outcome is Outcome.ACCEPT and lts.event.json != base.event.json:
                yield Fault(json, "accepted in another form")
        yield from self._histories(seed, length)

    def inputs(self, room: RandomRoom, seed: int) -> list[tuple[Mapping[str, Any], State, State]]:
        """List the events for a room, each with the state before it and the current state."""
        return list(Inputs(room, self.lts, seed))

    def evidence(self, rooms: int = 25, length: int = 12) -> Json:
        """Compare the versions in generated rooms, for the evidence that `spec/editions.yml` declares."""
        built = [RandomRoom(self.base, seed, length, named=self.lts.name) for seed in range(rooms)]
        found = [
            {"event": dict(f.event), "what": f.what}
            for seed in range(rooms)
            for f in self.faults(seed, length)
        ]
        return {
            "version": self.lts.name,
            "base": self.base.name,
            "relation": self.relation,
            "rooms": rooms,
            "events": sum(len(self.inputs(room, seed)) for seed, room in enumerate(built)),
            "faults": found,
        }

    def as_lts(self, event: Event) -> Event:
        """Return an event as an event of the LTS version."""
        return Event(event.json, self.lts, event.rejected)

    def _forms(self, json: Mapping[str, Any]) -> Iterator[Fault]:
        if self.relation == "fork":
            return
        if hashes.event_id(json, self.lts) != hashes.event_id(json, self.base):
            yield Fault(json, "another identifier")
        if redact(json, self.lts) != redact(json, self.base):
            yield Fault(json, "another redacted form")

    def _histories(self, seed: int, length: int) -> Iterator[Fault]:
        """Yield the violations in a room built by the LTS version's rules and replayed by the base's."""
        if self.relation == "fork":
            return
        room = RandomRoom(self.lts, seed, length)
        events: dict[str, Event] = {}
        graph, after = Graph(events, KEYS), dict[str, Mapping[Pair, Event]]()
        for name, event in room.events.items():
            events[name] = again = Event(event.json, self.base, event.rejected)
            earlier = [after[previous] for previous in event.prev_events]
            before = resolve(earlier, graph, self.base) if earlier else {}
            # A graph caches properties of its events, so a new event needs a new graph.
            graph = Graph(events, KEYS)
            if not event.rejected and not graph.authorize(again, before).allowed:
                yield Fault(event.json, "accepted in a room of the LTS version alone")
            after[name] = state_after(again, before)
            if _names(after[name]) != _names(room.after[name]):
                yield Fault(event.json, "another state after it")


def _names(state: Mapping[Pair, Event]) -> dict[Pair, str]:
    return {pair: event.event_id for pair, event in state.items()}


class Inputs:
    """Events for a room, each with the state before it and the current state of the room."""

    def __init__(self, room: RandomRoom, lts: RoomVersion, seed: int) -> None:
        """Prepare the events for a room of the base; `seed` makes them reproducible."""
        self.room = room
        self.lts = lts
        self.random = random.Random(seed)  # noqa: S311 - repeatable, not secret
        self.accepted = [event for event in room.events.values() if not event.rejected]

    def __iter__(self) -> Iterator[tuple[Mapping[str, Any], State, State]]:
        room = self.room
        own = [(event.json, room.before[name], room.before[name]) for name, event in room.events.items()]
        yield from own
        for event in self.random.choices(list(room.events.values()), k=8):
            mutant = room.mutant(event)
            yield self.signed(mutant.json), room.before[event.event_id], room.before[event.event_id]
        yield from self.creates()
        message = self.accepted[-1]
        for digest in ("{}=", "{}==", "{}!"):
            yield (
                self.hashed(message.json, digest),
                room.before[message.event_id],
                room.before[message.event_id],
            )
        for _ in range(24):
            before = self.state()
            for json in self.drafts(before):
                yield json, before, before if self.random.random() < 0.8 else self.state()

    def state(self) -> dict[Pair, Event]:
        """Choose a state of the room, usually with other power levels and a stored third-party invite."""
        room, choose = self.room, self.random.choice
        state = dict(room.after[choose(self.accepted[2:]).event_id])
        levels = {"users": {user: choose((0, 50, 100)) for user in USERS[1:]}, "invite": choose((0, 50, 100))}
        public = {"public_key": base64.encode(bytes(KEY.verify_key))}
        for pair, sender, content in (
            (LEVELS, ALICE, levels),
            (("m.room.third_party_invite", TOKEN), choose(USERS), public),
        ):
            if self.random.random() < 0.7:
                json = self.signed(room.draft(sender, *pair, content, self.accepted[-1:], state))
                event = Event(json, room.version)
                state[pair] = room.events[event.event_id] = event
        return state

    def drafts(self, before: State) -> Iterator[Json]:
        """Yield an event of a random kind, with the auth events that each version selects."""
        choose = self.random.choice
        sender, user = choose(USERS), choose(USERS)
        content: Json
        key: str | None
        kind = choose(("invite", "invite", "member", "stored", "levels", "other"))
        if kind in ("invite", "member"):
            content = self.member(user, "invite" if kind == "invite" else choose(("join", "leave", "ban")))
            key, kind = user, "m.room.member"
        elif kind == "stored":
            content, key, kind = {}, choose((TOKEN, "", None, user)), "m.room.third_party_invite"
        elif kind == "levels":
            content, key, kind = {"users": {choose((user, *ODD_USERS)): choose((0, 50))}}, "", LEVELS[0]
        else:
            content, key, kind = {"membership": "invite"}, choose((user, "", None)), "org.example.own"
        if self.random.random() < 0.1:
            sender = choose(ODD_USERS)
        if self.random.random() < 0.1 and kind == "m.room.member":
            key = choose(ODD_USERS)
        json = self.room.draft(sender, kind, key, content, self.random.sample(self.accepted, 1), before)
        yield self.signed(json)
        listed = [event.event_id for event in select(Event(json, self.lts), before)]
        if listed != json["auth_events"]:
            yield self.signed({**json, "auth_events": listed})

    def member(self, user: str, membership: str) -> Json:
        """Return random member content, usually with some form of third-party invite."""
        choose = self.random.choice
        signed = signing.sign({"mxid": choose((user, ALICE)), "token": TOKEN}, "id.example", KEY_ID, KEY)
        whole = {"display_name": "x", "signed": signed}
        odd: tuple[object, ...] = (
            {},
            None,
            "x",
            [],
            False,
            0,
            {"signed": {}},
            {"signed": None},
            {"signed": {"token": TOKEN}},
        )
        content: Json = {"membership": membership}
        if self.random.random() < 0.7:
            content["third_party_invite"] = choose((whole, whole, whole, *odd))
        return content

    def creates(self) -> Iterator[tuple[Json, State, State]]:
        """Yield create events, with and without a room version."""
        first = next(iter(self.room.events.values()))
        for version in ("", self.lts.name, self.room.version.name, "1", "unknown", 12, None):
            json: Json = deepcopy(dict(first.json))
            json["content"]["room_version"] = version
            if version == "":
                del json["content"]["room_version"]
            if self.random.random() < 0.5:
                json["content"]["additional_creators"] = [self.random.choice((*USERS, *ODD_USERS))]
            yield self.signed(json), {}, {}

    def hashed(self, json: Mapping[str, Any], form: str) -> Json:
        """Return an event whose content hash has another form, signed by its server."""
        changed = {**json, "hashes": {"sha256": form.format(json["hashes"]["sha256"])}, "signatures": {}}
        made: Json = signing.sign(redact(changed, self.room.version), SERVERS[0], KEY_ID, KEY)
        for server in SERVERS[1:]:
            made = signing.sign(made, server, KEY_ID, KEY)
        return {**changed, "signatures": made["signatures"]}

    def signed(self, json: Mapping[str, Any]) -> Json:
        """Sign an event for all servers, so that signatures rarely decide the outcome."""
        made: Json = {**json, "signatures": {}}
        for server in (*SERVERS, "192.0.2.1", "[2001:db8::1]"):
            made = hashes.sign_event(made, self.room.version, server, KEY_ID, KEY)
        return made
