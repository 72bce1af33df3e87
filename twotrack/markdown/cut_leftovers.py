"""Leftovers of a cut: elements without content, and heading levels that are skipped.

Each is reported only if lines are cut there: an element that is empty in every edition may be intended.
"""

from __future__ import annotations

from twotrack.config.facets import Edition
from twotrack.markdown.scan.block_starts import Scanned
from twotrack.problems import Report
from twotrack.source.tree import SPEC, Tree
from twotrack.text import Origin

_MESSAGES = {
    "section": "the section has no content in the edition {edition}; put its heading under the condition too",
    "item": "the list item is empty in the edition {edition}; put all of it under the condition",
    "admonition": "the admonition is empty in the edition {edition}; put all of it under the condition",
    "table": "the table has no rows in the edition {edition}; put all of it under the condition",
    "level": "the heading skips a level in the edition {edition}, since the one above it is cut",
}


def report_leftovers(scanned: Scanned, tree: Tree, edition: Edition, report: Report) -> None:
    """Report elements that are empty in `edition` because of a condition, at the line on which they begin."""
    for what, first, until in scanned.hollow:
        if _is_cut(first, until, tree, edition, headings=what == "level"):
            where = until if what == "level" and until is not None else first
            report.add("cut-empty", where, _MESSAGES[what].format(edition=edition.name))


def _is_cut(first: Origin, until: Origin | None, tree: Tree, edition: Edition, *, headings: bool) -> bool:
    """Return whether the edition leaves out a line from `first` up to `until`, or words on the first.

    The line has to be a heading for skipped levels, and content for empty elements.
    """
    source = tree.sources.get(first.path.removeprefix(f"{SPEC}/"))
    if source is None:
        return False
    last = until.line if until is not None and until.path == first.path else None
    bit = 1 << edition.bit
    text = source.body.text
    for index, (line, origin) in enumerate(zip(text.lines, text.origins, strict=True)):
        if origin.line < first.line or (last is not None and origin.line >= last and origin != first):
            continue
        if line.strip() and not source.body.masks[index] & bit and headings == line.startswith("#"):
            return True
        if index in source.body.inline and "{{only " in line and origin.line == first.line:
            return True
    return False
