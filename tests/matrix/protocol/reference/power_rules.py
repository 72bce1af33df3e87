"""The authorization rules for `m.room.power_levels` events, beneath `#auth-power-levels`."""

from collections.abc import Iterator
from typing import Final

from .identifiers import is_user_id
from .levels import PAIR, creators, read_level
from .rules import ALLOW, REJECT, Case, Rule, always
from .values import Object, as_object, is_integer, is_object
from .versions import Span

SCALARS: Final = ("users_default", "events_default", "state_default", "ban", "redact", "kick", "invite")
# A value in the state's event and the corresponding value in the new event; None if it is missing.
Change = tuple[int | None, int | None]


def _is_object_of_integers(value: object) -> bool:
    return is_object(value) and all(is_integer(level) for level in value.values())


def _has_bad_users(case: Case) -> bool:
    users = case.event.content.get("users", {})  # auth-note-users-missing, auth-note-users-absent
    version = case.version
    return not is_object(users) or not all(
        is_user_id(user, version) and read_level(level, version) is not None for user, level in users.items()
    )


def _old(case: Case) -> Object:
    event = case.state.get(PAIR)
    return {} if event is None else event.content


def _changes(case: Case, old: Object, new: Object) -> Iterator[tuple[str, Change]]:
    """Yield the additions, changes and removals; levels are compared by their integer value."""
    for name in sorted({*old, *new}):
        change = read_level(old.get(name), case.version), read_level(new.get(name), case.version)
        if change[0] != change[1]:
            yield name, change


def _scalar_changes(case: Case) -> Iterator[Change]:
    old, new = _old(case), case.event.content
    for name, change in _changes(case, old, new):
        if name in SCALARS:
            yield change


def _entry_changes(case: Case, *maps: str) -> Iterator[tuple[str, Change]]:
    for name in maps:
        old, new = as_object(_old(case).get(name)), as_object(case.event.content.get(name))
        yield from _changes(case, old, new)


def _events_and_notifications(case: Case) -> Iterator[Change]:
    maps = ("events",) if case.version.base < 6 else ("events", "notifications")
    return (change for _, change in _entry_changes(case, *maps))


def _old_above_sender(case: Case, changes: Iterator[Change]) -> bool:
    return any(old is not None and old > case.senders_power for old, _ in changes)


def _new_above_sender(case: Case, changes: Iterator[Change]) -> bool:
    return any(new is not None and new > case.senders_power for _, new in changes)


def _touches_an_equal(case: Case) -> bool:
    others = (change for user, change in _entry_changes(case, "users") if user != case.event.sender)
    return any(old is not None and old >= case.senders_power for old, _ in others)


def _users(case: Case) -> Iterator[Change]:
    return (change for _, change in _entry_changes(case, "users"))


def _lists_a_creator(case: Case) -> bool:
    return not creators(case.create).isdisjoint(as_object(case.event.content.get("users")))


POWER_LEVELS: Final = (
    Rule(
        "auth-power-1",
        lambda case: any(
            name in case.event.content and not is_integer(case.event.content[name]) for name in SCALARS
        ),
        REJECT,
        Span(10),
    ),
    Rule(
        "auth-power-2",
        lambda case: any(
            name in case.event.content and not _is_object_of_integers(case.event.content[name])
            for name in ("events", "notifications")
        ),
        REJECT,
        Span(10),
    ),
    Rule("auth-power-3", _has_bad_users, REJECT, Span(until=9)),
    Rule("auth-power-4", _has_bad_users, REJECT, Span(10)),
    Rule("auth-power-5", _lists_a_creator, REJECT, Span(12)),
    Rule("auth-power-6", lambda case: PAIR not in case.state, ALLOW),
    Rule("auth-power-7", lambda case: _old_above_sender(case, _scalar_changes(case)), REJECT),
    Rule("auth-power-8", lambda case: _new_above_sender(case, _scalar_changes(case)), REJECT),
    Rule(
        "auth-power-9",
        lambda case: _old_above_sender(case, _events_and_notifications(case)),
        REJECT,
        Span(until=5),
    ),
    Rule(
        "auth-power-10",
        lambda case: _old_above_sender(case, _events_and_notifications(case)),
        REJECT,
        Span(6),
    ),
    Rule(
        "auth-power-11",
        lambda case: _new_above_sender(case, _events_and_notifications(case)),
        REJECT,
        Span(until=5),
    ),
    Rule(
        "auth-power-12",
        lambda case: _new_above_sender(case, _events_and_notifications(case)),
        REJECT,
        Span(6),
    ),
    Rule("auth-power-13", _touches_an_equal, REJECT),
    Rule("auth-power-14", lambda case: _new_above_sender(case, _users(case)), REJECT),
    Rule("auth-power-15", always, ALLOW),
)
