"""Text whose lines have origins.

Every stage before conversion maps a `Text` to a `Text`. A stage may drop, add or rewrite lines as
long as each line keeps the origin of the line it was made from, so that a message about a
built page can name a line of the source.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Origin(NamedTuple):
    """The place of a line in a file.

    `path` is relative to the project's root, with `/`; `line` counts from 1; `because` contains the
    ledger ids of the conditions that the line depends on, outermost first.
    """

    path: str
    line: int
    because: tuple[str, ...] = ()

    def under(self, because: tuple[str, ...]) -> Origin:
        """Return the origin with further ledger ids."""
        return self._replace(because=tuple(dict.fromkeys(self.because + because))) if because else self


@dataclass(slots=True)
class Text:
    """Lines (without line ends) and, index by index, their origins.

    A scan of blocks adds the start of their content: `starts` maps line index -> column, `fences` the
    indexes of the lines that open fenced or indented code, in order, `containers` the kind of block that each
    line is in.
    """

    lines: list[str] = field(default_factory=list)
    origins: list[Origin] = field(default_factory=list)
    starts: dict[int, int] = field(default_factory=dict)
    fences: list[int] = field(default_factory=list)
    containers: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, source: str, path: str, first: int = 1) -> Text:
        """Split `source` into a text whose lines are in `path` from line `first` on."""
        # Not splitlines(): it also breaks at form feeds and U+2028, which no editor counts as lines.
        lines = source.split("\n")
        if not lines[-1]:
            lines.pop()
        return cls(lines, [Origin(path, first + i) for i in range(len(lines))])

    def append(self, line: str, origin: Origin) -> None:
        """Add one line."""
        self.lines.append(line)
        self.origins.append(origin)

    def extend(self, other: Text) -> None:
        """Add all lines of another text."""
        self.lines += other.lines
        self.origins += other.origins

    def slice(self, start: int, stop: int) -> Text:
        """Copy the lines from index `start` up to, not including, `stop`."""
        return Text(self.lines[start:stop], self.origins[start:stop])

    def origin(self, number: int) -> Origin:
        """Find the origin of line `number` (from 1), or of the nearest line there is."""
        if not self.origins:
            return Origin("", 0)
        return self.origins[min(max(number, 1), len(self.origins)) - 1]

    def __str__(self) -> str:
        """Join the lines, each with a line end."""
        return "\n".join(self.lines) + "\n" if self.lines else ""

    def __len__(self) -> int:
        """Count the lines."""
        return len(self.lines)
