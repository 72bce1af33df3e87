"""The words that a scanned text shows, each with its line and the kind of block that it is in."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from twotrack.commonmark.code_spans import code_spans
from twotrack.markdown.scan.attribute_lists import LIST
from twotrack.text import Text

# Marks of emphasis, and characters that typography may change: they divide no words on either side.
MARKS = str.maketrans("", "", "*_`~^\\'\"\u2018\u2019\u201c\u201d\ue0a0\ue0a1")
_WORD = re.compile(r"[^\W_]+")
_TAG = re.compile(r"<!--.*?-->|</?[A-Za-z][^<>]*>|<[!?][^<>]*>", re.DOTALL)
_APART = re.compile(
    r"</?(?:t[dhr]|table|thead|tbody|p|div|li|[uod]l|d[dt]|h[1-6]|br|hr|caption|summary|pre|figure|figcaption|blockquote|aside|details|section)\b[^<>]*>"
)
_AUTOLINK = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]+:[^\s<>]*|[\w.+-]+@[\w.-]+)>")
_NOTE = re.compile(r"\[\^[^\]\s]+\]:?")
_IMAGE = re.compile(r"!\[[^\[\]]*\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\[\]]*\])")
_LINK = re.compile(r"(?<=\])(?:\((?:<[^<>]*>|[^()<>]*(?:\([^()]*\)[^()<>]*)*)\)|\s?\[[^\[\]]*\])")
_LIST = re.compile(rf"{LIST}|\{{#[^\s{{}}]+(?:[ ][^{{}}]*)?\}}")
_DEFINITION = re.compile(r"(?m)^[ >]*(?:\[[^\]^][^\]]*\]:|\*\[[^\]]+\][ ]?:).*$")
_HEADER = re.compile(r"(?m)^([ >]*)(?:!!!|\?\?\?\+?|===[!+]?)[ ]+(?:[\w-]+)?(?: +(?:inline|end)\b)*")
_ITEM = re.compile(r"(?m)^([ >]*)(?:\d+\.|[-*+]) +(?:\d+\. +)*")
_OPENING = re.compile(r"[ >]*(?:`{3,}|~{3,})")


class Word(NamedTuple):
    """A word, its line (from 1), and the kind of block that it is in."""

    text: str
    line: int
    container: str


def source_words(text: Text) -> Iterator[Word]:
    """Yield the words of a text that the block scanner has written, in order."""
    numbered = zip(range(1, len(text) + 1), text.lines, text.containers, strict=True)
    for (container, _), group in groupby(numbered, key=lambda line: (line[2], not line[1].strip(" >"))):
        lines = list(group)
        if container == "comment":
            continue
        written = "\n".join(line for _, line, _ in lines)
        if container == "code":
            shown = "\n".join("" if _OPENING.match(line) else line for _, line, _ in lines)
        else:
            shown = visible(written)
        for number, line in enumerate(shown.split("\n"), lines[0][0]):
            for word in _WORD.findall(line.translate(MARKS)):
                yield Word(word, number, container)


def visible(written: str) -> str:
    """Extract the text that a block of Markdown shows; its line breaks are kept."""
    code: list[str] = []

    def keep(text: str) -> str:
        code.append(text)
        return f"\ue000{len(code) - 1}\ue001"

    if "`" in written:
        spans = list(code_spans(written.replace("\n", "\ue002")))
        for span in reversed(spans):
            shown = written[span.start : span.end]
            written = written[: span.start] + keep(shown) + written[span.end :]
    written = _AUTOLINK.sub(lambda match: keep(match[1]), written)
    written = _APART.sub(lambda match: " " + _gone(match), written)
    for pattern in (_DEFINITION, _TAG, _IMAGE, _NOTE, _LINK, _LIST):
        written = pattern.sub(_gone, written)
    written = _ITEM.sub(r"\1", _HEADER.sub(r"\1", written))
    written = html.unescape(written)
    return re.sub("\ue000(\\d+)\ue001", lambda match: code[int(match[1])], written)


def _gone(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")
