"""What the views are made from: the site, the other track's text, the ledger; each converted once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from twotrack.convert.document import Document
from twotrack.convert.markdown import Converter, open_converter
from twotrack.ledger.entries import Entry, read_ledger
from twotrack.ledger.uses import Use, find_uses
from twotrack.pages import Page, Site, build_pages
from twotrack.problems import Report
from twotrack.source.editions import Domain, Edition

# The folder of the views, which the navigation names last, and of each of the variants of the text.
COMPARE, LTS, REDLINE = "compare", "lts", "redline"
LEDGER_PAGE = f"{COMPARE}/ledger.md"
SCOPE_PAGE = f"{COMPARE}/scope.md"
REQUIREMENTS_PAGE = f"{COMPARE}/requirements.md"
REFERENCES_PAGE = f"{COMPARE}/references.md"
VIEWS = Domain("views", "Compare", (f"{COMPARE}/",), "", "")


@dataclass
class Context:
    """The site before any view is put into it. What is asked for is made once."""

    site: Site
    report: Report
    _documents: dict[tuple[str, str], Document] = field(default_factory=dict)

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
        return self.other and build_pages(self.site.tree, self.other.name, Report())

    @cached_property
    def counterparts(self) -> Mapping[str, Page]:
        """Give, for a page of the site's own text, the page of the other edition that is cut from the same source."""
        if self.lts is None:
            return {}
        own = {page.source: page for page in self.lts.pages.values() if self.is_own(page, self.lts)}
        return {
            path: own[page.source]
            for path, page in self.site.pages.items()
            if page.source in own and self.is_own(page, self.site)
        }

    @staticmethod
    def is_own(page: Page, site: Site) -> bool:
        """Tell whether a page is cut for the site's own edition, not for one of the other versions."""
        return page.edition.values == site.edition.values

    def document(self, site: Site, page: Page) -> Document:
        """Give a page converted."""
        key = (site.edition.name, page.path)
        if key not in self._documents:
            self._documents[key] = self.converter.document(page.text)
        return self._documents[key]

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """The ledger."""
        return read_ledger(self.site.tree.root, self.report)

    @cached_property
    def uses(self) -> list[Use]:
        """Where the sources name ledger entries."""
        return find_uses(self.site.tree.root, self.site.tree.editions, self.report)

    def inline(self, markdown: str) -> str:
        """Give inline Markdown, such as a text of the ledger, as HTML."""
        html = self.converter.html(markdown).strip()
        return html.removeprefix("<p>").removesuffix("</p>")
