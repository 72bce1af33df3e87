"""Documents as one flat list of blocks: the units that are aligned.

A block is a heading, a paragraph, a list item, a table row, a term, a definition, a line of code.
The containers of a block (lists, tables, quotes) are its path, so a flat list still has the structure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from lxml.html import HtmlElement

from twotrack.markdown.document import Document
from twotrack.markdown.engine import slugify
from twotrack.markdown.line_marks import LINE
from twotrack.redline.blocks.block_origins import Spans
from twotrack.redline.blocks.tokens import Token, Tokenizer, classes
from twotrack.text import Origin

Kind = Literal[
    "page",
    "heading",
    "paragraph",
    "item",
    "row",
    "term",
    "definition",
    "code",
    "caption",
    "title",
    "footnote",
    "rule",
]

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset(_HEADINGS) | frozenset(
    (  # noqa: SIM905 - a list of quoted names would say no more
        "address article aside blockquote caption center dd details div dl dt fieldset figcaption figure"
        " footer form header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul"
    ).split()
)


class Section(NamedTuple):
    """A heading above a block."""

    anchor: str
    title: str


@dataclass(frozen=True, slots=True)
class Block:
    """A unit of text. The first four fields are its content: two blocks are equal when those are.

    `path` names the containers from the outside in (`ol`, `li`); `boxes` numbers them, so that two
    neighbouring lists are distinct. `reasons` has the ledger ids of each token if they differ
    within the block; otherwise `ledger` is for all.
    """

    kind: Kind
    path: tuple[str, ...]
    anchor: str | None
    tokens: tuple[Token, ...]
    page: str = field(default="", compare=False)
    section: tuple[Section, ...] = field(default=(), compare=False)
    origin: Origin = field(default=Origin("", 0), compare=False)
    ledger: tuple[str, ...] = field(default=(), compare=False)
    reasons: tuple[tuple[str, ...], ...] = field(default=(), compare=False)
    boxes: tuple[int, ...] = field(default=(), compare=False)

    @property
    def text(self) -> str:
        """The block's text as it is read."""
        if self.kind == "code":
            return "".join(token.text for token in self.tokens)
        return "".join((" " if token.space else "") + token.display for token in self.tokens).lstrip()

    @property
    def level(self) -> int:
        """A heading's level, 0 for other blocks."""
        return int(self.path[-1][1:]) if self.kind == "heading" else 0


def blocks_of(pages: Mapping[str, Document], tokenizer: Tokenizer) -> list[Block]:
    """Return the blocks of the pages in their order.

    With more than one page, a block of the kind `page` comes before each, so that a text that moved
    to another page is seen to have moved; the name of a lone page is no content.
    """
    blocks: list[Block] = []
    for name, document in pages.items():
        if len(pages) > 1:
            title = (tokenizer.token(name),)
            blocks.append(Block("page", (), None, title, name, origin=document.where(document.root)))
        blocks += _Walk(name, document, tokenizer, first_box=len(blocks) * 64).run()
    return blocks


class _Walk:
    """One pass over a document."""

    def __init__(self, page: str, document: Document, tokenizer: Tokenizer, first_box: int) -> None:
        self.page = page
        self.document = document
        self.tokenizer = tokenizer
        self.blocks: list[Block] = []
        self.lines: list[int] = []
        self.sections: list[tuple[int, Section]] = []
        self.section: tuple[Section, ...] = ()
        self.box = first_box
        # The kind that the first text in a container takes: a list item's first paragraph is the item.
        self.lead: Kind | None = None
        # The first number of an ordered list, if not 1, until its first item is written.
        self.number = ""

    def run(self) -> list[Block]:
        self.inside(self.document.root, (), ())
        spans = Spans(self.document.text, self.lines)
        return [
            self.with_ledger(block, line, spans) for block, line in zip(self.blocks, self.lines, strict=True)
        ]

    def with_ledger(self, block: Block, line: int, spans: Spans) -> Block:
        ledger, reasons = spans.reasons(line, block.tokens)
        return replace(block, ledger=ledger, reasons=reasons) if ledger else block

    def emit(  # noqa: PLR0913, PLR0917
        self,
        kind: Kind,
        path: tuple[str, ...],
        boxes: tuple[int, ...],
        tokens: tuple[Token, ...],
        source: HtmlElement,
        anchor: str | None = None,
        line: int = 0,
    ) -> None:
        # An element without a line, such as an admonition's title, begins about at the block before it.
        line = line or _line(source) or (self.lines[-1] if self.lines else 1)
        origin = self.document.text.origin(line)
        if self.number and kind == "item":
            tokens = (self.tokenizer.token(self.number, ("start",)), *_spaced(tokens, self.tokenizer))
            self.number = ""
        self.lines.append(line)
        self.blocks.append(Block(kind, path, anchor, tokens, self.page, self.section, origin, boxes=boxes))

    def new_box(self) -> int:
        self.box += 1
        return self.box

    def inside(self, element: HtmlElement, path: tuple[str, ...], boxes: tuple[int, ...]) -> None:
        """Walk the content of an element: runs of inline content become blocks, block elements are walked."""
        run: list[str | HtmlElement] = [element.text] if element.text else []
        for child in element:
            if _is_block(child):
                self.flush(run, path, boxes, element)
                run = []
                self.block(child, path, boxes)
            else:
                run.append(child)
            if child.tail:
                run.append(child.tail)
        self.flush(run, path, boxes, element)

    def flush(
        self, run: list[str | HtmlElement], path: tuple[str, ...], boxes: tuple[int, ...], source: HtmlElement
    ) -> None:
        tokens = self.tokenizer.inline(run)
        anchor = next(filter(None, map(_anchor_in, run)), None)
        if tokens or anchor:
            self.emit(self.take_lead(), path, boxes, tokens, source, anchor)

    def take_lead(self) -> Kind:
        kind, self.lead = self.lead or "paragraph", None
        return kind

    def block(self, element: HtmlElement, path: tuple[str, ...], boxes: tuple[int, ...]) -> None:
        tag = str(element.tag)
        kinds = classes(element)
        if tag != "p" and self.lead is not None:
            # An item that begins with a list or with code still is an item of its own.
            self.emit(self.take_lead(), path, boxes, (), element)
        if tag in _HEADINGS:
            self.heading(element, path, boxes)
        elif tag == "p":
            self.paragraph(element, path, boxes, kinds)
        elif tag in {"ul", "ol", "dl"}:
            self.items(element, (*path, tag), (*boxes, self.new_box()))
        elif tag == "table":
            self.rows(element, (*path, "table"), (*boxes, self.new_box()))
        elif tag == "pre" or "highlight" in kinds:
            self.code(element, path, boxes)
        elif tag == "hr":
            if path[-1:] != ("footnotes",):
                self.emit("rule", path, boxes, (), element)
        else:
            self.container(element, path, boxes, kinds)

    def container(
        self, element: HtmlElement, path: tuple[str, ...], boxes: tuple[int, ...], kinds: list[str]
    ) -> None:
        if element.tag in {"summary", "figcaption"}:
            self.lead = "title" if element.tag == "summary" else "caption"
        name = _container(str(element.tag), kinds)
        if name:
            path, boxes = (*path, name), (*boxes, self.new_box())
        self.inside(element, path, boxes)
        self.lead = None

    def heading(self, element: HtmlElement, path: tuple[str, ...], boxes: tuple[int, ...]) -> None:
        tokens = self.tokenizer.inline(_content(element))
        tag = str(element.tag)
        title = "".join((" " if token.space else "") + token.display for token in tokens)
        anchor = element.get("id") or _anchor_in(element)
        while self.sections and self.sections[-1][0] >= _HEADINGS[tag]:
            self.sections.pop()
        self.sections.append((_HEADINGS[tag], Section(anchor or "", title)))
        self.section = tuple(section for _, section in self.sections)
        if anchor and _is_counted(anchor, title):
            anchor = None
        self.emit("heading", (*path, tag), boxes, tokens, element, anchor)

    def paragraph(
        self, element: HtmlElement, path: tuple[str, ...], boxes: tuple[int, ...], kinds: list[str]
    ) -> None:
        tokens = self.tokenizer.inline(_content(element))
        anchor = element.get("id") or _anchor_in(element)
        lead = self.take_lead()
        if tokens or anchor or lead != "paragraph":
            kind = "title" if "admonition-title" in kinds else lead
            self.emit(kind, path, boxes, tokens, element, anchor)

    def items(self, element: HtmlElement, path: tuple[str, ...], boxes: tuple[int, ...]) -> None:
        """Walk a list or a definition list."""
        start = element.get("start") or "1"
        self.number = f"{start}." if element.tag == "ol" and start != "1" else ""
        self.stray(element.text, path, boxes, element)
        for child in element:
            self.stray(child.tail, path, boxes, element)
            tag = child.tag
            anchor = child.get("id") if isinstance(tag, str) else None
            before = len(self.blocks)
            if tag == "li":
                self.lead = "footnote" if (anchor or "").startswith("fn:") else "item"
            elif tag in {"dt", "dd"}:
                self.lead = "term" if tag == "dt" else "definition"
            elif _is_block(child):
                # A <div> around the terms of a definition list is allowed.
                self.items(child, path, boxes)
                continue
            else:
                self.flush([child], path, boxes, element)
                continue
            self.inside(child, (*path, str(tag)), (*boxes, self.new_box()))
            if self.lead is not None:
                self.emit(self.take_lead(), (*path, str(tag)), (*boxes, self.box), (), child)
            if anchor and self.blocks[before].anchor is None:
                self.blocks[before] = replace(self.blocks[before], anchor=anchor)

    def stray(
        self, text: str | None, path: tuple[str, ...], boxes: tuple[int, ...], source: HtmlElement
    ) -> None:
        """Read text in a list or table outside its items and rows as a paragraph."""
        if text and not text.isspace():
            self.flush([text], path, boxes, source)

    def rows(self, element: HtmlElement, path: tuple[str, ...], boxes: tuple[int, ...]) -> None:
        self.stray(element.text, path, boxes, element)
        for child in element:
            self.stray(child.tail, path, boxes, element)
            if child.tag == "tr":
                cells = [cell for cell in child if cell.tag in {"td", "th"}]
                self.beside(child, path, boxes)
                tokens = tuple(token for cell in cells for token in self.tokenizer.cell(cell))
                anchor = child.get("id") or next(filter(None, map(_anchor_in, cells)), None)
                self.emit("row", path, boxes, tokens, child, anchor)
            elif child.tag in {"thead", "tbody", "tfoot"}:
                self.rows(child, (*path, str(child.tag)), (*boxes, self.new_box()))
            elif child.tag == "caption":
                self.emit("caption", path, boxes, self.tokenizer.inline(_content(child)), child)
            elif _is_block(child):
                # Elements that an unclosed table swallows.
                self.block(child, path, boxes)
            elif isinstance(child.tag, str) and child.tag not in {"col", "colgroup"}:
                self.flush([child], path, boxes, child)

    def beside(self, row: HtmlElement, path: tuple[str, ...], boxes: tuple[int, ...]) -> None:
        """Read the content of a row outside its cells as paragraphs before it."""
        self.stray(row.text, path, boxes, row)
        for child in row:
            if isinstance(child.tag, str) and child.tag not in {"td", "th"}:
                self.flush([child], path, boxes, row)
            self.stray(child.tail, path, boxes, row)

    def code(self, element: HtmlElement, path: tuple[str, ...], boxes: tuple[int, ...]) -> None:
        """Take a code block line by line; its title is a block before, its anchor is on the first line."""
        language = next((kind[9:] for kind in classes(element) if kind.startswith("language-")), "")
        anchor = element.get("id")
        inner, inner_boxes = (*path, f"code:{language}"), (*boxes, self.new_box())
        for title in element.iter("span"):
            if "filename" in classes(title):
                self.emit("caption", inner, inner_boxes, self.tokenizer.inline([title]), element)
        pre = element if element.tag == "pre" else next(element.iter("pre"), element)
        lines = (pre.text_content() or "").rstrip("\n").split("\n")
        first = self.first_line(_line(element), lines[0])
        for number, line in enumerate(lines):
            place = first + number if first else 0
            self.emit("code", inner, inner_boxes, self.tokenizer.code(line), element, anchor, place)
            anchor = None

    def first_line(self, start: int, code: str) -> int:
        """Return the line number of the first line of code: below a fence, or at the block's start."""
        lines = self.document.text.lines
        if 0 < start < len(lines) and lines[start - 1].strip() != code.strip() == lines[start].strip():
            return start + 1
        return start


def _spaced(tokens: tuple[Token, ...], tokenizer: Tokenizer) -> tuple[Token, ...]:
    """Return tokens with a space before the first."""
    if not tokens or tokens[0].space:
        return tokens
    first = tokens[0]
    return (tokenizer.token(first.text, first.marks, space=True, shown=first.shown), *tokens[1:])


def _line(element: HtmlElement) -> int:
    """Return the number of the line an element begins on, 0 if none is known."""
    line = element.get(LINE) or next(iter(element.xpath(f"(.//@{LINE})[1]")), None)
    if line is None:
        line = next((above.get(LINE) for above in element.iterancestors() if above.get(LINE)), 0)
    return int(line)


def _is_block(element: HtmlElement) -> bool:
    return isinstance(element.tag, str) and element.tag in _BLOCKS


def _content(element: HtmlElement) -> Iterator[str | HtmlElement]:
    if element.text:
        yield element.text
    for child in element:
        yield child
        if child.tail:
            yield child.tail


def _anchor_in(piece: str | HtmlElement) -> str | None:
    """Return the anchor in a run of inline content: an empty `<a class="anchor" id="…">`."""
    if isinstance(piece, str):
        return None
    for found in piece.iter("a"):
        if "anchor" in classes(found) and found.get("id"):
            return str(found.get("id"))
    return None


def _is_counted(anchor: str, title: str) -> bool:
    """Return an id that Python-Markdown made unique by a running number: such an id identifies nothing."""
    base, _, number = anchor.rpartition("_")
    return number.isdigit() and base == slugify(title, "-")


def _container(tag: str, kinds: list[str]) -> str:
    """Name a container that readers see; others, such as a bare `<div>`, are no content."""
    if "admonition" in kinds:
        return "admonition:" + " ".join(kind for kind in kinds if kind != "admonition")
    if "footnote" in kinds:
        return "footnotes"
    return tag if tag in {"blockquote", "details", "aside", "figure"} else ""
