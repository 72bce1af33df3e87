"""Versions and their descent, the order in which conditions compare them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Version:
    """A version: its id, its name in URLs, the version it is based on and how it relates to that.

    `values` gives the values of other facets that the version's own edition has. The text of a `frozen`
    version does not change any more. `evidence` is the path of a file with the results of comparing its rules
    with those of its base.
    """

    id: str
    slug: str
    based_on: str | None = None
    relation: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    frozen: bool = False
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Lineage:
    """All versions by id, in the order declared.

    Versions are ordered by descent alone. Two versions on different branches have no order: neither `>=` nor
    `<=` is true of them.
    """

    versions: Mapping[str, Version] = field(default_factory=dict)

    def ancestry(self, version: str) -> Iterator[str]:
        """Yield the version itself, then its ancestors, nearest first."""
        seen: set[str] = set()
        current: str | None = version
        while current is not None and current not in seen and current in self.versions:
            seen.add(current)
            yield current
            current = self.versions[current].based_on

    def compare(self, left: str, operator: str, right: str) -> bool:
        """Check whether `left operator right` is true, for `==`, `!=`, `<`, `<=`, `>`, `>=`."""
        if operator == "==":
            return left == right
        if operator == "!=":
            return left != right
        if operator in {">", ">="}:
            return right in self.ancestry(left) and (operator == ">=" or left != right)
        return left in self.ancestry(right) and (operator == "<=" or left != right)
