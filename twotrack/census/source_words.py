"""The words that a scanned text shows, each with its line and the kind of block that it is in."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from twotrack.census.words import words_of
from twotrack.commonmark.code_spans import code_spans
from twotrack.markdown.scan.attribute_lists import LIST
from twotrack.text import Text

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
_UNSEEN = (
    ("[]:", _DEFINITION),
    ("<>", _TAG),
    ("![", _IMAGE),
    ("[^", _NOTE),
    ("]", _LINK),
    ("{", _LIST),
)
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
    for first, container, shown in _blocks(text):
        for number, line in enumerate(shown.split("\n"), first):
            for word in words_of(line):
                yield Word(word, number, container)


def words_by_kind(text: Text) -> dict[str, Counter[str]]:
    """Count the words that `source_words` yields by kind of block, in less time."""
    shown: dict[str, list[str]] = {}
    for _, container, block in _blocks(text):
        shown.setdefault(container, []).append(block)
    return {kind: Counter(words_of("\n".join(blocks))) for kind, blocks in shown.items()}


def _blocks(text: Text) -> Iterator[tuple[int, str, str]]:
    """Yield the number of the first line of each block, its kind, and the text that it shows."""
    first = 0
    for kind, group in groupby(zip(text.containers, text.lines, strict=True), key=_kind):
        lines = [line for _, line in group]
        container, is_blank = kind
        if not is_blank and container != "comment":
            if container == "code":
                shown = "\n".join("" if _OPENING.match(line) else line for line in lines)
            else:
                shown = visible("\n".join(lines), container)
            yield first + 1, container, shown
        first += len(lines)


def _kind(line: tuple[str, str]) -> tuple[str, bool]:
    return line[0], not line[1].strip(" >")


def visible(written: str, container: str = "text") -> str:
    """Extract the text that a block of a kind shows; its line breaks are kept."""
    code: list[str] = []

    def keep(text: str) -> str:
        code.append(text)
        return f"\ue000{len(code) - 1}\ue001"

    if "`" in written and (container != "html" or "markdown" in written):
        spans = list(code_spans(written.replace("\n", "\ue002")))
        for span in reversed(spans):
            shown = written[span.start : span.end]
            written = written[: span.start] + keep(shown) + written[span.end :]
    if "<" in written:
        written = _AUTOLINK.sub(lambda match: keep(match[1].removeprefix("mailto:")), written)
        written = _APART.sub(lambda match: " " + _gone(match), written)
    # A pattern is only searched for in texts that have its signs.
    for signs, pattern in _UNSEEN:
        if all(sign in written for sign in signs):
            written = pattern.sub(_gone, written)
    written = _ITEM.sub(r"\1", _HEADER.sub(r"\1", written))
    if "&" in written:
        written = html.unescape(written)
    return re.sub("\ue000(\\d+)\ue001", lambda match: code[int(match[1])], written) if code else written


def _gone(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")
