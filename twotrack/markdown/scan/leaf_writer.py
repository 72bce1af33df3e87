"""Writes the blocks that contain no other blocks: headings, tables, code, HTML, rules, link definitions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it.token import Token

from twotrack.commonmark.segments import is_closed
from twotrack.markdown.scan import anchors
from twotrack.markdown.scan.block_starts import EmptyElement
from twotrack.markdown.scan.container_writer import ContainerWriter
from twotrack.markdown.scan.fence_header import drops_words, fence_header, fence_run
from twotrack.text import Origin

# The rows of a table that has a header and no other rows.
_HEAD = 2
# Python-Markdown finds fences in indented code, too.
_FENCE = re.compile(r" *(?:`{3,}|~{3,})")
# The ends of elements that HTML does not show.
_UNSEEN = frozenset({"-->", "?>", ">", "]]>"})
# The ends of elements in which HTML has no character references.
_UNESCAPED = frozenset({"</script>", "</style>"})
# The ends of elements of code that HTML shows.
_SHOWN = frozenset({"</pre>", "</textarea>"})
# Blocks after which Python-Markdown reads indented code as their continuation.
_TAKES_INDENTED = frozenset({"list", "dd", "note", "box"})


class LeafWriter(ContainerWriter):
    """A writer of single blocks, from their tokens."""

    def __init__(self, origins: Sequence[Origin]) -> None:
        """Begin without link definitions."""
        super().__init__(origins)
        # The labels of links that are already defined.
        self.labels: set[str] = set()

    def section_heading(self, level: int, title: str, line: int) -> None:
        """Write a heading, and note the section above it if that is empty."""
        self.start(line, "heading")
        where = self.origins[line]
        if not self.stack and not self.prefix:
            self.outer = 0
            above = self.section
            if above is not None and not self.filled and level <= above[0]:
                self.out.hollow.append(EmptyElement("section", above[1], where))
            if above is not None and level > above[0] + 1:
                self.out.hollow.append(EmptyElement("level", above[1], where))
            self.section, self.filled = (level, where), False
        elif not self.prefix:
            self.outer = len(self.stack)
        self.heading(level, title)
        self.prefix = ""

    def link_definition(self, token: Token) -> None:
        """Write a link definition on one line, in the form that Python-Markdown supports."""
        self.own_line()
        before = self.last[-1][0]
        self.start(self.start_of(token), "definition", blank=before != "definition")
        label = " ".join(token.meta["label"].casefold().split())
        if label in self.labels:
            # The first definition counts (CommonMark 4.7); for Python-Markdown it is the last.
            return
        self.labels.add(label)
        href, title = token.meta["href"], token.meta["title"].replace('"', "&quot;")
        self.emit(
            f"[{token.meta['label']}]: {href or '<>'}" + (f' "{title}"' if title else ""), len(self.stack)
        )
        self.cursor = self.end_of(token)

    def table(self, token: Token) -> None:
        """Write a table, as HTML if it has no rows but its header."""
        self.own_line()
        start = self.start_of(token)
        self.start(start, "table")
        rows = token.meta["rows"]
        if len(rows) == _HEAD:
            self.pending = EmptyElement("table", self.where, None)
            self.head_alone(rows[0])
        else:
            for number, row in enumerate(rows, start):
                self.where = self.origins[number]
                self.row(row)
        self.cursor = start + len(token.meta["rows"])

    def fence(self, token: Token) -> None:
        """Write a code fence that is closed by the run that opens it."""
        self.own_line()
        self.start(self.start_of(token), "code")
        if not is_closed(token):
            self.out.unclosed.append(self.where)
        anchor = anchors.in_fence_header(token.info)
        if anchor:
            self.note(anchor, "figure", anchors.guard(anchor))
        content = token.content.split("\n")[:-1]
        header = fence_header(token.info)
        if drops_words(token.info, header) or "{{" in token.info:
            self.out.headers.append((self.where, token.info.strip()))
        self._fenced(fence_run(token.markup, content), header or "", content, self.start_of(token) + 1)
        self.cursor = self.end_of(token)

    def code(self, token: Token) -> None:
        """Write indented code, as a fence if Python-Markdown would read it as something else."""
        before = self.last[-1][0]
        content = token.content.rstrip("\n").split("\n")
        start = self.start_of(token)
        if before in _TAKES_INDENTED or (self.stack and not before) or any(map(_FENCE.match, content)):
            self.own_line()
            self.start(start, "code")
            self._fenced(fence_run("```", content), "", content, start)
        else:
            self.start(start, "code")
            self.out.text.fences.append(len(self.out.text.lines))
            for number, line in enumerate(content, start):
                self.where = self.origins[number]
                self.emit("    " + line if line.strip() else "", len(self.stack), code=True)
        self.cursor = self.end_of(token)

    def _fenced(self, run: str, header: str, content: list[str], first: int) -> None:
        depth = len(self.stack)
        self.out.text.fences.append(len(self.out.text.lines))
        self.emit(run + header, depth, code=True)
        for number, line in enumerate(content, first):
            self.where = self.origins[min(number, len(self.origins) - 1)]
            self.emit(line, depth, code=True)
        self.where = self.origins[min(first + len(content), len(self.origins) - 1)]
        self.emit(run, depth, code=True)

    def rule(self, token: Token) -> None:
        """Write a thematic break."""
        self.own_line()
        self.start(self.start_of(token), "other")
        self.emit(token.markup, len(self.stack))
        self.cursor = self.end_of(token)

    def html_block(self, token: Token) -> None:
        """Write a block of raw HTML, and note a comment or element without an end."""
        self.start(self.start_of(token), "html")
        if token.meta.get("open"):
            self.elements.unclosed(token.meta["closing"], self.where)
        closing = "markdown" if token.meta.get("markdown") else token.meta.get("closing", "")
        self.html(token.content.rstrip("\n").split("\n"), self.start_of(token), closing)
        self.cursor = self.end_of(token)

    def html(self, lines: list[str], start: int, closing: str) -> None:
        """Write raw HTML; `closing` ends a comment or similar, and is empty if references are resolved."""
        if not closing or closing == "markdown":
            # In a container, Python-Markdown finds no attribute `markdown`.
            written = len(self.out.text.lines) if not (self.stack or self.prefix) else -1
            self.elements.read(lines, self.origins[start : start + len(lines)], written)
        joined = 0
        if closing[:2] == "</":
            # Python-Markdown reads the tag of an element of code only if it is on one line.
            joined = next((number for number, line in enumerate(lines) if ">" in line), 0)
            if joined:
                lines = [" ".join(map(str.strip, lines[: joined + 1])), *lines[joined + 1 :]]
        if closing not in _UNESCAPED and _has_open_fence(lines):
            # Python-Markdown would read code from there up to a fence below the element.
            lines = [_FENCE.sub(_as_references, line) for line in lines]
        for offset, line in enumerate(lines):
            self.where = self.origins[start + offset + (joined if offset else 0)]
            inner = len(line) - len(line.lstrip(" "))
            if offset == 0:
                self.kind = "comment" if closing in _UNSEEN else self.kind
                prefix, outer = self.prefix, self.outer if self.prefix else len(self.stack)
                self.emit(prefix + line[inner:], outer, start=len(prefix))
                self.prefix = ""
                continue
            tag = not closing and line[inner : inner + 1] == "<"
            self.emit(line, len(self.stack), code=bool(closing), start=inner if tag else None)
            if closing in _SHOWN:
                self.out.text.containers[-1] = "html"


def _has_open_fence(lines: Sequence[str]) -> bool:
    """Return whether raw HTML has a line that opens a fence, and none that closes it."""
    opening = ""
    for line in lines:
        if _FENCE.match(line):
            run = line.strip()
            opening = (
                ("" if run == opening else opening) if opening else run[: len(run) - len(run.lstrip(run[0]))]
            )
    return bool(opening)


def _as_references(match: re.Match[str]) -> str:
    return re.sub(r"[`~]", lambda mark: f"&#{ord(mark[0])};", match[0])
