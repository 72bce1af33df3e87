"""YAML mappings with their position: the file, the lines, and the ledger ids around them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from twotrack.config.yaml_lines import Map
from twotrack.text import Origin

# Any value in YAML or JSON.
Value = Any


class Obj(Map):
    """A mapping with the file it is written in (as shown in messages) and the ledger ids around it."""

    __slots__ = ("because", "path")

    def __init__(self, line: int, path: str, because: tuple[str, ...] = ()) -> None:
        """Create an empty mapping."""
        super().__init__(line)
        self.path = path
        self.because = because

    def origin(self, key: str | None = None) -> Origin:
        """Return the position of the mapping, or of one of its keys."""
        return Origin(self.path, self.line if key is None else self.line_of(key), self.because)

    def like(self, because: tuple[str, ...] = ()) -> Obj:
        """Create an empty mapping at the same position."""
        return Obj(self.line, self.path, self.because + because)

    def copy_key(self, key: str, source: Obj, value: Value) -> None:
        """Set a key that is on its line in `source`."""
        self[key] = value
        self.key_lines[key] = source.line_of(key)

    def text(self, key: str) -> str:
        """Look up a value that should be a string; empty if it is absent or something else."""
        value = self.get(key)
        return value if isinstance(value, str) else ""

    def obj(self, key: str) -> Obj:
        """Look up a value that should be a mapping; empty if it is absent or something else."""
        value = self.get(key)
        return value if isinstance(value, Obj) else Obj(self.line_of(key), self.path, self.because)

    def objs(self, key: str) -> list[Obj]:
        """List the mappings in a value that should be a list of them."""
        value = self.get(key)
        return [item for item in value if isinstance(item, Obj)] if isinstance(value, list) else []

    def strings(self, key: str) -> list[str]:
        """List the strings in a value that should be a list of strings, or a single string."""
        value = self.get(key)
        if isinstance(value, str):
            return [value]
        return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


class Limits(NamedTuple):
    """Limits for a data file: bytes, nesting levels, and number of values with aliases expanded."""

    size: int = 5_000_000
    depth: int = 100
    values: int = 500_000


class LimitFaultError(ValueError):
    """Raised for data that exceeds a limit; `args` are the text and the line (from 1)."""


def check_limits(value: Value, limits: Limits) -> None:
    """Check a document: values repeated by an alias count, in number and depth, as if they were written out.

    Raises LimitFaultError if the value exceeds a limit, or refers to itself.
    """
    known: dict[int, tuple[int, int] | None] = {}

    def measure(value: Value, depth: int, line: int) -> tuple[int, int]:
        """Return the number of values, and their depth."""
        if id(value) in known:
            measured = known[id(value)]
            if measured is None:
                raise LimitFaultError("an alias refers to a value that contains it", line)
            return measured
        if depth > limits.depth:
            raise LimitFaultError(f"nested deeper than {limits.depth} levels", line)
        known[id(value)] = None
        size, height = 1 + len(value), 0
        if isinstance(value, Obj):
            items = [
                (item, value.line_of(key)) for key, item in value.items() if isinstance(item, (Obj, list))
            ]
        else:
            items = [(item, line) for item in value if isinstance(item, (Obj, list))]
        for item, where in items:
            inner, below = measure(item, depth + 1, where)
            size += inner - 1
            height = max(height, below)
        if size > limits.values:
            raise LimitFaultError(f"more than {limits.values} values, aliases written out", line)
        if depth + height > limits.depth:
            raise LimitFaultError(f"nested deeper than {limits.depth} levels, aliases written out", line)
        known[id(value)] = size, height + 1
        return size, height + 1

    if isinstance(value, (Obj, list)):
        measure(value, 0, 1)


def plain(value: Value) -> Value:
    """Convert a value to plain dicts, lists and scalars."""
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value
