"""Blocks of RFCXML inside Markdown, which are passed through unchanged.

A block becomes one line of HTML, `<div class="rfcxml" data-xml="…">`, whose content no later pass reads as
Markdown; `twotrack.rfc.write.raw_elements` unpacks it. With `markdown="block"`, an aside or quotation is
converted to kramdown's syntax. Inline elements are in `kramdown_xml_inline`.
"""

from __future__ import annotations

import re

from lxml import etree

from twotrack.commonmark.code_blocks import code_blocks
from twotrack.problems import Report
from twotrack.rfc.model import raw_blocks
from twotrack.rfc.source.kramdown_lines import EMPTY_COMMENT
from twotrack.source.cut import directive_lines
from twotrack.text import Text

_BLOCK = re.compile(
    r"(?P<before>[ \t>]*(?:(?:[-*+]|\d{1,9}[.)]|:)[ \t]+)?)"
    r"<(?P<tag>table|figure|artwork|artset|sourcecode|aside|blockquote|t|ul|ol|dl|section|note|contact)"
    r"(?P<attributes>(?:\s+[\w:.-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*)\s*(?P<closed>/?)>"
)
_ALWAYS = frozenset({"artset", "artwork", "contact", "note", "section", "sourcecode", "t"})
_ONLY_RFCXML = re.compile(
    r"<(?:t|name|xref|eref|iref|cref|contact|tt|artwork|artset|sourcecode|bcp14|u)[\s/>]|\sanchor="
)
_ONLY_HTML = re.compile(r"<(?:a|abbr|b|caption|code|div|h[1-6]|i|p|pre|span)[\s/>]")
_MARKDOWN = re.compile(r"\smarkdown\s*=\s*[\"']?(?P<value>\w+)[\"']?")
_AS_QUOTATION = frozenset({"aside", "blockquote"})
_AS_HEADING = frozenset({"note", "section"})
# A limit for texts with many unclosed elements, each of which would be scanned to the end of the text.
_MOST_LINES, _LONGEST = 1_000_000, 300
_CODE_INDENT = "    "


def read_blocks(text: Text, report: Report) -> tuple[Text, frozenset[str]]:
    """Pack the blocks of RFCXML in a text; return the text and the anchors in the blocks."""
    if not any("<" in line for line in text.lines):
        return text, frozenset()
    reader = _Reader(text, report)
    reader.run()
    return reader.out, frozenset(reader.labels)


class _Reader:
    """One pass over a text: blocks of RFCXML are packed, all other lines are copied."""

    def __init__(self, text: Text, report: Report) -> None:
        self.source = text
        self.report = report
        self.out = Text()
        self.labels: set[str] = set()
        self.reads = 0

    def run(self) -> None:
        """Read all lines."""
        code = code_blocks(self.source.lines, directive_lines(self.source.lines))
        index = 0
        while index < len(self.source):
            line = self.source.lines[index]
            may_be = "<" in line and index not in code and not line.startswith(_CODE_INDENT)
            match = _BLOCK.match(line) if may_be else None
            taken = self._block(index, match) if match and not match["closed"] else 0
            if not taken:
                self.out.append(line, self.source.origins[index])
            index += taken or 1

    def _block(self, index: int, match: re.Match[str]) -> int:
        """Pack the block that begins on a line; return the number of its lines, 0 if it is not a block."""
        tag, origin = match["tag"], self.source.origins[index]
        last, rest = self._end(index, match)
        if last < 0:
            self.report.add("rfc-kramdown", origin, f"unclosed <{tag}>; close it with </{tag}>")
            # Without the tag, what follows is read, so that its faults are reported too.
            self.out.append(match["before"] + self.source.lines[index][match.end() :], origin)
            return 1
        lines = self.source.lines[index : last + 1]
        lines[-1] = lines[-1][: len(lines[-1]) - len(rest)]
        lines[0] = lines[0][match.end("before") :]
        chunk = "\n".join(lines)
        markdown = _MARKDOWN.search(match["attributes"])
        if markdown and markdown["value"] != "0":
            if tag in _AS_QUOTATION:
                self._quote(index, lines, match)
            else:
                text = f"Markdown inside <{tag}> is not supported; write the block in Markdown"
                self.report.add("rfc-kramdown", origin, text)
        elif tag not in _ALWAYS and (_ONLY_HTML.search(chunk) or not _ONLY_RFCXML.search(chunk)):
            return 0
        elif tag in _AS_HEADING:
            text = f"<{tag}> in Markdown is not supported; begin a section with a heading"
            self.report.add("rfc-kramdown", origin, text)
        else:
            self._add_block(
                _MARKDOWN.sub("", chunk, count=1) if markdown else chunk, index, last, match["before"]
            )
        if rest.strip():
            self.out.append("", self.source.origins[last])
            self.out.append(rest.lstrip(), self.source.origins[last])
        return last + 1 - index

    def _end(self, index: int, match: re.Match[str]) -> tuple[int, str]:
        """Find the index of the line that ends an element, -1 if not found, and the rest of that line."""
        tags = re.compile(rf"<(?P<end>/?){match['tag']}(?=[\s/>])[^>]*?(?P<empty>/?)>")
        depth = 0
        self.reads += 1
        furthest = min(len(self.source), index + _MOST_LINES // self.reads + _LONGEST)
        for number in range(index, furthest):
            line = self.source.lines[number]
            for found in tags.finditer(line, match.end("before") if number == index else 0):
                depth += -1 if found["end"] else 0 if found["empty"] else 1
                if depth == 0:
                    return number, line[found.end() :]
        return -1, ""

    def _quote(self, index: int, lines: list[str], match: re.Match[str]) -> None:
        """Write an aside or quotation whose content is Markdown in kramdown's syntax."""
        origins = self.source.origins[index : index + len(lines)]
        content = [lines[0][match.end() - match.end("before") :], *lines[1:]]
        content[-1] = content[-1][: content[-1].rindex(f"</{match['tag']}")]
        indent = _indent(match["before"])
        self.out.append("", origins[0])
        for number, (line, origin) in enumerate(zip(content, origins, strict=True)):
            if line.strip() or 0 < number < len(content) - 1:
                self.out.append(f"{indent}> {line.strip() if number == 0 else line}".rstrip(), origin)
        kept = _MARKDOWN.sub("", match["attributes"])
        self.out.append(f'{indent}{{: gi="{match["tag"]}"{kept}}}', origins[-1])
        self.out.append("", origins[-1])

    def _add_block(self, chunk: str, index: int, last: int, before: str) -> None:
        origins = self.source.origins
        try:
            element = raw_blocks.parse(chunk)
        except etree.XMLSyntaxError as error:
            line = min(index + max((error.lineno or 1) - 1, 0), last)
            self.report.add("rfc-kramdown", origins[line], f"the XML is not well-formed: {error.msg}")
            return
        self.labels.update(str(anchor) for each in element.iter() if (anchor := each.get("anchor")))
        indent = _indent(before)
        if before.strip() and ">" not in before:
            # The block is the first of an item.
            self.out.append(f"{before}{EMPTY_COMMENT}", origins[index])
        self.out.append(indent.rstrip(" \t"), origins[index])
        self.out.append(
            f'{indent}<div class="{raw_blocks.CLASS}" data-xml="{raw_blocks.pack(chunk)}"></div>',
            origins[index],
        )
        for number in range(index, last + 1):
            # Keep the number of lines, so that an error inside is reported at the correct line.
            self.out.append(indent.rstrip(" \t"), origins[number])


def _indent(before: str) -> str:
    """Build the prefix of the following lines of a block: quotation marks, or the indentation of a list."""
    return before if not before.strip() or ">" in before else " " * len(before)
