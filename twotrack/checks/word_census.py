"""The census of words over the pages that are compared."""

from __future__ import annotations

from collections.abc import Sequence

from twotrack.census.conversion import report_missing
from twotrack.census.cutting import WrittenKinds, moved_lines
from twotrack.checks.work import Work
from twotrack.text import Origin


def words(work: Work) -> None:
    """Report words of a page that are in another kind of block after the cut or conversion, or are lost.

    The editions are those that `differences` has converted, and the site's; a text that several of them
    share is read once.
    """
    editions = {work.editions.site: None}
    for pair in work.pairs:
        editions.update((edition.name, None) for edition in pair)
    known: set[int] = set()
    seen: dict[str, dict[Origin, str]] = {}
    sources = {path: WrittenKinds(source.body) for path, source in work.tree.sources.items()}
    for name in editions:
        for path, document in work.documents(name).items():
            key = hash(tuple(document.text.lines))
            # A text that cannot be converted is reported as that; all of its words would be missing.
            if key not in known and len(document.root):
                known.add(key)
                moved = list(moved_lines(document.text, sources, seen.setdefault(path, {})))
                _report_moved(work, name, moved)
                report_missing(document, work.report, work.shown(document))
    work.project.report_conversion(work.report)


def _report_moved(work: Work, edition: str, moved: Sequence[tuple[Origin, str, str]]) -> None:
    """Report the first line of a page that a cut moves into another kind of block; count the others."""
    if moved:
        where, written, kind = moved[0]
        more = f" (and {len(moved) - 1} more lines)" if len(moved) > 1 else ""
        text = f"in the edition {edition}, this line is in a block of kind {kind} instead of {written}"
        work.report.add("word-moved", where, f"{text}{more}; put the whole block under the condition")
