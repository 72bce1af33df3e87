"""The redacted form of events, `#redacted-form`, and when a redaction counts, `#redaction-application`."""

from typing import Final

from .values import Object, as_object, is_object
from .versions import RoomVersion, Span

# `#redaction-top-level`
TOP_LEVEL: Final = (
    *("event_id", "type", "room_id", "sender", "state_key", "content", "hashes", "signatures"),
    *("depth", "prev_events", "auth_events", "origin_server_ts"),
)
TOP_LEVEL_BEFORE_11: Final = (*TOP_LEVEL, "prev_state", "origin", "membership")

ALL: Final = None
_LEVELS: Final = (
    "ban",
    "events",
    "events_default",
    "kick",
    "redact",
    "state_default",
    "users",
    "users_default",
)
# `#redaction-content`, a row of the table each: anchor, versions, type, properties. `a.b` keeps b alone of a.
CONTENT: Final[tuple[tuple[str, Span, str, tuple[str, ...] | None], ...]] = (
    ("keep-member-v1", Span(until=8), "m.room.member", ("membership",)),
    ("keep-member-v9", Span(9, 10), "m.room.member", ("membership", "join_authorised_via_users_server")),
    (
        "keep-member-v11",
        Span(11),
        "m.room.member",
        ("membership", "join_authorised_via_users_server", "third_party_invite.signed"),
    ),
    ("keep-create-v1", Span(until=10), "m.room.create", ("creator",)),
    ("keep-create-v11", Span(11), "m.room.create", ALL),
    ("keep-join-rules-v1", Span(until=7), "m.room.join_rules", ("join_rule",)),
    ("keep-join-rules-v8", Span(8), "m.room.join_rules", ("join_rule", "allow")),
    ("keep-power-levels-v1", Span(until=10), "m.room.power_levels", _LEVELS),
    ("keep-power-levels-v11", Span(11), "m.room.power_levels", (*_LEVELS, "invite")),
    ("keep-aliases", Span(until=5), "m.room.aliases", ("aliases",)),
    ("keep-history-visibility", Span(), "m.room.history_visibility", ("history_visibility",)),
    ("keep-redaction", Span(11), "m.room.redaction", ("redacts",)),
)


def top_level(version: RoomVersion) -> frozenset[str]:
    """Return the names of the top-level properties that redaction keeps."""
    return frozenset(TOP_LEVEL_BEFORE_11 if version.base < 11 else TOP_LEVEL)


def kept_content(version: RoomVersion) -> dict[str, frozenset[str] | None]:
    """Return, for each event type, the content properties that redaction preserves; None means all."""
    return {
        kind: None if names is ALL else frozenset(names)
        for _, span, kind, names in CONTENT
        if version in span
    }


def _redact_content(content: Object, names: frozenset[str]) -> dict[str, object]:
    kept: dict[str, object] = {}
    for path in names:
        name, _, part = path.partition(".")
        value = content.get(name)
        if part and is_object(value):
            kept[name] = {part: value[part]} if part in value else {}
        elif not part and name in content:
            kept[name] = value
    return kept


def redact(event: Object, version: RoomVersion) -> dict[str, object]:
    """Return the redacted form of an event."""
    names = top_level(version)
    kept = {name: value for name, value in event.items() if name in names}  # redact-top-level
    content = kept_content(version).get(str(event.get("type")), frozenset())
    if content is not None:  # redact-content
        kept["content"] = _redact_content(as_object(event.get("content")), content)
    return kept
