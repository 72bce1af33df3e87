"""A buffer of lines: Markdown text with the origin of each line."""

from __future__ import annotations

import json
import re

from twotrack.openapi.load.nodes import Value
from twotrack.text import Origin, Text

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
# The width of a line in a draft with a trailing comma.
_WIDTH = 68
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*$")


class Lines:
    """A text to which blocks are added, with blank lines between them."""

    def __init__(self) -> None:
        """Create an empty text."""
        self.text = Text()

    def block(self, lines: list[str], *origins: Origin) -> None:
        """Add a block: its lines, with one origin for each or for all."""
        if not lines:
            return
        self.gap(origins[0])
        for index, line in enumerate(lines):
            self.text.append(line, origins[index] if len(origins) == len(lines) else origins[0])

    def prose(self, text: Text, indent: str = "") -> None:
        """Add Markdown as written, but with headings as bold text, because they would divide sections."""
        if not text.lines:
            return
        self.gap(text.origins[0])
        fence = ""
        for line, origin in zip(text.lines, text.origins, strict=True):
            mark = _FENCE.match(line)
            if mark is not None and (not fence or mark[1].startswith(fence)):
                fence = "" if fence else mark[1]
            heading = None if fence else _HEADING.match(line)
            shown = f"**{heading[1]}**" if heading and heading[1] else line
            self.text.append(indent + shown if shown else "", origin)
            if heading:
                self.text.append("", origin)

    def gap(self, origin: Origin) -> None:
        """Add a blank line, unless the text ends with one."""
        if self.text.lines and self.text.lines[-1]:
            self.text.append("", origin)

    def fence(self, language: str, body: str, origin: Origin, title: str = "", classes: str = "") -> None:
        """Add fenced code; the fence is longer than any run of its character inside."""
        longest = max((len(run) for run in re.findall(r"`{3,}", body)), default=2)
        ticks = "`" * (longest + 1)
        if classes or title:
            words = [f".{language}", *(f".{name}" for name in classes.split())]
            if title:
                words.append(f'title="{attribute(title)}"')
            header = f"{ticks} {{{' '.join(words)}}}"
        else:
            header = ticks + language
        self.block([header, *body.split("\n"), ticks], origin)


def as_json(value: Value, indent: int = 0, before: int = 0) -> str:
    """Format a value as readable JSON: two spaces per level, containers of scalars on one line if they fit.

    `indent` is that of the level, `before` the width of the key in front of the value.
    """
    if not isinstance(value, (dict, list)) or not value:
        return json.dumps(value, ensure_ascii=False)
    items: list[Value] = list(value.values()) if isinstance(value, dict) else value
    if not any(isinstance(item, (dict, list)) and item for item in items):
        line = json.dumps(value, ensure_ascii=False)
        if indent + before + len(line) < _WIDTH:
            return line
    keys = (
        [f"{json.dumps(key, ensure_ascii=False)}: " for key in value]
        if isinstance(value, dict)
        else [""] * len(items)
    )
    inner = " " * (indent + 2)
    lines = ",\n".join(
        f"{inner}{key}{as_json(item, indent + 2, len(key))}" for key, item in zip(keys, items, strict=True)
    )
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    return f"{opening}\n{lines}\n{' ' * indent}{closing}"


def attribute(text: str) -> str:
    """Escape a text for a quoted value in an attribute list."""
    return re.sub(r"[\"{}#`\\]", "'", text)
