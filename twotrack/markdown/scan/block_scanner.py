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

from twotrack.commonmark.code_spans import outside_code
from twotrack.commonmark.segments import Segment, is_closed, segments
from twotrack.markdown.scan import anchors
from twotrack.markdown.scan.block_starts import DEEPEST, Container, Hollow, Scanned
from twotrack.markdown.scan.fence_header import fence_header, fence_run
from twotrack.markdown.scan.open_elements import OpenElements
from twotrack.markdown.scan.text_writer import TextWriter
from twotrack.problems import Report
from twotrack.text import Origin, Text

# The closing marks of a heading (CommonMark 4.2).
_CLOSING = re.compile(r"(?:^|[ \t])[ \t]*#+[ \t]*$")
# The rows of a table that has a header and no other rows.
_HEAD = 2
# Python-Markdown finds fences in indented code, too.
_FENCE = re.compile(r" *(?:`{3,}|~{3,})")
# The ends of elements that HTML does not show.
_UNSEEN = frozenset({"-->", "?>", ">", "]]>"})
# Blocks after which Python-Markdown reads indented code as their continuation.
_TAKES_INDENTED = frozenset({"list", "dd", "note", "box"})


# The container of words, by the kind of their block or of the innermost container.
_KINDS = {"heading": "heading", "table": "cell", "html": "html"}
_CONTAINERS = {"item": "item", "dd": "definition", "box": "admonition", "note": "footnote"}
_WRITERS = {
    "list_item_open": "_item",
    "bullet_list_open": "_list",
    "ordered_list_open": "_list",
    "dd_open": "_definition",
    "admonition_open": "_admonition",
    "note_open": "_footnote",
    "fence": "_fence",
    "code_block": "_code",
    "html_block": "_html_block",
    "hr": "_rule",
    "link_definition": "_link_definition",
}


@dataclass(slots=True)
class _ItemList:
    """An open list: `ol` or `ul`, the number of its last item, and whether it needs a blank line above."""

    kind: str
    count: int
    apart: bool


class _Scanner(TextWriter):
    """The state of one pass."""

    def __init__(self, origins: Sequence[Origin]) -> None:
        super().__init__(origins)
        self.lists: list[_ItemList] = []
        # By depth: the kind of the last block there, and the marker of a list.
        self.last: list[tuple[str, str]] = [("", "")]
        # The last heading of a section, whether content has followed it, and elements without content so far.
        self.section: tuple[int, Origin] | None = None
        self.filled = True
        self.pending: Hollow | None = None
        # The labels of links that are already defined.
        self.labels: set[str] = set()
        # HTML elements that are open between blocks.
        self.elements = OpenElements()
        # The line of the source from which the lines of tokens are counted.
        self.base = 0
        # The next line of the source to write.
        self.cursor = 0

    def scan(self, lines: list[str]) -> Scanned:
        for segment in segments(lines):
            self._segment(segment, lines)
        if self.pending is not None:
            self.out.hollow.append(self.pending)
        if self.section is not None and not self.filled:
            self.out.hollow.append(Hollow("section", self.section[1], None))
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
            self._start(segment.start, "text")
            self._tags_in(written)
            self.paragraph(written, segment.start, is_term=False)
        elif segment.kind == "heading":
            marks = len(written[0]) - len(written[0].lstrip("#"))
            self._heading(marks, _CLOSING.sub("", written[0][marks:]).strip(), segment.start)
        elif segment.kind == "html":
            self._start(segment.start, "html")
            self._html(written, segment.start, "")
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
                self._table(token)
                index = _closing(tokens, index)
            elif token.type == "paragraph_open":
                is_term = index + 3 < len(tokens) and tokens[index + 3].type == "dd_open"
                start = self._start_of(token)
                content = tokens[index + 1].content
                if is_term or (content[:1] == "|" and "\n" in content):
                    # After a marker, Python-Markdown would see no term, or read the marker as a cell.
                    self._own_line()
                self._start(start, "text")
                self.kind = "term" if is_term else self.kind
                self._tags_in(content.split("\n"))
                self.paragraph(content.split("\n"), start, is_term=is_term)
                self.cursor = self._end_of(token)
                index += 2
            elif token.type == "heading_open":
                title = " ".join(part.strip() for part in tokens[index + 1].content.split("\n"))
                self._heading(int(token.tag[1]), title, self._start_of(token))
                self._tags_in([title])
                self.cursor = self._end_of(token)
                index += 2
            else:
                self._block(token)
            index += 1

    def _block(self, token: Token) -> None:
        kind = token.type
        if kind in {"list_item_close", "dd_close", "admonition_close", "note_close"}:
            self._close()
        elif kind in {"bullet_list_close", "ordered_list_close"}:
            self.lists.pop()
        elif write := getattr(self, _WRITERS.get(kind, ""), None):
            write(token)

    def _admonition(self, token: Token) -> None:
        self._own_line()
        self._start(self._start_of(token), "box")
        self.kind = "admonition"
        self.emit(token.content, len(self.stack))
        self.cursor = self._start_of(token) + 1
        self._push(Container("box"))

    def _footnote(self, token: Token) -> None:
        self._own_line()
        self._start(self._start_of(token), "note")
        self._mark(token.content + " ", len(self.stack))
        self._push(Container("note"))

    def _html_block(self, token: Token) -> None:
        self._start(self._start_of(token), "html")
        if token.meta.get("open"):
            self.elements.unclosed(token.meta["closing"], self.where)
        closing = "markdown" if token.meta.get("markdown") else token.meta.get("closing", "")
        self._html(token.content.rstrip("\n").split("\n"), self._start_of(token), closing)
        self.cursor = self._end_of(token)

    @property
    def around(self) -> str:
        """The kind of the innermost container."""
        return _CONTAINERS[self.stack[-1].kind] if self.stack else "text"

    def _start_of(self, token: Token) -> int:
        """Compute the line of the source on which a block begins."""
        return self.base + (token.map[0] if token.map else 0)

    def _end_of(self, token: Token) -> int:
        """Compute the line of the source after a block."""
        return self.base + (token.map[1] if token.map else 0)

    def _tags_in(self, lines: Sequence[str]) -> None:
        """Note the block elements of HTML that are opened or closed within text."""
        for line in lines:
            if "<" in line:
                shown = "".join(part for part, is_code in outside_code(line) if not is_code)
                self.elements.read([shown], self.where)

    def _start(self, line: int, kind: str, marker: str = "", *, blank: bool = True) -> None:
        """Begin a block on a line of the source: write the blank lines before it, at least one if needed."""
        if self.pending is not None:
            self.out.hollow.append(self.pending._replace(until=self.origins[line]))
            self.pending = None
        self.filled = self.filled or kind not in {"heading", "definition"}
        if kind != "html":
            self.elements.text(self.origins[line])
        self.kind = _KINDS.get(kind) or self.around
        if self.prefix:
            self.where = self.origins[line]
            self.last[-1] = (kind, marker)
            return
        self.short_dd = False
        if self.stack and self.stack[-1].kind == "dd" and any(each.kind == "item" for each in self.stack):
            message = "a definition inside a list item holds one paragraph; put its list outside the item"
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

    def _heading(self, level: int, title: str, line: int) -> None:
        """Write a heading, and note the section above it if that is empty."""
        self._start(line, "heading")
        where = self.origins[line]
        if not self.stack and not self.prefix:
            self.outer = 0
            above = self.section
            if above is not None and not self.filled and level <= above[0]:
                self.out.hollow.append(Hollow("section", above[1], where))
            if above is not None and level > above[0] + 1:
                self.out.hollow.append(Hollow("level", above[1], where))
            self.section, self.filled = (level, where), False
        elif not self.prefix:
            self.outer = len(self.stack)
        self.heading(level, title)
        self.prefix = ""

    def _push(self, container: Container) -> None:
        self.stack.append(container)
        self.last.append(("", ""))

    def _close(self) -> None:
        if self.prefix:
            # An empty container.
            self._write_prefix()
            self.pending = Hollow("item", self.where, None)
        elif self.stack[-1].kind == "box" and not self.last[-1][0]:
            self.pending = Hollow("admonition", self.where, None)
        self.stack.pop()
        self.last.pop()

    def _mark(self, marker: str, depth: int) -> None:
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

    def _own_line(self) -> None:
        """Write the pending marker alone: Python-Markdown reads the next block only on a separate line."""
        if self.prefix:
            self._write_prefix()
            self.emit("", 0)

    # -- containers

    def _list(self, token: Token) -> None:
        before, marker = self.last[-1]
        kind = "ol" if token.type == "ordered_list_open" else "ul"
        self._own_line()
        if before == "list" and marker == kind:
            # Another marker begins another list; Python-Markdown would join the two.
            self._start(self._start_of(token), "other")
            self.emit("<!-- -->", len(self.stack))
            self.emit("", 0)
        first = int(str(token.attrs.get("start", 1)))
        self.lists.append(_ItemList(kind, first - 1, apart=before == "list" and marker != kind))

    def _item(self, token: Token) -> None:
        current = self.lists[-1]
        depth = len(self.stack)
        # In one run of lines, Python-Markdown finds items only of the list with which the run began.
        wanted = self.run_item is None or self.run_item > depth or current.apart
        self._start(self._start_of(token), "list", current.kind, blank=False)
        if wanted and self.run_open:
            self.emit("", 0)
        current.apart = False
        current.count += 1
        outer = next((container.number for container in reversed(self.stack) if container.number), "")
        number = f"{outer}.{current.count}".lstrip(".") if current.kind == "ol" else outer
        self._mark(f"{int(token.info)}. " if current.kind == "ol" else f"{token.markup} ", depth)
        self._push(Container("item", number))

    def _definition(self, token: Token) -> None:
        self._own_line()
        # The first definition directly below its term; the next is separated from its content.
        before, short = self.last[-1][0], self.short_dd
        self._start(self._start_of(token), "dd", blank=before != "text" and not short)
        self._mark(":   ", len(self.stack))
        self._push(Container("dd"))
        self.short_dd = True

    def _quotation(self, tokens: Sequence[Token], index: int) -> int:
        """Write the content of a block quote separately, after `> `; return the index of its end."""
        end = _closing(tokens, index)
        start = self._start_of(tokens[index])
        self._own_line()
        before = self.last[-1][0]
        self._start(start, "quote")
        if before == "quote":
            # Python-Markdown would join the two quotations.
            self.emit("<!-- -->", len(self.stack))
            self.emit("", 0)
        inner = _Scanner(self.origins)
        inner.slugs, inner.labels = self.slugs, self.labels
        inner.cursor, inner.base = start, self.base
        inner.walk(tokens[index + 1 : end])
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
        self.cursor = self._end_of(tokens[index])
        return end

    # -- leaves

    def _link_definition(self, token: Token) -> None:
        """Write a link definition on one line, in the form that Python-Markdown supports."""
        self._own_line()
        before = self.last[-1][0]
        self._start(self._start_of(token), "definition", blank=before != "definition")
        label = " ".join(token.meta["label"].casefold().split())
        if label in self.labels:
            # The first definition counts (CommonMark 4.7); for Python-Markdown it is the last.
            return
        self.labels.add(label)
        href, title = token.meta["href"], token.meta["title"].replace('"', "&quot;")
        self.emit(
            f"[{token.meta['label']}]: {href or '<>'}" + (f' "{title}"' if title else ""), len(self.stack)
        )
        self.cursor = self._end_of(token)

    def _table(self, token: Token) -> None:
        self._own_line()
        start = self._start_of(token)
        self._start(start, "table")
        rows = token.meta["rows"]
        if len(rows) == _HEAD:
            self.pending = Hollow("table", self.where, None)
            self.head_alone(rows[0])
        else:
            for number, row in enumerate(rows, start):
                self.where = self.origins[number]
                self.row(row)
        self.cursor = start + len(token.meta["rows"])

    def _fence(self, token: Token) -> None:
        self._own_line()
        self._start(self._start_of(token), "code")
        if not is_closed(token):
            self.out.unclosed.append(self.where)
        anchor = anchors.in_fence_header(token.info)
        if anchor:
            self.note(anchor, "figure", anchors.guard(anchor))
        content = token.content.split("\n")[:-1]
        header = fence_header(token.info)
        if header is None or "{{" in token.info:
            self.out.headers.append((self.where, token.info.strip()))
        self._fenced(fence_run(token.markup, content), header or "", content, self._start_of(token) + 1)
        self.cursor = self._end_of(token)

    def _code(self, token: Token) -> None:
        before = self.last[-1][0]
        content = token.content.rstrip("\n").split("\n")
        start = self._start_of(token)
        if before in _TAKES_INDENTED or (self.stack and not before) or any(map(_FENCE.match, content)):
            self._own_line()
            self._start(start, "code")
            self._fenced(fence_run("```", content), "", content, start)
        else:
            self._start(start, "code")
            self.out.text.fences.append(len(self.out.text.lines))
            for number, line in enumerate(content, start):
                self.where = self.origins[number]
                self.emit("    " + line if line.strip() else "", len(self.stack), code=True)
        self.cursor = self._end_of(token)

    def _fenced(self, run: str, header: str, content: list[str], first: int) -> None:
        depth = len(self.stack)
        self.out.text.fences.append(len(self.out.text.lines))
        self.emit(run + header, depth, code=True)
        for number, line in enumerate(content, first):
            self.where = self.origins[min(number, len(self.origins) - 1)]
            self.emit(line, depth, code=True)
        self.where = self.origins[min(first + len(content), len(self.origins) - 1)]
        self.emit(run, depth, code=True)

    def _rule(self, token: Token) -> None:
        self._own_line()
        self._start(self._start_of(token), "other")
        self.emit(token.markup, len(self.stack))
        self.cursor = self._end_of(token)

    def _html(self, lines: list[str], start: int, closing: str) -> None:
        """Write raw HTML; `closing` ends a comment or similar, and is empty if references are resolved."""
        if not closing or closing == "markdown":
            self.elements.read(lines, self.origins[start])
        for offset, line in enumerate(lines):
            self.where = self.origins[start + offset]
            inner = len(line) - len(line.lstrip(" "))
            if offset == 0:
                self.kind = "comment" if closing in _UNSEEN else self.kind
                prefix, outer = self.prefix, self.outer if self.prefix else len(self.stack)
                self.emit(prefix + line[inner:], outer, start=len(prefix))
                self.prefix = ""
                continue
            tag = not closing and line[inner : inner + 1] == "<"
            self.emit(line, len(self.stack), code=bool(closing), start=inner if tag else None)


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
            f"the code fence has {header!r} in its first line; only a language and options can stand there"
        )
        report.add("fence-header", where, message)
