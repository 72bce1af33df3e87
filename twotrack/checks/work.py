"""The state of one check: the project, the problems found so far, and the texts that rules compare."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from twotrack.census.shown_words import shown_by_kind
from twotrack.config.facets import Edition, Editions
from twotrack.ledger.entries import Entry
from twotrack.ledger.uses import Use
from twotrack.markdown.document import Document
from twotrack.pages import Page, Site
from twotrack.problems import Report
from twotrack.project import Project
from twotrack.rfc import draft_build
from twotrack.source.tree import SPEC, Tree
from twotrack.text import Text


@dataclass(frozen=True, slots=True)
class DraftText:
    """A converted draft: its path, its name without `-latest`, its edition, and its parts."""

    path: str
    name: str
    edition: str
    parts: Mapping[str, Document]


@dataclass
class Work:
    """A check of a project: its problems, and the texts that its rules compare.

    `report` is shown to the user. `built` collects the problems of building editions, `drafted` those of each
    draft by its path, for the rules that combine them.
    """

    project: Project
    report: Report
    built: Report
    drafted: dict[str, Report] = field(default_factory=dict)
    _shown: dict[int, tuple[Document, dict[str, Counter[str]]]] = field(default_factory=dict)

    @classmethod
    def of(cls, project: Project, report: Report) -> Work:
        """Return a check of a project that has found nothing yet."""
        return cls(project, report, Report(report.silenced))

    @property
    def root(self) -> Path:
        """The folder of the project."""
        return self.project.root

    @property
    def tree(self) -> Tree:
        """The source tree."""
        return self.project.tree

    @property
    def editions(self) -> Editions:
        """The declarations of `editions.yml`."""
        return self.project.editions

    @property
    def entries(self) -> Mapping[str, Entry]:
        """The ledger entries by id."""
        return self.project.entries(self.report)

    @property
    def uses(self) -> list[Use]:
        """The uses of ledger entries in the sources."""
        return self.project.uses(self.report)

    def site(self, edition: str) -> Site:
        """Return the pages of an edition."""
        return self.project.site(edition, self.built)

    def documents(self, edition: str, beside: Edition | None = None) -> dict[str, Document]:
        """Return the documents of an edition's own pages by source path.

        Those of domains that the edition `beside` leaves out are empty: nothing in them is looked at.
        """
        pages = self.project.own_pages(edition, self.built)
        return {
            source: Document.of_html("", Text())
            if beside is not None and self.editions.leaves_out(source.removeprefix(f"{SPEC}/"), beside)
            else self.project.document(page)
            for source, page in pages.items()
        }

    def shown(self, document: Document) -> dict[str, Counter[str]]:
        """Count the words that a document shows by kind of block, once for all rules."""
        known = self._shown.get(id(document))
        if known is None or known[0] is not document:
            known = self._shown[id(document)] = (document, shown_by_kind(document.root))
        return known[1]

    def convert(self) -> None:
        """Convert the pages that `documents` is going to return, in several processes if there are many."""
        self.project.converter.convert_all(page.text for page in self.compared_pages)

    @cached_property
    def compared_pages(self) -> list[Page]:
        """The pages that rules compare, from all editions; of those with the same text, the first."""
        editions = {self.editions.site, *(edition.name for pair in self.pairs for edition in pair)}
        pages = [
            page for name in sorted(editions) for page in self.project.own_pages(name, self.built).values()
        ]
        if self.editions.provenance:
            # Their requirements are those of all versions.
            pages += self.site(self.editions.site).pages.values()
        found = {id(page.text): page for page in reversed(pages) if not page.raw}
        return list(reversed(found.values()))

    @cached_property
    def drafts(self) -> list[DraftText]:
        """The drafts that can be assembled."""
        texts = []
        for path in draft_build.draft_paths(self.root):
            shown = path.relative_to(self.root).as_posix()
            report = self.drafted.setdefault(shown, Report(self.report.silenced))
            drafts = self.project.drafts(report)
            draft = draft_build.read_draft(drafts, path)
            converted = draft_build.convert(drafts, draft) if draft.file.meta.values else None
            if converted is not None:
                name = draft.file.meta.text("docname") or path.stem
                edition = draft.file.meta.text("edition") or self.editions.site
                parts = {part.name: part.document for part in converted[0]}
                texts.append(DraftText(shown, name.removesuffix("-latest"), edition, parts))
        return texts

    @property
    def distinct(self) -> tuple[Edition, ...]:
        """The editions that differ in their values."""
        return self.editions.distinct

    @property
    def pairs(self) -> tuple[tuple[Edition, Edition], ...]:
        """The editions to compare."""
        return self.editions.pairs
