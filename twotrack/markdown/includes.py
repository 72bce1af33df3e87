"""Directives that include lines: `::: include` from files of the tree, the others from its YAML data.

::: include rooms/parts/auth-rules.md#auth-rules
::: include rooms/parts/auth-rules.md#auth-rules body
::: include rooms/index.md level=2
::: include server-server/keys.md#keys without=keys-http,notary-http
::: include examples/client.py region=send
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from twotrack.commonmark.code_blocks import code_blocks
from twotrack.commonmark.segments import segments
from twotrack.config.facets import Edition
from twotrack.markdown.definitions import Definitions
from twotrack.markdown.file_parts import include_code
from twotrack.markdown.scan.attribute_lists import anchor_of, trailing_list
from twotrack.problems import Report
from twotrack.source.cut import directive_lines
from twotrack.source.tree import Tree
from twotrack.text import Origin, Text

Medium = Literal["site", "draft"]
# Returns the lines of a data directive: parameters are its name, argument, heading level and place.
Expand = Callable[[str, str, int, Origin], Text]

DIRECTIVE = re.compile(r"([ \t]*):::[ \t]+([a-z-]+)[ \t]*(.*?)[ \t]*$")
MAX_LEVEL = 6
_SPEC = "spec/"


class Options(NamedTuple):
    """The options of an include: `path.md#anchor`, level (0 for none), body only, anchors to leave out."""

    target: str
    level: int = 0
    body: bool = False
    without: tuple[str, ...] = ()


def _options(argument: str) -> Options | None:
    words = argument.split()
    if not words:
        return None
    options = Options(words[0])
    for word in words[1:]:
        if word == "body":
            options = options._replace(body=True)
        elif re.fullmatch(r"level=[1-6]", word):
            options = options._replace(level=int(word[6:]))
        elif word.startswith("without="):
            options = options._replace(without=tuple(word[8:].split(",")))
        else:
            return None
    return options


@dataclass(frozen=True, slots=True)
class Assembly:
    """The context of including: the tree, the edition it is cut for, and the expander of data directives."""

    tree: Tree
    edition: Edition
    expand: Expand
    report: Report

    def assemble(self, text: Text, trail: tuple[str, ...] = ()) -> Text:
        """Expand every directive of a cut text; the text itself is returned if there is none.

        `trail` names the includes that led here.
        """
        if not any(":::" in line for line in text.lines):
            return text
        result = Text()
        level = 0
        code = code_blocks(text.lines, directive_lines(text.lines))
        found = headings(text)
        apart = False
        for index, (line, where) in enumerate(zip(text.lines, text.origins, strict=True)):
            if index in found:
                level = found[index].level
            match = DIRECTIVE.match(line) if ":::" in line and index not in code else None
            if match is None:
                if apart and line.strip():
                    result.append("", where)
                result.append(line, where)
                apart = False
                continue
            brought = self._expand_directive(match[2], match[3], level, where, trail)
            if brought.lines and result.lines and result.lines[-1].strip():
                # Included lines are a separate block, whatever precedes and follows them.
                result.append("", where)
            for inner, origin in zip(brought.lines, brought.origins, strict=True):
                result.append(match[1] + inner if inner else inner, origin)
            apart = apart or bool(brought.lines and brought.lines[-1].strip())
        return result

    def document(self, text: Text, trail: tuple[str, ...] = (), *, parts: Text | None = None) -> Text:
        """Expand every directive of a page or a draft's part, and make its definitions local.

        `parts` is the whole of a draft: a part may use what another defines.
        """

        def whole(path: str) -> Text | None:
            if not path:
                return parts
            source = path.removeprefix(_SPEC)
            if source == path or source not in self.tree.sources:
                return None
            return self.tree.cut(source, self.edition, self.report)

        return Definitions(whole, parts is not None, self.report).localize(self.assemble(text, trail))

    def _expand_directive(
        self, name: str, argument: str, level: int, where: Origin, trail: tuple[str, ...]
    ) -> Text:
        if name != "include":
            return self.expand(name, argument, level + 1, where)
        path = argument.split(" ", 1)[0].partition("#")[0]
        if "." in path and not path.endswith(".md"):
            return include_code(self.tree.root, argument, where, self.report)
        return self._include(argument, level, where, trail)

    def _include(self, argument: str, level: int, where: Origin, trail: tuple[str, ...]) -> Text:
        options = _options(argument)
        if options is None:
            usage = "write `::: include path.md#anchor`; `body`, `level=2` and `without=anchor,…` may follow"
            self.report.add("include", where, usage)
            return Text()
        path, _, anchor = options.target.partition("#")
        target = options.target
        if path not in self.tree.sources:
            self.report.add("include", where, f"no page {path!r} in the tree; the path is relative to spec/")
            return Text()
        if target in trail or path in trail:
            self.report.add("include", where, f"{target} includes itself: {' → '.join((*trail, target))}")
            return Text()
        text = self.tree.cut(path, self.edition, self.report)
        if anchor:
            section = find_section(text, anchor)
            if section is None:
                self._no_section(path, anchor, where)
                return Text()
            text = text.slice(*section)
        for left_out in options.without:
            section = find_section(text, left_out)
            if section is None:
                self._no_section(path, left_out, where)
            else:
                rest = text.slice(section[1], len(text))
                text = text.slice(0, section[0])
                text.extend(rest)
        return self._relevel(
            self.assemble(text, (*trail, target)), options.level or level + 1, where, body=options.body
        )

    def _no_section(self, path: str, anchor: str, where: Origin) -> None:
        if any(f"#{anchor}" in line for line in self.tree.sources[path].body.text.lines):
            text = (
                f"the edition {self.edition.name} leaves out #{anchor} of {path}; put a condition around this"
            )
        else:
            text = f"no heading with {{#{anchor}}} in {path}"
        self.report.add("include", where, text)

    def _relevel(self, text: Text, wanted: int, where: Origin, *, body: bool) -> Text:
        """Shift all headings so that the first has level `wanted`; with `body`, leave that one out."""
        found = headings(text)
        if not found:
            return text
        first = next(iter(found))
        shift = wanted - found[first].level - (1 if body else 0)
        deepest = max(heading.level for heading in found.values()) + shift
        if deepest > MAX_LEVEL:
            self.report.add(
                "heading-level",
                where,
                f"this include brings a heading to level {deepest}; {MAX_LEVEL} is the deepest there is",
            )
            return text
        result = Text(list(text.lines), list(text.origins))
        for index, heading in found.items():
            if shift or heading.lines > 1:
                result.lines[index] = "#" * max(heading.level + shift, 1) + heading.title
                for line in range(index + 1, index + heading.lines):
                    # The second line of a heading with an underline.
                    result.lines[line] = ""
        if body:
            del result.lines[first], result.origins[first]
        return result


class Heading(NamedTuple):
    """A heading: its level, the number of its lines, and its title with the space written before it."""

    level: int
    lines: int
    title: str


def headings(text: Text) -> dict[int, Heading]:
    """Find the headings of a text's sections, by the index of the line on which each begins."""
    if not any("#" in line or line[:2] in {"==", "--"} or line in {"=", "-"} for line in text.lines):
        return {}
    skip = directive_lines(text.lines)
    kept = [index for index in range(len(text)) if index not in skip]
    lines = [text.lines[index].expandtabs(4) for index in kept]
    found: dict[int, Heading] = {}
    for segment in segments(lines):
        if segment.kind == "heading":
            line = lines[segment.start]
            found[kept[segment.start]] = _heading(line, 1, line)
        for number, token in enumerate(segment.tokens):
            if token.type == "heading_open" and token.level == 0 and token.map:
                start, end = (segment.start + line for line in token.map)
                title = segment.tokens[number + 1].content
                found[kept[start]] = _heading(
                    lines[start] if token.markup[0] == "#" else "",
                    kept[end - 1] - kept[start] + 1,
                    f" {' '.join(part.strip() for part in title.splitlines())}",
                    int(token.tag[1]),
                )
    return found


def _heading(line: str, lines: int, title: str, level: int = 0) -> Heading:
    stripped = line.lstrip(" ")
    if stripped.startswith("#"):
        title = stripped.lstrip("#")
        level = len(stripped) - len(title)
    return Heading(level, lines, title)


def find_section(text: Text, anchor: str) -> tuple[int, int] | None:
    """Find the lines (first, after the last) of the section whose heading carries an anchor."""
    start = None
    depth = 0
    for index, heading in headings(text).items():
        if start is not None and heading.level <= depth:
            return start, index
        if start is None and anchor_of(trailing_list(heading.title)[1]) == anchor:
            start, depth = index, heading.level
    return None if start is None else (start, len(text.lines))
