"""The data of the views: the site, the texts of the other sides, the ledger; each converted once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from twotrack.config.sides import Side
from twotrack.ledger.entries import Entry
from twotrack.ledger.uses import Use
from twotrack.markdown.converter import CODE, ConversionError
from twotrack.markdown.document import Document
from twotrack.pages import Page, Site
from twotrack.problems import Report
from twotrack.project import Project
from twotrack.redline.compare import redline
from twotrack.redline.records import Redline
from twotrack.requirements.provenance import Provenance, classified, read_provenance
from twotrack.requirements.requirement_list import Requirement, requirements
from twotrack.site.views.machine_readable import publish
from twotrack.site.views.redline_parts import Shown, show
from twotrack.site.views.view_paths import COMPARE, REDLINE
from twotrack.text import Origin


@dataclass(frozen=True, slots=True)
class Compared:
    """A page of the site compared with its counterpart: the changes, and the HTML that shows them."""

    path: str
    page: Page
    other: Page
    title: str
    redline: Redline
    shown: Shown


@dataclass
class SideText:
    """The text of another side, compared with the site's text.

    `report` collects the problems of its edition, which `twotrack check` reports. `suffix` distinguishes its
    folders and pages from those of other sides; it is empty for the first.
    """

    context: Context
    side: Side
    suffix: str
    report: Report = field(default_factory=Report)

    @property
    def redlines(self) -> str:
        """The folder of its redlines."""
        return f"{REDLINE}{self.suffix}"

    @property
    def redline_title(self) -> str:
        """The name of its redlines for readers."""
        return "Redline" if len(self.context.texts) == 1 else f"Redline {self.side.title}"

    @property
    def scope_page(self) -> str:
        """The path of the page that shows how much of the specification it includes."""
        return f"{COMPARE}/scope{self.suffix}.md"

    @cached_property
    def site(self) -> Site:
        """The pages and machine-readable files of its edition."""
        project = self.context.project
        site = project.site(self.side.edition, self.report).copy()
        publish(project, site)
        return site

    @cached_property
    def counterparts(self) -> Mapping[str, Page]:
        """Map the path of a page of the site's text -> the page of this side with the same source."""
        own = {page.source: page for page in self.site.pages.values() if self.site.is_own(page)}
        main = self.context.site
        return {
            path: own[page.source]
            for path, page in main.pages.items()
            if page.source in own and main.is_own(page)
        }

    @cached_property
    def compared(self) -> Mapping[str, Compared]:
        """The changes of each page of the site that has a counterpart."""
        found = {}
        for path, other in self.counterparts.items():
            page = self.context.site.pages[path]
            after = self.context.document(other)
            changes = redline({page.source: self.context.document(page)}, {other.source: after})
            found[path] = Compared(path, page, other, title_of(after) or path, changes, show(changes))
        return found


@dataclass
class Context:
    """The site without views, and the data that the views show."""

    project: Project
    site: Site
    report: Report
    _anchors: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)

    @cached_property
    def texts(self) -> tuple[SideText, ...]:
        """The texts of the other sides that share a page with the site, in the order of declaration."""
        sides = self.project.editions.sides
        found: list[SideText] = []
        for side in sides.others if sides else ():
            if not side.edition:
                continue
            text = SideText(self, side, f"-{side.folder}" if found else "")
            if text.counterparts:
                found.append(text)
        return tuple(found)

    @property
    def main(self) -> Side:
        """The side that the site shows. Raises ValueError if there are no sides."""
        sides = self.project.editions.sides
        if sides is None:
            raise ValueError("editions.yml declares no sides")
        return sides.sides[sides.main]

    @cached_property
    def documents(self) -> Mapping[str, Mapping[str, Document]]:
        """Map edition -> source path -> document, for the site's text and those of other sides."""
        sites = [self.site, *(text.site for text in self.texts)]
        return {
            site.edition.name: {
                page.source: self.document(page) for page in site.pages.values() if site.is_own(page)
            }
            for site in sites
        }

    @cached_property
    def pages(self) -> Mapping[str, Mapping[str, str]]:
        """The paths of the pages of the same texts, by edition and source path."""
        found = {
            self.site.edition.name: {
                page.source: path for path, page in self.site.pages.items() if self.site.is_own(page)
            }
        }
        for text in self.texts:
            found[text.site.edition.name] = {
                page.source: f"{text.side.folder}/{path}" for path, page in text.site.pages.items()
            }
        return found

    @cached_property
    def requirements(self) -> list[Requirement]:
        """Every statement with a keyword of BCP 14 in these texts, with its provenance."""
        return [
            replace(requirement, provenance=row.name, note=row.note) if row else requirement
            for requirement, row in classified(
                requirements(self.documents, self.site.tree.editions), self.provenance
            )
        ]

    @cached_property
    def provenance(self) -> Provenance:
        """The provenance of requirements. Problems of its files are reported by `twotrack check`."""
        return read_provenance(self.project.root, self.project.editions, Report())

    def anchors(self, edition: str, path: str) -> frozenset[str]:
        """Return the anchors of a page in `pages`."""
        if (edition, path) not in self._anchors:
            page = self.site.pages.get(path) if edition == self.site.edition.name else None
            for text in self.texts:
                if text.site.edition.name == edition:
                    page = text.site.pages.get(path.removeprefix(f"{text.side.folder}/"))
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

    def inline(self, markdown: str, where: Origin) -> str:
        """Convert inline Markdown written at `where`, such as a text of the ledger, to HTML."""
        try:
            html = self.project.converter.html(markdown).strip()
        except ConversionError as error:
            self.report.add(CODE, where, f"the text {error}")
            return ""
        return html.removeprefix("<p>").removesuffix("</p>")


def title_of(document: Document) -> str:
    """Return the words of a document's title; empty if it has no title."""
    found = next(document.root.iter("h1"), None)
    return "" if found is None else " ".join(found.text_content().split())
