"""What the scan of blocks looks for, and what it gives."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from twotrack.markdown.scan.anchors import Anchor
from twotrack.text import Origin, Text

_HTML_BLOCKS = (
    "address|article|aside|blockquote|body|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|"
    "figure|footer|form|h[1-6]|header|hr|iframe|li|link|main|menu|nav|ol|optgroup|option|p|pre|script|section|"
    "style|summary|svg|table|tbody|td|tfoot|th|thead|title|tr|ul"
)
START = re.compile(
    r"(?P<rule>(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$)"
    r"|(?P<bullet>[-*+])(?=[ \t]|$)"
    r"|(?P<number>\d{1,9})(?P<after>[.)])(?=[ \t]|$)"
    r"|(?P<fence>`{3,}(?=[^`]*$)|~{3,})"
    r"|(?P<atx>#{1,6})(?=[ \t]|$)"
    r"|(?P<quote>>)"
    r"|(?P<colon>:)(?=[ \t]+\S)"
    r"|(?P<box>!!!|\?\?\?\+?|===[!+]?)(?=[ \t]+[\w\"])"
    r"|(?P<note>\[\^[^\]\s]+\]:)"
    rf"|(?P<html><!--|</?(?:{_HTML_BLOCKS})(?=[\s/>]|$))",
    re.IGNORECASE,
)
ITEM = re.compile(r"^(\d*)([-*+.])(?=\s)")
DEFINITION = re.compile(r"\*?\[[^\]]*\]:|\{:?[^{}]*\}\s*$")
HTML_END = {"<!--": "-->", "<pre": "</pre>", "<script": "</script>", "<style": "</style>"}
# What holds other blocks. Converters call themselves for each level, and Python allows so many calls only.
CONTAINERS = frozenset({"bullet", "after", "colon", "quote", "box", "note"})
DEEPEST = 50
_MARKERS = re.compile(r"\A(?:(?:[->+*:]|!!!|\?\?\?\+?|\d{1,9}[.)]) *)+")
# CommonMark 4.4: so many columns make code of a line that continues nothing.
CODE_INDENT = 4
PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ\"'(")


@dataclass(slots=True)
class Scanned:
    """The normalised text; which of its lines are code; its anchors in order.

    `deep` is where blocks nest deeper than is taken; what stands there is written as text.
    """

    text: Text = field(default_factory=Text)
    code: set[int] = field(default_factory=set)
    anchors: list[Anchor] = field(default_factory=list)
    deep: Origin | None = None

    def add(self, line: str, where: Origin) -> None:
        """Write one line."""
        self.text.lines.append(line)
        self.text.origins.append(where)


@dataclass(slots=True)
class Container:
    """An open item: its kind, the column its content starts on, and its number where it has one."""

    kind: str
    offset: int
    number: str = ""


@dataclass(slots=True)
class ItemList:
    """The list that the last item of a level belongs to."""

    kind: str
    marker: str
    count: int


def flat(content: str) -> str:
    """Return what follows the markers of containers at the beginning of a line, to be written as text."""
    return _MARKERS.sub("", content) or "…"


def literal(stripped: str, *, inside: bool) -> str:
    """Escape the start of a line of text that Python-Markdown alone would take for a heading.

    Inside a container it would take it for an item, too.
    """
    if stripped[0] == "#":
        return "\\" + stripped
    return ITEM.sub(r"\1\\\2", stripped, count=1) if inside else stripped


def quoted(source: Text, first: int, base: int) -> Text:
    """Give the content of the block quote that begins on the line with index `first`, from column `base` on.

    Each line of it is one of the source: what is quoted, or what goes on lazily (CommonMark 5.1).
    """
    inner = Text()
    for index in range(first, len(source.lines)):
        line = source.lines[index].expandtabs(4)
        stripped = line.lstrip(" ")
        indent = len(line) - len(stripped)
        if stripped.startswith(">") and base <= indent <= base + 3:
            stripped = stripped[2:] if stripped[1:2] == " " else stripped[1:]
        elif not stripped or not inner.lines[-1].strip() or START.match(stripped):
            break
        inner.append(stripped, source.origins[index])
    return inner
