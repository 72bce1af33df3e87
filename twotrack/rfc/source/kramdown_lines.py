"""The first pass over kramdown's text: constructs that span lines are joined, and comments removed.

After it, an attribute list is on one line, `^` (kramdown's end of a block) is an empty comment between blank
lines, and there is no HTML comment whose content a later pass could read as text. Source: kramdown's syntax,
sections "Block Boundaries", "Attribute List Definitions", "EOB Marker" and "Comment".
"""

from __future__ import annotations

import re

from twotrack.commonmark.code_blocks import NONE, code_blocks
from twotrack.problems import Report
from twotrack.source.cut import directive_lines
from twotrack.text import Origin, Text

_CODE = re.compile(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)")
_OPEN_LIST = re.compile(r"(?:^|(?<=[\])>}`*_\w\"]))[ \t>]*\{:(?![:/])[^{}]*$")
_MARKER = re.compile(r" {0,3}(?:[-+*]|\d+\.)[ \t]+\S")
_INDENTED_MARKER = re.compile(r"^([ \t]*)([-+*]|\d+(?=\.))(?=\.?[ \t]+\S)")
_ITEM = re.compile(r"[ \t]*(?:[-+*]|\d+\.|:)[ \t]")
_DEFINED_LIST = re.compile(r"[ \t]*:[ \t]+(?:[-+*]|\d+\.)[ \t]")
_BULLET = re.compile(r"(?<=^)([ \t]*(?::[ \t]+)?)[-+](?=[ \t]+\S)")
_RULE = re.compile(r" {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*")
_PARENTHESIS = re.compile(r"^( {0,3}\d+)\)(?=\s)")
_NESTED_NUMBER = re.compile(r"[ \t]+\d+\.[ \t]+\S")
_STARTS_BLOCK = re.compile(r" {0,3}(?:#{1,6}[ \t]|>|\||\{:|<|\[\^|:::)")
_LONGEST_LIST = 12
EMPTY_COMMENT = "<!-- -->"
_CREF = re.compile(r"<!--\s*cref\b")


def join_lines(text: Text, report: Report, *, strict: bool = False) -> Text:
    """Run the first pass over a text; an unclosed comment is reported at its first line.

    With `strict`, a list begins only after a blank line, as in kramdown: the markers of other lists in this
    project's dialect are escaped.
    """
    return _Lines(text, report, strict=strict).run()


class _Lines:
    """The state of the pass: code is copied, other lines are joined one by one."""

    def __init__(self, text: Text, report: Report, *, strict: bool) -> None:
        self.source = text
        self.report = report
        self.strict = strict
        self.out = Text()
        self.blocks = code_blocks(text.lines, directive_lines(text.lines))
        self.comments = {NONE}
        before = NONE
        for line, number in zip(text.lines, self.blocks.block, strict=True):
            if number not in {before, NONE} and number not in self.blocks.fences and "<!--" in line:
                self.comments.add(number)
            before = number
        self.comment: Origin | None = None
        # Whether the last line belongs to a paragraph at the margin, outside any list.
        self.paragraph = False
        self.listed = False
        self.defined = False

    def run(self) -> Text:
        carried: list[str] = []
        for index, (line, origin) in enumerate(zip(self.source.lines, self.source.origins, strict=True)):
            if self.comment is None and self._is_code(index):
                self._flush(carried, origin)
                self.paragraph = False
                self.out.append(line, origin)
                continue
            plain = self._without_comments(line, origin)
            if plain is None:
                continue
            whole = f"{carried[0]} {plain.strip()}" if carried else plain
            following = self.source.lines[index + 1] if index + 1 < len(self.source) else ""
            if self._list_is_open(whole, carried, following):
                carried[:1] = [whole]
                carried.append(plain)
                continue
            carried.clear()
            self._text(whole, origin)
        self._flush(carried, self.source.origin(len(self.source)))
        if self.comment is not None:
            self.report.add("rfc-kramdown", self.comment, "unclosed comment; close it with '-->'")
        return self.out

    def _flush(self, carried: list[str], origin: Origin) -> None:
        if carried:
            self._text(carried[0], origin)
            carried.clear()

    def _list_is_open(self, line: str, carried: list[str], following: str) -> bool:
        if "{:" not in line or len(carried) > _LONGEST_LIST or not following.strip():
            return False
        return _OPEN_LIST.search(_CODE.sub("", line)) is not None

    def _is_code(self, index: int) -> bool:
        """Return whether a line is code, but not a comment, which the scan for code also finds."""
        return self.blocks.block[index] not in self.comments

    def _without_comments(self, line: str, origin: Origin) -> str | None:
        """Remove the comments of a line; None if the line contains only a comment."""
        if self.comment is not None:
            if "-->" not in line:
                return None
            line = line.partition("-->")[2]
            self.comment = None
            if not line.strip():
                return None
        if "<!--" not in line:
            return line
        out, rest = "", line
        while (found := rest.find("<!--")) >= 0:
            if _in_code(out + rest, len(out) + found):
                out, rest = out + rest[: found + 4], rest[found + 4 :]
                continue
            content, closed, after = rest[found + 4 :].partition("-->")
            if (closed and not content.strip()) or _CREF.match(rest, found):
                # An empty comment separates blocks, and a comment that begins with `cref` is shown.
                end = found + 4 + len(content) + len(closed)
                out, rest = out + rest[:end], rest[end:]
                continue
            out += rest[:found]
            rest = after
            if not closed:
                self.comment = origin
        out += rest
        return out if out.strip() else None

    def _text(self, line: str, origin: Origin) -> None:
        if line.strip() == "^" and line[:4].strip():
            self.paragraph = self.listed = False
            for written in ("", EMPTY_COMMENT, ""):
                self.out.append(written, origin)
            return
        if self.strict:
            line = self._marker_as_text(line)
        if _NESTED_NUMBER.match(line) and self.out.lines and _ITEM.match(self.out.lines[-1]):
            # In CommonMark only a list that begins with 1 may follow text directly; in kramdown, any may.
            self.out.append("", origin)
        self.out.append(line, origin)

    def _marker_as_text(self, line: str) -> str:
        """Escape the marker of a list that would interrupt a paragraph."""
        if not line.strip():
            self.paragraph = self.defined = False
            return line
        if self.defined and _INDENTED_MARKER.match(line):
            return _INDENTED_MARKER.sub(_escaped, line)
        line = _PARENTHESIS.sub(r"\1\\)", line)
        if not _RULE.fullmatch(line) and "|" not in line:
            # Bullets of all three kinds make one list.
            line = _BULLET.sub(r"\1*", line)
        indented = line[:1] in " \t" and not line[:4].strip()
        if _ITEM.match(line):
            if self.paragraph and _MARKER.match(line):
                return _INDENTED_MARKER.sub(_escaped, line)
            self.listed = True
            if _DEFINED_LIST.match(line):
                # A list that begins on the line of its definition.
                self.paragraph = self.defined = False
            else:
                self.defined = line.lstrip().startswith(":")
            return line
        starts = _STARTS_BLOCK.match(line) is not None
        if not indented and not self.paragraph and (not self.listed or self._after_blank()):
            self.listed = False
            self.paragraph = not starts
        elif starts:
            self.paragraph = False
        return line

    def _after_blank(self) -> bool:
        return not self.out.lines or not self.out.lines[-1].strip()


def _escaped(match: re.Match[str]) -> str:
    marker = match[2]
    return f"{match[1]}{marker}\\" if marker.isdigit() else f"{match[1]}\\{marker}"


def _in_code(line: str, position: int) -> bool:
    return any(span.start() <= position < span.end() for span in _CODE.finditer(line))
