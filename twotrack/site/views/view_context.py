"""What the views are made from: the site, the other track's text, the ledger; each converted once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from twotrack.requirements.requirement_list import Requirement, requirements
from twotrack.markdown.document import Document
from twotrack.markdown.converter import Converter, open_converter
from twotrack.ledger.entries import Entry, read_ledger
from twotrack.ledger.uses import Use, find_uses
from twotrack.pages import Page, Site, build_pages
from twotrack.problems import Report
from twotrack.redline.compare import redline
from twotrack.redline.records import Redline
from twotrack.config.facets import Domain, Edition
from twotrack.site.views.view_paths import LTS
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
    """The site before any view is put into it. What is asked for is made once."""

    site: Site
    report: Report
    lts_report: Report = field(default_factory=Report)
    _documents: dict[int, Document] = field(default_factory=dict)
    _anchors: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)

    @cached_property
    def converter(self) -> Converter:
        """The project's converter."""
        return open_converter(self.site.tree.root)

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
        """The pages of that edition. What is wrong with them is not for the site to say: `check` does."""
        if self.other is None:
            return None
        return build_pages(self.site.tree, self.other.name, self.lts_report)

    @cached_property
    def counterparts(self) -> Mapping[str, Page]:
        """Return path of a page of the site's own text -> the other edition's page of the same source."""
        if self.lts is None:
            return {}
        own = {page.source: page for page in self.lts.pages.values() if self.is_own(page, self.lts)}
        return {
            path: own[page.source]
            for path, page in self.site.pages.items()
            if page.source in own and self.is_own(page, self.site)
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
                page.source: self.document(page) for page in site.pages.values() if self.is_own(page, site)
            }
            for site in sites
        }

    @cached_property
    def pages(self) -> Mapping[str, Mapping[str, str]]:
        """Return edition -> source path -> path of the page, for the same texts."""
        found = {
            self.site.edition.name: {
                page.source: path for path, page in self.site.pages.items() if self.is_own(page, self.site)
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

    @staticmethod
    def is_own(page: Page, site: Site) -> bool:
        """Return whether a page is cut for the site's own edition, not for one of the other versions."""
        return page.edition.values == site.edition.values

    def document(self, page: Page) -> Document:
        """Return a page of the site or of the other edition converted."""
        known = self._documents.get(id(page))
        if known is None:
            known = self._documents[id(page)] = self.converter.document(page.text)
        return known

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """The ledger."""
        return read_ledger(self.site.tree.root, self.report)

    @cached_property
    def uses(self) -> list[Use]:
        """Where the sources name ledger entries."""
        return find_uses(self.site.tree.root, self.site.tree.editions, self.report)

    def inline(self, markdown: str) -> str:
        """Return inline Markdown, such as a text of the ledger, as HTML."""
        html = self.converter.html(markdown).strip()
        return html.removeprefix("<p>").removesuffix("</p>")


def title_of(document: Document) -> str:
    """Return the words of a document's title; empty if it has none."""
    found = next(document.root.iter("h1"), None)
    return "" if found is None else " ".join(found.text_content().split())
