r"""Formulas in TeX, which Hugo passes through to a script: `\(…\)` in a line, `\[` and `\]` around lines.

The dialect has no formulas. They are written as code, because Markdown would remove their backslashes and
read `_` and `*` in them as emphasis.
"""

from __future__ import annotations

import re

from twotrack.commonmark.code_blocks import CodeBlocks

LANGUAGE = "tex"
_CODE_OR_FORMULA = re.compile(r"(?<![`\\])(`+)(?!`).*?(?<!`)\1(?!`)|\\\((?P<formula>.+?)\\\)")


def formulas_as_code(lines: list[str], code: CodeBlocks) -> list[str]:
    """Return the lines with formulas as code; the number of lines does not change."""
    out = list(lines)
    opened: int | None = None
    for index, line in enumerate(lines):
        if index in code:
            opened = None
        elif line.strip() == r"\[":
            opened = index
        elif line.strip() == r"\]" and opened is not None:
            out[opened] = lines[opened].replace(r"\[", f"```{LANGUAGE}")
            out[opened + 1 : index] = lines[opened + 1 : index]
            out[index] = line.replace(r"\]", "```")
            opened = None
        elif "\\(" in line:
            out[index] = _CODE_OR_FORMULA.sub(_span, line)
    return out


def _span(match: re.Match[str]) -> str:
    formula = match["formula"]
    if formula is None:
        return match[0]
    runs = [len(run) for run in re.findall("`+", formula)]
    fence = "`" * next(length for length in range(1, len(runs) + 2) if length not in runs)
    pad = " " if "`" in (formula[0], formula[-1]) else ""
    return f"{fence}{pad}{formula}{pad}{fence}"
