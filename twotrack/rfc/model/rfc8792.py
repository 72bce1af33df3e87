"""Folding of long lines by RFC 8792: with one backslash if that is safe, else with two."""

from __future__ import annotations

import re

_FOLDED = re.compile(r"NOTE: '(?P<mark>\\{1,2})' line wrapping per RFC 8792")
_HEADER = "NOTE: '{mark}' line wrapping per RFC 8792"


def fold(text: str, width: int = 69) -> str | None:
    r"""Fold the lines of `text` that are wider than `width`; None if this is impossible in RFC 8792.

    The strategy with one backslash (section 7) is used if no line of the text ends in a backslash;
    the one with two (section 8), whose continuations begin with `\`, if that is unambiguous.
    """
    if "\t" in text:
        return None
    lines = text.split("\n")
    for mark, piece in (("\\", _single), ("\\\\", _double)):
        folded = [piece(line, width) for line in lines]
        if all(folded):
            return "\n".join([_header(mark, width), "", *(part for parts in folded for part in parts)])
    return None


def unfold(text: str) -> str:
    """Undo the folding of a text; no change if its first line is not a header of RFC 8792."""
    header, _, body = text.strip("\n").partition("\n")
    found = _FOLDED.search(header)
    if found is None:
        return text
    body = body.removeprefix("\n")
    if len(found["mark"]) == 1:
        return re.sub(r"\\\n *", "", body)
    return re.sub(r"\\\n *\\", "", body)


def _header(mark: str, width: int) -> str:
    text = f" {_HEADER.format(mark=mark)} "
    missing = max(width - len(text), 0)
    return "=" * (missing // 2) + text + "=" * (missing - missing // 2)


def _single(line: str, width: int) -> list[str]:
    """Fold so that no continuation begins with a space, since unfolding strips leading spaces."""
    if line.endswith("\\"):
        return []
    out: list[str] = []
    while len(line) > width:
        cut = _cut(line, width - 1)
        while cut and line[cut] == " ":
            cut -= 1
        if not cut:
            return []
        out.append(line[:cut] + "\\")
        line = line[cut:]
    return [*out, line]


def _double(line: str, width: int) -> list[str]:
    if line.lstrip(" ").startswith("\\"):
        return []
    out: list[str] = []
    while len(line) > width:
        cut = _cut(line, width - 1)
        out.append(line[:cut] + "\\")
        line = "\\" + line[cut:]
    return [*out, line]


def _cut(line: str, end: int) -> int:
    """Find the last position to break a line at: before a word, unless that word is very long."""
    cut = end
    while cut > end // 2 and _is_word(line[cut]) and _is_word(line[cut - 1]):
        cut -= 1
    return cut if cut > end // 2 else end


def _is_word(character: str) -> bool:
    return character.isalnum() or character in "_-."
