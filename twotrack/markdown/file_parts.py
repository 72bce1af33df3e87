"""Parts of files (`lines=2-5`, `region=name`), and files other than Markdown included in a text as code.

A region is enclosed by `region NAME` and `endregion`, as editors fold them (`// region parse`), or by
`ANCHOR: NAME` and `ANCHOR_END: NAME`, as in mdBook. Lines that mark regions are left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from twotrack.problems import Report
from twotrack.source.tree import SPEC, read_text
from twotrack.text import Origin, Text

_RANGE = re.compile(r"(?P<first>\d*)(?:(?P<dash>-|\.\.)(?P<last>\d*))?")
_BEGIN = re.compile(r"(?:\bANCHOR:|#?\bregion)[ \t]+(?P<name>[\w.-]+)")
_END = re.compile(r"\bANCHOR_END:[ \t]+(?P<anchor>[\w.-]+)|#?\bendregion\b(?:[ \t]+(?P<name>[\w.-]+))?")
_USAGE = "write `::: include file.ext`; `lines=2-5`, `region=name` and `lang=name` may follow"
_LANGUAGES = {
    "py": "python",
    "rs": "rust",
    "js": "javascript",
    "ts": "typescript",
    "yml": "yaml",
    "sh": "shell",
}


def lines_part(text: Text, written: str) -> Text | None:
    """Select a range of lines, `2-5`, `2..5`, `7` or `3-`, counted from 1; None if there are none."""
    match = _RANGE.fullmatch(written)
    if match is None or not (match["first"] or match["last"]):
        return None
    first = int(match["first"] or 1)
    last = first if not match["dash"] else int(match["last"] or len(text))
    return text.slice(first - 1, last) if 0 < first <= last <= len(text) else None


def region_part(text: Text, name: str) -> Text | None:
    """Select the lines of a region without those that mark regions; None if there is no such region."""
    part = Text()
    # Names of the open regions, outermost first.
    stack: list[str] = []
    found = False
    for line, origin in zip(text.lines, text.origins, strict=True):
        if end := _END.search(line):
            closed = end["anchor"] or end["name"]
            if closed in stack:
                stack.remove(closed)
            elif stack and not closed:
                stack.pop()
        elif begin := _BEGIN.search(line):
            stack.append(begin["name"])
            found = found or begin["name"] == name
        elif name in stack:
            part.append(line, origin)
    return part if found else None


def include_code(root: Path, argument: str, where: Origin, report: Report) -> Text:
    """Include a file of the project, or a part of it, as a fence; report an error if that is not possible.

    The file is searched below `spec/`, then from the root. Hidden files and files outside the project are not
    read.
    """
    name, *words = argument.split()
    options = dict(word.partition("=")[::2] for word in words)
    if options.keys() - {"lines", "region", "lang"} or not all(options.values()) or len(options) < len(words):
        report.add("include", where, _USAGE)
        return Text()
    path = find_file(root, name, (root / SPEC, root))
    if path is None:
        report.add("include", where, f"no file '{name}' in the project, below {SPEC}/ or from its root")
        return Text()
    shown = path.relative_to(root.resolve()).as_posix()
    source = read_text(path, shown, root, report)
    part = select(Text.of(source or "", shown), options, name, where, report)
    if part is None or source is None:
        return Text()
    return _fence(part, options.get("lang") or _language(path), where)


def select(text: Text, options: dict[str, str], name: str, where: Origin, report: Report) -> Text | None:
    """Select the part of a file that `lines` and `region` name; report an error if there is none."""
    part: Text | None = text
    if "region" in options:
        part = region_part(text, options["region"])
        if part is None:
            report.add("include", where, f"no region '{options['region']}' in {name}")
    if part is not None and "lines" in options:
        count, part = len(part), lines_part(part, options["lines"])
        if part is None:
            report.add("include", where, f"no lines {options['lines']} in {name}, which has {count} lines")
    return part


def find_file(root: Path, name: str, folders: Sequence[Path]) -> Path | None:
    """Find a file by its path from one of the folders, if it is inside `root` and not hidden."""
    if "\0" in name:
        return None
    root = root.resolve()
    for folder in folders:
        path = (folder / name).resolve()
        inside = path.is_relative_to(root)
        if inside and path.is_file() and not any(p.startswith(".") for p in path.relative_to(root).parts):
            return path
    return None


def _language(path: Path) -> str:
    suffix = path.suffix.removeprefix(".")
    return _LANGUAGES.get(suffix, suffix or "text")


def _fence(part: Text, language: str, where: Origin) -> Text:
    longest = max((len(run) for line in part.lines for run in re.findall(r"`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    lines = [line.rstrip() for line in part.lines]
    while lines and not lines[-1]:
        lines.pop()
    inner = Text(lines, part.origins[: len(lines)])
    made = Text([f"{fence}{language}"], [where])
    made.extend(_dedented(inner))
    made.append(fence, where)
    return made


def _dedented(part: Text) -> Text:
    """Remove the indentation that all lines share."""
    indents = [len(line) - len(line.lstrip(" ")) for line in part.lines if line]
    common = min(indents, default=0)
    return Text([line[common:] for line in part.lines], part.origins)
