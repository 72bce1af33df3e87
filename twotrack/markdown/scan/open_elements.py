"""HTML elements that are open between blocks: Python-Markdown does not change their content."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from markdown_it.common.html_blocks import block_names

from twotrack.text import Origin

_NAMES = "|".join(name for name in block_names if name not in {"hr", "link", "base", "col", "param", "track"})
_TAG = re.compile(rf"<(?P<end>/?)(?P<name>{_NAMES})\b(?P<rest>[^<>]*)>", re.IGNORECASE)
# Elements to which an attribute `markdown` can be added, if their tag is at the start of a line.
_BLOCKS = frozenset(
    {"article", "aside", "center", "details", "div", "figure", "footer", "header", "main", "section"}
)
_LINE_START = re.compile(r"(?:^|\n) {0,3}\Z")
# The rest of a line, and a line below it that begins with text.
_TEXT_BELOW = re.compile(rf"[ \t]*\n[ \t]*(?!<(?:/?(?:{_NAMES}|hr)\b|!--))\S", re.IGNORECASE)
_CODE = re.compile(r"<(?:!--|(?P<name>script|style|pre)\b)", re.IGNORECASE)


class _Tag(NamedTuple):
    """A tag without a counterpart; `line` is its index if `markdown` can be added there, otherwise -1."""

    name: str
    is_end: bool
    markdown: bool
    line: int


def _without_code(text: str) -> str:
    """Remove comments and elements of code from HTML, except their line ends, in linear time."""
    parts: list[str] = []
    done = position = 0
    endless: set[str] = set()
    while found := _CODE.search(text, position):
        closing = f"</{found['name'].lower()}>" if found["name"] else "-->"
        end = None
        if closing not in endless:
            end = re.compile(re.escape(closing), re.IGNORECASE).search(text, found.end())
        if end is None:
            endless.add(closing)
            position = found.end()
            continue
        parts += (text[done : found.start()], "\n" * text.count("\n", found.start(), end.end()))
        done = position = end.end()
    return "".join((*parts, text[done:]))


@lru_cache(maxsize=8192)
def _unbalanced(text: str) -> tuple[tuple[_Tag, ...], tuple[tuple[int, int], ...]]:
    """Find the HTML tags without a counterpart, and the lines of text right below an end tag.

    Each of these lines has the number of elements that are open there, less those that are open before.
    Pages made from data repeat their tables for every version.
    """
    found: list[_Tag] = []
    below: list[tuple[int, int]] = []
    depth = 0
    text = _without_code(text)
    for match in _TAG.finditer(text):
        name = match["name"].lower()
        if match["end"] and found and found[-1][:2] == (name, False):
            found.pop()
            depth -= 1
        elif match["end"] or not match["rest"].endswith("/"):
            depth += -1 if match["end"] else 1
            can_add = name in _BLOCKS and _LINE_START.search(text[: match.start()])
            line = text.count("\n", 0, match.start()) if can_add else -1
            found.append(_Tag(name, bool(match["end"]), "markdown" in match["rest"], line))
        if depth <= 0 and "\n" in text and _TEXT_BELOW.match(text, match.end()):
            below.append((depth, text.count("\n", 0, match.end()) + 1))
    return tuple(found), tuple(below)


class _Element(NamedTuple):
    """An open element; `line` is the index of the written line of its tag if `markdown` can be added."""

    name: str
    where: Origin
    markdown: bool
    line: int


class OpenElements:
    """Follows the block elements of raw HTML, and notes text that would not be shown as intended."""

    def __init__(self) -> None:
        """Start without any."""
        self._open: list[_Element] = []
        self._faults: list[tuple[str, Origin, str]] = []
        self._inside: dict[Origin, tuple[str, Origin]] = {}

    def read(self, lines: Sequence[str], origins: Sequence[Origin], written: int = -1) -> None:
        """Read a block of HTML, or of text with tags in it; `written` is the index of its first line."""
        tags, below = _unbalanced("\n".join(lines))
        before = len(self._open)
        for name, is_end, markdown, line in tags:
            if is_end:
                self._close(name, origins[0])
            else:
                self._open.append(_Element(name, origins[0], markdown, written + line if line >= 0 else -1))
        if written < 0:
            return
        for depth, line in below:
            if before + depth == 0:
                message = "text right below the end of an HTML element; insert a blank line above this line"
                self._faults.append(("html-adjacent", origins[min(line, len(origins) - 1)], message))
                break

    def _close(self, name: str, where: Origin) -> None:
        for index in range(len(self._open) - 1, -1, -1):
            if self._open[index].name == name:
                del self._open[index:]
                return
        message = f"</{name}> closes no element; take it out, or open <{name}> before it"
        self._faults.append(("html-unclosed", where, message))

    def unclosed(self, closing: str, where: Origin) -> None:
        """Note a comment, or an element such as `<pre>`, that does not end in its container."""
        message = f"what begins here is never ended by `{closing}`, so that it is shown as text"
        self._faults.append(("html-unclosed", where, message))

    def note(self, code: str, where: Origin, message: str) -> None:
        """Note another form that cannot be written for Python-Markdown."""
        self._faults.append((code, where, message))

    def take(self, inner: OpenElements) -> None:
        """Note all faults of a container whose elements are read apart, at its end."""
        self._faults += inner.faults()

    def text(self, where: Origin) -> list[int]:
        """Note a block that is not HTML: in an element without `markdown` it is not converted.

        Return the indexes of the lines to which that attribute must be added.
        """
        if not self._open or any(element.markdown for element in self._open):
            return []
        if all(element.line >= 0 for element in self._open):
            lines = [element.line for element in self._open]
            self._open = [element._replace(markdown=True) for element in self._open]
            return lines
        name, opened = self._open[0][:2]
        self._inside.setdefault(opened, (name, where))
        return []

    def faults(self) -> list[tuple[str, Origin, str]]:
        """List code, place and message of all errors, at the end of the text."""
        found = list(self._faults)
        for opened, (name, where) in self._inside.items():
            if not any(element.where == opened for element in self._open):
                message = f"Markdown inside <{name}> (opened on line {opened.line}) is not converted; "
                found.append(("html-markdown", where, message + f'write <{name} markdown="1">'))
        if self._open:
            name, where = self._open[0][:2]
            message = f"<{name}> is never closed: all that follows becomes part of it; write </{name}>"
            found.append(("html-unclosed", where, message))
        return found
