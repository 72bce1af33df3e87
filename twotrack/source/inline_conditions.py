"""`{{…}}` within a line: finding it, and the two forms that depend on the edition.

Code spans and backslash escapes are passed over, as in CommonMark, within the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_MARK = re.compile(r"\\[\\`{}]|`+|\{\{|\}\}")


class Directive(NamedTuple):
    """`line[start:end]` is the directive with its braces; `body` what stands between them, stripped."""

    start: int
    end: int
    body: str


class UnclosedError(ValueError):
    """A `{{` without its `}}`; `args[0]` is the column (from 0) where it opens."""


def directives(line: str) -> Iterator[Directive]:
    """Yield the outermost `{{…}}` of a line, left to right. Raises UnclosedError, after those before it."""
    depth = start = 0
    skip_to = 0
    for match in _MARK.finditer(line):
        mark = match[0]
        if match.start() < skip_to or mark[0] == "\\":
            continue
        if mark[0] == "`":
            skip_to = _code_end(line, match.end(), len(mark))
        elif mark == "{{":
            if depth == 0:
                start = match.start()
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                yield Directive(start, match.end(), line[start + 2 : match.start()].strip())
    if depth:
        raise UnclosedError(start)


def _code_end(line: str, position: int, length: int) -> int:
    """Return the end of the code span whose opening run of backticks ends at `position`, or `position`."""
    for match in re.finditer(r"`+", line[position:]):
        if len(match[0]) == length:
            return position + match.end()
    return position


def alternatives(body: str) -> tuple[str, str]:
    """Split `this | that` at the first ` | ` outside code and nested directives; `that` is empty without."""
    inner = [(d.start, d.end) for d in directives(body)]
    spans = inner + [(m.start(), m.end()) for m in re.finditer(r"(`+)(?!`).*?(?<!`)\1(?!`)", body)]
    for match in re.finditer(r"\s\|(?:\s|$)", body):
        if not any(start <= match.start() < end for start, end in spans):
            return body[: match.start()], body[match.end() :].lstrip()
    return body, ""
