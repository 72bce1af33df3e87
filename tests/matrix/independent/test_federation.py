"""Servers that were written from the draft alone form a room over HTTP on the loopback interface."""

from __future__ import annotations

import hashlib
import http.client
import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.matrix.independent import handshakes, invites, signing
from tests.matrix.independent.binding import Client, Listener
from tests.matrix.independent.errors import MatrixError
from tests.matrix.independent.room import Ids
from tests.matrix.independent.server import Server


@contextmanager
def servers(count: int) -> Iterator[list[Server]]:
    listeners = [Listener() for _ in range(count)]
    found = []
    for number, listener in enumerate(listeners):
        seed = hashlib.sha256(bytes([number])).digest()
        server = Server(listener.name, "ed25519:1", seed, Client)
        listener.start(server)
        found.append(server)
    try:
        yield found
    finally:
        for listener in listeners:
            listener.stop()


def user(name: str, server: Server) -> str:
    return f"@{name}:{server.name}"


def state(server: Server, room_id: str) -> Ids:
    return server.rooms[room_id].current()


def flush(*given: Server) -> None:
    for server in given:
        for response in server.flush().values():
            assert all(result == {} for result in response["pdus"].values()), response


def test_two_servers() -> None:
    with servers(2) as (a, b):
        alice, bob = user("alice", a), user("bob", b)
        room = a.create_room(alice)
        a.send(alice, room, "m.room.message", {"body": "first"})
        joined = handshakes.join(b, bob, room, a.name)
        assert state(a, room) == state(b, room)
        there = a.send(alice, room, "m.room.message", {"body": "hello"})
        back = b.send(bob, room, "m.room.message", {"body": "hello back"})
        flush(a, b)
        assert b.rooms[room].accepted(there)
        assert a.rooms[room].accepted(back)
        assert (
            sorted(a.rooms[room].extremities())
            == sorted(b.rooms[room].extremities())
            == sorted([there, back])
        )
        # a fork: both change the topic, and power levels, without knowing of the other change
        a.send(
            alice, room, "m.room.power_levels", {"users": {bob: 50}, "events": {"m.room.tombstone": 150}}, ""
        )
        flush(a)
        a.send(alice, room, "m.room.topic", {"topic": "of a"}, "")
        a.send(alice, room, "m.room.name", {"name": "of a"}, "")
        b.send(bob, room, "m.room.topic", {"topic": "of b"}, "")
        assert state(a, room) != state(b, room)
        flush(a, b)
        assert state(a, room) == state(b, room)
        merged = b.send(bob, room, "m.room.message", {"body": "merged"})
        assert len(b.rooms[room].events[merged].event["prev_events"]) == 2
        flush(b)
        assert a.rooms[room].before[merged] == b.rooms[room].before[merged]
        # retrieval
        assert [e["type"] for e in b.remote.event(a.name, joined)] == ["m.room.member"]
        history = b.remote.backfill(a.name, room, [joined], 20)
        assert [e["depth"] for e in history] == [6, 5, 4, 3, 2, 1]
        ids = b.remote.state_ids(a.name, room, joined)
        assert set(ids["pdu_ids"]) == set(a.rooms[room].before[joined].values())
        assert len(b.remote.event_auth(a.name, room, joined)) == 3


def test_gap_is_filled() -> None:
    with servers(2) as (a, b):
        alice, bob = user("alice", a), user("bob", b)
        room = a.create_room(alice)
        handshakes.join(b, bob, room, a.name)
        lost = [a.send(alice, room, "m.room.message", {"body": str(n)}) for n in range(5)]
        a.queues.clear()
        a.send(alice, room, "m.room.topic", {"topic": "after the gap"}, "")
        flush(a)
        assert all(b.rooms[room].accepted(one) for one in lost)
        assert state(a, room) == state(b, room)
        # more than is requested at once: the state is requested instead
        for n in range(60):
            a.send(alice, room, "m.room.message", {"body": str(n)})
        a.queues.clear()
        a.send(alice, room, "m.room.name", {"name": "after a large gap"}, "")
        flush(a)
        assert state(a, room) == state(b, room)


def test_three_servers_and_a_ban() -> None:
    with servers(3) as (a, b, c):
        alice, bob, carol = user("alice", a), user("bob", b), user("carol", c)
        room = a.create_room(alice)
        handshakes.join(b, bob, room, a.name)
        handshakes.join(c, carol, room, b.name)
        flush(a, b, c)
        assert state(a, room) == state(b, room) == state(c, room)
        a.send(alice, room, "m.room.member", {"membership": "ban"}, carol)
        late = c.send(carol, room, "m.room.message", {"body": "before I knew"})
        flush(a)
        flush(c)
        assert a.rooms[room].outcomes[late] == b.rooms[room].outcomes[late] == "soft-fail"
        assert state(a, room) == state(b, room) == state(c, room)
        with pytest.raises(MatrixError, match="M_FORBIDDEN"):
            handshakes.join(c, carol, room, a.name)


def test_restricted_join_knock_and_leave() -> None:
    with servers(2) as (a, b):
        alice, bob = user("alice", a), user("bob", b)
        club = a.create_room(alice)
        room = a.create_room(alice, "invite")
        with pytest.raises(MatrixError, match="M_FORBIDDEN"):
            handshakes.join(b, bob, room, a.name)
        allow = [{"type": "m.room_membership", "room_id": club}]
        a.send(alice, room, "m.room.join_rules", {"join_rule": "restricted", "allow": allow}, "")
        with pytest.raises(MatrixError, match="M_FORBIDDEN"):
            handshakes.join(b, bob, room, a.name)
        handshakes.join(b, bob, club, a.name)
        joined = handshakes.join(b, bob, room, a.name)
        assert set(b.rooms[room].events[joined].event["signatures"]) == {a.name, b.name}
        assert state(a, room) == state(b, room)
        other = a.create_room(alice, "knock")
        seen = handshakes.knock(b, bob, other, a.name)
        assert [event["type"] for event in seen] == ["m.room.create", "m.room.join_rules"]
        handshakes.leave(b, bob, other, a.name)
        assert a.rooms[other].events[state(a, other)["m.room.member", bob]].event["content"] == {
            "membership": "leave"
        }


def test_requests_are_checked() -> None:
    with servers(2) as (a, b):
        alice, bob = user("alice", a), user("bob", b)
        room = a.create_room(alice, "invite")
        prefix = "/_matrix/federation/v1"
        with pytest.raises(MatrixError, match="M_FORBIDDEN"):
            b.remote.backfill(a.name, room, [a.rooms[room].create.event_id], 5)
        with pytest.raises(MatrixError, match="M_INCOMPATIBLE_ROOM_VERSION"):
            b.remote.request(a.name, "GET", f"{prefix}/make_join", [room, bob])
        with pytest.raises(MatrixError, match="M_UNRECOGNIZED") as caught:
            b.remote.request(a.name, "POST", f"{prefix}/send", ["1"], body={})
        assert caught.value.status == 405
        connection = http.client.HTTPConnection("127.0.0.1", int(a.name.partition(":")[2]), timeout=5)
        connection.request("GET", f"{prefix}/event/x")
        response = connection.getresponse()
        assert response.status == 401
        assert json.loads(response.read())["errcode"] == "M_UNAUTHORIZED"
        connection.close()
        body = {"origin": b.name, "origin_server_ts": 1, "pdus": [{"type": "x"}, 5]}
        first = b.remote.request(a.name, "PUT", f"{prefix}/send", ["1"], body=body)
        assert first == b.remote.request(a.name, "PUT", f"{prefix}/send", ["1"], body=body) == {"pdus": {}}


def test_invites() -> None:
    with servers(2) as (a, b):
        alice, bob = user("alice", a), user("bob", b)
        room = a.create_room(alice, "invite")
        identifier = invites.invite(a, alice, room, bob)
        assert set(a.rooms[room].events[identifier].event["signatures"]) == {a.name, b.name}
        assert (room, bob) in b.invites
        handshakes.join(b, bob, room, a.name)
        assert state(a, room) == state(b, room)
        invites.invite(a, alice, room, user("carol", b))
        handshakes.leave(b, user("carol", b), room, a.name)
        with pytest.raises(MatrixError, match="M_FORBIDDEN"):
            handshakes.join(b, user("carol", b), room, a.name)


def test_redactions_take_effect_with_the_level_or_on_the_same_server() -> None:
    with servers(2) as (a, b):
        alice, bob = user("alice", a), user("bob", b)
        room = a.create_room(alice)
        handshakes.join(b, bob, room, a.name)
        first = a.send(alice, room, "m.room.message", {"body": "of alice"})
        second = b.send(bob, room, "m.room.message", {"body": "of bob"})
        third = b.send(bob, room, "m.room.message", {"body": "of bob"})
        flush(a, b)
        b.send(bob, room, "m.room.redaction", {"redacts": first})
        b.send(bob, room, "m.room.redaction", {"redacts": second})
        a.send(alice, room, "m.room.redaction", {"redacts": third})
        flush(a, b)
        for server in (a, b):
            events = server.rooms[room].events
            assert [events[one].event["content"] for one in (first, second, third)] == [
                {"body": "of alice"},
                {},
                {},
            ]


def test_notary_server() -> None:
    with servers(3) as (a, b, c):
        found = c.remote.query_keys(b.name, {a.name: {}, "localhost:1": {}})
        assert [keys["server_name"] for keys in found] == [a.name]
        for server in (a, b):
            known = {server.key_id: server.own_keys()["verify_keys"][server.key_id]["key"]}
            assert signing.verify_json(found[0], server.name, known)
        assert signing.accept_key_list(found[0], a.name)
