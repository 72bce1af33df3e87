"""Inline content as a flat row of tokens, which are compared word by word.

A token is a word, a punctuation sign or a whole code span. Emphasis, links and the like are not
tokens but marks on the words inside them, so that a change of formatting leaves the words equal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml.html import HtmlElement

# A word keeps its inner hyphens, dots, slashes, colons and apostrophes: identifiers such as `m.room.create`,
# paths, and compounds change as a whole. Each alternative starts with a different class: linear time.
_WORD = re.compile(r"\s+|\w+(?:(?:[-.'\u2019/:@]|,(?=\d))\w+)*|[^\w\s]")
_CODE = re.compile(r"\s+|\w+|[^\w\s]")

_LINE_END = re.compile(r"[ \t]*\n[ \t]*")

CELL = "\x1f"
BREAK = "\n"
# Written between two blocks that a split or merge takes for one text.
JOINT = "¶"
_SEPARATORS = {CELL: " | ", BREAK: " / "}

_SKIPPED = frozenset({"script", "style", "template", "svg", "input", "button"})
# Links of the page, not words of the text; `tt-raw` leads to machine-readable outputs.
_UNSEEN_CLASSES = frozenset({"anchor", "headerlink", "footnote-backref", "history", "tt-raw"})
_EMPHASIS = {"em": "em", "i": "em", "strong": "strong", "b": "strong"}
# Blocks, such as those in a table cell.
_LINES = frozenset(
    (  # noqa: SIM905 - a list of quoted names would say no more
        "div p ul ol li dl dt dd pre blockquote figure figcaption table caption tr td th details summary"
        " aside section h1 h2 h3 h4 h5 h6"
    ).split()
)
_PLAIN_MARKS = frozenset(
    {"sub", "sup", "mark", "kbd", "del", "ins", "s", "u", "small", "q", "dfn", "var", "samp"}
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word with its marks.

    `marks` come outermost first: `em`, `strong`, `code`, `link:URL`, `xref:ANCHOR`, `ref:ANCHOR` (a
    reference whose text is made from its target), `cite:LEVEL`, `img:SRC`, `note:NAME`, `cell:…`.
    `space` is whether white space comes before. `shown` is the text for readers if that is made
    automatically (a number, a title): it is no content and takes no part in comparing.
    """

    text: str
    marks: tuple[str, ...] = ()
    space: bool = False
    shown: str = field(default="", compare=False)

    @property
    def display(self) -> str:
        """The text as a reader sees it."""
        return self.shown or _SEPARATORS.get(self.text, self.text)


class Tokenizer:
    """Makes tokens; equal ones are one object, which makes comparing fast. One serves a whole comparison."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, tuple[str, ...], bool, str], Token] = {}
        self._texts: dict[tuple[str, tuple[str, ...], bool, bool], tuple[list[Token], bool]] = {}

    def token(self, text: str, marks: tuple[str, ...] = (), *, space: bool = False, shown: str = "") -> Token:
        """Return the one token with these values."""
        key = (text, marks, space, shown)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = Token(*key)
        return found

    def text(
        self, text: str, marks: tuple[str, ...], *, first: bool, space: bool
    ) -> tuple[list[Token], bool]:
        """Return the tokens of a text, and whether white space comes after them.

        `first` is whether it begins a line or a cell, `space` whether white space comes before it. Versions
        of a page have most of their texts in common.
        """
        key = (text, marks, first, space)
        found = self._texts.get(key)
        if found is None:
            tokens: list[Token] = []
            for word in _WORD.findall(text):
                if word.isspace():
                    space = True
                else:
                    tokens.append(self.token(word, marks, space=space and not first))
                    first = space = False
            found = self._texts[key] = tokens, space
        return found

    def inline(self, pieces: Iterable[str | HtmlElement]) -> tuple[Token, ...]:
        """Return the tokens of a run of text and inline elements (without the tails of those)."""
        run = _Run(self)
        for piece in pieces:
            run.add(piece, ())
        return tuple(run.tokens)

    def cell(self, cell: HtmlElement) -> tuple[Token, ...]:
        """Return a table cell's tokens, after one that opens the cell and names its kind."""
        run = _Run(self)
        run.tokens.append(self.token(CELL, (_cell_mark(cell),)))
        run.inside(cell, ())
        return tuple(run.tokens)

    def code(self, line: str) -> tuple[Token, ...]:
        """Return the tokens of a line of code; white space counts there and makes tokens too."""
        return tuple(self.token(text) for text in _CODE.findall(line))


class _Run:
    """Collects the tokens of one block."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.make = tokenizer
        self.tokens: list[Token] = []
        self.space = False
        # A block ended or begins here: the following words are on a line of their own.
        self.broken = False

    def add(self, piece: str | HtmlElement, marks: tuple[str, ...]) -> None:
        if isinstance(piece, str):
            self.text(piece, marks)
        else:
            self.element(piece, marks)

    def text(self, text: str, marks: tuple[str, ...]) -> None:
        if self.broken and text.strip():
            self.end_line()
        tokens, self.space = self.make.text(text, marks, first=self.is_first, space=self.space)
        self.tokens += tokens

    @property
    def is_first(self) -> bool:
        """Whether the next token begins a block, a line or a cell."""
        return not self.tokens or self.tokens[-1].text in {CELL, BREAK}

    def end_line(self) -> None:
        """Begin a line of its own for the following words."""
        self.broken = False
        if self.tokens[-1].text not in {CELL, BREAK}:
            self.tokens.append(self.make.token(BREAK))

    def put(self, text: str, marks: tuple[str, ...], shown: str = "") -> None:
        if self.broken:
            self.end_line()
        space = self.space and not self.is_first
        self.tokens.append(self.make.token(text, marks, space=space, shown=shown))
        self.space = False

    def whole(self, element: HtmlElement, marks: tuple[str, ...], shown: str = "") -> None:
        """Take an element's text for one token."""
        text = " ".join(element.text_content().split())
        if text:
            self.put(text, marks, shown)

    def inside(self, element: HtmlElement, marks: tuple[str, ...]) -> None:
        if element.text:
            self.text(element.text, marks)
        for child in element:
            self.element(child, marks)
            if child.tail:
                self.text(child.tail, marks)

    def element(self, element: HtmlElement, marks: tuple[str, ...]) -> None:
        tag = element.tag
        if is_unseen(element):
            return
        if tag == "br":
            self.put(BREAK, marks)
        elif tag == "img":
            source = element.get("src") or ""
            self.put(element.get("alt") or source, (*marks, f"img:{source}"))
        elif tag == "code":
            self.code(element, (*marks, "code"))
        elif tag == "a":
            self.link(element, marks)
        elif tag in _EMPHASIS:
            self.inside(element, (*marks, _EMPHASIS[tag]))
        elif tag in _PLAIN_MARKS:
            self.inside(element, (*marks, tag) if not _is_note(element) else marks)
        elif tag == "abbr":
            self.inside(element, (*marks, f"abbr:{element.get('title') or ''}"))
        elif tag in _LINES:
            self.line(element, marks)
        else:
            self.inside(element, marks)

    def code(self, element: HtmlElement, marks: tuple[str, ...]) -> None:
        """Take a code span; white space counts, but a line end is as good as a space (CommonMark 6.1)."""
        code = _LINE_END.sub(" ", element.text_content()).strip()
        if code:
            self.put(code, marks)

    def line(self, element: HtmlElement, marks: tuple[str, ...]) -> None:
        """Take a block within a cell for lines of its own."""
        self.broken = self.broken or bool(self.tokens)
        self.inside(element, marks)
        self.broken = bool(self.tokens)

    def link(self, element: HtmlElement, marks: tuple[str, ...]) -> None:
        kinds = classes(element)
        href = element.get("href")
        if "footnote-ref" in kinds:
            name = (href or "").partition("#fn:")[2]
            self.put(f"[^{name}]", (*marks, f"note:{name}"), element.text_content())
        elif "xref" in kinds:
            target = element.get("data-ref") or (href or "").partition("#")[2]
            if "auto" in kinds:
                shown = " ".join(element.text_content().split())
                self.put(f"{{{{{target}}}}}", (*marks, f"ref:{target}"), shown)
            else:
                self.inside(element, (*marks, f"xref:{target}"))
        elif "cite" in kinds:
            level = element.get("data-level") or ""
            self.whole(element, (*marks, f"cite:{level}", f"link:{href or ''}"))
        elif href is None:
            self.inside(element, marks)
        elif "#" in href and "://" not in href:
            # An anchor is unique in the tree: its page differs by edition, and means nothing.
            self.inside(element, (*marks, f"xref:{href.partition('#')[2]}"))
        else:
            title = element.get("title")
            self.inside(element, (*marks, f"link:{href}", *([f"title:{title}"] if title else [])))


def classes(element: HtmlElement) -> list[str]:
    """Return an element's classes."""
    return (element.get("class") or "").split()


def is_unseen(element: HtmlElement) -> bool:
    """Check whether an element has no words of the text."""
    # lxml gives comments and processing instructions a function for a tag.
    tag = element.tag
    return not isinstance(tag, str) or tag in _SKIPPED or not _UNSEEN_CLASSES.isdisjoint(classes(element))


def _is_note(element: HtmlElement) -> bool:
    """Check whether an element is the superscript that Python-Markdown puts around a footnote's number."""
    return element.tag == "sup" and (element.get("id") or "").startswith("fnref")


def _cell_mark(cell: HtmlElement) -> str:
    mark = f"cell:{cell.tag}"
    align = re.search(r"text-align:\s*(left|center|right)", cell.get("style") or "")
    if align:
        mark += f":{align[1]}"
    for name in ("colspan", "rowspan"):
        span = cell.get(name) or "1"
        if span != "1":
            mark += f":{name}={span}"
    return mark
