"""Room versions and their lineage, `#room-versions`, which conditions in the specification compare."""

from dataclasses import dataclass
from enum import Enum
from typing import Final


@dataclass(frozen=True, slots=True)
class RoomVersion:
    """A room version: its identifier, and the number of the version that it is or is based on."""

    name: str
    base: int
    lts: bool = False

    def __str__(self) -> str:
        return self.name


VERSIONS: Final = {
    **{str(number): RoomVersion(str(number), number) for number in range(1, 13)},
    "I.1": RoomVersion("I.1", 12, lts=True),
}


@dataclass(frozen=True, slots=True)
class Span:
    """The versions that have a rule: `since` up to `until`, with or without the long-term stable ones."""

    since: int = 1
    until: int = 12
    lts: bool = True
    """Whether long-term stable versions based on one of these have it."""
    matrix: bool = True
    """Whether the versions of Matrix have it."""

    def __contains__(self, version: RoomVersion) -> bool:
        return self.since <= version.base <= self.until and (self.lts if version.lts else self.matrix)


class Reading(Enum):
    """Whose state resolution is meant: the text's, or that of deployed servers (`#resolution-deployed`)."""

    PUBLISHED = "published"
    DEPLOYED = "deployed"
