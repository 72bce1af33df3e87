"""The result of a scan of blocks, and escapes that keep text from being read as a block."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from markdown_it.common.html_blocks import block_names

from twotrack.commonmark.rules import DEEPEST
from twotrack.markdown.scan.anchors import Anchor
from twotrack.text import Origin, Text

__all__ = ["DEEPEST", "DEFINITION", "Container", "Scanned", "as_text"]

DEFINITION = re.compile(r"\*?\[[^\]]*\]:|\{:?[^{}]*\}\s*$")
# Text that only Python-Markdown reads as the start of a block, in a line that CommonMark reads as text.
_START = re.compile(
    r"(?P<mark>[#>])|(?P<rule>-+|=+|_{3,}|\*{3,})[ ]*$|(?P<number>\d+)\.(?=[ ])|(?P<bullet>[-*+])(?=[ ])"
    r"|(?P<colon>:)(?=[ ])|(?P<fence>`{3,}(?!.*`)|~{3,})|(?P<box>!!!|\?\?\?|===)"
    rf"|(?P<tag><)(?=!--|\?|!\[|/?(?:{'|'.join(block_names)})(?:[\s>]|/>))|(?P<label>\[)(?=[^\[\]]*\]:)"
)


class EmptyElement(NamedTuple):
    """An element without content: its kind, the place where it begins, and the start of the next block."""

    what: Literal["section", "item", "admonition", "table", "level"]
    where: Origin
    until: Origin | None


@dataclass(slots=True)
class Scanned:
    """The normalised text, the lines of it that are code, and its anchors in order.

    `deep` is the line of a container that is nested deeper than is supported; it is written as text.
    `unclosed` lists the lines that open a fence without an end, `empty` the headings without words, `headers`
    the words in the first lines of fences that are neither a language nor options, `hollow` the elements
    without content, and `elements` errors in raw HTML with their codes.
    """

    text: Text = field(default_factory=Text)
    code: set[int] = field(default_factory=set)
    anchors: list[Anchor] = field(default_factory=list)
    deep: Origin | None = None
    unclosed: list[Origin] = field(default_factory=list)
    empty: list[Origin] = field(default_factory=list)
    headers: list[tuple[Origin, str]] = field(default_factory=list)
    hollow: list[EmptyElement] = field(default_factory=list)
    elements: list[tuple[str, Origin, str]] = field(default_factory=list)

    def add(self, line: str, where: Origin, container: str) -> None:
        """Write one line of a kind of block."""
        self.text.containers.append(container)
        self.text.lines.append(line)
        self.text.origins.append(where)


@dataclass(slots=True)
class Container:
    """An open item, definition, admonition or footnote; an item of a numbered list knows its number."""

    kind: str
    number: str = ""


def as_text(line: str, *, inside: bool = True) -> str:
    """Escape the start of a line of text that Python-Markdown would read as the start of a block.

    It finds items in the middle of a paragraph only `inside` another container.
    """
    match = _START.match(line)
    if match is None or (match.lastgroup in {"number", "bullet"} and not inside):
        return line
    return _escaped(match, line)


def _escaped(match: re.Match[str], line: str) -> str:
    if match["number"]:
        return f"{match['number']}\\{line[match.end() - 1 :]}"
    if match["fence"]:
        # The whole run, since the rest of it could open a code span.
        return "".join(f"&#{ord(mark)};" for mark in match["fence"]) + line[match.end() :]
    if line[0] in ":=?<":
        # Python-Markdown has no backslash escape for these.
        return f"&#{ord(line[0])};{line[1:]}"
    return "\\" + line
