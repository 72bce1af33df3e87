"""Writes the markers of containers, and the blank lines between blocks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it.token import Token

from twotrack.commonmark.code_spans import outside_code
from twotrack.markdown.scan.block_starts import Container, EmptyElement
from twotrack.markdown.scan.open_elements import OpenElements
from twotrack.markdown.scan.text_writer import TextWriter
from twotrack.text import Origin

# The container of words, by the kind of their block or of the innermost container.
_KINDS = {"heading": "heading", "table": "cell", "html": "html"}
_CONTAINERS = {"item": "item", "dd": "definition", "box": "admonition", "note": "footnote"}

_TAG = re.compile(r"<[A-Za-z]+")


class ContainerWriter(TextWriter):
    """A writer that knows the blocks before the current one, and its line in the source (`cursor`)."""

    def __init__(self, origins: Sequence[Origin]) -> None:
        """Begin at the first line of the source."""
        super().__init__(origins)
        # By depth: the kind of the last block there, and the marker of a list.
        self.last: list[tuple[str, str]] = [("", "")]
        # The last heading of a section, whether content has followed it, and elements without content so far.
        self.section: tuple[int, Origin] | None = None
        self.filled = True
        self.pending: EmptyElement | None = None
        # HTML elements that are open between blocks.
        self.elements = OpenElements()
        # The line of the source from which the lines of tokens are counted.
        self.base = 0
        # The next line of the source to write.
        self.cursor = 0

    @property
    def around(self) -> str:
        """The kind of the innermost container."""
        return _CONTAINERS[self.stack[-1].kind] if self.stack else "text"

    def start_of(self, token: Token) -> int:
        """Compute the line of the source on which a block begins."""
        return self.base + (token.map[0] if token.map else 0)

    def end_of(self, token: Token) -> int:
        """Compute the line of the source after a block."""
        return self.base + (token.map[1] if token.map else 0)

    def tags_in(self, lines: Sequence[str]) -> None:
        """Note the block elements of HTML that are opened or closed within text."""
        for line in lines:
            if "<" in line:
                shown = "".join(part for part, is_code in outside_code(line) if not is_code)
                self.elements.read([shown], [self.where])

    def start(self, line: int, kind: str, marker: str = "", *, blank: bool = True) -> None:
        """Begin a block on a line of the source: write the blank lines before it, at least one if needed."""
        if self.pending is not None:
            self.out.hollow.append(self.pending._replace(until=self.origins[line]))
            self.pending = None
        self.filled = self.filled or kind not in {"heading", "definition"}
        if kind != "html":
            for number in self.elements.text(self.origins[line]):
                self.out.text.lines[number] = _TAG.sub(r'\g<0> markdown="1"', self.out.text.lines[number], 1)
        self.kind = _KINDS.get(kind) or self.around
        if self.prefix:
            self.where = self.origins[line]
            self.last[-1] = (kind, marker)
            return
        self.short_dd = False
        if self.stack and self.stack[-1].kind == "dd" and any(each.kind == "item" for each in self.stack):
            message = "a definition inside a list item must be one paragraph; put its list outside the item"
            self.elements.note("definition-nested", self.origins[line], message)
        for number in range(self.cursor, line):
            self.where = self.origins[number]
            if not (self.stack and self.out.text.lines and not self.out.text.lines[-1]):
                # Two blank lines would end a footnote for Python-Markdown.
                self.emit("", 0)
        self.cursor = line
        self.where = self.origins[line]
        above = self.last[-1][0]
        if self.run_open and blank and above and (above != "heading" or kind not in {"text", "heading"}):
            self.emit("", 0)
        self.last[-1] = (kind, marker)

    def push(self, container: Container) -> None:
        """Begin a container."""
        self.stack.append(container)
        self.last.append(("", ""))

    def close(self) -> None:
        """End the innermost container, and note it if it is empty."""
        if self.prefix:
            # An empty container.
            self._write_prefix()
            self.pending = EmptyElement("item", self.where, None)
        elif self.stack[-1].kind == "box" and not self.last[-1][0]:
            self.pending = EmptyElement("admonition", self.where, None)
        self.stack.pop()
        self.last.pop()

    def mark(self, marker: str, depth: int) -> None:
        """Note a marker that is written before the first block of its container."""
        if not self.prefix:
            self.outer = depth
        self.prefix += marker

    def _write_prefix(self) -> None:
        prefix = self.prefix
        if prefix == "- " and self.run_open:
            # Below a line of text, Python-Markdown would read a bare `-` as its underline.
            prefix = "* "
        self.emit(prefix, self.outer, item=prefix[0] not in ":[")
        self.prefix = ""

    def own_line(self) -> None:
        """Write the pending marker alone: Python-Markdown reads the next block only on a separate line."""
        if self.prefix:
            self._write_prefix()
            self.emit("", 0)
