"""The census of words over the pages that are compared."""

from __future__ import annotations

from twotrack.census.conversion import report_missing
from twotrack.checks.work import Work


def words(work: Work) -> None:
    """Report words of a page that its HTML lacks, or shows in another kind of block.

    The editions are those that `differences` has converted, and the site's; a text that several of them
    share is read once.
    """
    editions = {work.editions.site: None}
    for pair in work.pairs:
        editions.update((edition.name, None) for edition in pair)
    known: set[int] = set()
    for name in editions:
        for document in work.documents(name).values():
            key = hash(tuple(document.text.lines))
            # A text that cannot be converted is reported as that; all of its words would be missing.
            if key not in known and len(document.root):
                known.add(key)
                report_missing(document, work.report, work.shown(document))
    work.project.report_conversion(work.report)
