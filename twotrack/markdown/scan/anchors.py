"""Anchors: their syntax, the elements that have them, and the text of a reference to them."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Kind = Literal["heading", "item", "row", "term", "paragraph", "figure"]

# `{#id}` and kramdown's `{: #id}` at the start of a block's or a cell's content.
LEADING = re.compile(r"\{:?\s*#([A-Za-z][\w.:-]*)\s*\}[ \t]*")
# An attribute list with an id at the end of a heading or a term.
TRAILING = re.compile(r"[ \t]*\{:?[ \t]*([^{}]*#([A-Za-z][\w.:-]*)[^{}]*)\}[ \t]*$")
_IN_FENCE = re.compile(r"\{[^}]*#([A-Za-z][\w.:-]*)[^}]*\}")
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_DIRECTIVE = re.compile(r"\{\{.*?\}\}")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()>#+.!|-])")
_EMPHASIS = re.compile(r"(\*\*|__|\*)(?=\S)(.+?)(?<=\S)\1")


# Characters that HTML reads as markup in a text, and those that Markdown or this dialect would.
_GUARDED = {ord(c): html.escape(c) for c in "&<>\"'"} | {ord(c): f"&#{ord(c)};" for c in "\\`*_{}[]|~^"}


@dataclass(frozen=True, slots=True)
class Anchor:
    """A target: its id, kind of element, line (from 1) in its text, and the text of a bare reference to it.

    `label` is inline HTML that is safe within Markdown too: a heading title or the number of a list item.
    `level` is the level of a heading, otherwise 0. `title` is the Markdown of a heading that has directives.
    """

    id: str
    kind: Kind
    line: int
    label: str
    level: int = 0
    title: str = ""


def mark(anchor: str) -> str:
    """Build the inline HTML that places an anchor on the element around it."""
    return f'<a class="anchor" id="{anchor}" href="#{anchor}"></a>'


def in_fence_header(info: str) -> str | None:
    """Find the anchor in a fence's header, such as ```` ```{.json #fig-pdu} ````."""
    match = _IN_FENCE.search(info)
    return match[1] if match else None


@lru_cache(maxsize=4096)
def label(title: str, *, whole: bool = True) -> str:
    """Convert a heading's Markdown to inline HTML that Markdown does not change; links are unwrapped.

    A part of a title (not `whole`) keeps the space around it.
    """
    title = _LINK.sub(r"\1", _DIRECTIVE.sub("", title))
    title = title.strip() if whole else title
    out: list[str] = []
    done = 0
    for match in _CODE.finditer(title):
        out += (_plain(title[done : match.start()]), f"<code>{guard(match[2].strip())}</code>")
        done = match.end()
    out.append(_plain(title[done:]))
    return "".join(out)


def _plain(text: str) -> str:
    return guard(_ESCAPE.sub(r"\1", _EMPHASIS.sub(r"\2", text)))


def guard(text: str) -> str:
    """Escape a text for HTML, and the characters that Markdown or this dialect would read as markup."""
    return text.translate(_GUARDED)


def slug(title: str) -> str:
    """Derive an id from a heading's title, as Python-Markdown's `toc` does with its default settings."""
    plain = html.unescape(re.sub(r"<[^>]*>", "", label(title)))
    ascii_only = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", ascii_only).strip().lower()) or "section"
