"""Writes paragraphs and table rows: anchors are placed, and text that looks like markup is escaped."""

from __future__ import annotations

import re
from collections.abc import Sequence

from twotrack.markdown.scan import anchors
from twotrack.markdown.scan.attribute_lists import (
    anchor_of,
    cells,
    is_list,
    leading_list,
    literal_braces,
    trailing_anchor,
    trailing_list,
)
from twotrack.markdown.scan.block_starts import DEFINITION, Container, as_text
from twotrack.markdown.scan.block_writer import Writer
from twotrack.text import Origin

_DELIMITER = re.compile(r"\|[|: \t-]*-[|: \t-]*")


class TextWriter(Writer):
    """A writer that keeps the stack of open containers, outermost first (`stack`)."""

    def __init__(self, origins: Sequence[Origin]) -> None:
        """Set the origins of the lines of the source."""
        super().__init__()
        self.origins = origins
        self.stack: list[Container] = []
        # Whether the last definition is one line, so that the next one may follow without a blank line.
        self.short_dd = False

    def paragraph(self, lines: list[str], start: int, *, is_term: bool) -> None:
        """Write a paragraph whose first line is line `start` of the source."""
        lines = list(lines)
        if lines[0][0] == "|" and not self.prefix:
            for number, line in enumerate(lines, start):
                self.where = self.origins[number]
                stripped = line.lstrip(" ")
                if _DELIMITER.fullmatch(stripped):
                    # Not the second row of a table: its indentation or number of cells differs.
                    self.emit("\\" + stripped, len(self.stack))
                elif stripped[:1] == "|":
                    self.row(stripped)
                else:
                    self.emit(as_text(stripped, inside=bool(self.stack)), len(self.stack))
            return
        anchor = self._anchor(lines, is_term=is_term)
        first = lines[0]
        text = anchor + literal_braces(first if anchor else as_text(first), at_end=is_term)
        # Definitions of links and abbreviations, and attribute lists, are read by their first character.
        is_definition = first[:1] in {"[", "*", "{"} and DEFINITION.match(first)
        marker, depth = (self.prefix, self.outer) if self.prefix else ("", len(self.stack))
        self.prefix = ""
        self.emit(
            marker + text,
            depth,
            item=marker[:1] not in {"", ":", "["},
            start=None if is_definition else len(marker),
        )
        for number, line in enumerate(lines[1:], start + 1):
            self.where = self.origins[min(number, len(self.origins) - 1)]
            stripped = literal_braces(line.lstrip(" "), at_end=is_term)
            if stripped[:1] == "|" and stripped.rstrip()[-1] == "|" and not (marker or is_term):
                # A row outside any table is shown alone.
                self.emit("", 0)
            self.emit(as_text(stripped, inside=bool(self.stack)), len(self.stack))
        self.short_dd = self.short_dd and len(lines) == 1

    def _anchor(self, lines: list[str], *, is_term: bool) -> str:
        """Remove the anchor from the start or the end of a paragraph, and return the HTML that places it."""
        leading = anchors.LEADING.match(lines[0])
        number = self.stack[-1].number if self.prefix and self.stack else ""
        if leading:
            anchor, lines[0] = leading[1], lines[0][leading.end() :]
            self.note(anchor, "item" if number else "paragraph", number or anchors.guard(anchor))
            return anchors.mark(anchor)
        if not lines[-1].rstrip().endswith("}"):
            return ""
        if is_term:
            lines[0], anchor = _term(lines[0])
            kind: anchors.Kind = "term"
            shown = anchors.label(lines[0])
        else:
            kind, shown = ("item", number) if number else ("paragraph", "")
            if len(lines) > 1 and is_list(lines[-1]):
                # The attribute list of the block, which Python-Markdown reads.
                anchor = anchor_of(lines[-1].strip()[1:-1])
                if anchor:
                    self.note(anchor, kind, shown or anchors.guard(anchor))
                return ""
            lines[-1], anchor = trailing_anchor(lines[-1])
        if anchor:
            self.note(anchor, kind, shown or anchors.guard(anchor))
        return anchors.mark(anchor) if anchor else ""

    def row(self, stripped: str) -> None:
        """Write a row of a table."""
        row = self._anchored_row(stripped) if stripped[0] == "|" else stripped
        first = row[1:] if row[0] == "|" else row
        cell = len(row) - len(first.lstrip())
        # The row of dashes has no content.
        start = cell if row[cell:].strip("|-: ") else None
        self.emit(row, len(self.stack), start=start)

    def head_alone(self, row: str) -> None:
        """Write a table without rows as HTML: Python-Markdown would add a row of empty cells."""
        depth = len(self.stack)
        self.kind = "html"
        row = self._anchored_row(row) if row[0] == "|" else f"|{row}"
        self.emit('<table markdown="1">', depth)
        self.emit('<thead markdown="1">', depth)
        self.emit('<tr markdown="1">', depth)
        for cell in cells(row):
            self.emit(f'<th markdown="span">{cell.strip()}</th>', depth, start=0)
        for name in ("tr", "thead", "table"):
            self.emit(f"</{name}>", depth)

    def _anchored_row(self, row: str) -> str:
        """Place the anchors of a row; keep attribute lists at the end of cells, and other braces as text."""
        if "{" not in row:
            return row
        made = []
        for number, cell in enumerate(cells(row)):
            text = cell.strip()
            leading = anchors.LEADING.match(text)
            if leading:
                text, anchor = text[leading.end() :], leading[1]
            else:
                text, anchor = trailing_anchor(text)
            text, attributes = leading_list(text)
            if anchor:
                self.note(anchor, "row", anchors.label(text))
                text = anchors.mark(anchor) + text
            if attributes:
                text += f" {attributes}"
            kept = literal_braces(text, at_end=True)
            made.append(f" {kept} " if kept != cell.strip() or number == 0 else cell)
        return f"|{'|'.join(made)}|" if row.rstrip().endswith("|") else f"|{'|'.join(made)}"


def _term(line: str) -> tuple[str, str]:
    """Split the attribute list with an anchor off a term."""
    rest, attributes = trailing_list(line)
    anchor = anchor_of(attributes)
    return (rest, anchor) if anchor else (line, "")
