"""The model of authorization rules and the evaluation of rule lists: `#auth-notation`."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Final

from . import hashes, levels
from .events import Event, State
from .levels import Level
from .signing import Keys
from .versions import RoomVersion, Span


class Answer(Enum):
    """The result of the rules for an event."""

    ALLOW = "allow"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Room:
    """A room's data other than its state: accepted create events by room, keys by server."""

    creates: Mapping[str, Event]
    keys: Keys


@dataclass(frozen=True)
class Case:
    """An event before the rules: it, the events in its `auth_events`, and the state that it is judged by."""

    event: Event
    auth_events: Sequence[Event]
    state: State
    room: Room

    @property
    def version(self) -> RoomVersion:
        """The room version whose rules apply."""
        return self.event.version

    @property
    def target(self) -> str:
        """The user whom a member event is about, `#auth-target`."""
        return self.event.state_key or ""

    @property
    def authorizer(self) -> object:
        """The user named by `join_authorised_via_users_server`, and None if that is missing."""
        return self.event.content.get("join_authorised_via_users_server")

    @cached_property
    def create(self) -> Event | None:
        """The create event, `#auth-create-event`."""
        if self.version.base >= 12:
            return self.room.creates.get(self.event.room_id or "")
        return self.state.get(("m.room.create", ""))

    @property
    def join_rule(self) -> object:
        """The join rule, `#auth-join-rule`."""
        event = self.state.get(("m.room.join_rules", ""))
        return "invite" if event is None else event.content.get("join_rule")

    def membership(self, user: object) -> object:
        """Return `membership(user)`, `#auth-membership`."""
        event = self.state.get(("m.room.member", user)) if isinstance(user, str) else None
        return "leave" if event is None else event.content.get("membership")

    def power(self, user: str) -> Level:
        """Return `power(user)`, `#auth-power`."""
        return levels.user_level(user, self.state, self.create, self.version)

    @cached_property
    def senders_power(self) -> Level:
        """`power(sender)`."""
        return self.power(self.event.sender)

    def level(self, action: str) -> Level:
        """Return the level of an action, `#auth-named-levels`."""
        return levels.action_level(action, self.state, self.version)

    @property
    def required_level(self) -> Level:
        """The required level, `#auth-required-level`."""
        return levels.required_level(self.event, self.state, self.version)

    def is_signed_by(self, server: str | None) -> bool:
        """Return whether the event has a valid signature of a server."""
        return hashes.is_event_signed_by(self.event.json, self.version, server, self.room.keys)


Condition = Callable[[Case], bool]


@dataclass(frozen=True, slots=True)
class OnlyIf:
    """The result "allow only if": allow if the condition is true, otherwise reject."""

    condition: Condition


EVERY: Final = Span()


@dataclass(frozen=True, slots=True)
class Rule:
    """An item of the list: its anchor, its condition, its answer or the list beneath it, its versions."""

    anchor: str
    when: Condition
    then: Answer | OnlyIf | tuple["Rule", ...]
    span: Span = EVERY


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result for an event, and the anchor of the rule that decided."""

    answer: Answer
    anchor: str

    @property
    def allowed(self) -> bool:
        """Whether the event is allowed."""
        return self.answer is Answer.ALLOW


ALLOW: Final = Answer.ALLOW
REJECT: Final = Answer.REJECT


def always(_case: Case) -> bool:
    """Return True: the condition of an unconditional item."""
    return True


def decide(rules: Sequence[Rule], case: Case) -> Verdict | None:
    """Evaluate rules in order and return the first verdict, or None if no rule decides."""
    for rule in rules:
        if case.version not in rule.span or not rule.when(case):
            continue
        if isinstance(rule.then, tuple):
            beneath = decide(rule.then, case)
            if beneath is not None:
                return beneath
        elif isinstance(rule.then, OnlyIf):
            return Verdict(ALLOW if rule.then.condition(case) else REJECT, rule.anchor)
        else:
            return Verdict(rule.then, rule.anchor)
    return None


def outline(rules: Sequence[Rule], version: RoomVersion, depth: int = 0) -> Iterator[tuple[int, str]]:
    """Yield the rules of a version in evaluation order: depth in the list, and anchor."""
    for rule in rules:
        if version in rule.span:
            yield depth, rule.anchor
            if isinstance(rule.then, tuple):
                yield from outline(rule.then, version, depth + 1)
