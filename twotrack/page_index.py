"""The pages of an edition between scanning and resolving: their anchors, and their use after an edit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from twotrack.config.facets import Edition
from twotrack.markdown.cross_references import Target
from twotrack.markdown.scan.anchors import Anchor
from twotrack.markdown.scan.block_starts import Scanned
from twotrack.problems import Report
from twotrack.source.tree import SPEC, Source, Tree

P = TypeVar("P")


@dataclass(slots=True)
class ScannedPage:
    """A page between the two passes: scanned, with unresolved references."""

    path: str
    source: str
    edition: Edition
    scanned: Scanned


class Index:
    """The pages and anchors of an edition.

    Several pages may have the same anchor only if they are built from one source for different versions.
    A reference from one of them leads to its own; from other pages, to the page of the edition's version.
    """

    def __init__(self, pages: list[ScannedPage], edition: Edition, report: Report) -> None:
        """Index the anchors of all pages. A duplicate anchor is reported at its second occurrence."""
        self._at: dict[str, dict[str, Anchor]] = {}
        self._ids: dict[str, frozenset[str]] = {}
        self._pages = {page.path: page for page in pages}
        self._versioned = frozenset(page.path for page in pages if page.edition.name != edition.name)
        self._home = {
            page.source: page.path
            for page in pages
            if page.edition.values == edition.values or page.path == page.source
        }
        for page in pages:
            here: dict[str, Anchor] = {}
            for anchor in page.scanned.anchors:
                others = self._at.setdefault(anchor.id, {})
                clash = page.path if anchor.id in here else self._of_another_source(others, page.source)
                if clash is not None:
                    first = self._pages[clash].scanned.text.origin(
                        (here.get(anchor.id) or others[clash]).line
                    )
                    where = page.scanned.text.origin(anchor.line)
                    place = f"{first.path}:{first.line}"
                    text = f"duplicate anchor {anchor.id!r}, also at {place}; rename the newer one"
                    if first == where:
                        text = f"anchor {anchor.id!r} is included in the edition twice; include it once"
                    report.add("anchor-duplicate", where, text)
                    continue
                here[anchor.id] = others[page.path] = anchor

    def _of_another_source(self, paths: Iterable[str], source: str) -> str | None:
        return next((path for path in paths if self._pages[path].source != source), None)

    def __iter__(self) -> Iterator[str]:
        """Yield every anchor."""
        return iter(self._at)

    def path_fault(self, path: str, anchor: str, tree: Tree, edition: Edition) -> tuple[str, str] | None:  # noqa: PLR0911
        """Check a link to a page by its path; the result is the code and message of an error, or None.

        A path that is no source of the tree may be a page that is made from data or for a view.
        """
        if path not in self._pages:
            cut_from = _version_source(path, tree)
            # The pages of a version are published with those of all other versions.
            if cut_from is not None and edition.name not in tree.editions.lineage.versions:
                return "reference-cut", f"the edition {edition.name} leaves out {path!r} ({SPEC}/{cut_from})"
            if path not in tree.sources or any(page.source == path for page in self._pages.values()):
                return None
            if tree.is_part(path):
                return "reference-unknown", f"{path} is a part that pages include, no page; link to an anchor"
            return "reference-cut", f"the edition {edition.name} leaves out the page {path}"
        if not anchor or anchor in self._anchors_of(path):
            return None
        source = tree.sources.get(self._pages[path].source)
        if source and any(anchor in line for line in source.body.text.lines):
            return "reference-cut", f"the edition {edition.name} leaves out {anchor!r} of {path}"
        return "reference-unknown", f"no anchor {anchor!r} on the page {path}"

    def _anchors_of(self, path: str) -> frozenset[str]:
        """Collect the anchors of a page, including those of its raw HTML."""
        if path not in self._ids:
            page = self._pages[path]
            written = re.findall(r"""\b(?:id|name)=["']?([^"'\s>]+)""", str(page.scanned.text))
            self._ids[path] = frozenset({*written, *(anchor.id for anchor in page.scanned.anchors)})
        return self._ids[path]

    def find(self, anchor: str, page: str) -> Target | None:
        """Find the target of an anchor as seen from a page."""
        at = self._at.get(anchor)
        if not at:
            return None
        if page in at:
            return Target(page, at[page])
        asking = self._pages.get(page)
        first = next(iter(at))
        source = self._pages[first].source
        if asking is not None and asking.source == source:
            # The page of a version does not lead to an anchor that only another version has.
            return None
        home = self._home.get(source)
        chosen = home if home in at else list(at)[-1]
        return Target(chosen, at[chosen])


def _version_source(path: str, tree: Tree) -> str | None:
    """Find the source that the page of a version at `path` is cut from, None for any other page."""
    for source, pattern in tree.editions.versioned.items():
        if any(pattern.format(slug=v.slug) == path for v in tree.editions.lineage.versions.values()):
            return source
    return None


@dataclass(slots=True)
class Found:
    """The questions of a page to an index while its references were resolved, and the answers."""

    anchors: dict[str, Target | None] = field(default_factory=dict)
    links: set[tuple[str, str]] = field(default_factory=set)

    def is_same(self, index: Index, page: ScannedPage, tree: Tree, *, missing: bool = False) -> bool:
        """Check whether an index returns the same answers.

        An anchor that was not found is looked for again in a tree that may have changed; with `missing`, the
        tree is the same.
        """
        for anchor, target in self.anchors.items():
            if (target is None and not missing) or index.find(anchor, page.path) != target:
                return False
        return not any(index.path_fault(path, anchor, tree, page.edition) for path, anchor in self.links)


class PageMemory(Generic[P]):
    """The pages of an edition as they were built last, for the next build after an edit.

    A page is used again if the sources that it was assembled from are the same objects and if its references
    lead to the same targets. Pages with errors are not kept, so that each build reports them. The
    owner of the memory drops it when data or declarations change.
    """

    def __init__(self) -> None:
        """Remember nothing yet."""
        self._scanned: dict[tuple[str, str], tuple[ScannedPage, dict[str, Source]]] = {}
        self._pages: dict[str, tuple[P, ScannedPage, Any, Found, Mapping[str, str]]] = {}

    def scanned(self, target: str, edition: Edition, sources: Mapping[str, Source]) -> ScannedPage | None:
        """Look up a scanned page that is still current."""
        page, used = self._scanned.get((target, edition.name), (None, {}))
        return page if all(sources.get(name) is source for name, source in used.items()) else None

    def keep_scanned(self, page: ScannedPage, used: dict[str, Source]) -> None:
        """Remember a page, and the sources that it was assembled from."""
        self._scanned[page.path, page.edition.name] = page, used

    def page(
        self,
        scanned: ScannedPage,
        meta: Mapping[str, object],
        index: Index,
        published: Mapping[str, str],
        tree: Tree,
    ) -> P | None:
        """Look up a resolved page that is still current."""
        if scanned.path not in self._pages:
            return None
        page, before, known_meta, found, known_published = self._pages[scanned.path]
        same = before is scanned and known_meta == meta and known_published == published
        return page if same and found.is_same(index, scanned, tree) else None

    def keep_page(
        self,
        page: P,
        scanned: ScannedPage,
        meta: Mapping[str, object],
        found: Found,
        published: Mapping[str, str],
    ) -> None:
        """Remember a page, and the targets of its references."""
        self._pages[scanned.path] = page, scanned, meta, found, published
