"""Ids of headings as Hugo makes them (goldmark's `autoHeadingIDType = "github"`).

Letters, digits, `-` and `_` stay, in lower case, a space becomes `-`, anything else is removed. The second
heading with an id on a page has `-1` appended, the third `-2`.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from html import unescape

# `## Title {#id}`, or `{id="…"}` among the attributes in braces.
_ATTRIBUTES = re.compile(r"[ \t]*\{([^{}]*)\}[ \t]*$")
_ID = re.compile(r"""(?:^|\s)(?:#([^\s"'}]+)|id=["']?([^\s"'}]+)["']?)""")
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")


def anchorize(text: str) -> str:
    """Convert a text as Hugo's function `anchorize` does."""
    return "".join(
        "-" if char == " " else char.lower() for char in text.strip() if char.isalnum() or char in " -_"
    )


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as written: its level, its text without attributes, and the id in its attributes."""

    level: int
    text: str
    id: str = ""


def read_heading(line: str) -> Heading | None:
    """Parse a line as an ATX heading; None if it is not one."""
    match = _HEADING.match(line)
    if match is None:
        return None
    text, own = match[2], ""
    attributes = _ATTRIBUTES.search(text)
    if attributes and (given := _ID.search(attributes[1])):
        own = given[1] or given[2]
        text = text[: attributes.start()]
    return Heading(len(match[1]), text, own)


@dataclass(slots=True)
class HeadingIds:
    """The ids of the headings of one page, in their order."""

    _seen: Counter[str] = field(default_factory=Counter)

    def id_of(self, heading: Heading) -> str:
        """Compute the id of the page's next heading."""
        base = heading.id or anchorize(unescape(heading.text)) or "heading"
        number = self._seen[base]
        self._seen[base] += 1
        if heading.id or not number:
            return base
        self._seen[f"{base}-{number}"] += 1
        return f"{base}-{number}"
