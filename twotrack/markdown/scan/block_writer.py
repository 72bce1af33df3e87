"""The lines that the scan of blocks writes, and notes on them."""

from __future__ import annotations

import re

from twotrack.markdown.scan import anchors
from twotrack.markdown.scan.anchors import Anchor
from twotrack.markdown.scan.attribute_lists import anchor_of, literal_title, trailing_list
from twotrack.markdown.scan.block_starts import Scanned
from twotrack.text import Origin

_CLOSING = re.compile(r"(?:\\)?(#+)$")


class Writer:
    """Writes normalised lines, each with the origin in `where`, and notes the anchors on them."""

    def __init__(self) -> None:
        self.out = Scanned()
        self.where = Origin("", 0)
        self.slugs: set[str] = set()
        # The kind of the current block.
        self.kind = "text"
        # Depth of the item with which the run of lines since the last blank one began; None for text.
        self.run_item: int | None = None
        self.run_open = False
        # The number of containers in which the current line begins, and the markers written on it so far.
        self.outer = 0
        self.prefix = ""

    def heading(self, level: int, title: str) -> None:
        """Write a heading (without its closing marks), with its anchor if it is a section's."""
        plain, attributes = trailing_list(title)
        anchor = anchor_of(attributes)
        plain = plain.strip()
        if not plain:
            self.out.empty.append(self.where)
        # Python-Markdown removes `#` from the end, and reads an attribute list in an empty title.
        shown = _CLOSING.sub(lambda match: "\\#" * len(match[1]), literal_title(plain)) or "<!-- -->"
        if self.outer or self.prefix:
            # A heading in an item is not a section and has no anchor.
            listed = f" {{{attributes}}}" if attributes else ""
            self.emit(f"{self.prefix}{'#' * level} {shown}{listed}", self.outer, start=None)
            return
        if not anchor:
            anchor = self._unique(anchors.slug(plain))
            attributes = f"#{anchor} {attributes}".rstrip()
        self.slugs.add(anchor)
        self.note(anchor, "heading", anchors.label(plain), level, plain if "{{" in plain else "")
        self.emit(f"{'#' * level} {shown} {{{attributes}}}", 0, start=level + 1)

    def _unique(self, wanted: str) -> str:
        chosen, n = wanted, 0
        while chosen in self.slugs:
            n += 1
            chosen = f"{wanted}-{n}"
        return chosen

    def note(self, anchor: str, kind: anchors.Kind, shown: str, level: int = 0, title: str = "") -> None:
        """Note an anchor on the next line to be written."""
        self.out.anchors.append(Anchor(anchor, kind, len(self.out.text.lines) + 1, shown, level, title))

    def emit(
        self, line: str, depth: int, *, code: bool = False, item: bool = False, start: int | None = None
    ) -> None:
        """Write a line at `depth` containers; a block's content begins `start` columns into it."""
        if start is not None:
            self.out.text.starts[len(self.out.text.lines)] = 4 * depth + start
        if not line:
            self.run_open = False
        elif not self.run_open:
            self.run_open = True
            self.run_item = depth if item else None
        if code:
            self.out.code.add(len(self.out.text.lines))
        container = self.kind
        if code and container != "comment":
            container = "comment" if container == "html" else "code"
        self.out.add("    " * depth + line if depth and line else line, self.where, container)
