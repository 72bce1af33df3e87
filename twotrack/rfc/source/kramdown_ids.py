"""Anchors of headings without an explicit anchor, generated as in kramdown."""

from __future__ import annotations

import re

_BEFORE = re.compile(r"^[^a-zA-Z]+")
_LEFT_OUT = re.compile(r"[^a-zA-Z0-9 -]")
_REFERENCES = re.compile(r"\{\{.*?\}\}|\(\(\(.*?\)\)\)")


class Ids:
    """A generator of anchors, unique in a draft, from the titles of all its parts in order."""

    def __init__(self) -> None:
        self._used: dict[str, int] = {}

    def reserve(self, anchor: str) -> None:
        """Record an anchor that the draft defines itself."""
        self._used.setdefault(anchor, 0)

    def make(self, title: str) -> str:
        """Generate the anchor of a title; if it is in use, `-1`, `-2` and so on is appended.

        Letters, digits, spaces and hyphens are kept, from the first letter on, in lowercase; spaces become
        hyphens (kramdown, `basic_generate_id`).
        """
        plain = _REFERENCES.sub("", title).strip()
        made = _LEFT_OUT.sub("", _BEFORE.sub("", plain)).replace(" ", "-").lower() or "section"
        if made not in self._used:
            self._used[made] = 0
            return made
        self._used[made] += 1
        return self.make_unique(made)

    def make_unique(self, made: str) -> str:
        """Add a number to an anchor to make it unique."""
        while f"{made}-{self._used[made]}" in self._used:
            self._used[made] += 1
        unique = f"{made}-{self._used[made]}"
        self._used[unique] = 0
        return unique
