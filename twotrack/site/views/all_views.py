"""All views of a site, put into it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from twotrack.site.views.machine_readable import publish
from twotrack.pages import Page, Site
from twotrack.problems import Report
from twotrack.source.tree import SPEC
from twotrack.text import Origin
from twotrack.site.views.ledger_page import ledger_page
from twotrack.site.views.view_context import Context
from twotrack.site.views.drafts_page import draft_assets, draft_page
from twotrack.site.views.redirects import moved_pages, redirect_assets
from twotrack.site.views.references_page import reference_page
from twotrack.site.views.requirements_page import requirement_assets, requirement_page
from twotrack.site.views.scope_page import scope_page
from twotrack.site.views.text_variants import variant_assets, variants
from twotrack.site.views.version_pages import version_pages

VIEWS: tuple[Callable[[Context], Iterable[Page]], ...] = (
    version_pages,
    variants,
    ledger_page,
    scope_page,
    requirement_page,
    reference_page,
    draft_page,
    moved_pages,
)


def add_views(site: Site, report: Report) -> None:
    """Put the views into a site. One that shows another edition than the project's own is left as it is."""
    publish(site)
    if report.failed or site.edition.name != site.tree.editions.site:
        return
    # The views are made from the site as it is without them.
    context = Context(replace(site, pages=dict(site.pages)), report)
    if context.lts is not None:
        publish(context.lts)
    for view in VIEWS:
        for page in view(context):
            own = context.site.pages.get(page.path)
            if own is not None and own.source != page.source:
                where = Origin(f"{SPEC}/{page.path}", 0)
                report.add("site-clash", where, f"the site has its own {page.path}; rename this file")
            site.pages[page.path] = page
    site.assets |= (
        draft_assets(context)
        | variant_assets(context)
        | requirement_assets(context)
        | redirect_assets(context)
    )
