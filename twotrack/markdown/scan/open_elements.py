"""HTML elements that are open between blocks: Python-Markdown does not change their content."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from markdown_it.common.html_blocks import block_names

from twotrack.text import Origin

_NAMES = "|".join(name for name in block_names if name not in {"hr", "link", "base", "col", "param", "track"})
_TAG = re.compile(rf"<(?P<end>/?)(?P<name>{_NAMES})\b(?P<rest>[^<>]*)>", re.IGNORECASE)
_CODE = re.compile(r"<!--.*?-->|<(script|style|pre)\b.*?</\1>", re.IGNORECASE | re.DOTALL)


@lru_cache(maxsize=8192)
def _unbalanced(text: str) -> tuple[tuple[str, bool, bool], ...]:
    """Find the HTML tags without a counterpart: name, whether it is an end tag, whether it has `markdown`.

    Pages made from data repeat their tables for every version.
    """
    found: list[tuple[str, bool, bool]] = []
    for match in _TAG.finditer(_CODE.sub("", text) if "<!--" in text or "<pre" in text else text):
        name = match["name"].lower()
        if match["end"] and found and found[-1][:2] == (name, False):
            found.pop()
        elif match["end"] or not match["rest"].endswith("/"):
            found.append((name, bool(match["end"]), "markdown" in match["rest"]))
    return tuple(found)


class OpenElements:
    """Follows the block elements of raw HTML, and notes text that would not be shown as intended."""

    def __init__(self) -> None:
        """Start without any."""
        self._open: list[tuple[str, Origin, bool]] = []
        self._faults: list[tuple[str, Origin, str]] = []
        self._inside: dict[Origin, tuple[str, Origin]] = {}

    def read(self, lines: Iterable[str], where: Origin) -> None:
        """Read a block of HTML that begins at a place."""
        for name, is_end, markdown in _unbalanced("\n".join(lines)):
            if is_end:
                self._close(name, where)
            else:
                self._open.append((name, where, markdown))

    def _close(self, name: str, where: Origin) -> None:
        for index in range(len(self._open) - 1, -1, -1):
            if self._open[index][0] == name:
                del self._open[index:]
                return
        message = f"</{name}> closes no element; take it out, or open <{name}> before it"
        self._faults.append(("html-unclosed", where, message))

    def unclosed(self, closing: str, where: Origin) -> None:
        """Note a comment, or an element such as `<pre>`, that does not end in its container."""
        message = f"what begins here is never ended by `{closing}`, so that it is shown as text"
        self._faults.append(("html-unclosed", where, message))

    def note(self, code: str, where: Origin, message: str) -> None:
        """Note another form that cannot be written for Python-Markdown."""
        self._faults.append((code, where, message))

    def take(self, inner: OpenElements) -> None:
        """Note all faults of a container whose elements are read apart, at its end."""
        self._faults += inner.faults()

    def text(self, where: Origin) -> None:
        """Note a block that is not HTML: in an element without `markdown` it is not converted."""
        if self._open and not any(markdown for _, _, markdown in self._open):
            name, opened, _ = self._open[0]
            self._inside.setdefault(opened, (name, where))

    def faults(self) -> list[tuple[str, Origin, str]]:
        """List code, place and message of all errors, at the end of the text."""
        found = list(self._faults)
        for opened, (name, where) in self._inside.items():
            if not any(place == opened for _, place, _ in self._open):
                message = f"Markdown inside <{name}> (opened on line {opened.line}) is not converted; "
                found.append(("html-markdown", where, message + f'write <{name} markdown="1">'))
        if self._open:
            name, where, _ = self._open[0]
            message = f"<{name}> is never closed: all that follows becomes part of it; write </{name}>"
            found.append(("html-unclosed", where, message))
        return found
