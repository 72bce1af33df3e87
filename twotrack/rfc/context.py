"""What every function of the writer may ask: where an element was written, and what an anchor is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from lxml.etree import _Element
from lxml.html import HtmlElement

from twotrack.convert.document import LINE, Document
from twotrack.problems import Report
from twotrack.text import Origin

Kind = Literal["section", "figure", "table", "item", "other"]


class Target(NamedTuple):
    """What an anchor of the draft stands on, and the anchor of the section around it."""

    kind: Kind
    section: str | None


@dataclass(frozen=True, slots=True)
class Settings:
    """Choices of a draft's front matter that change how its text is written.

    `bcp14` tags key words; `nested_counters` numbers nested lists 4.2.1; `crefs` makes footnotes
    editorial comments, as kramdown-rfc does; `fold` is the width code is folded to, 0 for never.
    """

    bcp14: bool = True
    nested_counters: bool = True
    crefs: bool = False
    fold: int = 69


@dataclass(frozen=True, slots=True)
class Context:
    """The surroundings of the element being written. Nothing in it changes while a part is written.

    An RFCXML element carries, as lxml's `sourceline`, the index (from 1) into `origins` of the line
    it was made from: the schema and xml2rfc report that number, and it leads back to the Markdown.
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
        """Give the origin of an element of the HTML."""
        return self.document.where(element)

    def mark(self, made: _Element, source: HtmlElement) -> _Element:
        """Note on an element of RFCXML which element of HTML it was made from; give it back."""
        node: HtmlElement | None = source
        while node is not None:
            line = node.get(LINE)
            if line is not None:
                made.sourceline = min(self.offset + int(line), MAX_LINE)
                break
            node = node.getparent()
        return made

    def origin_of(self, made: _Element) -> Origin:
        """Give the origin of an element of RFCXML."""
        return origin_of(made, self.origins)


BlockWriter = Callable[[HtmlElement, Context], list[_Element]]

MAX_LINE = 65_535
"""libxml2 keeps a line in 16 bits; a draft beyond that reports its last lines as one."""


def origin_of(made: _Element, origins: tuple[Origin, ...]) -> Origin:
    """Give the origin of an element of RFCXML, or of the nearest one around it that has one."""
    node: _Element | None = made
    while node is not None:
        if node.sourceline and node.sourceline <= len(origins):
            return origins[node.sourceline - 1]
        node = node.getparent()
    return origins[0] if origins else Origin("", 0)


def like(made: _Element, other: _Element) -> _Element:
    """Note on an element that it was made from the same line as another, unless it has one; give it back."""
    if made.sourceline is None and other.sourceline is not None:
        made.sourceline = other.sourceline
    return made
