"""Fences as Python-Markdown's `superfences` reads them: equal runs at both ends, and a known header."""

from __future__ import annotations

import re

from markdown_it.common.utils import unescapeAll

_KNOWN = re.compile(r"[ \t]*(?:\{[^\n]*\}|[\w#.+-]*(?:[ \t]*[a-z][\w-]*=(?:\"[^\"]*\"|'[^']*'))*)[ \t]*")
_LANGUAGE = re.compile(r"[\w#.+-]+")
# A language and attributes behind it, as other tools write `{.language …}`.
_SPLIT = re.compile(r"[ \t]*([\w#+-]+)[ \t]*\{([^{}\n]*)\}[ \t]*")


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
    """Return the text after the opening run in a form that `superfences` knows, else the language alone.

    None if it does not begin with a language.
    """
    if _KNOWN.fullmatch(info):
        return info.rstrip()
    if split := _SPLIT.fullmatch(info):
        return f"{{.{split[1]} {split[2].strip()}}}"
    words = unescapeAll(info).split()
    return words[0] if words and _LANGUAGE.fullmatch(words[0]) else None


def drops_words(info: str, header: str | None) -> bool:
    """Return whether `header` lacks words of the text after the opening run; readers do not see them."""
    words = info.split()
    return header is None or (len(words) > 1 and header == unescapeAll(words[0]))
