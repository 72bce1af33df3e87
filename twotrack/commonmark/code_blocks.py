"""The lines of a text that are code or comments; they contain no directives, headings or references."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from markdown_it.token import Token

from twotrack.commonmark.segments import is_closed, segments

# A text without any of these has no code blocks or comments, unless a line is indented by four columns.
_SIGNS = ("```", "~~~", "<!--", "<pre", "<PRE", "<script", "<style", "<?")
NONE = -1


class CodeBlocks:
    """The blocks of code and the comments of a text, by line (from 0).

    `block[i]` is the number of the block of line i, its fence included; `NONE` if the line is text.
    `fences` contains the numbers of fenced blocks, `ends` the line after each, `unclosed` the numbers
    of fences that are not closed.
    """

    def __init__(self, count: int) -> None:
        """Start with `count` lines of text."""
        self.block = [NONE] * count
        self.ends: list[int] = []
        self.fences: set[int] = set()
        self.unclosed: set[int] = set()

    def __contains__(self, line: int) -> bool:
        """Check whether a line is code."""
        return self.block[line] != NONE

    def add(self, lines: Sequence[int], token: Token) -> None:
        """Note the lines of a block of code."""
        number = len(self.ends)
        for line in lines:
            self.block[line] = number
        self.ends.append(lines[-1] + 1)
        if token.type == "fence":
            self.fences.add(number)
            if not is_closed(token):
                self.unclosed.add(number)


def code_blocks(lines: Sequence[str], skip: Collection[int] = ()) -> CodeBlocks:
    """Find the code and the comments of a text.

    The lines whose index is in `skip` (directives) are not read: each is code if the lines around it are.
    """
    found = CodeBlocks(len(lines))
    if not any(_may_hold_code(line) for line in lines):
        return found
    kept = [index for index in range(len(lines)) if index not in skip]
    read = [lines[index].expandtabs(4) if "\t" in lines[index] else lines[index] for index in kept]
    for segment in segments(read):
        for token in segment.tokens:
            if token.map and (
                token.type in {"fence", "code_block"}
                or (token.type == "html_block" and token.meta.get("closing"))
            ):
                found.add(kept[segment.start + token.map[0] : segment.start + token.map[1]], token)
    before = NONE
    for index in range(len(lines)):
        if index not in skip:
            before = found.block[index]
        elif before != NONE and index < found.ends[before] - 1:
            found.block[index] = before
    return found


def _may_hold_code(line: str) -> bool:
    if line[:1] in {" ", "\t"} and (line.startswith("    ") or "\t" in line[:4]):
        return True
    return any(sign in line for sign in _SIGNS)
