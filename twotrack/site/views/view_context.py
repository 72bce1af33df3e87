"""What the views are made from: the site, the other track's text, the ledger; each converted once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from twotrack.requirements.requirement_list import Requirement, requirements
from twotrack.markdown.document import Document
from twotrack.ledger.entries import Entry
from twotrack.ledger.uses import Use
from twotrack.pages import Page, Site
from twotrack.problems import Report
from twotrack.project import Project
from twotrack.redline.compare import redline
from twotrack.redline.records import Redline
from twotrack.config.facets import Domain, Edition
from twotrack.site.views.view_paths import LTS
from twotrack.site.views.machine_readable import publish
from twotrack.site.views.redline_parts import Shown, show


@dataclass(frozen=True, slots=True)
class Compared:
    """A page of the site held against its counterpart: the changes, and the HTML that shows them."""

    path: str
    page: Page
    other: Page
    title: str
    redline: Redline
    shown: Shown


@dataclass
class Context:
    """The site without views, and what the views show of it.

    `lts_report` collects the problems of the other edition, which `twotrack check` reports.
    """

    project: Project
    site: Site
    report: Report
    lts_report: Report = field(default_factory=Report)
    _anchors: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)

    @cached_property
    def other(self) -> Edition | None:
        """The edition that stands beside the site's own: the first declared one of another track."""
        track = self.site.edition.values.get("track")
        versions = self.site.tree.editions.lineage.versions
        return next(
            (
                edition
                for edition in self.site.tree.editions.editions.values()
                if edition.values.get("track") != track and edition.name not in versions
            ),
            None,
        )

    @cached_property
    def lts(self) -> Site | None:
        """The pages and machine-readable files of that edition."""
        if self.other is None:
            return None
        site = self.project.site(self.other.name, self.lts_report).copy()
        publish(self.project, site)
        return site

    @cached_property
    def counterparts(self) -> Mapping[str, Page]:
        """Return path of a page of the site's own text -> the other edition's page of the same source."""
        if self.lts is None:
            return {}
        own = {page.source: page for page in self.lts.pages.values() if self.lts.is_own(page)}
        return {
            path: own[page.source]
            for path, page in self.site.pages.items()
            if page.source in own and self.site.is_own(page)
        }

    @cached_property
    def compared(self) -> Mapping[str, Compared]:
        """Give, for each page of the site that has a counterpart, what changed between them."""
        found = {}
        for path, other in self.counterparts.items():
            page = self.site.pages[path]
            after = self.document(other)
            changes = redline({page.source: self.document(page)}, {other.source: after})
            found[path] = Compared(path, page, other, title_of(after) or path, changes, show(changes))
        return found

    @cached_property
    def documents(self) -> Mapping[str, Mapping[str, Document]]:
        """Return edition -> source path -> document, of the site's own text and the other edition's."""
        sites = [self.site, *([self.lts] if self.lts else [])]
        return {
            site.edition.name: {
                page.source: self.document(page) for page in site.pages.values() if site.is_own(page)
            }
            for site in sites
        }

    @cached_property
    def pages(self) -> Mapping[str, Mapping[str, str]]:
        """Return edition -> source path -> path of the page, for the same texts."""
        found = {
            self.site.edition.name: {
                page.source: path for path, page in self.site.pages.items() if self.site.is_own(page)
            }
        }
        if self.lts is not None:
            found[self.lts.edition.name] = {
                page.source: f"{LTS}/{path}" for path, page in self.lts.pages.items()
            }
        return found

    @cached_property
    def requirements(self) -> list[Requirement]:
        """Return every statement with a key word of BCP 14 of these texts."""
        return requirements(self.documents, self.site.tree.editions)

    def anchors(self, edition: str, path: str) -> frozenset[str]:
        """Return the anchors of a page that `pages` names."""
        if (edition, path) not in self._anchors:
            site = self.site if edition == self.site.edition.name else self.lts
            page = site.pages[path.removeprefix("" if site is self.site else f"{LTS}/")] if site else None
            self._anchors[edition, path] = frozenset(anchor.id for anchor in (page.anchors if page else ()))
        return self._anchors[edition, path]

    def document(self, page: Page) -> Document:
        """Return the converted text of a page of the site or of the other edition."""
        return self.project.document(page)

    @property
    def entries(self) -> Mapping[str, Entry]:
        """The ledger entries by id."""
        return self.project.entries(self.report)

    @property
    def uses(self) -> list[Use]:
        """The uses of ledger entries in the sources."""
        return self.project.uses(self.report)

    def inline(self, markdown: str) -> str:
        """Return inline Markdown, such as a text of the ledger, as HTML."""
        html = self.project.converter.html(markdown).strip()
        return html.removeprefix("<p>").removesuffix("</p>")


def title_of(document: Document) -> str:
    """Return the words of a document's title; empty if it has none."""
    found = next(document.root.iter("h1"), None)
    return "" if found is None else " ".join(found.text_content().split())
