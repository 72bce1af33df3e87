"""Two sets of facts compared: additions, removals and changes, by operation, event, schema or section."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["added", "removed", "changed", "deprecated"]
_TITLES = {"operations": "operation", "events": "event type", "schemas": "schema", "keywords": "key words in"}
_MISSING = object()


@dataclass(frozen=True, slots=True)
class FactChange:
    """A change of a fact.

    `group` is `operations`, `events`, `schemas` or `keywords`, `name` the member of the group, and `path` the
    fact within it, empty if the whole member was added or removed. `anchor` is where the member is shown.
    """

    kind: Kind
    group: str
    name: str
    path: tuple[str, ...] = ()
    before: Any = None
    after: Any = None
    anchor: str = ""

    def __str__(self) -> str:
        """Format the change as one line."""
        whole = f"{_TITLES[self.group]} {self.name}"
        if not self.path:
            return f"{whole}: {self.kind}"
        place = " > ".join(step or "value" for step in self.path)
        if self.kind == "changed":
            return f"{whole}: {place}: {_shown(self.before)} → {_shown(self.after)}"
        value = self.after if self.kind == "added" else self.before
        return f"{whole}: {place} {self.kind}" + (
            f": {_shown(value)}" if not isinstance(value, Mapping) else ""
        )


def fact_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[FactChange]:
    """Find the changes that lead from one set of facts to another, by group and name."""
    found: list[FactChange] = []
    for group in _TITLES:
        old, new = before.get(group, {}), after.get(group, {})
        for name in sorted({*old, *new}):
            anchor = _anchor(new.get(name) or old.get(name), name)
            if name not in old:
                found.append(FactChange("added", group, name, after=new[name], anchor=anchor))
            elif name not in new:
                found.append(FactChange("removed", group, name, before=old[name], anchor=anchor))
            else:
                found += _within(group, name, anchor, (), (old[name], new[name]))
    return found


def to_json(changes: list[FactChange]) -> str:
    """Format changes as a JSON array."""
    rows = [
        {
            "kind": change.kind,
            "group": change.group,
            "name": change.name,
            "path": list(change.path),
            "before": change.before,
            "after": change.after,
            "anchor": change.anchor,
        }
        for change in changes
    ]
    return json.dumps(rows, indent=1, ensure_ascii=False) + "\n"


def _within(
    group: str, name: str, anchor: str, path: tuple[str, ...], values: tuple[Any, Any]
) -> Iterator[FactChange]:
    """Yield the changes inside a member; a mapping that only one side has is one change."""
    old, new = values
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in sorted({*old, *new}):
            if key != "anchor" or path:
                inner = (old.get(key, _MISSING), new.get(key, _MISSING))
                yield from _within(group, name, anchor, (*path, key), inner)
    elif old != new:
        if path[-1:] == ("deprecated",) and new is True:
            yield FactChange("deprecated", group, name, path[:-1], anchor=anchor)
        elif old is _MISSING:
            yield FactChange("added", group, name, path, after=new, anchor=anchor)
        elif new is _MISSING:
            yield FactChange("removed", group, name, path, before=old, anchor=anchor)
        else:
            yield FactChange("changed", group, name, path, old, new, anchor)


def _anchor(member: Any, name: str) -> str:
    if isinstance(member, Mapping) and isinstance(member.get("anchor"), str):
        return str(member["anchor"])
    return name.partition("#")[2]


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
