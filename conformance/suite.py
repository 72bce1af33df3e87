"""The form of the vectors: cases, the values that they share, and their files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

FORMAT = 1
"""The version of the form of the files and of the runner protocol: adapters depend on it."""

VERSION = "1.2.0"
"""The version of the vectors: major if an expectation changes, minor if there are more cases."""

SHARED = "$shared"
_SHORT = 12

Json = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """An operation, its input, and the expected results.

    `name` is unique in its area and stays the same when cases are added. `profiles` are the rules that the
    case applies to: room versions, or `matrix` and `lts`. `anchor` is that of the statement that the case
    tests, on `page` of the site. `deployed` is the result of deployed servers if it differs from `published`.
    """

    name: str
    profiles: tuple[str, ...]
    page: str
    anchor: str
    operation: str
    input: Json
    published: Json
    title: str = ""
    deployed: Json | None = None
    note: str = ""

    def to_json(self, area: str, shared: Shared) -> Json:
        """Return the case in the form of a file."""
        expect = {"published": self.published}
        if self.deployed is not None and self.deployed != self.published:
            expect["deployed"] = self.deployed
        return {
            "id": f"{area}/{self.name}",
            **({"title": self.title} if self.title else {}),
            **({"note": self.note} if self.note else {}),
            "profiles": list(self.profiles),
            "statement": {"anchor": self.anchor, "page": f"{self.page}#{self.anchor}"},
            "operation": self.operation,
            "input": shared.put(self.input),
            "expect": expect,
        }


@dataclass(frozen=True)
class Value:
    """A part of an input that several cases have, written once in a file. It can contain others."""

    value: object


@dataclass
class Shared:
    """The values that the cases of a file share, by a name made from their content."""

    values: Json = field(default_factory=dict)

    def put(self, value: object) -> Any:
        """Return an input in which each `Value` is a reference, and keep its value."""
        if isinstance(value, Value):
            inner = self.put(value.value)
            name = hashlib.sha256(json.dumps(inner, sort_keys=True).encode()).hexdigest()[:_SHORT]
            if self.values.setdefault(name, inner) != inner:
                raise ValueError(f"two shared values have the name {name}")
            return {SHARED: name}
        if isinstance(value, Mapping):
            return {key: self.put(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.put(item) for item in value]
        return value


def file_text(area: str, title: str, cases: Iterable[Case]) -> str:
    """Return the text of a file of vectors: JSON with a case or shared value a line."""
    shared = Shared()
    made = [case.to_json(area, shared) for case in cases]
    names = [case["id"] for case in made]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ValueError(f"case names are not unique: {', '.join(sorted(twice))}")
    head = {
        "$schema": "../schema/vectors.schema.json",
        "format": FORMAT,
        "version": VERSION,
        "area": area,
        "title": title,
    }
    lines = [f'  "{key}": {_line(value)},' for key, value in head.items()]
    lines += [*_block("shared", sorted(shared.values.items())), *_list("cases", made)]
    return "\n".join(["{", *lines, "}"]) + "\n"


def _block(name: str, items: list[tuple[str, object]]) -> list[str]:
    if not items:
        return [f'  "{name}": {{}},']
    lines = [f"    {_line(key)}: {_line(value)}" for key, value in items]
    return [f'  "{name}": {{', ",\n".join(lines), "  },"]


def _list(name: str, items: list[Json]) -> list[str]:
    # Cases are read by people too: their own members keep their order.
    lines = [
        "    {" + ", ".join(f'"{key}": {_line(value)}' for key, value in item.items()) + "}" for item in items
    ]
    return [f'  "{name}": [', ",\n".join(lines), "  ]"]


def _line(value: object) -> str:
    # The order of members of an input has no meaning, and must not depend on the run.
    return json.dumps(value, ensure_ascii=True, sort_keys=True)
