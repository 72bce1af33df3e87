"""The words that HTML shows, each with the kind of block that it is in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lxml.html import HtmlElement

from twotrack.census.source_words import MARKS

_WORD = re.compile(r"[^\W_]+")
_KINDS = {
    **{f"h{level}": "heading" for level in range(1, 7)},
    "li": "item",
    "dd": "definition",
    "dt": "term",
    "td": "cell",
    "th": "cell",
    "pre": "code",
    "blockquote": "quotation",
}
# Elements that divide words; any other element can be within a word.
_BLOCKS = frozenset(
    (
        *_KINDS,
        "p",
        "div",
        "ul",
        "ol",
        "dl",
        "table",
        "tr",
        "br",
        "hr",
        "figure",
        "caption",
        "figcaption",
        "summary",
    )
)
_UNSEEN = frozenset({"headerlink", "footnote-backref", "footnote-ref"})


def shown_words(
    root: HtmlElement, skip: Callable[[HtmlElement], bool] | None = None
) -> Iterator[tuple[str, str]]:
    """Yield word and container of all text in a tree, in order, except in elements that `skip` names."""
    pieces: list[str] = []
    container = ""
    for text, kind, apart in _texts(root, "text", skip or _is_unseen):
        if apart or kind != container:
            yield from _words("".join(pieces), container)
            pieces, container = [], kind
        pieces.append(text)
    yield from _words("".join(pieces), container)


def _words(text: str, container: str) -> Iterator[tuple[str, str]]:
    for word in _WORD.findall(text.translate(MARKS)):
        yield word, container


def _texts(
    element: HtmlElement, container: str, skip: Callable[[HtmlElement], bool]
) -> Iterator[tuple[str, str, bool]]:
    """Yield the pieces of text below an element, with their container and whether a block begins there."""
    stack: list[tuple[HtmlElement, str, bool]] = [(element, container, False)]
    while stack:
        current, kind, is_tail = stack.pop()
        if is_tail:
            apart = isinstance(current.tag, str) and current.tag in _BLOCKS
            if current.tail or apart:
                yield current.tail or "", kind, apart
            continue
        stack.append((current, kind, True)) if current is not element else None
        if not isinstance(current.tag, str) or current.tag in {"script", "style"} or skip(current):
            continue
        inner = _kind(current, kind)
        yield current.text or "", inner, current.tag in _BLOCKS
        stack += [(child, inner, False) for child in reversed(current)]


def _is_unseen(element: HtmlElement) -> bool:
    return element.tag == "a" and not _UNSEEN.isdisjoint((element.get("class") or "").split())


def _kind(element: HtmlElement, around: str) -> str:
    if element.tag == "li" and (element.get("id") or "").startswith("fn:"):
        return "footnote"
    if element.tag in {"div", "details"} and "admonition" in (element.get("class") or ""):
        return "admonition"
    return _KINDS.get(str(element.tag), around)
