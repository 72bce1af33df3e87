"""The converted parts of a draft, and the RFCXML tree made from them."""

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
class DraftXml:
    """An RFCXML tree, and the origins that the `sourceline` of its elements refers to (from 1).

    `lines` contains the Markdown lines of these origins, if they are part of the text.
    """

    root: _Element
    origins: tuple[Origin, ...]
    lines: tuple[str, ...] = ()

    @property
    def text(self) -> Text:
        """The text that the tree was written from, with the line numbers of `sourceline`."""
        more = len(self.origins) - len(self.lines)
        return Text([*self.lines, *[""] * more], list(self.origins))
