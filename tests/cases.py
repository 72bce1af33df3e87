"""Case files: `title`, `.`, input, `.`, expected, `.`, again and again. Adding a case needs no Python.

A line `.` ends a part; such a line within a part is written `\\.`. Empty lines between cases and
lines that begin with `%%` there are for the reader.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest


class Case(NamedTuple):
    """A case: its title, the input, the expected output, and its line."""

    title: str
    given: str
    expected: str
    line: int


def read_cases(path: Path) -> list[Case]:
    """Read all cases of a file. A malformed file raises ValueError, which names the line."""
    cases = []
    lines = path.read_text(encoding="utf-8").split("\n")
    i = 0
    while i < len(lines):
        if not lines[i].strip() or lines[i].startswith("%%"):
            i += 1
            continue
        start = i
        parts: list[list[str]] = [[]]
        while i < len(lines) and len(parts) < 4:
            if lines[i] == ".":
                parts.append([])
            else:
                parts[-1].append(lines[i].replace("\\.", ".", 1) if lines[i] == "\\." else lines[i])
            i += 1
        if len(parts) != 4:
            raise ValueError(f"{path}:{start + 1}: a case needs three lines with only `.`")
        title, given, expected = ("\n".join(part) for part in parts[:3])
        cases.append(Case(title.strip(), given + "\n", expected.rstrip("\n") + "\n", start + 1))
    return cases


def parametrize(folder: Path, pattern: str = "*.txt") -> pytest.MarkDecorator:
    """Return a decorator that runs a test with `case` for each case of the files in a folder."""
    found = [(path, case) for path in sorted(folder.glob(pattern)) for case in read_cases(path)]
    if not found:
        raise ValueError(f"no cases in {folder}")
    return pytest.mark.parametrize(
        "case", [pytest.param(case, id=f"{path.stem}:{case.line} {case.title}") for path, case in found]
    )
