"""A draft as it is written: its converted parts, and the RFCXML tree made of them."""

from __future__ import annotations

from dataclasses import dataclass

from lxml.etree import _Element

from twotrack.markdown.document import Document
from twotrack.text import Origin, Text


@dataclass(frozen=True, slots=True)
class Part:
    """A converted part: `abstract`, `middle`, `back`, or a note with its title."""

    name: str
    document: Document
    title: str = ""
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """An RFCXML tree, and the origins that the `sourceline` of its elements counts (from 1).

    `lines` holds the Markdown lines of these origins, where they are of the text.
    """

    root: _Element
    origins: tuple[Origin, ...]
    lines: tuple[str, ...] = ()

    @property
    def text(self) -> Text:
        """The text that the tree was written from, line by line as `sourceline` counts."""
        more = len(self.origins) - len(self.lines)
        return Text([*self.lines, *[""] * more], list(self.origins))
