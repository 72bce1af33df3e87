"""Blocks as Markdown again, for texts that are sent elsewhere: a proposal, the change list of a draft."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from twotrack.redline.blocks.block_list import Block
from twotrack.redline.blocks.tokens import BREAK, CELL, Token

_SPECIAL = re.compile(r"[\\`*_\[\]<>|]")
# What would begin a list, a heading, a quote or a table at the start of a line.
_STARTS = re.compile(r"(?:[-+#>|:]|\d+(?=[.)]))")
_LISTS = frozenset({"ul", "ol"})
_AROUND = {"em": "*", "strong": "**"}


def markdown(block: Block, base: int = 0) -> str:
    """Return a block as Markdown lines, without line end.

    A list item has its marker and is indented by its depth, `base` levels of lists aside.
    """
    if block.kind == "code":
        return block.text
    if block.kind == "row":
        return row(block.tokens)
    if block.kind == "rule":
        return "---"
    text = words(block.tokens)
    if _STARTS.match(text):
        text = "\\" + text if not text[0].isdigit() else re.sub(r"^(\d+)([.)])", r"\1\\\2", text)
    if block.kind == "heading":
        return f"{'#' * block.level} {text}"
    if block.kind == "term":
        # Markdown, as proposals are read, has no lists of definitions.
        return f"**{text}**"
    lists = [name for name in block.path if name in _LISTS]
    marker = {"ul": "- ", "ol": "1. "}[lists[-1]] if block.kind == "item" and lists else ""
    indent = "".join("  " if name == "ul" else "   " for name in (lists[base:-1] if marker else lists[base:]))
    return f"{indent}{marker}{text}"


def list_depth(block: Block) -> int:
    """Return in how many lists a block is; an item's own list is not counted."""
    return max(0, sum(name in _LISTS for name in block.path) - (block.kind == "item"))


def row(tokens: Sequence[Token]) -> str:
    """Return a table row."""
    cells: list[list[Token]] = []
    for token in tokens:
        if token.text == CELL:
            cells.append([])
        elif cells:
            cells[-1].append(token)
    return "| " + " | ".join(words(cell).replace("\n", "<br>") for cell in cells) + " |"


def words(tokens: Sequence[Token]) -> str:
    """Return inline content: code, emphasis and links are written, other marks are left out."""
    out: list[str] = []
    for marks, group in groupby(tokens, key=lambda token: token.marks):
        run = list(group)
        if run[0].space and out:
            out.append(" ")
        out.append(_marked(marks, run))
    return "".join(out)


def _marked(marks: tuple[str, ...], tokens: Sequence[Token]) -> str:
    text = "".join((" " if token.space and k else "") + _plain(token) for k, token in enumerate(tokens))
    for mark in reversed(marks):
        name, _, value = mark.partition(":")
        if name == "code":
            text = code("".join(token.text for token in tokens))
        elif name in _AROUND:
            text = f"{_AROUND[name]}{text}{_AROUND[name]}"
        elif name in {"xref", "ref"}:
            text = f"[{text}](#{value})"
        elif name == "link":
            # A citation reads `[RFC8785]`: its own brackets make it a link's text.
            text = f"[{text}]({_url(value)})"
        elif name == "img":
            text = f"![{text}]({_url(value)})"
    return text


def _plain(token: Token) -> str:
    if token.text == BREAK:
        return "\n"
    return _SPECIAL.sub(r"\\\g<0>", token.display)


def code(text: str) -> str:
    """Return a code span, in more backticks than it contains."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if text[:1] == "`" or text[-1:] == "`" else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _url(url: str) -> str:
    return re.sub(r"[\s()<>]", lambda found: f"%{ord(found[0]):02X}", url)
