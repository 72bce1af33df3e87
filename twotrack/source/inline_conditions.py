"""`{{…}}` within a line: how it is found, and the two forms that depend on the edition.

Code spans and backslash escapes within the line are skipped, as in CommonMark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from twotrack.commonmark.code_spans import code_spans, outside_code

_MARK = re.compile(r"\\[\\`{}]|`+|\{\{|\}\}")


_BAR = re.compile(r"(?:(?<=\s)|^)\|(?:\s|$)")
# A bar with a space on one side only; `||` and an escaped bar are text.
_LOPSIDED = re.compile(r"(?<=[^\s|\\])\|(?=\s)|(?<=\s)\|(?=[^\s|])")
_SINGLE = re.compile(r"(?<!\{)\{(?:only [^{}:]*:|=[a-z_]+\})(?!\})")


class Directive(NamedTuple):
    """`line[start:end]` is the directive with its braces; `body` is the text between them, stripped."""

    start: int
    end: int
    body: str


class UnclosedError(ValueError):
    """A `{{` without its `}}`; `args[0]` is the column (from 0) of the opening braces."""


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


def nesting(line: str) -> int:
    """Return the number of `{{…}}` that are nested at the deepest place of a line."""
    depth = deepest = skip_to = 0
    for match in _MARK.finditer(line):
        if match.start() < skip_to or match[0][0] == "\\":
            continue
        if match[0][0] == "`":
            skip_to = _code_end(line, match.end(), len(match[0]))
        else:
            depth += 1 if match[0] == "{{" else -1
            deepest = max(depth, deepest)
    return deepest


def _code_end(line: str, position: int, length: int) -> int:
    """Find the end of the code span whose opening run of backticks ends at `position`, or `position`."""
    for match in re.finditer(r"`+", line[position:]):
        if len(match[0]) == length:
            return position + match.end()
    return position


def alternatives(body: str) -> tuple[str, str]:
    """Split `this | that` at the first ` | ` outside code and nested directives; `that` can be empty.

    Either side may be empty: `{{only x: | that}}`.
    """
    for match in _bars(body):
        return body[: match.start()].strip(), body[match.end() :].strip()
    return body.strip(), ""


def bar_fault(body: str) -> str:
    """Describe the error in the bars of `this | that`; empty if there is none."""
    if "|" not in body:
        return ""
    if len(list(_bars(body))) > 1:
        return "`{{only …: this | that}}` takes two alternatives; nest a further `{{only …}}` for a third"
    inside = _opaque(body)
    for match in _LOPSIDED.finditer(body):
        if not any(start <= match.start() < end for start, end in inside):
            return "the bar between alternatives has a space on both sides; a literal bar is written `\\|`"
    return ""


def _bars(body: str) -> Iterator[re.Match[str]]:
    inside = _opaque(body)
    for match in _BAR.finditer(body):
        if not any(start <= match.start() < end for start, end in inside):
            yield match


def _opaque(body: str) -> list[tuple[int, int]]:
    """Find the ranges of code and nested directives."""
    nested = [(directive.start, directive.end) for directive in directives(body)]
    return nested + [(span.start, span.end) for span in code_spans(body)]


def single_brace(line: str) -> str:
    """Find text that looks like a condition with single braces; empty if there is none."""
    for part, is_code in outside_code(line):
        match = None if is_code else _SINGLE.search(part)
        if match:
            return match[0]
    return ""


def stray_end(line: str) -> int:
    """Find the column (from 0) of a `}}` outside code that has no opening braces, or -1."""
    depth = 0
    skip_to = 0
    for match in _MARK.finditer(line):
        if match.start() < skip_to:
            continue
        if match[0][0] == "`":
            skip_to = _code_end(line, match.end(), len(match[0]))
        elif match[0] in {"{{", "\\{"}:
            # The end of a literal directive is literal as well.
            depth += 1
        elif match[0] != "}}":
            continue
        elif depth:
            depth -= 1
        elif "only " in line[: match.start()]:
            return match.start()
    return -1
