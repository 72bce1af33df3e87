"""kramdown's `{::nomarkdown}`: XML that is passed through as it is.

The marks around it are removed: a block is then read as any block of RFCXML, and an element in a line as any
element. Content that is not XML is rejected, because RFCXML has no place for it.
"""

from __future__ import annotations

import re

from twotrack.commonmark.code_blocks import code_blocks
from twotrack.problems import Report
from twotrack.source.cut import directive_lines
from twotrack.text import Text

_OPEN = re.compile(r"[ \t>]*\{::nomarkdown[^}]*\}[ \t]*")
_CLOSE = re.compile(r"[ \t>]*\{:/(?:nomarkdown)?\}[ \t]*")
_INLINE = re.compile(r"(?<!`)\{::nomarkdown[^}/]*\}(?P<content>[^`{}]*?)\{:/(?:nomarkdown)?\}")
_ELEMENT = re.compile(r"\s*<[A-Za-z].*>\s*", re.DOTALL)


def unwrap(text: Text, report: Report) -> Text:
    """Remove the marks around XML, and report content that is not an element."""
    if not any("{::nomarkdown" in line for line in text.lines):
        return text
    code = code_blocks(text.lines, directive_lines(text.lines))
    lines = list(text.lines)
    index = 0
    while index < len(lines):
        if index not in code and _OPEN.fullmatch(lines[index]):
            index = _block(lines, index, text, report)
        elif index not in code and "{::nomarkdown" in lines[index]:
            lines[index] = _INLINE.sub(
                lambda match: match["content"] if _ELEMENT.fullmatch(match["content"]) else match[0],
                lines[index],
            )
        index += 1
    return Text(lines, text.origins)


def _block(lines: list[str], first: int, text: Text, report: Report) -> int:
    """Empty the lines of the marks of a block; return the index of its last line."""
    last = next((i for i in range(first + 1, len(lines)) if _CLOSE.fullmatch(lines[i])), -1)
    if last < 0:
        # The reader of blocks reports it.
        return first
    if not _ELEMENT.fullmatch("\n".join(lines[first + 1 : last])):
        report.add(
            "rfc-kramdown",
            text.origin(first + 1),
            "{::nomarkdown} contains something other than elements of RFCXML; write it in Markdown",
        )
        for index in range(first, last + 1):
            lines[index] = ""
    lines[first] = lines[last] = ""
    return last
