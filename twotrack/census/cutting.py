"""The census of a cut: every line that an edition keeps is in the same kind of block as in its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from twotrack.markdown.scan.block_scanner import scan
from twotrack.problems import Report
from twotrack.source.cut import Conditional
from twotrack.source.inline_conditions import UnclosedError, directives
from twotrack.source.tree import SPEC
from twotrack.text import Origin, Text

# Raw HTML and comments are cut as text; what they contain is not written in blocks.
_UNCOMPARED = frozenset({"html", "comment"})


class WrittenKinds:
    """The kinds of block that the lines of a source are written in, as if all conditions were true.

    The lines of directives either divide blocks or do not, so that a line can have two kinds. The second
    reading is made only if a line is not as in the first.
    """

    def __init__(self, source: Conditional) -> None:
        """Read nothing yet."""
        self._source = source
        self._is_cut = len(set(source.masks)) > 1 or bool(source.inline)
        lines = zip(source.text.lines, source.text.origins, strict=True)
        # What a directive inserts has its line, so that one line can be in several kinds of blocks.
        self.directives = frozenset(origin.line for line, origin in lines if ":::" in line)

    def of(self, line: int, kind: str) -> str:
        """Return the kind of a line, by number: `kind` if it can be that, or if nothing is known of it."""
        if not self._is_cut:
            return kind
        first = self._divided.get(line, kind)
        return kind if kind == first or kind == self._undivided.get(line, kind) else first

    @cached_property
    def _divided(self) -> dict[int, str]:
        return _kinds(self._source, 1)

    @cached_property
    def _undivided(self) -> dict[int, str]:
        return _kinds(self._source, 0)


def _kinds(source: Conditional, blanks: int) -> dict[int, str]:
    scanned = scan(_joined(source, blanks), Report()).text
    lines = zip(scanned.lines, scanned.origins, scanned.containers, strict=True)
    return {origin.line: kind for line, origin, kind in lines if line.strip()}


def _joined(source: Conditional, blanks: int) -> Text:
    """Copy the lines of a source, with blank lines in place of its directives."""
    text = Text()
    last = 0
    for index, (line, origin) in enumerate(zip(source.text.lines, source.text.origins, strict=True)):
        if last and origin.line > last + 1:
            text.extend(Text([""] * blanks, [origin] * blanks))
        text.append(_without_bars(line) if index in source.inline else line, origin)
        last = origin.line
    return text


def _without_bars(line: str) -> str:
    """Replace the bars in the directives of a line, which are not those of a table."""
    try:
        for found in directives(line):
            line = line[: found.start] + line[found.start : found.end].replace("|", "/") + line[found.end :]
    except UnclosedError:
        pass  # It is reported when the line is cut.
    return line


def moved_lines(
    text: Text, sources: Mapping[str, WrittenKinds], seen: dict[Origin, str]
) -> Iterator[tuple[Origin, str, str]]:
    """Yield the lines of a scanned text that are in another kind of block than in their source.

    Each has its origin, the kind that it should have, and the kind that it has. The keys of `sources` are
    paths below the tree. `seen` has the kind of each line in the editions before, and takes up those of
    this text: a line is in the same kind of block in all editions.
    """
    # The scanner can write the markers of containers on lines of their own, before the content.
    lines = zip(text.lines, text.origins, text.containers, strict=True)
    kinds = {origin: kind for line, origin, kind in lines if line.strip()}
    for origin, kind in kinds.items():
        source = sources.get(origin.path.removeprefix(f"{SPEC}/"))
        if source is None or kind in _UNCOMPARED or origin.line in source.directives:
            continue
        written = seen.setdefault(origin._replace(because=()), kind)
        if written == kind:
            written = source.of(origin.line, kind)
        if written != kind and written not in _UNCOMPARED:
            yield origin, written, kind
