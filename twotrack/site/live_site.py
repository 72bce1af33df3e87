"""The site of a project during editing: pages are updated at once, views on request.

An edit updates the project and its pages. The views (comparisons, redlines, tables) take many times as
long, so they are kept until `make_views` is called.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from twotrack.pages import Page, Site
from twotrack.problems import Problem, Report
from twotrack.project import Project, open_for_edits
from twotrack.site.views.all_views import full_site
from twotrack.site.views.text_switch import block_of, with_block
from twotrack.store import digest


class LiveSite:
    """The last valid state of a site, and the faults of the present text, if it has any."""

    def __init__(self, root: Path) -> None:
        """Use the project in the folder `root`, which is read by `update`."""
        self.root = root
        self.project: Project | None = None
        self.site: Site | None = None
        """The pages and files to show; None if there was no text without errors yet."""
        self.problems: list[Problem] = []
        """The problems of the present text. If they include errors, `site` is older."""
        self.views_are_stale = False
        self.files_are_stale = False
        """Whether the index of names and the machine-readable files are those of an older text."""
        self._latest: Project | None = None
        self._plain: Site | None = None
        self._views: Mapping[str, Page] = {}
        self._assets: Mapping[str, str | bytes] = {}
        # The pages and files from which the views were made.
        self._base: Site | None = None
        self._converted: frozenset[str] = frozenset()

    def update(self, edition: str = "", silenced: frozenset[str] = frozenset()) -> bool:
        """Read the changes of the project; return whether its pages can be shown.

        `edition` is that of the pages, by default the site's. Raises KeyError if there is no such edition.
        """
        report = Report(silenced)
        latest = self._latest.renewed(report) if self._latest else open_for_edits(self.root, report)
        plain = None
        if latest is not None:
            published = self._plain.assets if self._plain is not None else None
            name = edition or latest.editions.site
            plain = full_site(latest, name, report, views=False, published=published)
            self._convert(latest, plain, report)
            self._latest = latest
        self.problems = report.problems
        if latest is None or plain is None or report.failed:
            return False
        self.views_are_stale = bool(self._views) and not _same(plain, self._plain)
        self.files_are_stale = self._plain is not None and plain.pages != self._plain.pages
        self.project, self._plain = latest, plain
        self._show()
        return True

    def _convert(self, project: Project, site: Site, report: Report) -> None:
        """Report pages that cannot be converted; pages with a successful conversion are not tried again."""
        texts = {digest(str(page.text)): page.text for page in site.pages.values() if not page.raw}
        for key, text in texts.items():
            if key not in self._converted and project.converter.document_or_report(text, report) is None:
                texts = {known: other for known, other in texts.items() if known != key}
        self._converted = frozenset(texts)

    def make_views(self) -> bool:
        """Make the views of the pages that are shown; return whether they have no errors."""
        if self.project is None or self._plain is None:
            return False
        report = Report(self.project.silenced)
        site = full_site(self.project, self._plain.edition.name, report)
        if report.failed:
            self.problems = report.problems
            return False
        self._views, self._base = site.pages, self._plain
        self._assets = {
            name: data for name, data in site.assets.items() if data != self._plain.assets.get(name)
        }
        self.views_are_stale = self.files_are_stale = False
        self.site = site
        return True

    def publish(self) -> None:
        """Make the index of names and the machine-readable files of the pages that are shown."""
        if self.project is not None and self._plain is not None:
            edition = self._plain.edition.name
            made = full_site(self.project, edition, Report(self.project.silenced), views=False)
            self._plain = replace(self._plain, assets=made.assets)
            self.files_are_stale = False
            self._show()

    def is_view(self, path: str) -> bool:
        """Check whether the page at a path is a view, not a page of the project."""
        return self._plain is None or path not in self._plain.pages

    def _show(self) -> None:
        """Combine the present pages of the project with the views made last."""
        if self._plain is None:
            return
        own = self._plain.pages
        pages = {path: self._with_switch(page, self._views.get(path)) for path, page in own.items()}
        sources = {page.source for page in own.values()}
        # A page whose source was deleted is not a view, and is removed as well.
        pages |= {
            path: view
            for path, view in self._views.items()
            if path not in own and (not view.listed or not view.source or view.source in sources)
        }
        self.site = replace(self._plain, pages=pages, assets={**self._plain.assets, **self._assets})

    def _with_switch(self, page: Page, view: Page | None) -> Page:
        """Add the switch between texts that a page had when the views were made."""
        if view is not None and self._base is not None and self._base.pages.get(page.path) == page:
            return view
        block = block_of(view.text) if view is not None else None
        return page if block is None else replace(page, text=with_block(page.text, block))


def _same(a: Site, b: Site | None) -> bool:
    return b is not None and a.assets == b.assets and a.pages == b.pages
