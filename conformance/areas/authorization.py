"""Authorization: pairs of events for each rule, one that is allowed and one that is rejected."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.areas.context import entry, keys, page
from conformance.suite import Case, Value
from tests.matrix.protocol import auth_cases
from tests.matrix.protocol.auth_cases import Pair, Side
from tests.matrix.protocol.reference import auth
from tests.matrix.protocol.reference.rules import outline
from tests.matrix.protocol.reference.versions import RoomVersion

TITLE = "Authorization rules of room version {version}"


def cases(version: RoomVersion) -> Iterator[Case]:
    """Yield the cases of a room version."""
    anchors = {anchor for _, anchor in outline(auth.RULES, version)}
    for pair in auth_cases.pairs():
        if version in pair.versions:
            for side in pair.sides:
                name = f"{version}/{pair.where.split()[0].replace(':', '-')}-{side.side}"
                yield _case(name, pair, side, anchors, version)


def _case(name: str, pair: Pair, side: Side, anchors: set[str], version: RoomVersion) -> Case:
    case = auth_cases.case(side, version)
    create = next(iter(case.room.creates.values()))
    by = side.decided_by(anchors)
    return Case(
        name=name,
        profiles=(version.name,),
        page=page(version),
        anchor=pair.rule,
        operation="authorize",
        title=f"{pair.rule}: {side.side}",
        input={
            "event": case.event.json,
            "auth_events": [entry(event) for event in case.auth_events],
            "state": Value([entry(event) for event in case.state.values()]),
            "create": entry(create),
            "keys": keys(),
        },
        published={"allowed": side.side == "allow", "rule": by},
        note=pair.peer,
    )
