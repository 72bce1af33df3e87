"""The context of writer functions, such as the origin of an element and the target of an anchor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NamedTuple

from lxml.etree import _Element
from lxml.html import HtmlElement

from twotrack.markdown.document import Document
from twotrack.markdown.line_marks import LINE
from twotrack.problems import Report
from twotrack.text import Origin

Kind = Literal["section", "figure", "table", "item", "other"]


class Target(NamedTuple):
    """The kind of element of an anchor, and the anchor of the section around it."""

    kind: Kind
    section: str | None


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of a draft's front matter that change how its text is written.

    `bcp14` tags key words; `nested_counters` numbers nested lists 4.2.1; `crefs` makes footnotes
    editorial comments, as in kramdown-rfc; `fold` is the width code is folded to, 0 for no folding. `root`
    is the project's folder, which contains its tools. `strict` keeps kramdown-rfc's typography, first
    numbers of lists and quotations; `nested_types` are the types of nested numbered lists.
    """

    bcp14: bool = True
    nested_counters: bool = True
    crefs: bool = False
    fold: int = 69
    root: Path | None = None
    strict: bool = False
    nested_types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """The context of the element being written. It does not change while a part is written.

    An RFCXML element carries, as lxml's `sourceline`, the index (from 1) into `origins` of the line
    it was made from: the schema and xml2rfc report that number, which identifies the line of the Markdown.
    """

    document: Document
    report: Report
    origins: tuple[Origin, ...]
    offset: int
    targets: Mapping[str, Target]
    settings: Settings = field(default_factory=Settings)
    writers: Mapping[str, BlockWriter] = field(default_factory=dict)
    section: str | None = None
    normative: bool = True

    def where(self, element: HtmlElement) -> Origin:
        """Get the origin of an HTML element."""
        return self.document.where(element)

    def mark(self, made: _Element, source: HtmlElement) -> _Element:
        """Record on an RFCXML element the HTML element it was made from; return the RFCXML element."""
        line = next((e.get(LINE) for e in source.iter() if e.get(LINE)), None)
        if line is None:
            line = next((e.get(LINE) for e in source.iterancestors() if e.get(LINE)), None)
        if line is not None:
            set_line(made, self.offset + int(line))
        return made

    def origin_of(self, made: _Element) -> Origin:
        """Get the origin of an RFCXML element."""
        return origin_of(made, self.origins)


BlockWriter = Callable[[HtmlElement, Context], list[_Element]]

MAX_LINE = 65_535
"""The largest line number: libxml2 stores lines in 16 bits, so the last lines of a longer draft share one."""


def line_of(made: _Element) -> int:
    """Get the index (from 1) of the origin recorded on an element, 0 if there is no origin."""
    noted: Any = made.sourceline  # the stubs of lxml do not declare its type
    return noted or 0


def set_line(made: _Element, line: int) -> None:
    """Record on an element the index (from 1) of its origin."""
    noted: Any = made
    noted.sourceline = min(line, MAX_LINE)


def origin_of(made: _Element, origins: tuple[Origin, ...]) -> Origin:
    """Find the origin of an RFCXML element, or of its nearest ancestor that has one."""
    node: _Element | None = made
    while node is not None:
        if 0 < line_of(node) <= len(origins):
            return origins[line_of(node) - 1]
        node = node.getparent()
    return origins[0] if origins else Origin("", 0)


def like(made: _Element, other: _Element) -> _Element:
    """Record the line of another element on an element, unless it already has one; return it."""
    if not line_of(made) and line_of(other):
        set_line(made, line_of(other))
    return made
