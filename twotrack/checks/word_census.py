"""The census of words over the pages of every edition."""

from __future__ import annotations

from twotrack.census.conversion import report_missing
from twotrack.checks.work import Work


def words(work: Work) -> None:
    """Report words of a page that its HTML lacks, or shows in another kind of block."""
    for edition in work.distinct:
        for document in work.documents(edition.name).values():
            report_missing(document, work.report)
