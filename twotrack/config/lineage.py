"""Room versions and their descent: the order in which conditions compare them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Version:
    """A room version: its id, what it is based on, and for an LTS version how it relates to that base."""

    id: str
    slug: str
    based_on: str | None = None
    relation: str | None = None
    track: str | None = None


@dataclass(frozen=True, slots=True)
class Lineage:
    """All versions by id, in the order declared.

    Room versions have no order of their own (the Matrix specification gives them none); descent is
    the only one there is, so two versions on different branches are in no order at all: neither
    `>=` nor `<=` holds between them.
    """

    versions: Mapping[str, Version] = field(default_factory=dict)

    def ancestry(self, version: str) -> Iterator[str]:
        """Yield the version itself, then what it descends from, nearest first."""
        seen: set[str] = set()
        current: str | None = version
        while current is not None and current not in seen and current in self.versions:
            seen.add(current)
            yield current
            current = self.versions[current].based_on

    def compare(self, left: str, operator: str, right: str) -> bool:
        """Return whether `left operator right` holds, for `==`, `!=`, `<`, `<=`, `>`, `>=`."""
        if operator == "==":
            return left == right
        if operator == "!=":
            return left != right
        if operator in {">", ">="}:
            return right in self.ancestry(left) and (operator == ">=" or left != right)
        return left in self.ancestry(right) and (operator == "<=" or left != right)
