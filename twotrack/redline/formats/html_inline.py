"""The words of a redline as HTML: marks become elements again, and changes `<ins>` and `<del>`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Literal, NamedTuple

from lxml import etree
from lxml.html import Element, HtmlElement

from twotrack.redline.align.word_edits import Edit
from twotrack.redline.blocks.tokens import BREAK, CELL, Token
from twotrack.redline.formats.labels import marks_changed

State = Literal["same", "ins", "del", "format"]

# What XML, and so lxml, has no place for.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_UNSAFE_URL = re.compile(r"\s*(?:javascript|data|vbscript|file|blob)\s*:", re.IGNORECASE)


class Word(NamedTuple):
    """A token, its change, and the change of its marks, if any."""

    token: Token
    state: State = "same"
    note: str = ""


def words(after: Sequence[Token], edits: Sequence[Edit]) -> list[Word]:
    """Return the old and the new words in one row; equal words are taken from the new text, `after`."""
    row: list[Word] = []
    done = shift = 0
    for edit in edits:
        row += map(Word, after[done + shift : edit.at + shift])
        if edit.op == "space":
            row += map(Word, edit.after)
        elif edit.op == "format":
            note = marks_changed(edit)
            row += (Word(token, "format", note) for token in edit.after)
        else:
            row += (Word(token, "del") for token in edit.before)
            row += (Word(token, "ins") for token in edit.after)
        done = edit.at + len(edit.before)
        shift += len(edit.after) - len(edit.before)
    row += map(Word, after[done + shift :])
    return row


def fill(parent: HtmlElement, row: Iterable[Word], link: Callable[[str], str]) -> None:
    """Append words to an element; `link` gives the URL of an anchor."""
    for (state, note), group in groupby(row, key=lambda word: (word.state, word.note)):
        part = list(group)
        # The space is outside, so that no underlined or struck blank is seen.
        if part[0].token.space:
            add_text(parent, " ")
        target = parent
        if state in {"ins", "del"}:
            target = child_of(parent, state)
        elif state == "format":
            target = child_of(parent, "span", {"class": "reformatted", "title": note})
        _marked(target, [word.token for word in part], link)


def _marked(parent: HtmlElement, tokens: Sequence[Token], link: Callable[[str], str]) -> None:
    """Append tokens, those with marks in common within one element for each mark."""
    open_marks: list[tuple[str, HtmlElement]] = []
    for number, (marks, group) in enumerate(groupby(tokens, key=lambda token: token.marks)):
        keep = 0
        while keep < min(len(open_marks), len(marks)) and open_marks[keep][0] == marks[keep]:
            keep += 1
        del open_marks[keep:]
        target = open_marks[-1][1] if open_marks else parent
        run = list(group)
        if number and run[0].space:
            add_text(target, " ")
        for mark in marks[keep:]:
            target = _for_mark(target, mark, link)
            open_marks.append((mark, target))
        if target.tag == "img":
            target.set("alt", clean(_text(run)))
        else:
            _lines(target, run)


def _lines(parent: HtmlElement, tokens: Sequence[Token]) -> None:
    """Append the text of tokens in one piece for each line."""
    line: list[Token] = []
    for token in tokens:
        if token.text == BREAK:
            add_text(parent, _text(line))
            child_of(parent, "br")
            line = []
        elif token.text != CELL:
            line.append(token)
    add_text(parent, _text(line))


def _text(tokens: Sequence[Token]) -> str:
    """Join tokens. The space before the first is the caller's."""
    return "".join((" " if token.space and k else "") + token.display for k, token in enumerate(tokens))


def _for_mark(parent: HtmlElement, mark: str, link: Callable[[str], str]) -> HtmlElement:
    name, _, value = mark.partition(":")
    # The names of the other marks are those of elements, and come from a fixed set.
    tag = {"xref": "a", "ref": "a", "link": "a", "note": "sup", "cite": "span", "joint": "span"}.get(
        name, name
    )
    attributes: dict[str, str] = {}
    if name in {"xref", "ref"}:
        attributes = {"href": link(value), "class": "xref"}
    elif name in {"link", "img"} and not _UNSAFE_URL.match(value):
        attributes = {"href" if name == "link" else "src": value}
    elif name == "abbr":
        attributes = {"title": value}
    return child_of(parent, tag, attributes)


def child_of(parent: HtmlElement, tag: str, attributes: Mapping[str, str] | None = None) -> HtmlElement:
    """Append an element with these attributes, and return it."""
    child = Element(tag)
    for name, value in (attributes or {}).items():
        child.set(name, clean(value))
    parent.append(child)
    return child


def add_text(parent: HtmlElement, text: str) -> None:
    """Append text after the content of an element."""
    text = clean(text)
    # Not len(parent) and parent[-1]: counting children takes as long as there are many.
    last = next(parent.iterchildren(reversed=True), None)
    if last is None:
        parent.text = (parent.text or "") + text
    else:
        last.tail = (last.tail or "") + text


def clean(text: str) -> str:
    """Remove characters that no document may contain."""
    return _FORBIDDEN.sub("\ufffd", text)


def serialize(element: HtmlElement) -> str:
    """Return an element as HTML."""
    return etree.tostring(element, method="html", encoding="unicode")
