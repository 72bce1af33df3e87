"""Words that are indexed at each occurrence: kramdown-rfc's `*[word]: entry`.

As in kramdown-rfc, a word without an entry is the main item; otherwise the entry is the main item and the
word the subitem, or `(((item, subitem)))` lists complete entries. `#anchor` before the entry makes the word
a link.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml.html import Element, HtmlElement

_APART = frozenset({"a", "code", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "samp", "kbd", "span", "u"})
_ENTRY = re.compile(r"\(\(\((.*?)\)\)\)")
_PART = re.compile(r'\s*(?:"([^"]*)"|([^,]+))\s*(?:,|$)')


def mark_words(root: HtmlElement, words: Mapping[str, str]) -> None:
    """Insert index entries before the words, outside code, headings, links and marked names."""
    longest_first = sorted(words, key=len, reverse=True)
    spaced = (r"\s+".join(map(re.escape, word.split())) for word in longest_first)
    pattern = re.compile(rf"(?<!\w)({'|'.join(spaced)})(?!\w)")
    for element in list(_text_holders(root)):
        _mark(element, pattern, words)


def _text_holders(root: HtmlElement) -> Iterator[HtmlElement]:
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if isinstance(element.tag, str) and element.tag not in _APART:
            yield element
            waiting += element


def _mark(element: HtmlElement, pattern: re.Pattern[str], words: Mapping[str, str]) -> None:
    before, element.text = element.text or "", None
    children = list(element)
    position = 0
    for text, child in [(before, None), *((child.tail or "", child) for child in children)]:
        if child is not None:
            child.tail = None
            position = element.index(child) + 1
        for index, piece in enumerate(pattern.split(text)):
            made = list(_entries(piece, words[" ".join(piece.split())])) if index % 2 else []
            for each in made:
                element.insert(position, each)
                position += 1
            if made and made[-1].tag == "a":
                continue
            if position:
                element[position - 1].tail = (element[position - 1].tail or "") + piece
            else:
                element.text = (element.text or "") + piece


def _entries(word: str, written: str) -> Iterator[HtmlElement]:
    """Yield the entries for a word, in the form of `(((…)))`, and the link that replaces it, if any."""
    anchor, entry = "", written
    if written.startswith("#"):
        anchor, _, entry = written.partition(" ")
    whole = _ENTRY.findall(entry)
    for item in whole:
        parts = [a or b for a, b in _PART.findall(item.strip().removeprefix("!"))]
        yield _entry(*(part.strip() for part in parts[:2]), primary=item.strip().startswith("!"))
    if not whole:
        name = " ".join(word.split())
        yield _entry(entry.strip(), name) if entry.strip() else _entry(name)
    if anchor:
        target = anchor[1:] or word
        link = Element("a", {"href": f"#{target}", "format": "none"})
        link.text = word
        yield link


def _entry(item: str = "", subitem: str = "", *, primary: bool = False) -> HtmlElement:
    made = Element("span", {"class": "iref", "data-item": item})
    if subitem:
        made.set("data-subitem", subitem)
    if primary:
        made.set("data-primary", "true")
    return made
