"""Mappings of YAML that know their place: the file, the lines, and the ledger ids they stand under."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from twotrack.source.yaml import Map
from twotrack.text import Origin

# Any value that YAML or JSON can hold.
Value = Any


class Obj(Map):
    """A mapping with the file it is written in (as messages name it) and the ledger ids around it."""

    __slots__ = ("because", "path")

    def __init__(self, line: int, path: str, because: tuple[str, ...] = ()) -> None:
        """Start an empty mapping."""
        super().__init__(line)
        self.path = path
        self.because = because

    def origin(self, key: str | None = None) -> Origin:
        """Give where the mapping begins, or where one of its keys stands."""
        return Origin(self.path, self.line if key is None else self.line_of(key), self.because)

    def like(self, because: tuple[str, ...] = ()) -> Obj:
        """Give an empty mapping at the same place."""
        return Obj(self.line, self.path, self.because + because)

    def copy_key(self, key: str, source: Obj, value: Value) -> None:
        """Set a key that stands on its line in `source`."""
        self[key] = value
        self.key_lines[key] = source.line_of(key)

    def text(self, key: str) -> str:
        """Give a value that should be a text, empty where it is absent or something else."""
        value = self.get(key)
        return value if isinstance(value, str) else ""

    def obj(self, key: str) -> Obj:
        """Give a value that should be a mapping, an empty one where it is absent or something else."""
        value = self.get(key)
        return value if isinstance(value, Obj) else Obj(self.line_of(key), self.path, self.because)

    def objs(self, key: str) -> list[Obj]:
        """Give the mappings in a value that should be a list of them."""
        value = self.get(key)
        return [item for item in value if isinstance(item, Obj)] if isinstance(value, list) else []

    def strings(self, key: str) -> list[str]:
        """Give the texts in a value that should be a list of them, or be the only one."""
        value = self.get(key)
        if isinstance(value, str):
            return [value]
        return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


class Limits(NamedTuple):
    """What a file of data may hold: bytes, levels of nesting, and values once aliases are written out."""

    size: int = 5_000_000
    depth: int = 100
    values: int = 500_000


class LimitFaultError(ValueError):
    """Data that goes beyond a limit; `args` are the text and the line (from 1)."""


class _Adopter:
    """Turns what the YAML loader gives into `Obj`, and counts; what an alias repeats stays shared."""

    def __init__(self, path: str, limits: Limits) -> None:
        self.path = path
        self.limits = limits
        self.conditional = False
        self._sizes: dict[int, int] = {}
        self._made: dict[int, Value] = {}

    def adopt(self, value: Value, depth: int, line: int) -> tuple[Value, int]:
        """Give the value with its number of values, aliases counted as often as they stand."""
        if not isinstance(value, (dict, list)):
            return value, 1
        known = self._sizes.get(id(value))
        if known is not None:
            if known == 0:
                raise LimitFaultError("an alias refers to what it stands in", line)
            return self._made[id(value)], known
        if depth > self.limits.depth:
            raise LimitFaultError(f"nested deeper than {self.limits.depth} levels", line)
        self._sizes[id(value)] = 0
        made, size = (
            self._object(value, depth, line) if isinstance(value, dict) else self._list(value, depth, line)
        )
        if size > self.limits.values:
            raise LimitFaultError(f"more than {self.limits.values} values, aliases written out", line)
        self._sizes[id(value)] = size
        self._made[id(value)] = made
        return made, size

    def _object(self, value: dict[str, Value], depth: int, line: int) -> tuple[Obj, int]:
        made = Obj(value.line if isinstance(value, Map) else line, self.path)
        if isinstance(value, Map):
            made.key_lines = value.key_lines
        if "x-only" in value:
            self.conditional = True
        size = 1
        for key, item in value.items():
            made[key], inner = self.adopt(item, depth + 1, made.line_of(key))
            size += inner
        return made, size

    def _list(self, value: list[Value], depth: int, line: int) -> tuple[list[Value], int]:
        items = [self.adopt(item, depth + 1, line) for item in value]
        return [made for made, _ in items], 1 + sum(size for _, size in items)


def adopt(value: object, path: str, limits: Limits) -> tuple[Value, bool]:
    """Give what a YAML loader made as `Obj`, lists and scalars, and whether a condition stands in it.

    Raises LimitFaultError where the value goes beyond a limit, or refers to itself.
    """
    adopter = _Adopter(path, limits)
    made, _ = adopter.adopt(value, 0, 1)
    return made, adopter.conditional


def plain(value: Value) -> Value:
    """Give a value as plain dicts, lists and scalars."""
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value
