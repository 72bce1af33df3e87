"""The prose of a written draft as tokens and sentences, with citations and code marked.

The checks of wording read blocks of text in document order. The tokens are the same as in redlines, so that
`twotrack.requirements` can read both drafts and pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from lxml import etree
from lxml.etree import _Element

from twotrack.redline.blocks.tokens import Token
from twotrack.requirements.statements import sentences, shown
from twotrack.rfc.model.rfcxml import DraftXml
from twotrack.rfc.model.writer_context import origin_of
from twotrack.text import Origin

CITE = "cite:"
REF = "ref:"
CODE = "code"
EMPHASIS = "em"

_BLOCKS = ("t", "li", "dt", "dd", "td", "th")
_OTHER_BLOCKS = frozenset(
    {*_BLOCKS, "ul", "ol", "dl", "table", "figure", "sourcecode", "artwork", "artset", "aside", "blockquote"}
)
_QUOTING = frozenset({"blockquote", "reference", "references", "boilerplate"})
_UNREAD = frozenset({"iref", "cref"})
_WORD = re.compile(r"\s+|\w+(?:(?:[-.'\u2019/:@]|,(?=\d))\w+)*|[^\w\s]")
# Titles of sections that are removed, or are about people and earlier revisions.
_APART = re.compile(
    r"\b(?:acknowledge?ments|change ?log|change history|contributors|document history)\b|^(?:changes|since) ",
    re.IGNORECASE,
)
_SHORT = 70


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its element, its title, and the titles of the sections around it, outermost first."""

    element: _Element | None
    title: str
    path: tuple[str, ...]


@dataclass(frozen=True)
class Block:
    """A paragraph, list item, definition or cell: its element, tokens, section and origin."""

    element: _Element
    tokens: Sequence[Token]
    section: Section
    where: Origin

    @cached_property
    def sentences(self) -> tuple[Sequence[Token], ...]:
        """The sentences of the block."""
        return tuple(sentences(self.tokens))

    @cached_property
    def text(self) -> str:
        """The block as plain text, with code between backticks."""
        return shown(self.tokens)


def blocks(written: DraftXml) -> list[Block]:
    """Collect the blocks of text of the middle and the back.

    Quotations, references, acknowledgements, change logs and sections to be removed are left out.
    """
    found: list[Block] = []
    levels = _levels(written)
    for part in ("middle", "back"):
        root = written.root.find(part)
        if root is not None:
            _walk(root, Section(None, "", ()), levels, written, found)
    return found


def section_title(element: _Element) -> str:
    """Get the title of a section as plain text."""
    name = element.find("name")
    return "" if name is None else plain(name)


def plain(element: _Element) -> str:
    """Get the text of an element, with runs of white space replaced by single spaces."""
    return " ".join("".join(map(str, element.itertext())).split())


def short(tokens: Sequence[Token]) -> str:
    """Quote the beginning of a sentence for a message."""
    text = shown(tokens)
    return repr(text if len(text) <= _SHORT else re.sub(r"\s*\S*$", "", text[:_SHORT]) + " …")


def cited(tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
    """Yield the level (`normative` or `informative`) and the key of each reference that tokens cite."""
    for token in tokens:
        for mark in token.marks:
            if mark.startswith(CITE):
                yield mark.removeprefix(CITE), token.text


def _levels(written: DraftXml) -> dict[str, str]:
    """Map the anchor of each reference to its level, which is empty for references of other lists."""
    levels = {}
    for listed in written.root.iter("references"):
        title = section_title(listed).lower() or (listed.get("title") or "").lower()
        level = next((word for word in ("normative", "informative") if title.startswith(word)), "")
        for reference in listed.iterchildren("reference", "referencegroup"):
            levels[reference.get("anchor") or ""] = level
    return levels


def _walk(
    element: _Element, section: Section, levels: dict[str, str], written: DraftXml, found: list[Block]
) -> None:
    for child in element.iterchildren(etree.Element):
        tag = str(child.tag)
        if tag in _QUOTING:
            continue
        if tag == "section":
            title = section_title(child)
            if _APART.search(title) or child.get("removeInRFC") == "true":
                continue
            _walk(child, Section(child, title, (*section.path, title)), levels, written, found)
            continue
        if tag in _BLOCKS:
            tokens = _Tokens(levels).of(child)
            if tokens:
                found.append(Block(child, tokens, section, origin_of(child, written.origins)))
        if tag != "name":
            _walk(child, section, levels, written, found)


class _Tokens:
    """A collector of the tokens of one block, without those of the blocks inside it."""

    def __init__(self, levels: dict[str, str]) -> None:
        self.levels = levels
        self.tokens: list[Token] = []
        self.space = False

    def of(self, element: _Element) -> list[Token]:
        self._inside(element, ())
        return self.tokens

    def _inside(self, element: _Element, marks: tuple[str, ...]) -> None:
        self._text(element.text or "", marks)
        for child in element:
            tag: object = child.tag
            # The tag of a comment is a function in lxml.
            if isinstance(tag, str) and tag not in _OTHER_BLOCKS:
                self._inline(child, marks)
            self._text(child.tail or "", marks)

    def _inline(self, element: _Element, marks: tuple[str, ...]) -> None:
        tag = str(element.tag)
        if tag in _UNREAD:
            return
        if tag == "tt":
            self._put(plain(element), (*marks, CODE))
        elif tag == "xref":
            self._reference(element, marks)
        else:
            self._inside(element, (*marks, EMPHASIS) if tag in {"em", "strong"} else marks)

    def _reference(self, element: _Element, marks: tuple[str, ...]) -> None:
        target = element.get("target") or ""
        kind = f"{CITE}{self.levels[target]}" if target in self.levels else f"{REF}{target}"
        if plain(element):
            self._text(plain(element), (*marks, kind))
        if kind.startswith(CITE) or not plain(element):
            self.space = self.space or bool(plain(element))
            self._put(target, (*marks, kind))

    def _text(self, text: str, marks: tuple[str, ...]) -> None:
        for word in _WORD.findall(text):
            if word.isspace():
                self.space = True
            else:
                self._put(word, marks)

    def _put(self, text: str, marks: tuple[str, ...]) -> None:
        if text:
            self.tokens.append(Token(text, marks, space=bool(self.space and self.tokens)))
            self.space = False
