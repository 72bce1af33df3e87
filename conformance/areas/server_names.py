"""Resolution of server names."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.areas.case_files import entries, texts
from conformance.suite import Case, Json

TITLE = "Resolution of server names"


def cases() -> Iterator[Case]:
    """Yield all cases of the area."""
    for entry in entries("server-names"):
        answers = {
            host: {"status": 200, "body": body}
            if isinstance(body, str)
            else {"status": body[0], "body": body[1]}
            for host, body in entry.get("well_known", {}).items()
        }
        records = {
            name: [_record(*record) for record in (given if isinstance(given[0], list) else [given])]
            for name, given in entry.get("srv", {}).items()
        }
        yield Case(
            name=entry["name"],
            profiles=texts(entry),
            page="server-server/discovery/",
            anchor=entry["anchor"],
            operation="resolve-server-name",
            input={"server_name": entry["server"], "well_known": answers, "srv": records},
            published=_answer(entry),
        )


def _record(target: str, port: int, priority: int = 0, weight: int = 0) -> Json:
    return {"priority": priority, "weight": weight, "target": target, "port": port}


def _answer(entry: Json) -> Json:
    if entry.get("none"):
        return {"connect": None}
    connect, port, host, certificate = entry["to"]
    return {"connect": connect, "port": port, "host": host, "certificate": certificate}
