"""The authorization rules for `m.room.member` events, beneath `#auth-member`."""

from typing import Final

from nacl.signing import VerifyKey

from . import signing
from .events import Event
from .identifiers import domain
from .rules import ALLOW, REJECT, Case, OnlyIf, Rule, always
from .values import Object, as_list, as_object, is_object
from .versions import Span


def _is_first(case: Case, creator: object) -> bool:
    """Return whether the event directly follows the create event and its target is the creator."""
    create = case.create
    return (
        create is not None
        and case.event.prev_events == (create.event_id,)
        and case.event.state_key == creator
    )


def _creators_first_join(case: Case) -> bool:
    return case.create is not None and _is_first(case, case.create.content.get("creator"))


def _senders_first_join(case: Case) -> bool:
    return case.create is not None and _is_first(case, case.create.sender)


def _is_about_sender(case: Case) -> bool:
    return case.event.sender == case.event.state_key


def _lacks_authorization(case: Case) -> bool:
    user = case.authorizer
    return (
        not isinstance(user, str)
        or case.membership(user) != "join"
        or case.power(user) < case.level("invite")
    )


def _is_above_target(case: Case) -> bool:
    return case.power(case.target) < case.senders_power


def _signed(case: Case) -> Object:
    return as_object(as_object(case.event.content.get("third_party_invite")).get("signed"))


def _invite_cited(case: Case) -> Event | None:
    """Return the third-party invite event that the token names, None if the state has none."""
    token = _signed(case).get("token")
    return case.state.get(("m.room.third_party_invite", token)) if isinstance(token, str) else None


def _is_from_another(case: Case) -> bool:
    invite = _invite_cited(case)
    return invite is None or case.event.sender != invite.sender


def _invite_keys(invite: Object) -> list[VerifyKey]:
    items = (as_object(item).get("public_key") for item in as_list(invite.get("public_keys")))
    decoded = (signing.public_key(key, either=True) for key in (invite.get("public_key"), *items))
    return [key for key in decoded if key is not None]


def _is_signed_by_invite(case: Case) -> bool:
    signed, invite = _signed(case), _invite_cited(case)
    signatures = [
        signature
        for keys in as_object(signed.get("signatures")).values()
        for key_id, signature in as_object(keys).items()
        if key_id.partition(":")[0] == signing.ALGORITHM
    ]
    keys = [] if invite is None else _invite_keys(invite.content)
    return any(signing.verifies(signed, signature, key) for signature in signatures for key in keys)


AUTHORIZER: Final = "join_authorised_via_users_server"
# I.1 refuses third-party invites.
MATRIX: Final = Span(lts=False)
LTS: Final = Span(12, matrix=False)

RESTRICTED: Final = (
    Rule(
        "auth-member-restricted-1",
        lambda case: case.membership(case.event.sender) in ("join", "invite"),
        ALLOW,
    ),
    Rule("auth-member-restricted-2", _lacks_authorization, REJECT),
    Rule("auth-member-restricted-3", always, ALLOW),
)

JOIN: Final = (
    Rule("auth-member-join-1", _creators_first_join, ALLOW, Span(until=10)),
    Rule("auth-member-join-2", _senders_first_join, ALLOW, Span(11)),
    Rule("auth-member-join-3", lambda case: not _is_about_sender(case), REJECT),
    Rule("auth-member-join-4", lambda case: case.membership(case.event.sender) == "ban", REJECT),
    Rule(
        "auth-member-join-5",
        lambda case: case.join_rule == "invite" and case.membership(case.event.sender) in ("invite", "join"),
        ALLOW,
        Span(until=6),
    ),
    Rule(
        "auth-member-join-6",
        lambda case: (
            case.join_rule in ("invite", "knock") and case.membership(case.event.sender) in ("invite", "join")
        ),
        ALLOW,
        Span(7),
    ),
    Rule("auth-member-join-7", lambda case: case.join_rule == "restricted", RESTRICTED, Span(8, 9)),
    Rule(
        "auth-member-join-8",
        lambda case: case.join_rule in ("restricted", "knock_restricted"),
        RESTRICTED,
        Span(10),
    ),
    Rule("auth-member-join-9", lambda case: case.join_rule == "public", ALLOW),
    Rule("auth-member-join-10", always, REJECT),
)

THIRD_PARTY: Final = (
    Rule("auth-member-invite-3pid-1", lambda case: case.membership(case.target) == "ban", REJECT),
    Rule(
        "auth-member-invite-3pid-2",
        lambda case: not is_object(as_object(case.event.content.get("third_party_invite")).get("signed")),
        REJECT,
    ),
    Rule(
        "auth-member-invite-3pid-3",
        lambda case: "mxid" not in _signed(case) or "token" not in _signed(case),
        REJECT,
    ),
    Rule("auth-member-invite-3pid-4", lambda case: _signed(case).get("mxid") != case.event.state_key, REJECT),
    Rule("auth-member-invite-3pid-5", lambda case: _invite_cited(case) is None, REJECT),
    Rule("auth-member-invite-3pid-6", _is_from_another, REJECT),
    Rule("auth-member-invite-3pid-7", _is_signed_by_invite, ALLOW),
    Rule("auth-member-invite-3pid-8", always, REJECT),
)

INVITE: Final = (
    Rule(
        "auth-member-invite-1", lambda case: "third_party_invite" in case.event.content, THIRD_PARTY, MATRIX
    ),
    Rule("auth-member-invite-6", lambda case: "third_party_invite" in case.event.content, REJECT, LTS),
    Rule("auth-member-invite-2", lambda case: case.membership(case.event.sender) != "join", REJECT),
    Rule("auth-member-invite-3", lambda case: case.membership(case.target) in ("join", "ban"), REJECT),
    Rule("auth-member-invite-4", lambda case: case.senders_power >= case.level("invite"), ALLOW),
    Rule("auth-member-invite-5", always, REJECT),
)

LEAVE: Final = (
    Rule(
        "auth-member-leave-1",
        _is_about_sender,
        OnlyIf(lambda case: case.membership(case.event.sender) in ("invite", "join")),
        Span(until=6),
    ),
    Rule(
        "auth-member-leave-2",
        _is_about_sender,
        OnlyIf(lambda case: case.membership(case.event.sender) in ("invite", "join", "knock")),
        Span(7),
    ),
    Rule("auth-member-leave-3", lambda case: case.membership(case.event.sender) != "join", REJECT),
    Rule(
        "auth-member-leave-4",
        lambda case: case.membership(case.target) == "ban" and case.senders_power < case.level("ban"),
        REJECT,
    ),
    Rule(
        "auth-member-leave-5",
        lambda case: case.senders_power >= case.level("kick") and _is_above_target(case),
        ALLOW,
    ),
    Rule("auth-member-leave-6", always, REJECT),
)

BAN: Final = (
    Rule("auth-member-ban-1", lambda case: case.membership(case.event.sender) != "join", REJECT),
    Rule(
        "auth-member-ban-2",
        lambda case: case.senders_power >= case.level("ban") and _is_above_target(case),
        ALLOW,
    ),
    Rule("auth-member-ban-3", always, REJECT),
)

KNOCK: Final = (
    Rule("auth-member-knock-1", lambda case: case.join_rule != "knock", REJECT, Span(until=9)),
    Rule(
        "auth-member-knock-2",
        lambda case: case.join_rule not in ("knock", "knock_restricted"),
        REJECT,
        Span(10),
    ),
    Rule("auth-member-knock-3", lambda case: not _is_about_sender(case), REJECT),
    Rule(
        "auth-member-knock-4",
        lambda case: case.membership(case.event.sender) not in ("ban", "invite", "join"),
        ALLOW,
    ),
    Rule("auth-member-knock-5", always, REJECT),
)

MEMBER: Final = (
    Rule(
        "auth-member-1",
        lambda case: case.event.state_key is None or "membership" not in case.event.content,
        REJECT,
    ),
    Rule(
        "auth-member-2",
        lambda case: AUTHORIZER in case.event.content and not case.is_signed_by(domain(case.authorizer)),
        REJECT,
        Span(8),
    ),
    Rule("auth-member-3", lambda case: case.event.content.get("membership") == "join", JOIN),
    Rule("auth-member-4", lambda case: case.event.content.get("membership") == "invite", INVITE),
    Rule("auth-member-5", lambda case: case.event.content.get("membership") == "leave", LEAVE),
    Rule("auth-member-6", lambda case: case.event.content.get("membership") == "ban", BAN),
    Rule("auth-member-7", lambda case: case.event.content.get("membership") == "knock", KNOCK, Span(7)),
    Rule("auth-member-8", always, REJECT),
)
