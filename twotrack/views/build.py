"""All views of a site, put into it."""

from __future__ import annotations

from twotrack.pages import Site
from twotrack.problems import Report
from twotrack.views.context import Context
from twotrack.views.variants import add_variants


def add_views(site: Site, report: Report) -> None:
    """Put the views into a site. One that shows another edition than the project's own is left as it is."""
    if report.failed or site.edition.name != site.tree.editions.site:
        return
    context = Context(site, report)
    add_variants(context)
