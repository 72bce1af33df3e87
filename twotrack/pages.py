"""Build the pages of an edition from the source tree.

    read_tree ─► cut ─► assemble (includes, data) ─► scan (lists, anchors) ─► resolve (references)

The result is plain Python-Markdown, which all engines convert in the same way; every line has its origin.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from twotrack.config.facets import Edition
from twotrack.inputs import Inputs
from twotrack.ledger.ledger_directive import with_ledger
from twotrack.markdown.cross_references import Resolver, Target
from twotrack.markdown.cut_leftovers import report_leftovers
from twotrack.markdown.includes import DIRECTIVE, Assembly, Expand, Medium
from twotrack.markdown.scan.anchors import Anchor
from twotrack.markdown.scan.block_scanner import scan
from twotrack.markdown.scan.block_starts import Scanned
from twotrack.problems import Report
from twotrack.source.cut import DATA
from twotrack.source.output_map import OutputMap
from twotrack.source.tree import SPEC, Tree, read_tree
from twotrack.text import Origin, Text

# An anchor as it is written, in an attribute list.
_WRITTEN = re.compile(r"\{[^{}()]*#([A-Za-z][\w.:-]*)")
# The page of another version repeats most of the edition's own page: a search lists it after that.
_FOUND_LAST: Mapping[str, object] = {"search": {"boost": 0.5}}


@dataclass(slots=True)
class Page:
    """A page of an edition: its text in plain Python-Markdown, the source for an edit link, its anchors.

    A page that is not `listed` is left out of the navigation. A `raw` page is HTML that needs no conversion.
    A page that is generated from data has no source.
    """

    path: str
    source: str
    edition: Edition
    meta: Mapping[str, object]
    text: Text
    anchors: tuple[Anchor, ...] = ()
    listed: bool = True
    raw: bool = False


@dataclass(slots=True)
class Site:
    """All pages of an edition by path; `hidden` are the sources without a page of their own."""

    tree: Tree
    edition: Edition
    pages: dict[str, Page] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    assets: dict[str, str | bytes] = field(default_factory=dict)

    def is_own(self, page: Page) -> bool:
        """Return whether a page is built for the site's own edition, not for one of the other versions."""
        return page.edition.values == self.edition.values

    def copy(self) -> Site:
        """Return a site whose pages and files can be replaced without changing this one."""
        return replace(self, pages=dict(self.pages), assets=dict(self.assets))


@dataclass(slots=True)
class _Scanned:
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

    def __init__(self, pages: list[_Scanned], edition: Edition, report: Report) -> None:
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
        """Return code and message of what is wrong with a link to a page by its path, None if nothing is.

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
        """Return the anchors of a page, those that its raw HTML has included."""
        if path not in self._ids:
            page = self._pages[path]
            written = re.findall(r"""\b(?:id|name)=["']?([^"'\s>]+)""", str(page.scanned.text))
            self._ids[path] = frozenset({*written, *(anchor.id for anchor in page.scanned.anchors)})
        return self._ids[path]

    def find(self, anchor: str, page: str) -> Target | None:
        """Return the target of an anchor as seen from a page."""
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


def build_site(root: Path, edition: str, report: Report) -> Site | None:
    """Build the pages of one edition of `root/spec`, by default of the site's.

    Returns None if the tree itself cannot be used. Raises KeyError for an unknown edition.
    """
    tree = read_tree(root, report)
    if tree is None:
        return None
    return build_pages(Inputs(root, tree, report.silenced), edition or tree.editions.site, report)


def build_pages(
    inputs: Inputs,
    edition_name: str,
    report: Report,
    only: Container[str] | None = None,
    expand: Callable[[Edition], Expand] | None = None,
) -> Site:
    """Build the pages of an edition. Raises KeyError for an unknown edition.

    With `only`, build just the pages of these sources; their references may lead to all pages. A caller that
    builds several editions passes the same expander (`open_expander`) to each.
    """
    tree = inputs.tree
    edition = tree.editions.editions[edition_name]
    expand = expand or open_expander(inputs, report)
    scanned: list[_Scanned] = []
    files = OutputMap(report)
    hidden: set[str] = set()
    for path in tree.sources:
        if tree.is_part(path):
            hidden.add(path)
            continue
        for target, own in _targets(tree, path, edition):
            if target != path:
                hidden.add(path)
            assembly = Assembly(tree, own, expand(own), report)
            text = assembly.document(tree.cut(path, own, report), (path,))
            if not any(line.strip() for line in text.lines):
                # All conditions are false in this edition: no page.
                hidden.add(path)
                continue
            blocks = scan(text, report)
            report_leftovers(blocks, tree, own, report)
            files.add_page(target, f"{SPEC}/{path}", own.name)
            scanned.append(_Scanned(target, path, own, blocks))
    index = Index(scanned, edition, report)
    published = inputs.published(report)
    elsewhere = Elsewhere(tree, expand)
    site = Site(tree, edition, hidden=frozenset(hidden))
    for page in scanned:
        if only is not None and page.source not in only:
            continue
        resolver = _resolver(page, index, elsewhere, published, report)
        text = resolver.resolve(page.scanned)
        anchors = tuple(page.scanned.anchors)
        meta = tree.sources[page.source].meta
        if page.edition.values != edition.values:
            meta = {**_FOUND_LAST, **meta}
        site.pages[page.path] = Page(page.path, f"{SPEC}/{page.source}", page.edition, meta, text, anchors)
    return site


def _resolver(
    page: _Scanned, index: Index, elsewhere: Elsewhere, published: Mapping[str, str], report: Report
) -> Resolver:
    def find(anchor: str) -> Target | None:
        return index.find(anchor, page.path)

    def why_not(anchor: str) -> str | None:
        return elsewhere.why_not(anchor, page.edition)

    def path_fault(path: str, anchor: str) -> tuple[str, str] | None:
        return index.path_fault(path, anchor, elsewhere.tree, page.edition)

    return Resolver(
        page.path,
        "site",
        find,
        why_not,
        index,
        published,
        report,
        cited=elsewhere.cited,
        path_fault=path_fault,
    )


def _targets(tree: Tree, path: str, edition: Edition) -> Iterator[tuple[str, Edition]]:
    """Yield the pages that a source becomes, and the edition each is cut for.

    The site has a page for every version; any other edition has only that of its own version.
    """
    editions = tree.editions
    pattern = editions.versioned.get(path)
    if pattern is None:
        if not editions.leaves_out(path, edition):
            yield path, edition
        return
    for version in editions.lineage.versions.values():
        if edition.name == editions.site:
            yield pattern.format(slug=version.slug), editions.editions[version.id]
        elif version.id in edition.values.values():
            yield pattern.format(slug=version.slug), edition


def _version_source(path: str, tree: Tree) -> str | None:
    """Return the source that the page of a version at `path` is cut from, None if it is no such page."""
    for source, pattern in tree.editions.versioned.items():
        if any(pattern.format(slug=v.slug) == path for v in tree.editions.lineage.versions.values()):
            return source
    return None


class Elsewhere:
    """Finds anchors of the tree that an edition lacks."""

    def __init__(self, tree: Tree, expand: Callable[[Edition], Expand]) -> None:
        """Search in `tree`, at the first missing anchor. `expand` expands data directives."""
        self.tree = tree
        self._expand = expand
        self._places: dict[str, str] | None = None

    def find(self, anchor: str) -> str | None:
        """Return the place of an anchor in the sources, as `path:line`, or None if it is unknown."""
        if self._places is None:
            self._places = {}
            for found, origin in self._anchors():
                self._places.setdefault(found, f"{origin.path}:{origin.line}")
        return self._places.get(anchor)

    def _anchors(self) -> Iterator[tuple[str, Origin]]:
        """Yield every anchor with its place; for data directives, the place of the directive."""
        directives = []
        for source in self.tree.sources.values():
            for line, origin in zip(source.body.text.lines, source.body.text.origins, strict=True):
                if "#" in line:
                    yield from ((match[1], origin) for match in _WRITTEN.finditer(line))
                directive = DIRECTIVE.match(line) if ":::" in line else None
                if directive is not None and directive[2] in DATA:
                    directives.append((directive[2], directive[3], origin))
        expand = self._expand(self.tree.editions.editions[self.tree.editions.site])
        for name, argument, origin in directives:
            for line in expand(name, argument, 2, origin).lines:
                yield from ((match[1], origin) for match in _WRITTEN.finditer(line))

    def why_not(self, anchor: str, edition: Edition) -> str | None:
        """Say why an edition lacks an anchor that the tree has; None if nothing in the tree carries it."""
        place = self.find(anchor)
        if place is None:
            return None
        path, _, line = place.rpartition(":")
        source = path.removeprefix(f"{SPEC}/")
        kept = self.tree.cut(source, edition, Report())
        if self.tree.editions.leaves_out(source, edition) or Origin(path, int(line)) not in (
            origin._replace(because=()) for origin in kept.origins
        ):
            return f"the edition {edition.name} leaves out {anchor!r} ({place})"
        return (
            f"{anchor!r} is written at {place} where it is no anchor, or in a part that no page includes; an "
            "anchor belongs at the start of an item, paragraph or cell, or at the end of a heading or term"
        )

    def cited(self, anchor: str) -> tuple[str, str] | None:
        """Return key and URL of the published document that has an anchor, or None."""
        if not self.tree.editions.published:
            return None
        page = (self.find(anchor) or "").rpartition(":")[0].removeprefix(f"{SPEC}/")
        published = self.tree.editions.cited(page)
        return None if published is None else (published.cite, published.address(page, anchor))


def open_expander(inputs: Inputs, report: Report, medium: Medium = "site") -> Callable[[Edition], Expand]:
    """Return a function that returns, for an edition, the function that expands its data directives.

    Renderings of data that is the same in several editions are shared by them.
    """
    expanders: dict[int, Expand] = {}
    shared: dict[Any, Any] = {}

    def for_edition(edition: Edition) -> Expand:
        def expand(name: str, argument: str, level: int, where: Origin) -> Text:
            # Late: most drafts and many texts have no data to show.
            from twotrack.openapi.render.directives import Expander

            data = inputs.data(report)
            view = data.view(edition)
            if id(view) not in expanders:
                # The data of a single version is not published: nobody reads that edition as a whole.
                raw = edition.name not in inputs.editions.lineage.versions
                expanders[id(view)] = Expander(view, medium, report, raw, shared)
            text = expanders[id(view)](name, argument, level, where)
            report.take(data.report)
            return text

        return expand

    return with_ledger(
        inputs.editions, report, lambda: (inputs.entries(report), inputs.uses(report)), for_edition
    )
