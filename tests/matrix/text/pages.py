"""The appendices as an edition has them, for the tests of their text."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from twotrack.problems import Report
from twotrack.source.tree import Tree, read_tree

ROOT = Path(__file__).parents[3]
EDITIONS = ("matrix", "lts")


@cache
def tree() -> Tree:
    """Read the source tree of this project."""
    report = Report()
    found = read_tree(ROOT, report)
    assert found is not None, list(report.problems)
    return found


def pages() -> list[str]:
    """Name the pages of the appendices."""
    return sorted(
        path.removeprefix("appendices/") for path in tree().sources if path.startswith("appendices/")
    )


@cache
def page(name: str, edition: str) -> str:
    """Return the text of a page of the appendices, cut for an edition."""
    found = tree()
    text = found.cut(f"appendices/{name}", found.editions.editions[edition], Report())
    return "\n".join([*text.lines, ""])


def section(name: str, edition: str, anchor: str) -> str:
    """Return a section: the heading with the anchor, and all until the next of its rank or a higher one."""
    text = page(name, edition)
    heading = re.search(rf"^(#+) .*\{{#{anchor}\}}$", text, re.MULTILINE)
    assert heading is not None, anchor
    end = re.compile(rf"^#{{1,{len(heading[1])}}} ", re.MULTILINE).search(text, heading.end())
    return text[heading.start() : end.start() if end else len(text)]
