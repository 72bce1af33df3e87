"""The words that HTML shows, each with the kind of block that it is in."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterator

from lxml.etree import tostring
from lxml.html import HtmlElement

from twotrack.census.words import words_of

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
# The same in the serialised tree, in which an attribute has no angle brackets.
_TAG = re.compile(r"<(?P<end>/)?(?P<name>[^\s<>/]+)(?P<attributes>[^<>]*?)(?P<empty>/)?>")
_INLINE_TAG = re.compile(rf"</?(?!(?:{'|'.join(sorted(_BLOCKS))}|details)[\s/>])[A-Za-z][^<>]*>")
_UNSEEN_TEXT = re.compile(
    r"<!--.*?-->|<\?.*?\?>|<(script|style)\b[^<>]*(?<!/)>.*?</\1>"
    r'|<a [^<>]*\bclass="(?:[^"<>]* )?(?:headerlink|footnote-backref|footnote-ref)[ "][^<>]*>.*?</a>',
    re.DOTALL,
)
_FOOTNOTE = re.compile(r'\sid="fn:')
_ADMONITION = re.compile(r'\sclass="[^"]*admonition')
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


def shown_text(root: HtmlElement, skip: Callable[[HtmlElement], bool] | None = None) -> str:
    """Return the text whose words `shown_words` yields."""
    pieces: list[str] = []
    container = ""
    for text, kind, apart in _texts(root, "text", skip or _is_unseen):
        pieces += ("\n", text) if apart or kind != container else (text,)
        container = kind
    return "".join(pieces)


def shown_by_kind(root: HtmlElement) -> dict[str, Counter[str]]:
    """Count the words that `shown_words` yields by kind of block, in a fraction of the time."""
    source = tostring(root, encoding="unicode", with_tail=False)
    source = _INLINE_TAG.sub("", _UNSEEN_TEXT.sub("", source))
    pieces: dict[str, list[str]] = {}
    kinds = ["text"]
    done = 0
    for tag in _TAG.finditer(source):
        pieces.setdefault(kinds[-1], []).append(source[done : tag.start()])
        done = tag.end()
        if tag["end"]:
            kinds.pop()
        elif not tag["empty"]:
            kinds.append(_kind_of(tag["name"], tag["attributes"], kinds[-1]))
    return {kind: Counter(words_of(html.unescape(" ".join(texts)))) for kind, texts in pieces.items()}


def _words(text: str, container: str) -> Iterator[tuple[str, str]]:
    for word in words_of(text):
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


def _kind_of(name: str, attributes: str, around: str) -> str:
    """Return the kind of an element as `_kind` does, from the text of its tag."""
    if name == "li" and _FOOTNOTE.search(attributes):
        return "footnote"
    if name in {"div", "details"} and _ADMONITION.search(attributes):
        return "admonition"
    return _KINDS.get(name, around)
