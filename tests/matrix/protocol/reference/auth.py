"""The authorization rules, `#auth-rule-list`: the list of each version, and its evaluation."""

from collections import Counter
from typing import Final

from .events import Event, State
from .identifiers import domain, is_user_id
from .member_rules import MEMBER
from .power_rules import POWER_LEVELS
from .rules import ALLOW, REJECT, Case, OnlyIf, Room, Rule, Verdict, always, decide
from .selection import selected
from .values import as_list
from .versions import VERSIONS, Span


def _has_unknown_version(case: Case) -> bool:
    content = case.event.content
    return "room_version" in content and content["room_version"] not in VERSIONS


def _has_bad_creators(case: Case) -> bool:
    content = case.event.content
    if "additional_creators" not in content:
        return False
    users = content["additional_creators"]
    return not isinstance(users, list) or not all(is_user_id(user, case.version) for user in as_list(users))


def _is_of_another_version(case: Case) -> bool:
    return case.event.content.get("room_version") != case.version.name


def _repeats_a_pair(case: Case) -> bool:
    return any(count > 1 for count in Counter(_pairs(case)).values())


def _pairs(case: Case) -> list[tuple[str, str | None]]:
    return [(event.type, event.state_key) for event in case.auth_events]


def _cites_what_is_not_selected(case: Case) -> bool:
    pairs: frozenset[tuple[str, str | None]] = selected(case.event)
    return any(pair not in pairs for pair in _pairs(case))


def _is_barred(case: Case) -> bool:
    create = case.create
    return (
        create is not None
        and create.content.get("m.federate") is False
        and domain(case.event.sender) != domain(create.sender)
    )


def _redacts_own_domain(case: Case) -> bool:
    redacted = domain(case.event.json.get("redacts"))
    return redacted is not None and domain(case.event.event_id) == redacted


CREATE: Final = (
    Rule("auth-create-1", lambda case: bool(case.event.prev_events), REJECT),
    Rule(
        "auth-create-2",
        lambda case: domain(case.event.room_id) != domain(case.event.sender),
        REJECT,
        Span(until=11),
    ),
    Rule("auth-create-3", lambda case: "room_id" in case.event.json, REJECT, Span(12)),
    Rule("auth-create-4", _has_unknown_version, REJECT, Span(lts=False)),
    Rule("auth-create-8", _is_of_another_version, REJECT, Span(12, matrix=False)),
    Rule("auth-create-5", lambda case: "creator" not in case.event.content, REJECT, Span(until=10)),
    Rule("auth-create-6", _has_bad_creators, REJECT, Span(12)),
    Rule("auth-create-7", always, ALLOW),
)

AUTH_EVENTS: Final = (
    Rule("auth-auth-events-1", _repeats_a_pair, REJECT),
    Rule("auth-auth-events-2", _cites_what_is_not_selected, REJECT),
    Rule("auth-auth-events-3", lambda case: any(event.rejected for event in case.auth_events), REJECT),
    Rule(
        "auth-auth-events-4",
        lambda case: all(event.type != "m.room.create" for event in case.auth_events),
        REJECT,
        Span(until=11),
    ),
    Rule(
        "auth-auth-events-5",
        lambda case: any(event.room_id != case.event.room_id for event in case.auth_events),
        REJECT,
    ),
)

ALIASES: Final = (
    Rule("auth-aliases-1", lambda case: case.event.state_key is None, REJECT),
    Rule("auth-aliases-2", lambda case: case.event.state_key != domain(case.event.sender), REJECT),
    Rule("auth-aliases-3", always, ALLOW),
)

REDACTION: Final = (
    Rule("auth-redaction-1", lambda case: case.senders_power >= case.level("redact"), ALLOW),
    Rule("auth-redaction-2", _redacts_own_domain, ALLOW),
    Rule("auth-redaction-3", always, REJECT),
)

RULES: Final = (
    Rule("auth-create", lambda case: case.event.type == "m.room.create", CREATE),
    Rule("auth-room-id-1", lambda case: case.create is None, REJECT, Span(12)),
    Rule("auth-auth-events", always, AUTH_EVENTS),
    Rule("auth-federate-1", _is_barred, REJECT),
    Rule("auth-aliases", lambda case: case.event.type == "m.room.aliases", ALIASES, Span(until=5)),
    Rule("auth-member", lambda case: case.event.type == "m.room.member", MEMBER),
    Rule("auth-sender-1", lambda case: case.membership(case.event.sender) != "join", REJECT),
    Rule(
        "auth-3pid-1",
        lambda case: case.event.type == "m.room.third_party_invite",
        OnlyIf(lambda case: case.senders_power >= case.level("invite")),
        Span(lts=False),
    ),
    Rule(
        "auth-3pid-2",
        lambda case: case.event.type == "m.room.third_party_invite",
        REJECT,
        Span(12, matrix=False),
    ),
    Rule("auth-level-1", lambda case: case.required_level > case.senders_power, REJECT),
    Rule(
        "auth-state-key-1",
        lambda case: (
            (case.event.state_key or "").startswith("@") and case.event.state_key != case.event.sender
        ),
        REJECT,
    ),
    Rule("auth-power-levels", lambda case: case.event.type == "m.room.power_levels", POWER_LEVELS),
    Rule("auth-redaction", lambda case: case.event.type == "m.room.redaction", REDACTION, Span(until=2)),
    Rule("auth-allow-1", always, ALLOW),
)


def decided(case: Case) -> Verdict:
    """Return the answer to a case."""
    verdict = decide(RULES, case)
    assert verdict is not None, "the last rule always answers"
    return verdict


def authorize(event: Event, auth_events: list[Event], state: State, room: Room) -> Verdict:
    """Return the answer to an event in a state; `auth_events` are the events that it lists."""
    return decided(Case(event, auth_events, state, room))
