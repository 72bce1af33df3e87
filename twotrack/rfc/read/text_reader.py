"""The plain text of an Internet-Draft read back as HTML, for revisions without another format.

Plain text contains less information than RFCXML: there are no anchors, and paragraphs must be distinguished
from preformatted text. The lines of a paragraph are filled: the first word of each line would not have
fitted on the previous line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from lxml.html import Element, HtmlElement

from twotrack.markdown.document import Document
from twotrack.markdown.line_marks import LINE
from twotrack.text import Text

_FOOTER = re.compile(r"\S.*\[Page \d+\]\s*$")
_NUMBERED = re.compile(r"(?:Appendix )?(?P<number>(?:\d+|[A-Z])(?:\.\d+)*)\.\s+(?P<title>\S.*)")
_ITEM = re.compile(r"(?P<marker>[*o+-]|\d+(?:\.\d+)*\.|[a-z]\.)\s{1,3}(?=\S)")
_TERM = re.compile(r"(?P<term>\[[^\]]+\]|\S.*?[^.:?!\s])\s{2,}(?P<rest>\S.*)")
_BOX = re.compile(r"\+[-=+]{3,}|\|.*\||\S {3,}\S")
# Standard sections, which differ between drafts only in the date.
_SKIPPED = frozenset({"Status of This Memo", "Status of this Memo", "Copyright Notice", "Table of Contents"})
_WIDTH = 72
# A word, or words that are kept together on one line.
_WHOLE = re.compile(r"(?:\(?(?:Section|Appendix|Figure|Table|RFC)\s)?\S+")


class _Lines(NamedTuple):
    """Lines without an empty line between them; `start` is the first line number, `broken` a page break."""

    start: int
    lines: list[str]
    broken: bool

    @property
    def indent(self) -> int:
        return _indent(self.lines[0])


def read_text(text: Text) -> Document:
    """Read a draft from its plain text, with or without pages."""
    root = Element("div")
    groups = list(_joined(_groups(text)))
    first = next((k for k, group in enumerate(groups) if group.lines[0].strip() == "Abstract"), 0)
    titles = [group for group in groups[:first] if group.indent and group.start > 1]
    for group in titles[-1:]:
        shown = [line.strip() for line in group.lines if not line.strip().startswith("draft-")]
        root.append(_made("h1", group.start, " ".join(shown)))
    skipping = False
    flow = _Flow(root)
    for group in groups[first:]:
        if not group.indent:
            title = " ".join(line.strip() for line in group.lines)
            skipping = title in _SKIPPED
            if not skipping:
                flow.heading(group, title)
        elif not skipping:
            flow.block(group)
    return Document(root, text)


def _groups(text: Text) -> Iterator[_Lines]:
    """Yield the lines between empty lines, without the header and footer of each page."""
    group: list[str] = []
    start, broken, head = 1, False, False
    for number, line in enumerate([*text.lines, ""], 1):
        page, shown = "\f" in line, line.replace("\f", "").rstrip()
        if _FOOTER.match(shown.strip()):
            head, shown = True, ""
        elif head and shown:
            # The running head follows the footer, on the same line as the form feed or below it.
            head, shown, page = False, "", True
        if shown:
            if not group:
                start = number
            group.append(shown)
        elif group:
            yield _Lines(start, group, broken)
            group, broken = [], False
        broken = broken or page or head


def _joined(groups: Iterator[_Lines]) -> Iterator[_Lines]:
    """Join blocks split by a page break: a paragraph within a sentence, a table between rows."""
    last: _Lines | None = None
    for group in groups:
        if last is not None and group.broken and _goes_on(last, group):
            last = last._replace(lines=[*last.lines, *group.lines])
            continue
        if last is not None:
            yield last
        last = group
    if last is not None:
        yield last


def _goes_on(last: _Lines, group: _Lines) -> bool:
    if not group.indent or not last.indent:
        return False
    if _verbatim(last.lines) or _verbatim(group.lines):
        return bool(_BOX.search(last.lines[-1]) and _BOX.search(group.lines[0]))
    return _indent(last.lines[-1]) == group.indent and _full(last.lines[-1], group.lines[0])


class _Flow:
    """A writer that appends blocks to the items determined by their indentation."""

    def __init__(self, root: HtmlElement) -> None:
        self.root = root
        # The first column of the content of each open item, and the item, outermost first.
        self.items: list[tuple[int, HtmlElement]] = []

    def heading(self, group: _Lines, title: str) -> None:
        self.items.clear()
        match = _NUMBERED.fullmatch(title)
        level = match["number"].count(".") + 1 if match else 1
        self.root.append(_made(f"h{min(level, 6)}", group.start, match["title"] if match else title))

    def block(self, group: _Lines) -> None:
        while self.items and group.indent < self.items[-1][0]:
            self.items.pop()
        parent = self.items[-1][1] if self.items else self.root
        first = group.lines[0].strip()
        if item := _ITEM.match(first):
            self.item(parent, group, item)
        elif _verbatim(group.lines):
            pre = _made("pre", group.start)
            code = Element("code")
            code.text = "\n".join(
                line[group.indent :] if _indent(line) >= group.indent else line for line in group.lines
            )
            pre.append(code)
            parent.append(pre)
        elif len(group.lines) > 1 and _indent(group.lines[1]) > group.indent and (term := _TERM.match(first)):
            rest = [term["rest"], *(line.strip() for line in group.lines[1:])]
            self.definition(parent, group, term["term"], _filled(rest))
        else:
            parent.append(_made("p", group.start, _filled([line.strip() for line in group.lines])))

    def item(self, parent: HtmlElement, group: _Lines, item: re.Match[str]) -> None:
        tag = "ol" if item["marker"][0].isalnum() and item["marker"] != "o" else "ul"
        listed = parent[-1] if len(parent) and parent[-1].tag == tag else _made(tag, group.start)
        if listed.getparent() is None:
            parent.append(listed)
        words = [group.lines[0].strip()[item.end() :], *(line.strip() for line in group.lines[1:])]
        made = _made("li", group.start)
        made.append(_made("p", group.start, _filled(words)))
        listed.append(made)
        self.items.append((group.indent + item.end(), made))

    def definition(self, parent: HtmlElement, group: _Lines, term: str, words: str) -> None:
        listed = parent[-1] if len(parent) and parent[-1].tag == "dl" else _made("dl", group.start)
        if listed.getparent() is None:
            parent.append(listed)
        body = _made("dd", group.start)
        body.append(_made("p", group.start, words))
        listed.extend([_made("dt", group.start, term), body])
        self.items.append((_indent(group.lines[1]), body))


def _verbatim(lines: list[str]) -> bool:
    """Return whether lines are preformatted, and not a filled paragraph."""
    if any(_BOX.search(line.strip()) for line in lines):
        # A term followed by a gap is not a drawing.
        return not (
            len(lines) > 1 and _indent(lines[1]) > _indent(lines[0]) and _TERM.match(lines[0].strip())
        ) or any(_BOX.search(line.strip()) for line in lines[1:])
    rest = {_indent(line) for line in lines[1:]}
    if len(rest) > 1:
        return True
    short = sum(not _full(line, following) for line, following in pairwise(lines))
    # Text that must not be broken, which cannot be detected here, makes some lines shorter.
    return short > len(lines) // 4


def _full(line: str, following: str) -> bool:
    """Return whether the first word of the following line would not have fitted on this one."""
    word = _WHOLE.match(following.strip())
    return len(line.rstrip()) + len(word[0] if word else "") + 2 > _WIDTH


def _filled(lines: list[str]) -> str:
    """Join lines into one; a word that was broken at a hyphen or slash is joined, too."""
    made = lines[0]
    for line in lines[1:]:
        parted = made.endswith(("-", "/")) and made[-2:-1].isalnum() and line[:1].isalnum()
        made += line if parted else f" {line}"
    return made


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _made(tag: str, line: int, text: str = "") -> HtmlElement:
    made = Element(tag, {LINE: str(line)})
    if text:
        made.text = text
    return made
