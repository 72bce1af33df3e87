"""Paired shortcodes: `boxes/note`, `boxes/warning` and `boxes/rationale` become admonitions.

Pairs that only affect how their content looks, as older releases have them, are removed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from twotrack.importers.hugo.shortcodes import lone_shortcode

KINDS = {"note": "!!! note", "warning": "!!! warning", "rationale": '!!! info "Rationale"'}
_PLAIN = frozenset({"boxes/added-in-paragraph", "summary-table"})
_BOX = re.compile(r"(\{\{[%<][ \t]*/?(?:boxes/[\w-]+|summary-table)[ \t]*[%>]\}\})")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d+[.)])[ \t]+")
_STEP = "    "


@dataclass(slots=True)
class Boxes:
    """Converts the boxes of one file, line by line."""

    opened: int = 0
    unopened: int = 0
    _depth: int = 0

    @property
    def is_open(self) -> bool:
        """Whether a box is not closed yet."""
        return self._depth > 0

    def indented(self, line: str) -> str:
        """Indent a line by the open boxes."""
        return _STEP * self._depth + line if line.strip() else line

    @staticmethod
    def has_no_place(line: str) -> bool:
        """Check whether a line has a box in a table or a quotation, which have no admonitions."""
        return line.lstrip().startswith(("|", ">")) and _BOX.search(line) is not None

    def convert(self, line: str) -> list[str]:
        """Convert a line; the result is the lines that replace it."""
        if "{{" not in line or _BOX.search(line) is None:
            return [self.indented(line)]
        out: list[str] = []
        item = _ITEM.match(line)
        # What follows the marker of a list item is indented as the item's content.
        indent = " " * len(item[0]) if item else line[: len(line) - len(line.lstrip(" \t"))]
        for number, part in enumerate(_BOX.split(line)):
            if not part.strip():
                continue
            if not _BOX.fullmatch(part):
                text = part.rstrip() if not number else indent + part.strip()
                out.append(_STEP * self._depth + text)
                continue
            found = lone_shortcode(part)
            if found is None:
                continue
            if found[1].name in _PLAIN:
                out.append("")
                continue
            name = found[1].name.partition("/")[2]
            if found[1].closing:
                self.unopened += not self._depth
                self._depth = max(self._depth - 1, 0)
                out.append("")
                continue
            self.opened += 1
            marker = KINDS.get(name, f'!!! note "{name.capitalize()}"')
            if out and re.fullmatch(r"[ \t]*(?:[-*+]|\d+[.)])", out[-1]):
                # In a list item the admonition begins on the line of the marker.
                out[-1] = f"{out[-1]}{line[len(out[-1]) : line.index('{{')]}{marker}"
            else:
                out += ["", f"{_STEP * self._depth}{indent}{marker}"]
            self._depth += 1
        return out
