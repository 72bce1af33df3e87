"""Divides a text at its top level, so that only the parts that need a parser are parsed.

A line in column 0 that begins with a letter, `#` or `<`, after a blank line, ends every container
(CommonMark 5.1 to 5.3). The text between two such lines is independent of the rest, unless a fence or a
comment is open. Plain paragraphs, headings and raw HTML are recognised here; they are nine tenths of a page
made from data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.common.html_blocks import block_names
from markdown_it.token import Token

from twotrack.commonmark.rules import DEEPEST, block_parser

PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ\"'(")
_STARTS = PLAIN | frozenset("#<")
_HEADING = re.compile(r"(#{1,6})(?:[ \t]+(.*))?$")
_HTML = re.compile(rf"</?(?:{'|'.join(block_names)})(?=[\s>]|/>|$)", re.IGNORECASE)
_DEFINITION = re.compile(r" {0,3}:[ \t]+\S")

Kind = Literal["text", "heading", "html", "blocks"]


class Segment(NamedTuple):
    """Lines `start` up to `end` of a text: a paragraph, a heading, raw HTML, or `tokens` of several blocks.

    The maps of tokens count from line `start`, and so does `deep`, the line on which containers nest too
    deep (-1 if there is no such line).
    """

    kind: Kind
    start: int
    end: int
    tokens: tuple[Token, ...] = ()
    deep: int = -1


@cache
def _parser() -> MarkdownIt:
    return block_parser()


def segments(lines: list[str], room: int = DEEPEST) -> Iterator[Segment]:
    """Divide a text (without tabs) into segments; blank lines between them belong to none."""
    index, end = 0, len(lines)
    while index < end:
        line = lines[index]
        if not line or line.isspace():
            index += 1
            continue
        kind, stop = _simple(lines, index, end)
        if kind is not None:
            yield Segment(kind, index, stop)
        else:
            found = _parsed(lines, index, end, room)
            stop = found.end
            yield found
        index = stop


def _simple(lines: list[str], start: int, end: int) -> tuple[Kind | None, int]:
    """Recognise a paragraph, heading or block of HTML that needs no parser; return the line after it."""
    first = lines[start][0]
    if first in PLAIN:
        stop = start + 1
        while stop < end and lines[stop] and lines[stop][0] in PLAIN:
            stop += 1
        if stop == end or not lines[stop].strip():
            following = stop
            while following < end and not lines[following].strip():
                following += 1
            if following == end or not _DEFINITION.match(lines[following]):
                return "text", stop
    elif first == "#":
        if _HEADING.match(lines[start]):
            return "heading", start + 1
    elif first == "<" and _HTML.match(lines[start]) and " markdown" not in lines[start]:
        stop = start + 1
        while stop < end and lines[stop] and not lines[stop].isspace():
            stop += 1
        return "html", stop
    return None, start


def _parsed(lines: list[str], start: int, end: int, room: int) -> Segment:
    stop, size = start, 0
    while True:
        # Doubling the number of lines keeps a long fence with blank lines in it linear.
        size = max(2 * size, 1)
        stop = _boundary(lines, max(start + size, stop), end)
        tokens, deep = _tokens("\n".join(lines[start:stop]), room)
        if stop == end or not _is_open(tokens):
            return Segment("blocks", start, stop, tokens, deep)
        size = stop - start


@lru_cache(maxsize=8192)
def _tokens(text: str, room: int) -> tuple[tuple[Token, ...], int]:
    """Parse a segment. Each stage reads nearly the same text, and versions of a page share most of theirs."""
    env: dict[str, object] = {"open": [], "room": room}
    tokens: list[Token] = []
    parser = _parser()
    # Without the last line end, the content of an unclosed fence would lack one too.
    parser.block.parse(text + "\n", parser, env, tokens)
    deep = env.get("deep")
    return tuple(tokens), deep if isinstance(deep, int) else -1


def _boundary(lines: list[str], index: int, end: int) -> int:
    """Find the next line, from `index` on, at which every container has ended."""
    while index < end:
        line = lines[index]
        if line and line[0] in _STARTS and not lines[index - 1].strip():
            return index
        index += 1
    return end


def _is_open(tokens: Sequence[Token]) -> bool:
    """Check whether the last block is a fence or a comment that may continue after the tokens read."""
    if not tokens:
        return False
    last = tokens[-1]
    if last.type == "fence":
        return not is_closed(last)
    return last.type == "html_block" and last.meta.get("open", False)


def is_closed(fence: Token) -> bool:
    """Check whether a fence has a closing line."""
    first, after = fence.map or (0, 0)
    return after - first == fence.content.count("\n") + 2
