"""Valid rooms: every event hashed, signed and authorized as required by its room version."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from nacl.signing import SigningKey

from . import crypto
from .crypto import Json

# The seed of the published signing vectors: whoever checks an example can make its keys.
SEED: Final = crypto.decode64("YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA1")
START: Final = 1_760_000_000_000
STEP: Final = 61_027


@dataclass(frozen=True)
class Signer:
    """A signer: a server, a device, a cross-signing key. `name` and `key_id` are keys in `signatures`."""

    name: str
    key_id: str
    key: SigningKey

    @property
    def public(self) -> str:
        """The public key in unpadded base64."""
        return crypto.encode64(bytes(self.key.verify_key))

    def sign(self, value: Json) -> Json:
        """Return `value` with this signature added."""
        return crypto.add_signature(value, self.name, self.key_id, self.key)

    def sign_event(self, event: Json, version: int) -> Json:
        """Return `event` with its content hash and this signature over its redacted form."""
        return crypto.sign_event(event, version, self.name, self.key_id, self.key)


def derived(name: str, key_id: str, purpose: str = "") -> Signer:
    """Return a signer whose seed is the SHA-256 of the published seed, the name and the purpose."""
    seed = hashlib.sha256(SEED + f"{name} {purpose}".encode()).digest()
    return Signer(name, key_id, SigningKey(seed))


ORG: Final = Signer("example.org", "ed25519:1", SigningKey(SEED))
COM: Final = derived("example.com", "ed25519:a_Kx2T")
NOTARY: Final = derived("matrix.example", "ed25519:n1")
IDENTITY: Final = derived("id.example", "ed25519:0")
# Made for one stored invite; whoever gets the invite by mail gets its private key.
EPHEMERAL: Final = derived("id.example", "ed25519:invite_1", "ephemeral")
POLICY: Final = derived("example.com", "ed25519:policy_server", "policy")
SERVERS: Final = {signer.name: signer for signer in (ORG, COM, NOTARY)}
SIGNERS: Final = (ORG, COM, NOTARY, IDENTITY, EPHEMERAL, POLICY)

ALICE, BOB = "@alice:example.org", "@bob:example.com"
CAROL, DAVE, ERIN = "@carol:example.com", "@dave:example.com", "@erin:example.com"
# An application service's own user, and a bridged user of IRC.
BRIDGE, ROBIN = "@_irc_bot:example.org", "@_irc_robin:example.org"


@dataclass
class Room:
    """A room as its events make it; grows by `send`."""

    version: int
    name: str = ""
    room_id: str = ""
    events: dict[str, Json] = field(default_factory=dict)
    state: dict[tuple[str, str], str] = field(default_factory=dict)

    def _auth_types(self, event: Json) -> Iterator[tuple[str, str]]:
        """Yield the keys of the state that authorises `event`."""
        if event["type"] == "m.room.create":
            return
        if self.version < 12:
            yield "m.room.create", ""
        yield "m.room.power_levels", ""
        yield "m.room.member", event["sender"]
        if event["type"] != "m.room.member":
            return
        content = event["content"]
        yield "m.room.member", event["state_key"]
        if content["membership"] in {"join", "invite", "knock"}:
            yield "m.room.join_rules", ""
        if "third_party_invite" in content:
            yield "m.room.third_party_invite", content["third_party_invite"]["signed"]["token"]
        if "join_authorised_via_users_server" in content:
            yield "m.room.member", content["join_authorised_via_users_server"]

    def _cited(self, ids: Sequence[str]) -> list[Any]:
        """Return `ids` in the format of auth_events and prev_events of this version."""
        if self.version >= 3:
            return list(ids)
        hashes = {i: crypto.encode64(crypto.reference_hash(self.events[i], self.version)) for i in ids}
        return [[i, {"sha256": hashes[i]}] for i in ids]

    def draft(self, sender: str, kind: str, content: Json, state_key: str | None = None, **top: Any) -> Json:
        """Return the next event of the room, neither hashed nor signed yet."""
        number = len(self.events)
        event: Json = {
            "type": kind,
            "sender": sender,
            "origin_server_ts": START + number * STEP,
            "content": content,
            "depth": number + 1,
            **top,
        }
        if self.version < 12 or kind != "m.room.create":
            event["room_id"] = self.room_id
        if state_key is not None:
            event["state_key"] = state_key
        if self.version < 3:
            event["event_id"] = f"$c{self.version}e{number:04}:{sender.partition(':')[2]}"
        wanted = dict.fromkeys(self._auth_types(event))
        auth = [self.state[item] for item in wanted if item in self.state]
        event["auth_events"] = self._cited(auth)
        event["prev_events"] = self._cited(list(self.events)[-1:])
        return event

    def append(self, event: Json) -> str:
        """Sign `event` as its sender's server does, make it the newest of the room, and return its id."""
        signed = SERVERS[event["sender"].partition(":")[2]].sign_event(event, self.version)
        helper = signed["content"].get("join_authorised_via_users_server")
        if helper:
            signed = SERVERS[helper.partition(":")[2]].sign_event(signed, self.version)
        identifier = crypto.event_id(signed, self.version)
        self.events[identifier] = signed
        if "state_key" in event:
            self.state[event["type"], event["state_key"]] = identifier
        if event["type"] == "m.room.create" and self.version >= 12:
            self.room_id = "!" + identifier[1:]
        return identifier

    def send(self, sender: str, kind: str, content: Json, state_key: str | None = None, **top: Any) -> str:
        """Draft and append an event, and return its id."""
        return self.append(self.draft(sender, kind, content, state_key, **top))

    def branch(self, until: str = "") -> "Room":
        """Return a copy that grows on its own, with the events up to and with `until`, or all of them."""
        names = list(self.events)
        made = Room(self.version, self.name, self.room_id)
        for name in names[: names.index(until) + 1 if until else None]:
            event = made.events[name] = self.events[name]
            if "state_key" in event:
                made.state[event["type"], event["state_key"]] = name
        return made

    def auth_chain(self, identifiers: Sequence[str]) -> list[str]:
        """Return the auth events of `identifiers`, theirs and so on, oldest first."""
        found: set[str] = set()
        todo = list(identifiers)
        while todo:
            cited = self.events[todo.pop()]["auth_events"]
            names = [item if isinstance(item, str) else item[0] for item in cited]
            todo += [name for name in names if name not in found]
            found |= set(names)
        return [identifier for identifier in self.events if identifier in found]

    def pdu(self, identifier: str, **unsigned: Any) -> Json:
        """Return the event as servers send it, with `unsigned`."""
        event = self.events[identifier]
        return {**event, "unsigned": unsigned} if unsigned else dict(event)

    def client(self, identifier: str, **unsigned: Any) -> Json:
        """Return the event in the format that clients get."""
        event = self.events[identifier]
        names = ("type", "state_key", "sender", "content", "origin_server_ts", "redacts")
        shown = {name: event[name] for name in names if name in event}
        return {
            "event_id": identifier,
            "room_id": self.room_id,
            **shown,
            "unsigned": unsigned or {"age": 4612},
        }
