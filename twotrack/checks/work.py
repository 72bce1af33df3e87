"""What the rules look at: the tree, its editions built and converted, its drafts; each of them once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from twotrack.config.facets import Edition, Editions
from twotrack.ledger.entries import Entry
from twotrack.ledger.uses import Use
from twotrack.markdown.document import Document
from twotrack.pages import Site
from twotrack.problems import Report
from twotrack.project import Project
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
    """A check of a project: what it found, and the texts that its rules compare.

    `report` is shown to the user. `built` collects the problems of building editions, `drafted` those of each
    draft by its path, for the rules that combine them.
    """

    project: Project
    report: Report
    built: Report
    drafted: dict[str, Report] = field(default_factory=dict)

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

    def documents(self, edition: str) -> dict[str, Document]:
        """Return the documents of an edition's own pages by source path."""
        return self.project.documents(edition, self.built)

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

    @cached_property
    def distinct(self) -> list[Edition]:
        """Return the editions that differ in their values; of several that do not, the first declared."""
        first: dict[tuple[str, ...], Edition] = {}
        for edition in self.editions.editions.values():
            first.setdefault(tuple(edition.values.values()), edition)
        return list(first.values())

    @cached_property
    def pairs(self) -> list[tuple[Edition, Edition]]:
        """Return the editions to hold against each other: one of the site's track, one of another.

        An edition of another track is held against that of the site's track which has the version that
        its own is based on, since an LTS version stands beside its base.
        """
        editions = self.editions
        site = editions.editions[editions.site]
        by_values = {tuple(edition.values.values()): edition for edition in self.distinct}
        pairs = []
        for edition in by_values.values():
            if edition.values.get("track") == site.values.get("track"):
                continue
            values = {**edition.values, "track": site.values.get("track", "")}
            for facet, value in values.items():
                version = editions.lineage.versions.get(value)
                if version is not None and version.track == edition.values.get("track") and version.based_on:
                    values[facet] = version.based_on
            base = by_values.get(tuple(values.values()))
            if base is not None:
                pairs.append((base, edition))
        return pairs
