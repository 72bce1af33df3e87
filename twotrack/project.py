"""The project: everything that commands, checks and views share, built once and on first use."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace
from pathlib import Path

from twotrack.config import mkdocs_file
from twotrack.config.mkdocs_file import MkDocsConfig
from twotrack.inputs import Inputs, read_mkdocs
from twotrack.markdown.document import Document
from twotrack.pages import Page, Site, build_pages, open_expander
from twotrack.problems import Report
from twotrack.rfc.draft_build import OUT, Drafts, read_drafts
from twotrack.source.tree import SPEC, Tree, read_tree


class Project(Inputs):
    """The inputs of a project, the pages and documents of its editions, and its drafts.

    Objects that are returned are shared: a caller that changes pages works on a copy of the site.
    """

    def __init__(
        self,
        root: Path,
        tree: Tree,
        silenced: frozenset[str] = frozenset(),
        mkdocs: MkDocsConfig | None = None,
    ) -> None:
        """Use what was read from `root`; problems with a code in `silenced` are not recorded."""
        super().__init__(root, tree, silenced, mkdocs)
        # Renderings of data are shared by the editions, so the problems found in them are shared too.
        self._rendering = Report(silenced)
        self._expand = open_expander(self, self._rendering)
        self._documents: dict[int, Document] = {}
        self._conversion = Report(silenced)
        self.draft_folder = root / OUT
        """The folder of built drafts, which the site publishes."""

    def site(self, edition: str, report: Report) -> Site:
        """Return the pages of an edition. Raises KeyError for an unknown edition."""
        return self._once(("site", edition), lambda own: self._build(edition, own), report)

    def _build(self, edition: str, report: Report, only: Container[str] | None = None) -> Site:
        self.progress(edition)
        site = build_pages(self, edition, report, only, self._expand)
        report.take(self._rendering)
        return site

    def document(self, page: Page) -> Document:
        """Return the converted text of a page that `site` returned.

        It is empty if the text cannot be converted; `report_conversion` says why.
        """
        known = self._documents.get(id(page))
        if known is None:
            found = self.converter.document_or_report(page.text, self._conversion)
            known = self._documents[id(page)] = found or Document.of_html("", page.text)
        return known

    def convert(self, site: Site, report: Report) -> None:
        """Convert all pages of a site that an engine will convert, and report those that cannot be."""
        for page in site.pages.values():
            if not page.raw:
                self.document(page)
        self.report_conversion(report)

    def report_conversion(self, report: Report) -> None:
        """Add to `report` what is wrong with the texts that `document` was called for so far."""
        report.take(self._conversion)

    def documents(self, edition: str, report: Report) -> dict[str, Document]:
        """Return the documents of an edition's pages by source path. Raises KeyError for an unknown edition.

        Of the pages that are built for each version, only those of the edition's own version are included.
        """
        site = self.site(edition, report)
        found = {page.source: self.document(page) for page in site.pages.values() if site.is_own(page)}
        self.report_conversion(report)
        return found

    def version_documents(self, report: Report) -> dict[str, dict[str, Document]]:
        """Return, for each version, the documents of the pages that are built for it, by source path.

        They are the pages of the site's edition, so that references to other pages read as on the site.
        """
        editions = self.editions
        whole = ("site", editions.site)
        site = self._once(
            # A comparison of two versions needs no other pages; they are not built for it.
            whole if whole in self._results else "version pages",
            lambda own: self._build(editions.site, own, only=editions.versioned),
            report,
        )
        found: dict[str, dict[str, Document]] = {version: {} for version in editions.lineage.versions}
        for page in site.pages.values():
            if page.source.removeprefix(f"{SPEC}/") in editions.versioned:
                found[page.edition.name][page.source] = self.document(page)
        self.report_conversion(report)
        return found

    def drafts(self, report: Report) -> Drafts:
        """Return the drafts, bound to `report`: problems of later work on them are added to it too."""
        return replace(self._once("drafts", lambda own: read_drafts(self, own), report), report=report)


def open_project(root: Path, report: Report) -> Project | None:
    """Read the tree and `mkdocs.yml` of a project; report why and return None if they cannot be used.

    The codes that `report` silences are silenced in all that the project reports.
    """
    tree = read_tree(root, report)
    mkdocs = read_mkdocs(root, report)
    if tree is None or mkdocs is None:
        return None
    if mkdocs.edition and mkdocs.edition not in tree.editions.editions:
        known = ", ".join(tree.editions.editions)
        text = f"unknown edition '{mkdocs.edition}'; expected one of: {known}"
        report.add(mkdocs_file.CODE, mkdocs.origin("plugins", "edition"), text)
        return None
    return Project(root, tree, report.silenced, mkdocs)
