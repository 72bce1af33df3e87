"""One pass over a text: lists made to nest as CommonMark reads them, anchors placed and noted.

Python-Markdown wants four columns a level and a blank line before a list; written as CommonMark, a
third of nested items is misread. This pass follows CommonMark's container rules (spec 0.31.2,
sections 5.1 to 5.3) line by line and writes each line at four columns for every container it
is in. Definitions, admonitions and footnotes are containers too.
"""

from __future__ import annotations

import re

from twotrack.markdown.scan import anchors
from twotrack.markdown.scan.anchors import Anchor
from twotrack.markdown.scan.block_starts import (
    CODE_INDENT,
    DEEPEST,
    DEFINITION,
    HTML_END,
    PLAIN,
    START,
    Container,
    ItemList,
    Scanned,
    flat,
    literal,
    quoted,
)
from twotrack.markdown.scan.open_blocks import OpenBlocks
from twotrack.problems import Report
from twotrack.text import Text


class _Scanner(OpenBlocks):
    """The state of one pass."""

    def __init__(self, text: Text, room: int = DEEPEST) -> None:
        super().__init__(room)
        # A line may be read again, without the marker in front of it.
        self.source = Text(list(text.lines), text.origins)
        self.fence: tuple[str, int] | None = None
        self.after_fence = False
        self.html_end: str | None = None
        self.index = 0

    def scan(self) -> Scanned:
        lines, origins = self.source.lines, self.source.origins
        end = len(lines)
        while self.index < end:
            line, self.where = lines[self.index], origins[self.index]
            self.index += 1
            if "\t" in line:
                line = line.expandtabs(4)
            if self.fence is not None:
                self._in_fence(line)
            elif not line or line.isspace():
                self._blank()
                self.after_fence = False
            elif self.html_end is not None:
                self._in_html(line)
            elif self.after_fence:
                # Python-Markdown would put the code and the text after it into one paragraph.
                self._blank()
                self.after_fence = False
                self._line(line)
            elif line[0] in PLAIN and not self.stack:
                # Nearly every line of prose comes this way.
                self._text(line, 0)
            else:
                self._line(line)
        if self.fence is not None:
            self.emit(self.fence[0], len(self.stack))
        return self.out

    # -- lines inside something that is taken as it stands

    def _in_fence(self, line: str) -> None:
        run, indent = self.fence or ("", 0)
        base = self.base()
        stripped = line.lstrip(" ")
        spaces = len(line) - len(stripped)
        if stripped and spaces < base:
            # The item that holds the fence ends here, and the fence with it.
            self.emit(run, len(self.stack), code=True)
            self.emit("", 0)
            self.fence = None
            self._line(line)
            return
        body = line[min(spaces, base + indent) :]
        self.emit(body, len(self.stack), code=True)
        if spaces - base < CODE_INDENT and stripped.startswith(run) and not stripped.strip(run[0] + " "):
            self.fence = None
            self.after_fence = True
            self.last[-1] = "code"

    def _in_html(self, line: str) -> None:
        base = self.base()
        spaces = len(line) - len(line.lstrip(" "))
        text = line[min(spaces, base) :]
        inner = len(text) - len(text.lstrip(" "))
        tag = self.html_end == "" and text[inner : inner + 1] == "<"
        self.emit(text, len(self.stack), code=self.html_end != "", start=inner if tag else None)
        if self.html_end and self.html_end in line.lower():
            self.html_end = None

    def _blank(self) -> None:
        self.emit("", 0)
        self.paragraph = 0
        if self.html_end == "":
            self.html_end = None

    # -- lines that may begin something

    def _line(self, line: str) -> None:
        """Take one line, or from it on a whole block quote."""
        stripped = line.lstrip(" ")
        indent = len(line) - len(stripped)
        depth = 0
        base = 0
        for container in self.stack:
            if indent < container.offset:
                break
            base = container.offset
            depth += 1
        relative = indent - base
        if relative >= CODE_INDENT:
            if self.paragraph:
                self._text(stripped, depth)
            else:
                self.close(depth)
                if self.last[-1] != "code":
                    self.out.text.fences.append(len(self.out.text.lines))
                self.emit(" " * relative + stripped, depth, code=True)
                self.last[-1] = "code"
            return
        start = START.match(stripped)
        if start is None or not self._begins(start, stripped, depth):
            self._text(stripped, depth)
            return
        if self.too_deep(start, depth):
            self._text(flat(stripped), depth)
            return
        self._separate(start, depth)
        self.close(depth)
        self.paragraph = 0
        self.outer, self.prefix = depth, ""
        if start["quote"]:
            self._quote(depth, base)
        else:
            self._begin(start, stripped, base + relative)

    def _separate(self, start: re.Match[str], depth: int) -> None:
        """Write the blank line that Python-Markdown wants before a block, if there is none."""
        kind = start.lastgroup
        if kind in {"bullet", "after"}:
            # In one run of lines, Python-Markdown finds items only in the list that the run began with.
            wanted = self.run_item is None or self.run_item > depth or self._other_list(start, depth)
        else:
            wanted = kind != "colon" and bool(self.paragraph) and depth == len(self.stack)
        if wanted and self.run_open:
            self.emit("", 0)

    def _other_list(self, start: re.Match[str], depth: int) -> bool:
        current = self.lists[depth] if depth < len(self.lists) else None
        return current is not None and (current.kind == "ol") != (start["number"] is not None)

    def _begins(self, start: re.Match[str], stripped: str, depth: int) -> bool:
        """Return whether a line that looks like the start of a block is one here."""
        in_same = bool(self.paragraph) and depth == len(self.stack)
        kind = start.lastgroup
        if kind in {"bullet", "after"} and in_same:
            # CommonMark 5.2: only a list that starts with 1, and no empty item, interrupts a paragraph.
            return stripped[start.end() :].strip() != "" and (kind == "bullet" or start["number"] == "1")
        if kind == "colon":
            return in_same or (depth < len(self.last) and self.last[depth] in {"text", "dd"})
        if kind == "rule" and in_same and self.paragraph == 1 and not self.stack:
            # Below a line of text it is that line's underline, unless it has gaps.
            return stripped[0] != "-" or " " in stripped.strip()
        return True

    def _begin(self, start: re.Match[str], stripped: str, column: int) -> None:
        """Open the block that `stripped`, standing at `column`, starts, behind the markers in `prefix`."""
        kind = start.lastgroup
        if kind in {"bullet", "after"}:
            self._item(start, stripped, column)
        elif kind == "colon":
            content = stripped[1:].lstrip(" ")
            column += len(stripped) - len(content)
            self.last[-1] = "dd"
            self.push(Container("dd", column))
            self.prefix += ":   "
            self._content(content, column)
        elif kind in {"box", "note"}:
            self.last[-1] = str(kind)
            self.emit(stripped, len(self.stack))
            self.push(Container(str(kind), column + 4))
            self.paragraph = int(kind == "note")
        else:
            self._leaf(start, stripped, column)

    def _leaf(self, start: re.Match[str], stripped: str, column: int) -> None:
        self.lists[-1] = None
        self.last[-1] = "other"
        if start["atx"]:
            self.heading(len(start["atx"]), stripped[start.end() :])
        elif start["fence"]:
            if self.prefix:
                self.emit(self.prefix, self.outer, item=True)
                self.emit("", 0)
            self.fence = (start["fence"], max(column - self.base(), 0))
            anchor = anchors.in_fence_header(stripped)
            if anchor:
                self.note(anchor, "figure", anchors.guard(anchor))
            self.out.text.fences.append(len(self.out.text.lines))
            self.emit(stripped, len(self.stack), code=True)
        else:
            html = bool(start["html"])
            self.emit(self.prefix + stripped, self.outer, start=len(self.prefix) if html else None)
            if html:
                self._html(stripped)

    def _html(self, stripped: str) -> None:
        if 'markdown="' in stripped or " markdown>" in stripped:
            return
        low = stripped.lower()
        end = next((stop for begin, stop in HTML_END.items() if low.startswith(begin)), "")
        self.html_end = None if end and end in low else end

    # -- items and text

    def _item(self, start: re.Match[str], stripped: str, column: int) -> None:
        ordered = start["number"] is not None
        kind, marker = ("ol", start["after"]) if ordered else ("ul", start[0])
        content = stripped[start.end() :].lstrip(" ")
        gap = len(stripped) - start.end() - len(content)
        column += start.end() + (gap if content and gap <= CODE_INDENT else 1)
        current = self.lists[-1]
        if current is None or current.kind != kind or current.marker != marker:
            if current is not None and current.kind == kind and not self.prefix:
                # Another marker means another list; Python-Markdown would join the two.
                self.emit("<!-- -->", len(self.stack))
                self.emit("", 0)
            current = self.lists[-1] = ItemList(kind, marker, int(start["number"]) - 1 if ordered else 0)
        current.count += 1
        self.last[-1] = "item"
        outer = next((c.number for c in reversed(self.stack) if c.number), "")
        self.push(Container(kind, column, f"{outer}.{current.count}".lstrip(".") if ordered else outer))
        self.prefix += f"{start['number']}. " if ordered else f"{marker} "
        self._content(content, column)

    def _content(self, content: str, column: int) -> None:
        """Write what follows a marker on its line: text, or the start of a further block."""
        start = START.match(content) if content else None
        if start is not None and self.too_deep(start, len(self.stack)):
            start, content = None, flat(content)
        if start is not None and start.lastgroup in {"bullet", "after", "fence", "atx", "html"}:
            self._begin(start, content, column)
            return
        if content and (content[0] == ">" or (content[0] == "|" and self._heads_table())):
            # Python-Markdown reads a quotation or table only on a line of its own: read this as one.
            self.emit(self.prefix, self.outer, item=True)
            self._blank()
            self.prefix = ""
            self.source.lines[self.index - 1] = " " * column + content
            self._line(self.source.lines[self.index - 1])
            return
        leading = anchors.LEADING.match(content)
        if leading:
            number = self.stack[-1].number
            self.note(leading[1], "item" if number else "paragraph", number or anchors.guard(leading[1]))
            content = anchors.mark(leading[1]) + content[leading.end() :]
        self.emit(
            self.prefix + content,
            self.outer,
            item=self.prefix[0] != ":",
            start=len(self.prefix) if content else None,
        )
        self.paragraph = 1 if content else 0
        self.last[-1] = "text"

    def _heads_table(self) -> bool:
        following = self.source.lines[self.index] if self.index < len(self.source) else ""
        return "-" in following and not following.strip("|-: \t")

    def _text(self, stripped: str, depth: int) -> None:
        """Write a line of a paragraph, continued (lazily too) or new."""
        if self.paragraph and any(container.kind == "box" for container in self.stack[depth:]):
            # An admonition's content is what is indented, nothing lazily more.
            self.close(depth)
            self._blank()
        if self.paragraph:
            if depth == len(self.stack) and self.paragraph == 1 and self._setext(stripped):
                return
            if stripped[0] == "|":
                if self.last[-1] != "row":
                    # A table after a line of text: Python-Markdown wants a blank line between.
                    self.emit("", 0)
                self._row(stripped)
                return
            self.paragraph += 1
            self.emit(literal(stripped, inside=bool(self.stack)), len(self.stack))
            return
        self.close(depth)
        self.lists[-1] = None
        if stripped[0] == "|":
            self._row(stripped)
            return
        stripped = self._opening(stripped)
        self.last[-1] = "text"
        self.paragraph = 1
        # Definitions of links and abbreviations, and attribute lists, are read by their first character.
        start = None if stripped[0] in "[*{" and DEFINITION.match(stripped) else 0
        self.emit(stripped, len(self.stack), start=start)

    def _opening(self, stripped: str) -> str:
        """Place the anchor that a paragraph begins with, or that a term ends with."""
        if stripped[0] == "#":
            return literal(stripped, inside=bool(self.stack))
        leading = anchors.LEADING.match(stripped)
        if leading:
            self.note(leading[1], "paragraph", anchors.guard(leading[1]))
            return anchors.mark(leading[1]) + stripped[leading.end() :]
        trailing = anchors.TRAILING.search(stripped) if stripped[-1] == "}" and self._is_term() else None
        if trailing:
            term = stripped[: trailing.start()]
            self.note(trailing[2], "term", anchors.label(term))
            return anchors.mark(trailing[2]) + term
        return stripped

    def _is_term(self) -> bool:
        """Return whether the current line is followed by a definition."""
        following = self.source.lines[self.index : self.index + 2]
        return any(line.lstrip().startswith(": ") for line in following)

    def _row(self, stripped: str) -> None:
        self.last[-1] = "row"
        self.paragraph = 2
        row = self._anchored_row(stripped)
        cell = len(row) - len(row[1:].lstrip())
        # The row of dashes is no content.
        start = cell if row[cell:].strip("|-: ") else None
        self.emit(row, len(self.stack), start=start)

    def _anchored_row(self, row: str) -> str:
        cell = row[1:].lstrip()
        leading = anchors.LEADING.match(cell)
        if leading is None:
            return row
        rest = cell[leading.end() :]
        self.note(leading[1], "row", anchors.label(rest.split("|", 1)[0]))
        return f"| {anchors.mark(leading[1])}{rest}"

    def _setext(self, stripped: str) -> bool:
        """Turn the open one-line paragraph into a heading where this line underlines it."""
        if (
            self.stack
            or not (stripped.strip("= ") == "" or stripped.strip("- ") == "")
            or self.last[-1] == "row"
        ):
            return False
        title = self.out.text.lines.pop()
        where = self.out.text.origins.pop()
        self.where = where
        self.paragraph = 0
        self.last[-1] = "other"
        self.outer, self.prefix = 0, ""
        self.heading(1 if stripped[0] == "=" else 2, title)
        return True

    # -- block quotes

    def _quote(self, depth: int, base: int) -> None:
        """Normalise a block quote's content on its own, and write it behind `> `."""
        inner = quoted(self.source, self.index - 1, base)
        self.index += len(inner) - 1
        self.lists[-1] = None
        self.last[-1] = "other"
        scanned = _Scanner(inner, self.room - depth - 1).scan()
        self.out.deep = self.out.deep or scanned.deep
        offset = len(self.out.text.lines)
        for n, line in enumerate(scanned.text.lines):
            self.where = scanned.text.origins[n]
            column = scanned.text.starts.get(n)
            self.emit(
                f"> {line}".rstrip(),
                depth,
                code=n in scanned.code,
                start=None if column is None else column + 2,
            )
        self.out.text.fences += [offset + n for n in scanned.text.fences]
        self.out.anchors += [Anchor(a.id, a.kind, a.line + offset, a.label, a.level) for a in scanned.anchors]


def scan(text: Text, report: Report | None = None) -> Scanned:
    """Normalise a cut text and note its anchors; say where it nests too deep. Linear in its length."""
    scanned = _Scanner(text).scan()
    if scanned.deep is not None and report is not None:
        said = f"blocks nest more than {DEEPEST} deep here; say it with fewer levels"
        report.add("nesting", scanned.deep, said)
    return scanned
