"""Lines of Markdown, converted: shortcodes, boxes, headings, links."""

from __future__ import annotations

import re
from dataclasses import dataclass

from twotrack.importers.hugo.heading_ids import read_heading
from twotrack.importers.hugo.shortcodes import is_open, lone_shortcode, replace_shortcodes, shortcodes
from twotrack.importers.matrix.anchors import RAW_ANCHOR, Anchors
from twotrack.importers.matrix.boxes import Boxes
from twotrack.importers.matrix.links import Links
from twotrack.importers.matrix.shortcodes import Converter
from twotrack.importers.matrix.source_tree import Unit
from twotrack.text import Origin

# A directive of the dialect that the source means as text.
_DIRECTIVE = re.compile(r"([ \t]*):::")
_DEFINITION = re.compile(r" {0,3}\[((?:[^\[\]\\]|\\.)+)\]:[ \t]+\S")
_LANGUAGES = {"nohighlight": "text", "js": "javascript", "py": "python"}
_FENCE = re.compile(r"([ \t]*(?:[-*+]|\d+[.)])?[ \t]*`{3,})(\w+)[ \t]*$")


@dataclass(slots=True)
class TextConverter:
    """Converts content files and descriptions."""

    shortcodes: Converter
    links: Links
    anchors: Anchors

    def unit(self, unit: Unit, version: str | None) -> list[str]:
        """Convert the lines of a content file; see `Converter.inline` for `version`."""
        boxes = Boxes()
        out: list[str] = []
        unused = _unused_definitions(unit)
        for index, line in enumerate(unit.content.lines):
            where = unit.origin(index)
            if index in unused:
                continue
            if index in unit.code:
                self._report_code(line, where)
                out.append(boxes.indented(_in_code(line, is_first=index - 1 not in unit.code)))
                continue
            if Boxes.has_no_place(line):
                out += self._line(boxes.indented(line), unit, where, version)
                continue
            for converted in boxes.convert(self._anchored(line, unit, index)):
                if converted or out[-1:] != [""]:
                    out += self._line(converted, unit, where, version)
            self._report_unopened(boxes, where)
        self._count(boxes, unit.origin(len(unit.content.lines) - 1))
        return out

    def _anchored(self, line: str, unit: Unit, index: int) -> str:
        """Rewrite the anchor of its heading or of its `<a id="…">` written as the dialect does."""
        heading = read_heading(line)
        if heading is not None:
            return f"{'#' * heading.level} {heading.text} {{#{self.anchors.of_line[unit.path, index]}}}"
        if RAW_ANCHOR.search(line):
            indent = line[: len(line) - len(line.lstrip())]
            anchor = self.anchors.of_line[unit.path, index]
            return f"{indent}{{#{anchor}}} {RAW_ANCHOR.sub('', line.lstrip())}"
        return line

    def _report_code(self, line: str, where: Origin) -> None:
        """Report a shortcode in code. Hugo expands it; the imported code shows it."""
        for code in shortcodes(line):
            self._unconverted(code.written, where, "it is in code, which is left as it is")

    def _report_unopened(self, boxes: Boxes, where: Origin) -> None:
        if boxes.unopened:
            self._unconverted("the end of a box", where, "no box begins before it")
            boxes.unopened = 0

    def _unconverted(self, what: str, where: Origin, why: str) -> None:
        self.shortcodes.result.lost["other"] += 1
        self.shortcodes.report.add("import-unconverted", where, f"{what} is not converted: {why}")

    def description(self, lines: list[str], name: str, numbers: list[int] | None = None) -> list[str]:
        """Convert the Markdown in the lines of a data file.

        `numbers` are the numbers that messages name for the lines; by default they are counted from 1.
        """
        boxes = Boxes()
        out: list[str] = []
        for number, line in zip(numbers or range(1, len(lines) + 1), lines, strict=True):
            where = Origin(name, number)
            converted = boxes.convert(line)
            out += [self.links.in_data(self._in_data(one, where), name, where) for one in converted]
            self._report_unopened(boxes, where)
        self._count(boxes, Origin(name, len(lines)))
        return out

    def _in_data(self, line: str, where: Origin) -> str:
        return replace_shortcodes(line, lambda code: self.shortcodes.inline(code, where), is_data=True)

    def _history(self, line: str, where: Origin, version: str | None = "") -> str:
        return replace_shortcodes(line, lambda code: self.shortcodes.inline(code, where, version))

    def _line(self, line: str, unit: Unit, where: Origin, version: str | None) -> list[str]:
        if "{{" in line:
            alone = lone_shortcode(line)
            made = self.shortcodes.block(alone[1], unit.out, where) if alone else None
            if alone and made is not None:
                return [alone[0] + one if one else one for one in made]
            if is_open(line):
                self._unconverted("a shortcode", where, "it does not end on its line, and is shown as text")
            line = self._history(line, where, version)
        elif ":::" in line:
            line = _DIRECTIVE.sub(r"\1\\:::", line, count=1)
        return [self.links.in_unit(line, unit, where)]

    def _count(self, boxes: Boxes, where: Origin) -> None:
        self.shortcodes.result.counts["boxes"] += boxes.opened
        if boxes.is_open:
            self.shortcodes.report.add("import-unconverted", where, "a box is not closed in this file")


def _unused_definitions(unit: Unit) -> set[int]:
    """Find the link definitions that are not used in the file; readers do not see them."""
    found: dict[int, str] = {}
    for index, line in enumerate(unit.content.lines):
        match = None if index in unit.code else _DEFINITION.match(line)
        if match is not None:
            found[index] = _label(match[1])
    text = _label("\n".join(line for i, line in enumerate(unit.content.lines) if i not in found))
    # In `[text][label]` and `[text](url)`, the text is no label; in `[text][]` it is.
    return {
        index
        for index, label in found.items()
        if not re.search(rf"\[{re.escape(label)}\](?:\[\]|(?![\[(]))", text)
    }


def _label(text: str) -> str:
    """Normalise a text as CommonMark does to compare link labels (section 4.7)."""
    return " ".join(text.casefold().split())


def _in_code(line: str, *, is_first: bool) -> str:
    """Write a line of code; the first line of a fence with a language that the highlighter knows."""
    if line.lstrip().startswith("<!--"):
        return line.replace("{{", r"\{{")
    match = _FENCE.match(line) if is_first else None
    if match is None:
        return line
    return match[1] + _LANGUAGES.get(match[2], match[2])
