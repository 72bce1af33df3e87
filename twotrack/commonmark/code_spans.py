"""Code spans within a line (CommonMark 6.1), as all stages read them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

# A backslash keeps a run of backticks from opening a span, but not from closing one.
_SPAN = re.compile(r"(?<![`\\])(?P<run>`+)(?!`)(?P<code>.+?)(?<!`)(?P=run)(?!`)")


class CodeSpan(NamedTuple):
    """`line[start:end]` is a code span with its backticks; `code` is its content."""

    start: int
    end: int
    code: str


def code_spans(line: str) -> Iterator[CodeSpan]:
    """Yield the code spans of a line, left to right."""
    if "`" in line:
        for match in _SPAN.finditer(line):
            yield CodeSpan(match.start(), match.end(), match["code"])


def outside_code(line: str) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a line in order, each with a flag that is true for a code span."""
    done = 0
    for span in code_spans(line):
        if span.start > done:
            yield line[done : span.start], False
        yield line[span.start : span.end], True
        done = span.end
    if done < len(line):
        yield line[done:], False
