"""The project: everything that commands, checks and views share, built once and on first use."""

from __future__ import annotations

import hashlib
from collections.abc import Container
from dataclasses import replace
from pathlib import Path

from twotrack.config import mkdocs_file
from twotrack.config.mkdocs_file import MkDocsConfig
from twotrack.edition_sharing import EditionSharing
from twotrack.inputs import Inputs, read_mkdocs
from twotrack.markdown.document import Document
from twotrack.markdown.includes import Expand
from twotrack.page_index import PageMemory
from twotrack.pages import Page, Site, build_pages, open_expander
from twotrack.problems import Report
from twotrack.rfc.draft_build import OUT, Drafts, read_drafts, report_misnamed
from twotrack.source.tree import SPEC, Tree, read_tree
from twotrack.store import digest
from twotrack.text import Text

# Lines. A copy of this process costs about as much as the conversion of some hundred.
_LARGE = 5_000
_DATA = frozenset({".yml", ".yaml", ".json", ".tsv"})


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
        """Use the tree and configuration of `root`; problems with a code in `silenced` are not recorded."""
        super().__init__(root, tree, silenced, mkdocs)
        # Renderings of data are shared by the editions, so the problems found in them are shared too.
        self._rendering = Report(silenced)
        self._expanders: dict[int, Expand] = {}
        self._expand = open_expander(self, self._rendering, known=self._expanders)
        self._memories: dict[str, PageMemory[Page]] | None = None
        self._sharing = EditionSharing()
        # By the text, which editions share; with it, so that no other text gets its id.
        self._documents: dict[int, tuple[Text, Document]] = {}
        self._conversion = Report(silenced)
        self.draft_folder = root / OUT
        """The folder of built drafts, which the site publishes."""
        self.shares_data = False
        """Whether data and declarations are those of the project that was renewed."""
        self.data_signature = ""
        """A hash of the data and declarations that were read, if `renewed` is to compare it."""

    @property
    def is_large(self) -> bool:
        """Whether the text is so long that work in several processes saves time."""
        return sum(len(source.body.text) for source in self.tree.sources.values()) > _LARGE

    def site(self, edition: str, report: Report) -> Site:
        """Build the pages of an edition. Raises KeyError for an unknown edition."""
        self.report_settings(report)
        return self._once(("site", edition), lambda own: self._build(edition, own), report)

    def _build(self, edition: str, report: Report, only: Container[str] | None = None) -> Site:
        self.progress(edition)
        memory = None
        if self._memories is not None and only is None:
            memory = self._memories.setdefault(edition, PageMemory())
        site = build_pages(self, edition, report, only, self._expand, memory, self._sharing)
        report.take(self._rendering)
        return site

    def document(self, page: Page) -> Document:
        """Convert the text of a page that `site` returned.

        It is empty if the text cannot be converted; `report_conversion` reports the reason.
        """
        known = self._documents.get(id(page.text))
        if known is None:
            found = self.converter.document_or_report(page.text, self._conversion)
            known = self._documents[id(page.text)] = page.text, found or Document.of_html("", page.text)
        return known[1]

    def own_pages(self, edition: str, report: Report) -> dict[str, Page]:
        """List the pages of an edition by source path; see `documents`."""
        site = self.site(edition, report)
        return {page.source: page for page in site.pages.values() if site.is_own(page)}

    def convert(self, site: Site, report: Report) -> None:
        """Convert all pages of a site that an engine will convert, and report those that cannot be."""
        for page in site.pages.values():
            if not page.raw:
                self.document(page)
        self.report_conversion(report)

    def report_conversion(self, report: Report) -> None:
        """Add to `report` the errors of the texts that `document` was called for so far."""
        report.take(self._conversion)

    def documents(self, edition: str, report: Report) -> dict[str, Document]:
        """Convert the documents of an edition's pages by source path. Raises KeyError for an unknown edition.

        Of the pages that are built for each version, only those of the edition's own version are included.
        """
        pages = self.own_pages(edition, report)
        found = {source: self.document(page) for source, page in pages.items()}
        self.report_conversion(report)
        return found

    def version_documents(self, report: Report) -> dict[str, dict[str, Document]]:
        """Convert, for each version, the documents of the pages that are built for it, by source path.

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

    def remember_pages(self) -> None:
        """Keep the pages for `renewed`; this takes memory that a single build does not need."""
        if self._memories is None:
            self._memories = {}

    def renewed(self, report: Report) -> Project | None:
        """Read the project again after an edit; return None, with the reasons reported, if it cannot be used.

        Everything that the edit did not change is taken from this project, which must not be used afterwards.
        """
        data_signature = signature(self.root)
        tree = read_tree(self.root, report, self.tree)
        mkdocs = read_mkdocs(self.root, report)
        if tree is None or mkdocs is None:
            return None
        made = Project(self.root, tree, report.silenced, mkdocs)
        made.remember_pages()
        made.draft_folder = self.draft_folder
        made.__dict__["store"] = self.store
        made.data_signature = data_signature
        # Errors in data are reported when it is rendered, and errors in a text when it is converted; only
        # results without errors may be kept.
        clean = not self._rendering.problems and not self._conversion.problems
        if clean and tree.editions is self.editions and made.data_signature == self.data_signature:
            made._share(self)
        return made

    def _share(self, before: Project) -> None:
        """Use the data, the rendered data, the pages and the documents of a project before an edit."""
        for name in ("data", "entries"):
            if name in before._results:
                self._results[name] = before._results[name]
        self.shares_data = True
        self._rendering = before._rendering
        self._expanders = before._expanders
        self._expand = open_expander(self, self._rendering, known=self._expanders)
        self._memories = before._memories
        site = before._results.get(("site", self.editions.site))
        texts = {id(page.text) for page in site[0].pages.values()} if site else set()
        self._documents = {key: known for key, known in before._documents.items() if key in texts}

    def drafts(self, report: Report) -> Drafts:
        """Open the drafts, bound to `report`: problems of later work on them are added to it too."""
        self.report_settings(report)
        return replace(self._once("drafts", lambda own: read_drafts(self, own), report), report=report)


def signature(root: Path) -> str:
    """Compute a hash of a project's files that are not text: data, declarations, the ledger, references."""
    found: list[str] = []
    for folder in (root / SPEC, root / "drafts"):
        for path in sorted(folder.rglob("*")):
            if path.suffix in _DATA and path.is_file():
                found += (path.as_posix(), hashlib.sha256(path.read_bytes()).hexdigest())
    config = root / "mkdocs.yml"
    return digest(*found, config.read_text("utf-8", "replace") if config.is_file() else "")


def open_project(root: Path, report: Report) -> Project | None:
    """Read the tree and `mkdocs.yml` of a project; report why and return None if they cannot be used.

    The codes that `report` silences are silenced in all that the project reports.
    """
    tree = read_tree(root, report)
    mkdocs = read_mkdocs(root, report)
    report_misnamed(root, report)
    if tree is None or mkdocs is None:
        return None
    if mkdocs.edition and mkdocs.edition not in tree.editions.editions:
        known = ", ".join(tree.editions.editions)
        text = f"unknown edition '{mkdocs.edition}'; expected one of: {known}"
        report.add(mkdocs_file.CODE, mkdocs.origin("plugins", "edition"), text)
        return None
    return Project(root, tree, report.silenced, mkdocs)


def open_for_edits(root: Path, report: Report) -> Project | None:
    """Read the tree of a project as `open_project` does, so that `Project.renewed` is quick after an edit."""
    before = signature(root)
    project = open_project(root, report)
    if project is not None:
        project.remember_pages()
        project.data_signature = before
    return project
