"""One pass over a text that writes its blocks for Python-Markdown, and places and notes anchors.

The blocks are found by CommonMark's rules (`twotrack.commonmark`) and written in a form that
Python-Markdown reads in one way only: four columns for every container, a blank line before a block, fences
that are closed by the run that opened them, and escapes if a line of text looks like a block.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from markdown_it.token import Token

from twotrack.commonmark.segments import Segment, segments
from twotrack.markdown.scan.block_starts import DEEPEST, Container, EmptyElement, Scanned
from twotrack.markdown.scan.leaf_writer import LeafWriter
from twotrack.problems import Report
from twotrack.text import Origin, Text

# The closing marks of a heading (CommonMark 4.2).
_CLOSING = re.compile(r"(?:^|[ \t])[ \t]*#+[ \t]*$")
_WRITERS = {
    "list_item_open": "_item",
    "bullet_list_open": "_list",
    "ordered_list_open": "_list",
    "dd_open": "_definition",
    "admonition_open": "_admonition",
    "note_open": "_footnote",
    "fence": "fence",
    "code_block": "code",
    "html_block": "html_block",
    "hr": "rule",
    "link_definition": "link_definition",
}


@dataclass(slots=True)
class _ItemList:
    """An open list: `ol` or `ul`, the number of its last item, and whether it needs a blank line above."""

    kind: str
    count: int
    apart: bool


class _Scanner(LeafWriter):
    """The state of one pass."""

    def __init__(self, origins: Sequence[Origin]) -> None:
        super().__init__(origins)
        self.lists: list[_ItemList] = []

    def scan(self, lines: list[str]) -> Scanned:
        for segment in segments(lines):
            self._segment(segment, lines)
        if self.pending is not None:
            self.out.hollow.append(self.pending)
        if self.section is not None and not self.filled:
            self.out.hollow.append(EmptyElement("section", self.section[1], None))
        self.out.elements = self.elements.faults()
        for number in range(self.cursor, len(lines)):
            self.where = self.origins[number]
            self.emit("", 0)
        return self.out

    def _segment(self, segment: Segment, lines: list[str]) -> None:
        if segment.deep >= 0:
            self.out.deep = self.out.deep or self.origins[segment.start + segment.deep]
        written = lines[segment.start : segment.end]
        if segment.kind == "text":
            self.start(segment.start, "text")
            self.tags_in(written)
            self.paragraph(written, segment.start, is_term=False)
        elif segment.kind == "heading":
            marks = len(written[0]) - len(written[0].lstrip("#"))
            self.section_heading(marks, _CLOSING.sub("", written[0][marks:]).strip(), segment.start)
        elif segment.kind == "html":
            self.start(segment.start, "html")
            self.html(written, segment.start, "")
        else:
            self.base = segment.start
            self.walk(segment.tokens)
            return
        self.cursor = segment.end

    # -- the blocks in order

    def walk(self, tokens: Sequence[Token]) -> None:
        """Write a sequence of blocks."""
        index = 0
        while index < len(tokens):
            token = tokens[index]
            if token.type == "blockquote_open":
                index = self._quotation(tokens, index)
            elif token.type == "table_open":
                self.table(token)
                index = _closing(tokens, index)
            elif token.type == "paragraph_open":
                is_term = index + 3 < len(tokens) and tokens[index + 3].type == "dd_open"
                start = self.start_of(token)
                content = tokens[index + 1].content
                if is_term or (content[:1] == "|" and "\n" in content):
                    # After a marker, Python-Markdown would see no term, or read the marker as a cell.
                    self.own_line()
                self.start(start, "text")
                self.kind = "term" if is_term else self.kind
                self.tags_in(content.split("\n"))
                self.paragraph(content.split("\n"), start, is_term=is_term)
                self.cursor = self.end_of(token)
                index += 2
            elif token.type == "heading_open":
                title = " ".join(part.strip() for part in tokens[index + 1].content.split("\n"))
                self.section_heading(int(token.tag[1]), title, self.start_of(token))
                self.tags_in([title])
                self.cursor = self.end_of(token)
                index += 2
            else:
                self._block(token)
            index += 1

    def _block(self, token: Token) -> None:
        kind = token.type
        if kind in {"list_item_close", "dd_close", "admonition_close", "note_close"}:
            self.close()
        elif kind in {"bullet_list_close", "ordered_list_close"}:
            self.lists.pop()
        elif write := getattr(self, _WRITERS.get(kind, ""), None):
            write(token)

    # -- containers

    def _list(self, token: Token) -> None:
        before, marker = self.last[-1]
        kind = "ol" if token.type == "ordered_list_open" else "ul"
        self.own_line()
        if before == "list" and marker == kind:
            # Another marker begins another list; Python-Markdown would join the two.
            self.start(self.start_of(token), "other")
            self.emit("<!-- -->", len(self.stack))
            self.emit("", 0)
        first = int(str(token.attrs.get("start", 1)))
        self.lists.append(_ItemList(kind, first - 1, apart=before == "list" and marker != kind))

    def _item(self, token: Token) -> None:
        current = self.lists[-1]
        depth = len(self.stack)
        # In one run of lines, Python-Markdown finds items only of the list with which the run began.
        wanted = self.run_item is None or self.run_item > depth or current.apart
        self.start(self.start_of(token), "list", current.kind, blank=False)
        if wanted and self.run_open:
            self.emit("", 0)
        current.apart = False
        current.count += 1
        outer = next((container.number for container in reversed(self.stack) if container.number), "")
        number = f"{outer}.{current.count}".lstrip(".") if current.kind == "ol" else outer
        self.mark(f"{int(token.info)}. " if current.kind == "ol" else f"{token.markup} ", depth)
        self.push(Container("item", number))

    def _definition(self, token: Token) -> None:
        self.own_line()
        # The first definition directly below its term; the next is separated from its content.
        before, short = self.last[-1][0], self.short_dd
        self.start(self.start_of(token), "dd", blank=before != "text" and not short)
        self.mark(":   ", len(self.stack))
        self.push(Container("dd"))
        self.short_dd = True

    def _admonition(self, token: Token) -> None:
        self.own_line()
        self.start(self.start_of(token), "box")
        self.kind = "admonition"
        self.emit(token.content, len(self.stack))
        self.cursor = self.start_of(token) + 1
        self.push(Container("box"))

    def _footnote(self, token: Token) -> None:
        self.own_line()
        self.start(self.start_of(token), "note")
        self.mark(token.content + " ", len(self.stack))
        self.push(Container("note"))

    def _quotation(self, tokens: Sequence[Token], index: int) -> int:
        """Write the content of a block quote separately, after `> `; return the index of its end."""
        end = _closing(tokens, index)
        start = self.start_of(tokens[index])
        self.own_line()
        before = self.last[-1][0]
        self.start(start, "quote")
        if before == "quote":
            # Python-Markdown would join the two quotations.
            self.emit("<!-- -->", len(self.stack))
            self.emit("", 0)
        inner = _Scanner(self.origins)
        inner.slugs, inner.labels = self.slugs, self.labels
        inner.cursor, inner.base = start, self.base
        inner.walk(tokens[index + 1 : end])
        self.elements.take(inner.elements)
        scanned = inner.out
        self.out.deep = self.out.deep or scanned.deep
        self.out.unclosed += scanned.unclosed
        self.out.empty += scanned.empty
        self.out.headers += scanned.headers
        self.out.hollow += [each for each in scanned.hollow if each.what != "section"]
        offset = len(self.out.text.lines)
        for n, line in enumerate(scanned.text.lines or [""]):
            self.where = scanned.text.origins[n] if scanned.text.origins else self.where
            column = scanned.text.starts.get(n)
            kind = scanned.text.containers[n] if scanned.text.containers else "text"
            self.kind = "quotation" if kind == "text" else kind
            self.emit(
                f"> {line}" if line else ">",
                len(self.stack),
                code=n in scanned.code,
                start=None if column is None else column + 2,
            )
        self.out.text.fences += [offset + n for n in scanned.text.fences]
        self.out.anchors += [replace(anchor, line=anchor.line + offset) for anchor in scanned.anchors]
        self.cursor = self.end_of(tokens[index])
        return end


def _closing(tokens: Sequence[Token], index: int) -> int:
    """Find the index of the token that closes the one at `index`."""
    level = tokens[index].level
    index += 1
    while tokens[index].level != level:
        index += 1
    return index


def scan(text: Text, report: Report | None = None) -> Scanned:
    """Normalise a cut text and note its anchors; report containers nested too deep, and unclosed fences.

    Linear in the length of the text.
    """
    lines = [line.expandtabs(4) if "\t" in line else line for line in text.lines]
    scanned = _Scanner(text.origins).scan(lines)
    if report is not None:
        _report(scanned, report)
    return scanned


def _report(scanned: Scanned, report: Report) -> None:
    if scanned.deep is not None:
        report.add("nesting", scanned.deep, f"blocks nest more than {DEEPEST} deep here; use fewer levels")
    for where in scanned.unclosed:
        message = f"unclosed code fence opened on line {where.line}; close it with the same run of characters"
        report.add("fence-unclosed", where, message)
    for code, where, message in scanned.elements:
        report.add(code, where, message)
    for where in scanned.empty:
        report.add(
            "heading-empty", where, "heading without text; give it words in every edition that keeps it"
        )
    for where, header in scanned.headers:
        message = (
            f"the code fence has {header!r} in its first line; only a language and options are allowed there"
        )
        report.add("fence-header", where, message)
