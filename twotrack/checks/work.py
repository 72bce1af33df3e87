"""What the rules look at: the tree, its editions built and converted, its drafts; each of them once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from twotrack.config.facets import Edition, Editions
from twotrack.ledger.entries import Entry, read_ledger
from twotrack.ledger.uses import Use, find_uses
from twotrack.markdown.document import Document
from twotrack.markdown.includes import Expand
from twotrack.pages import Site, build_pages, open_expander
from twotrack.problems import Report
from twotrack.rfc import draft_build
from twotrack.source.tree import Tree


@dataclass(frozen=True, slots=True)
class DraftText:
    """A draft as it reads: its path, its name without `-latest`, its edition, and its parts converted."""

    path: str
    name: str
    edition: str
    parts: Mapping[str, Document]


@dataclass
class Work:
    """A project being checked. `built` gathers what building editions finds, `drafted` that of drafts."""

    project: draft_build.Project
    report: Report
    built: Report = field(default_factory=Report)
    drafted: dict[str, Report] = field(default_factory=dict)
    _sites: dict[str, Site] = field(default_factory=dict)
    _documents: dict[str, dict[str, Document]] = field(default_factory=dict)

    @classmethod
    def open(cls, root: Path, report: Report) -> Work | None:
        """Read the tree and what drafts share. Gives None, and reports why, where the tree cannot be used."""
        project = draft_build.open_project(root, report)
        return None if project is None else cls(project, report, Report(report.silenced))

    @property
    def root(self) -> Path:
        """The project's folder."""
        return self.project.root

    @property
    def tree(self) -> Tree:
        """The source tree."""
        return self.project.tree

    @property
    def editions(self) -> Editions:
        """What `editions.yml` declares."""
        return self.tree.editions

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """The ledger."""
        return read_ledger(self.root, self.report)

    @cached_property
    def uses(self) -> list[Use]:
        """Where the sources name ledger entries."""
        return find_uses(self.root, self.editions, self.report)

    @cached_property
    def _expand(self) -> Callable[[Edition], Expand]:
        return open_expander(self.tree, self.built)

    def site(self, edition: str) -> Site:
        """Return the pages of an edition."""
        if edition not in self._sites:
            self._sites[edition] = build_pages(self.tree, edition, self.built, expand=self._expand)
        return self._sites[edition]

    def documents(self, edition: str) -> dict[str, Document]:
        """Return source path -> document of an edition's pages; of those cut for each version, its own."""
        if edition not in self._documents:
            site = self.site(edition)
            own = [page for page in site.pages.values() if page.edition.values == site.edition.values]
            self._documents[edition] = {
                page.source: self.project.converter.document(page.text) for page in own
            }
        return self._documents[edition]

    @cached_property
    def drafts(self) -> list[DraftText]:
        """The drafts that can be assembled."""
        drafts = []
        for path in sorted((self.root / draft_build.DRAFTS).glob("draft-*.md")):
            shown = path.relative_to(self.root).as_posix()
            report = self.drafted.setdefault(shown, Report(self.report.silenced))
            project = replace(self.project, report=report)
            draft = draft_build.read_draft(project, path)
            converted = draft_build.convert(project, draft) if draft.file.meta.values else None
            if converted is not None:
                name = draft.file.meta.text("docname") or path.stem
                edition = draft.file.meta.text("edition") or self.editions.site
                parts = {part.name: part.document for part in converted[0]}
                drafts.append(DraftText(shown, name.removesuffix("-latest"), edition, parts))
        return drafts

    @property
    def distinct(self) -> tuple[Edition, ...]:
        """The editions that differ in their values."""
        return self.editions.distinct

    @property
    def pairs(self) -> tuple[tuple[Edition, Edition], ...]:
        """The editions to compare."""
        return self.editions.pairs
