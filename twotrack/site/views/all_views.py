"""All views of a site, put into it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from twotrack.pages import Page, Site
from twotrack.problems import Report
from twotrack.project import Project
from twotrack.site.downloads import download_assets
from twotrack.site.drawings import drawer, with_drawings
from twotrack.site.page_text import finish
from twotrack.site.site_files import report_clashes, report_navigation
from twotrack.site.views.citations import citation_assets
from twotrack.site.views.drafts_page import draft_assets, draft_page
from twotrack.site.views.feeds import feed_assets
from twotrack.site.views.ledger_page import ledger_page
from twotrack.site.views.machine_readable import publish
from twotrack.site.views.provenance_marks import marked
from twotrack.site.views.redirects import moved_pages, redirect_assets
from twotrack.site.views.references_page import reference_page
from twotrack.site.views.requirements_page import requirement_assets, requirement_page
from twotrack.site.views.scope_page import scope_page
from twotrack.site.views.text_variants import variant_assets, variants
from twotrack.site.views.version_pages import version_pages
from twotrack.site.views.versions_page import versions_page
from twotrack.site.views.view_context import Context
from twotrack.site.views.view_names import publish_view_names

VIEWS: tuple[Callable[[Context], Iterable[Page]], ...] = (
    version_pages,
    versions_page,
    variants,
    ledger_page,
    scope_page,
    requirement_page,
    reference_page,
    draft_page,
    moved_pages,
)


def full_site(  # noqa: PLR0913 - switches with defaults
    project: Project,
    edition: str,
    report: Report,
    *,
    views: bool = True,
    finished: bool = True,
    published: Mapping[str, str | bytes] | None = None,
) -> Site:
    """Return the pages of an edition with its machine-readable files and, for the site's edition, the views.

    The views are left out if the pages have faults or `views` is false. Numbers and links to terms are left
    out if `finished` is false, for a caller that needs nothing but the problems. `published` are files to use
    in place of the machine-readable ones. Raises KeyError for an unknown edition.
    """
    site = project.site(edition, report).copy()
    if published is not None:
        site.assets |= published
    else:
        publish(project, site)
        if site.edition.name == project.editions.site:
            site.assets |= download_assets(project.root, project.editions, report)
    report_clashes(site, report)
    report_navigation(site, project.mkdocs, report)
    if views and not report.failed and site.edition.name == project.editions.site:
        _add_views(project, site, report)
    if finished:
        finish(site)
    draw = drawer(project.root, project.store)
    if draw is not None:
        draw.prepare(page.text for page in site.pages.values() if not page.raw)
        for path, page in site.pages.items():
            if not page.raw:
                site.pages[path] = replace(page, text=with_drawings(page.text, draw, report))
    return site


def _add_views(project: Project, site: Site, report: Report) -> None:
    """Add the views to a site, and the choice of texts to its own pages."""
    context = Context(project, site.copy(), report)
    for view in VIEWS:
        for page in view(context):
            site.pages[page.path] = page
    for path in context.site.pages:
        if path in site.pages and not site.pages[path].raw:
            site.pages[path] = marked(site.pages[path], context)
    site.assets |= (
        draft_assets(context)
        | variant_assets(context)
        | requirement_assets(context)
        | redirect_assets(context)
        | citation_assets(context)
        | feed_assets(context)
    )
    publish_view_names(context, site)
    project.report_conversion(report)
