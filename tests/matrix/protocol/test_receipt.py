"""Receipt and redaction of events."""

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from . import receipt_cases, text
from .auth_cases import KEY, KEY_ID, KEYS, World, span
from .reference import hashes, receipt
from .reference.events import Event, Pair, state_of
from .reference.graph import Graph
from .reference.redaction import redact
from .reference.selection import select
from .reference.versions import RoomVersion

Json = dict[str, Any]
CASES: Final = Path(__file__).parent / "cases"


def runs(path: str) -> pytest.MarkDecorator:
    entries = yaml.safe_load((CASES / path).read_text(encoding="utf-8"))
    return pytest.mark.parametrize(
        ("case", "version"),
        [
            pytest.param(case, version, id=f"{number} {case.get('title', case.get('type'))} in {version}")
            for number, case in enumerate(entries, 1)
            for version in span(str(case["versions"]))
        ],
    )


def state_with(world: World, changes: list[Json]) -> dict[Pair, Event]:
    return state_of([*world.base, *map(world.make, changes)])


@runs("redaction/content.yml")
def test_redacted_content(case: Json, version: RoomVersion) -> None:
    event = {"type": case["type"], "content": case["content"], "org.example.more": 1}
    assert redact(event, version) == {"type": case["type"], "content": case["redacted"]}


@runs("redaction/effect.yml")
def test_redaction_takes_effect(case: Json, version: RoomVersion) -> None:
    world = World(version, {})
    before = state_with(world, case.get("state", []))
    target = world.make({"type": "m.room.message", "sender": case["target"], "state_key": None})
    redaction = world.make({"type": "m.room.redaction", "sender": case["sender"], "state_key": None})
    graph = Graph({world.create.event_id: world.create}, KEYS)
    assert receipt.redaction_takes_effect(redaction, target, before, graph) == case["by"]
    assert case["by"] is None or version in text.versions_with(case["by"])


@pytest.mark.parametrize(
    ("case", "version"),
    [
        pytest.param(case, version, id=f"{number} {case.title} in {version}")
        for number, case in enumerate(receipt_cases.checks(), 1)
        for version in case.versions
    ],
)
def test_receipt(case: receipt_cases.ReceiptCase, version: RoomVersion) -> None:
    made = case.arrival(version)
    known = {e.event_id: e for e in made.known}
    received = receipt.receive(made.event, version, Graph(known, KEYS), made.before, made.current)
    assert (received.outcome.value, received.check) == (case.outcome, case.check)
    assert received.event.rejected == (case.outcome == "reject")
    assert (received.event.json != made.event) == case.redacted
    assert case.check in text.page_of(version)


def test_an_event_that_cites_a_rejected_one_is_rejected() -> None:
    world = World(span("12")[0], {})
    state = state_with(world, [])
    levels = replace(state["m.room.power_levels", ""], rejected=True)
    event = {"type": "m.room.message", "sender": "@user:example.org", "prev_events": ["$before"]}
    cited = select(Event(world.filled({"auth_events": [], **event}), world.version), state)
    whole = world.filled({**event, "auth_events": [e.event_id for e in cited]})
    signed = hashes.sign_event(whole, world.version, "example.org", KEY_ID, KEY)
    known = {e.event_id: e for e in [*world.base, levels]}
    received = receipt.receive(signed, world.version, Graph(known, KEYS), state, state)
    assert (received.outcome, received.check) == (receipt.Outcome.REJECT, "receipt-4")


@pytest.mark.parametrize(("known", "check"), [("all", "missing-state"), ("some", "missing-auth")])
def test_an_event_whose_predecessors_cannot_be_had_is_dropped_and_not_rejected(
    known: str, check: str
) -> None:
    (version,) = span("I.1")
    world = World(version, {})
    state = state_with(world, [])
    event = {"type": "m.room.message", "sender": "@user:example.org", "prev_events": ["$missing"]}
    cited = select(Event(world.filled({"auth_events": [], **event}), version), state)
    whole = world.filled({**event, "auth_events": [e.event_id for e in cited]})
    signed = hashes.sign_event(whole, version, "example.org", KEY_ID, KEY)
    events = {e.event_id: e for e in (world.base if known == "all" else world.base[:2])}
    received = receipt.receive(signed, version, Graph(events, KEYS), None, state)
    assert (received.outcome, received.check) == (receipt.Outcome.DROP, check)
    assert not received.event.rejected
    assert check in text.page_of(version)
    later = receipt.receive(signed, version, Graph({e.event_id: e for e in world.base}, KEYS), state, state)
    assert later.outcome is receipt.Outcome.ACCEPT
