"""Line numbers that survive a Markdown conversion, as marks that extensions treat as text.

Before conversion a mark is inserted at the start of the content of each block (the scan notes the columns);
afterwards, the number becomes the attribute `data-line` of the element that contains the mark, and the mark
is removed. The HTML is otherwise the same as without marks.
"""

from __future__ import annotations

import re

from lxml.html import HtmlElement

LINE = "data-line"
# Two noncharacters around the number: sources cannot contain them (`config/characters.py`).
_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
MARK_CHARACTERS = (_OPEN, _CLOSE)
MARK = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_STRAY = re.compile(f"[{_OPEN}{_CLOSE}]")
_TAG = re.compile(r"<[a-zA-Z][a-zA-Z0-9]*")
_BLOCKS = frozenset(
    {
        *("p", "li", "dt", "dd", "td", "th", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl"),
        *("blockquote", "div", "table", "figcaption", "caption", "details", "summary"),
    }
)
# Other elements that Python-Markdown reads as raw HTML: a mark before their tag would make it text.
RAW_BLOCKS = _BLOCKS | frozenset(
    {
        *(
            "address",
            "article",
            "aside",
            "body",
            "canvas",
            "center",
            "colgroup",
            "fieldset",
            "figure",
            "footer",
        ),
        *("form", "group", "h", "header", "hgroup", "hr", "html", "iframe", "legend", "main", "map", "math"),
        *("menu", "nav", "noscript", "object", "option", "output", "pre", "progress", "script", "section"),
        *("style", "tbody", "textarea", "tfoot", "thead", "video"),
    }
)
# Elements whose line is that of their first child.
_AROUND = {"p": ("li", "dd", "blockquote"), "td": ("tr",), "th": ("tr",)}


def put(lines: list[str], starts: dict[int, int]) -> str:
    """Join the lines, with a mark at each column of `starts` (index of line -> column)."""
    out = []
    for index, line in enumerate(lines):
        if _OPEN in line or _CLOSE in line:
            line = _STRAY.sub("", line)  # noqa: PLW2901 - later steps need the cleaned line
        column = starts.get(index)
        if column is None:
            out.append(line)
            continue
        tag = _TAG.match(line, column)
        if tag is not None and tag[0][1:].lower() in RAW_BLOCKS:
            out.append(f'{line[: tag.end()]} {LINE}="{index + 1}"{line[tag.end() :]}')
        elif tag is None and line.startswith("<", column):
            out.append(line)  # a comment or an end tag
        else:
            out.append(f"{line[:column]}{_OPEN}{index + 1}{_CLOSE}{line[column:]}")
    return "\n".join(out) + "\n"


def take(root: HtmlElement) -> None:
    """Turn the marks in a tree into `data-line` attributes."""
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        if element.text and _OPEN in element.text:
            element.text = _note(element, element.text)
        if element.tail and _OPEN in element.tail:
            element.tail = _note(element.getparent(), element.tail)


def _note(element: HtmlElement, text: str) -> str:
    match = MARK.search(text)
    if match is not None:
        block = element
        while block is not None and block.tag not in _BLOCKS:
            block = block.getparent()
        while block is not None and block.get(LINE) is None:
            block.set(LINE, match[1])
            parent = block.getparent()
            first = parent is not None and not (parent.text or "").strip() and parent[0] is block
            if not first or parent.tag not in _AROUND.get(block.tag, ()):
                break
            block = parent
    return _STRAY.sub("", MARK.sub("", text))


def number_code(root: HtmlElement, fences: list[int]) -> None:
    """Set the line of each block of code to that of its fence; the order of blocks does not change."""
    blocks = [
        element
        for element in root.iter("div", "pre")
        if (element.tag == "div" and "highlight" in (element.get("class") or "").split())
        or (element.tag == "pre" and element.get(LINE) is None and not _inside_highlight(element))
    ]
    if len(blocks) != len(fences):
        return
    for element, line in zip(blocks, fences, strict=True):
        element.set(LINE, str(line))


def _inside_highlight(element: HtmlElement) -> bool:
    return any("highlight" in (above.get("class") or "").split() for above in element.iterancestors("div"))
