"""Converts descriptions for readers without support for directives: CommonMark and plain words."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass

from twotrack.openapi.model.descriptions import Writer
from twotrack.source.inline_conditions import UnclosedError, directives
from twotrack.text import Origin

_LINK = re.compile(r"(?<!!)\[([^\]]*)\]\((?![a-z][a-z0-9+.-]*:)[^)\s]*\)", re.IGNORECASE)
_ANCHOR = re.compile(r"[ \t]*\{:?[ \t]*#[\w.:-]+[ \t]*\}")
_HISTORY = re.compile(r"(added|changed) v(\d+(?:\.\d+)*)(?::\s*(.*))?$", re.DOTALL)
_PUBLISHED = re.compile(r"[!?]?([A-Z][\w.+-]*\d[\w.+-]*)$")
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class PlainText:
    """Converts descriptions for one edition; `labels` maps anchors to the text of a reference, as HTML."""

    writer: Writer
    labels: Mapping[str, str]

    def __call__(self, text: str) -> str:
        """Convert a description: conditions evaluated, references as words, links to pages removed."""
        if not any(mark in text for mark in ("{", "](", ":::")):
            return text
        lines = self.writer.written(text, Origin("", 0)).lines
        return "\n".join(_ANCHOR.sub("", _LINK.sub(r"\1", self._spoken(line))) for line in lines)

    def _spoken(self, line: str) -> str:
        out: list[str] = []
        done = 0
        try:
            for found in directives(line):
                out += (line[done : found.start], self._one(found.body))
                done = found.end
        except UnclosedError:
            # Reported when the pages are built.
            return line
        return "".join([*out, line[done:]])

    def _one(self, body: str) -> str:
        history = _HISTORY.match(body)
        if history is not None:
            what = f": {history[3].strip()}" if history[3] else ""
            return f"({history[1].capitalize()} in v{history[2]}{what})"
        section, _, key = body.rpartition(" of ")
        published = _PUBLISHED.match(key)
        if published is not None:
            return f"{section} of [{published[1]}]" if section else f"[{published[1]}]"
        return self.of_anchor(body)

    def of_anchor(self, anchor: str) -> str:
        """Return the text of a reference to an anchor."""
        return html.unescape(_TAG.sub("", self.labels.get(anchor, anchor)))
