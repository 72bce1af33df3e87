"""Directives that bring lines from elsewhere: `::: include` from the tree, the others from its YAML data.

::: include rooms/parts/auth-rules.md#auth-rules
::: include rooms/parts/auth-rules.md#auth-rules body
::: include rooms/index.md level=2
::: include server-server/keys.md#keys without=keys-http,notary-http
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from twotrack.config.facets import Edition
from twotrack.markdown.scan import anchors
from twotrack.problems import Report
from twotrack.source.cut import FENCE
from twotrack.source.tree import Tree
from twotrack.text import Origin, Text

Medium = Literal["site", "draft"]
# Gives the lines of a data directive: its name, its argument, the level of its headings, where it stands.
Expand = Callable[[str, str, int, Origin], Text]

DIRECTIVE = re.compile(r"([ \t]*):::[ \t]+([a-z-]+)[ \t]*(.*?)[ \t]*$")
_HEADING = re.compile(r" {0,3}(#{1,6})(?=[ \t]|$)")
MAX_LEVEL = 6


class Options(NamedTuple):
    """An include's words: `path.md#anchor`, another level (0 for none), whether just the body, what not."""

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
    """What including needs: the tree, the edition it is cut for, and who expands data directives."""

    tree: Tree
    edition: Edition
    expand: Expand
    report: Report

    def assemble(self, text: Text, trail: tuple[str, ...] = ()) -> Text:
        """Return a cut text with every directive carried out; itself if there is none.

        `trail` names the includes that led here.
        """
        if not any(":::" in line for line in text.lines):
            return text
        result = Text()
        level = 0
        fence: str | None = None
        for line, where in zip(text.lines, text.origins, strict=True):
            if "``" in line or "~~~" in line or fence:
                fence = fence_after(line, fence)
            elif ":::" in line:
                match = DIRECTIVE.match(line)
                if match is not None:
                    brought = self._carry_out(match[2], match[3], level, where, trail)
                    for inner, origin in zip(brought.lines, brought.origins, strict=True):
                        result.append(match[1] + inner if inner else inner, origin)
                    continue
            elif line.lstrip(" ").startswith("#"):
                heading = _HEADING.match(line)
                if heading is not None:
                    level = len(heading[1])
            result.append(line, where)
        return result

    def _carry_out(self, name: str, argument: str, level: int, where: Origin, trail: tuple[str, ...]) -> Text:
        if name != "include":
            return self.expand(name, argument, level + 1, where)
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
        """Shift all headings so that the first stands on level `wanted`; with `body`, leave that one out."""
        levels = headings(text)
        if not levels:
            return text
        first = next(iter(levels))
        shift = wanted - levels[first] - (1 if body else 0)
        deepest = max(levels.values()) + shift
        if deepest > MAX_LEVEL:
            self.report.add(
                "heading-level",
                where,
                f"this include brings a heading to level {deepest}; {MAX_LEVEL} is the deepest there is",
            )
            return text
        result = Text(list(text.lines), list(text.origins))
        if shift:
            for index, level in levels.items():
                result.lines[index] = "#" * max(level + shift, 1) + _title(text.lines[index])
        if body:
            del result.lines[first], result.origins[first]
        return result


def _title(heading: str) -> str:
    """Return a heading's line without its marks, the space before the title kept."""
    return heading.lstrip(" ").lstrip("#")


def fence_after(line: str, fence: str | None) -> str | None:
    """Return the run that fences the next line, None if it is not in fenced code."""
    match = FENCE.match(line)
    if match is None:
        return fence
    run, info = match[1], match[2]
    if fence is None:
        return run if run[0] != "`" or "`" not in info else None
    closes = run[0] == fence[0] and len(run) >= len(fence) and not info.strip()
    return None if closes else fence


def headings(text: Text) -> dict[int, int]:
    """Return the index and level of each heading of a text that is not in fenced code."""
    found: dict[int, int] = {}
    fence: str | None = None
    for index, line in enumerate(text.lines):
        if "``" in line or "~~~" in line or fence:
            fence = fence_after(line, fence)
        elif line.lstrip(" ").startswith("#"):
            match = _HEADING.match(line)
            if match is not None:
                found[index] = len(match[1])
    return found


def find_section(text: Text, anchor: str) -> tuple[int, int] | None:
    """Find the lines (first, after the last) of the section whose heading carries an anchor."""
    start = None
    depth = 0
    for index, level in headings(text).items():
        if start is not None and level <= depth:
            return start, index
        if start is None:
            trailing = anchors.TRAILING.search(text.lines[index])
            if trailing is not None and trailing[2] == anchor:
                start, depth = index, level
    return None if start is None else (start, len(text.lines))
