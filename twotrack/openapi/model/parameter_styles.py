"""Serialization styles of parameters, as text and as facts (OpenAPI 3.1.1, section 4.8.12)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from twotrack.openapi.load.nodes import Obj, Value
from twotrack.openapi.model.elements import Fact

_JOINS = {"spaceDelimited": " ", "pipeDelimited": "|"}
_FLAGS = (
    ("allowReserved", "Reserved characters are not percent-encoded"),
    ("allowEmptyValue", "Can be empty"),
)
_NAMES = {" ": "`%20`", "|": "`|`", ",": "`,`", ".": "`.`", ";": "`;`"}


@dataclass(frozen=True, slots=True)
class Style:
    """The serialization of a parameter's value: the name of the style, and whether it is exploded."""

    name: str
    explode: bool

    @classmethod
    def of(cls, parameter: Obj) -> Style:
        """Return the style of a parameter or header: the declared one, or the default of its place."""
        style = parameter.text("style") or (
            "form" if parameter.get("in") in {"query", "cookie"} else "simple"
        )
        return cls(style, parameter.get("explode", style == "form") is True)

    def write(self, name: str, value: Value) -> list[tuple[str, str]]:
        """Serialise the value of a parameter as pairs of names and texts."""
        if self.name == "form" and self.explode and isinstance(value, (dict, list)):
            items = value.items() if isinstance(value, dict) else [(name, item) for item in value]
            return [(str(key), text(item)) for key, item in items]
        if self.name == "deepObject" and isinstance(value, dict):
            return [(f"{name}[{key}]", text(item)) for key, item in value.items()]
        parts = self._parts(value)
        if self.name == "matrix":
            # The keys of an object become the names.
            lead = "" if isinstance(value, dict) else f"{name}="
            if self.explode:
                return [(name, "".join(f";{lead}{part}" for part in parts))]
            return [(name, f";{name}={','.join(parts)}")]
        return [(name, "." * (self.name == "label") + self._by.join(parts))]

    def _parts(self, value: Value) -> list[str]:
        if isinstance(value, dict):
            pairs = [(str(key), text(item)) for key, item in value.items()]
            return (
                [f"{key}={item}" for key, item in pairs]
                if self.explode
                else [w for pair in pairs for w in pair]
            )
        return [text(item) for item in value] if isinstance(value, list) else [text(value)]

    @property
    def _by(self) -> str:
        return "." if self.name == "label" and self.explode else _JOINS.get(self.name, ",")

    def facts(self, parameter: Obj, types: tuple[str, ...]) -> Iterator[Fact]:
        """Describe how a value of these types is written, unless it is written unchanged."""
        if "content" in parameter:
            yield Fact("Written as", tuple(parameter.obj("content")))
            return
        name = parameter.text("name")
        if self.name == "matrix":
            yield Fact(f"Written as `;{name}=…`")
        if self.name == "label":
            yield Fact("Written behind a `.`")
        if "array" in types:
            yield from self._of_lists()
        if "object" in types:
            yield self._of_objects(name)
        for key, phrase in _FLAGS:
            if parameter.get(key) is True:
                yield Fact(phrase)

    def _of_lists(self) -> Iterator[Fact]:
        if self.name in {"form", "matrix"} and self.explode:
            yield Fact("Repeated for several values")
        else:
            yield Fact(f"Several values are joined by {_NAMES[self._by]}")

    def _of_objects(self, name: str) -> Fact:
        if self.name == "deepObject":
            return Fact(f"Each key is written as `{name}[key]`")
        if self.name == "form" and self.explode:
            return Fact("Each key is a parameter of its own")
        pairs = "`key=value`" if self.explode else "`key,value`"
        by = ";" if self.name == "matrix" and self.explode else self._by
        return Fact(f"Keys and values are written as {pairs}, joined by {_NAMES[by]}")


def text(value: Value) -> str:
    """Write a value as in a parameter."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
