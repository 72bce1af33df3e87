"""Fences as Python-Markdown's `superfences` reads them: equal runs at both ends, and a known header."""

from __future__ import annotations

import re

from markdown_it.common.utils import unescapeAll

_KNOWN = re.compile(r"[ \t]*(?:\{[^\n]*\}|[\w#.+-]*(?:[ \t]*[a-z][\w-]*=(?:\"[^\"]*\"|'[^']*'))*)[ \t]*")
_LANGUAGE = re.compile(r"[\w#.+-]+")


def fence_run(written: str, content: list[str]) -> str:
    """Choose a run that closes the fence at its end, longer than `written` if the code has such a line."""
    mark = written[0]
    longest = 0
    for line in content:
        stripped = line.strip(" >\t")
        if stripped.startswith(written) and not stripped.strip(mark):
            longest = max(longest, len(stripped))
    return mark * (longest + 1) if longest else written


def fence_header(info: str) -> str | None:
    """Return the text after the opening run: all of it if `superfences` knows its form, else the language.

    None if it does not begin with a language.
    """
    if _KNOWN.fullmatch(info):
        return info.rstrip()
    words = unescapeAll(info).split()
    return words[0] if words and _LANGUAGE.fullmatch(words[0]) else None
