"""kramdown's tables, in the only form that Python-Markdown reads: a header, its separator, and rows.

kramdown also supports separators between the rows (several bodies), a row of `=` before a footer, several
header rows, and tables without a header. Structure that Python-Markdown does not support is kept as a row
with only `<span class="rows" data-rows="thead|tbody|tfoot">`, which begins a group of rows for the RFC
writer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from twotrack.problems import Report
from twotrack.text import Origin, Text

_ROW = re.compile(r"(?P<indent>[ \t>]*)(?P<row>\|.*?)[ \t]*")
_SEPARATOR = re.compile(r"[|+: \t-]*-[|+: \t-]*")
_FOOT = re.compile(r"[|+: \t=]*=[|+: \t=]*")
_ALIGN = re.compile(r"[ \t]*(:?)[-=]+(:?)[ \t]*")
_CODE = re.compile(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)")
_DIRECTIVE = re.compile(r"\{\{(?:[^{}]|\{\{[^{}]*\}\})*\}\}")
_BAR = re.compile(r"(?<!\\)\|")
GROUP = '<span class="rows" data-rows="{}"></span>'

Row = tuple[str, Origin]


def rewrite(
    text: Text, code: set[int], report: Report, *, first_is_header: bool = False
) -> tuple[Text, set[int]]:
    """Rewrite the tables that only kramdown supports; return the text, and which of its lines are code.

    A row that is longer than the header keeps its cells, and is reported. With `first_is_header`, as in
    kramdown-rfc, the first row is the header of a table without one.
    """
    if not any("|" in line for line in text.lines):
        return text, code
    text = _with_outer_bars(text, code, any_width=first_is_header)
    out, kept = Text(), set()
    index = 0
    while index < len(text):
        rows, indent = _table(text, code, index)
        made = list(_written(rows, indent, first_is_header=first_is_header)) if rows else []
        _report_long(rows if made else [], report)
        for line, origin in made:
            out.append(line, origin)
        index += len(rows) if made else 0
        if not made:
            if index in code:
                kept.add(len(out))
            out.append(text.lines[index], text.origins[index])
            index += 1
    return out, kept


def _table(text: Text, code: set[int], start: int) -> tuple[list[Row], str]:
    """Read the rows of the table that begins at a line, and the text before each of them."""
    first = None if start in code else _ROW.fullmatch(text.lines[start])
    if first is None or (start and text.lines[start - 1].strip(" \t>")):
        return [], ""
    rows: list[Row] = []
    for index in range(start, len(text)):
        match = None if index in code else _ROW.fullmatch(text.lines[index])
        if match is None or match["indent"] != first["indent"]:
            break
        rows.append((match["row"], text.origins[index]))
    return rows, first["indent"]


def _report_long(rows: list[Row], report: Report) -> None:
    header = _width(rows[0][0]) if rows else 0
    for row, origin in rows:
        if _width(row) > header and not (_SEPARATOR.fullmatch(row) or _SEPARATOR.fullmatch(rows[0][0])):
            text = f"this row has {_width(row)} cells and its table's first row {header}; all cells are kept"
            report.add("rfc-table-row", origin, text)


def _with_outer_bars(text: Text, code: set[int], *, any_width: bool) -> Text:
    """Add bars to a text so that each row of a table begins and ends with one.

    kramdown reads a paragraph as a table if each of its lines has a bar outside code; without `any_width`
    all lines need the same number of bars, so that a sentence with bars stays a sentence.
    """
    lines = list(text.lines)
    start = 0
    while start < len(lines):
        end = start
        while end < len(lines) and lines[end].strip() and end not in code and not _LIST.match(lines[end]):
            end += 1
        block = lines[start:end]
        if (
            len(block) > 1
            and not block[0].startswith("    ")
            and all(map(_has_bar, block))
            and (any_width or len({_cells(row) for row in block}) == 1)
        ):
            for index, line in enumerate(block, start):
                if not line.lstrip(" \t>").startswith("|"):
                    row = line.strip(" \t")
                    lines[index] = f"| {row}" + ("" if row.endswith("|") else " |")
        start = max(end, start + 1)
    return Text(lines, text.origins, text.starts, text.fences)


_LIST = re.compile(r"[ \t>]*\{:|[ \t>]*<span class=\"ial\"")


def _cells(row: str) -> int:
    return len(_BAR.findall(_CODE.sub("", row.strip(" \t").strip("|"))))


def _has_bar(line: str) -> bool:
    return bool(_BAR.search(_CODE.sub("", line))) and not _NO_ROW.match(line)


_NO_ROW = re.compile(r"[ \t]*(?:>|#{1,6} |[-*+] |\d+\. |:::|: |\[\^|<)")


def _written(rows: list[Row], indent: str, *, first_is_header: bool) -> Iterator[Row]:
    """Write a table so that Python-Markdown reads it; nothing if it already does, or if it is not a table."""
    groups, alignment = _groups(rows)
    if first_is_header and groups and groups[0][0] == "tbody":
        # kramdown-rfc uses the first row of a table without a header as its header.
        rest = groups[0][1][1:]
        groups[:1] = [("thead", groups[0][1][:1]), *([("tbody", rest)] if rest else [])]
        alignment = alignment or "|-|"
    if not groups or not (alignment or all(row.endswith("|") and len(row) > 1 for row, _ in rows)):
        return
    width = max(_width(row) for row, _ in chain.from_iterable(group for _, group in groups))
    if _is_plain(rows, groups):
        return
    kind, first = groups[0]
    head = first.pop(0) if kind == "thead" else ("|" + " |" * width, rows[0][1])
    yield indent + _padded(head[0], width), head[1]
    yield f"{indent}|{'|'.join(_aligned(alignment, width))}|", head[1]
    before = "tbody"
    for number, (kind, group) in enumerate(groups):
        if group and (kind != before or number > 1):
            yield f"{indent}| {GROUP.format(kind)} |", group[0][1]
        before = kind if group else before
        for row, origin in group:
            yield indent + _padded(row, width), origin


def _groups(rows: list[Row]) -> tuple[list[tuple[str, list[Row]]], str]:
    """Split a table into groups of rows, each with its kind, and the separator with the column alignment."""
    groups: list[tuple[str, list[Row]]] = [("tbody", [])]
    alignment = ""
    for number, (row, origin) in enumerate(rows):
        if _SEPARATOR.fullmatch(row):
            if len(groups) == 1 and groups[0][1] and not (alignment and groups[0][0] == "thead"):
                groups[0] = ("thead", groups[0][1])
                alignment = row
            elif number == 0:
                alignment = row
                continue
            groups.append(("tbody", []))
        elif _FOOT.fullmatch(row):
            groups.append(("tfoot", []))
            alignment = alignment or "|-|"
        else:
            groups[-1][1].append((row, origin))
    return [(kind, group) for kind, group in groups if group], alignment


def _is_plain(rows: list[Row], groups: list[tuple[str, list[Row]]]) -> bool:
    return (
        [kind for kind, _ in groups] in (["thead"], ["thead", "tbody"])
        and len(groups[0][1]) == 1
        and rows[1][0].strip("|-: \t") == ""
        and _width(rows[0][0]) == _width(rows[1][0])
        and all(_width(row) <= _width(rows[0][0]) for row, _ in rows)
    )


def _width(row: str) -> int:
    """Count the cells of a row."""
    # The bar between two alternatives of a condition does not separate cells.
    bars = len(_BAR.findall(_DIRECTIVE.sub("", _CODE.sub("", row))))
    return bars - 1 if row.endswith("|") and not row.endswith("\\|") else bars


def _padded(row: str, width: int) -> str:
    missing = width - _width(row)
    if not row.endswith("|") or row.endswith("\\|"):
        row += " |"
    return row + " |" * missing


def _aligned(separator: str, width: int) -> list[str]:
    cells = [_ALIGN.fullmatch(cell) for cell in re.split(r"[|+]", separator.strip("| \t"))]
    written = [f"{cell[1]}-{cell[2]}" if cell else "-" for cell in cells][:width]
    return written + ["-"] * (width - len(written))
