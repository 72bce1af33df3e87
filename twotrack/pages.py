"""Build the pages of an edition from the source tree.

    read_tree ─► cut ─► assemble (includes, data) ─► scan (lists, anchors) ─► resolve (references)

The result is plain Python-Markdown, which all engines convert in the same way; every line has its origin.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from twotrack.config.facets import Edition
from twotrack.edition_sharing import EditionSharing, ScannedText, TracedExpand, cuts_of
from twotrack.inputs import Inputs
from twotrack.ledger.ledger_directive import NAME as LEDGER
from twotrack.ledger.ledger_directive import with_ledger
from twotrack.markdown.cross_references import Resolver, Target
from twotrack.markdown.cut_leftovers import report_leftovers
from twotrack.markdown.includes import DIRECTIVE, Assembly, Expand, Medium
from twotrack.markdown.scan.anchors import Anchor
from twotrack.markdown.scan.block_scanner import scan
from twotrack.page_index import Found, Index, PageMemory, ScannedPage
from twotrack.problems import Report
from twotrack.source.cut import DATA, cut
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
        """Check whether a page is built for the site's own edition, not for one of the other versions."""
        return page.edition.values == self.edition.values

    def copy(self) -> Site:
        """Copy the site so that its pages and files can be replaced."""
        return replace(self, pages=dict(self.pages), assets=dict(self.assets))


def build_site(root: Path, edition: str, report: Report) -> Site | None:
    """Build the pages of one edition of `root/spec`, by default of the site's.

    Returns None if the tree itself cannot be used. Raises KeyError for an unknown edition.
    """
    tree = read_tree(root, report)
    if tree is None:
        return None
    return build_pages(Inputs(root, tree, report.silenced), edition or tree.editions.site, report)


def build_pages(  # noqa: PLR0913, PLR0917
    inputs: Inputs,
    edition_name: str,
    report: Report,
    only: Container[str] | None = None,
    expand: Callable[[Edition], Expand] | None = None,
    memory: PageMemory[Page] | None = None,
    sharing: EditionSharing | None = None,
) -> Site:
    """Build the pages of an edition. Raises KeyError for an unknown edition.

    With `only`, build just the pages of these sources; their references may lead to all pages. A caller that
    builds several editions passes the same expander (`open_expander`) and `sharing` to each. One that builds
    an edition again after an edit passes the same `memory`.
    """
    tree = inputs.tree
    edition = tree.editions.editions[edition_name]
    expand = expand or open_expander(inputs, report)
    scanned: list[ScannedPage] = []
    files = OutputMap(report)
    hidden: set[str] = set()
    for path in tree.sources:
        if tree.is_part(path):
            hidden.add(path)
            continue
        for target, own in _targets(tree, path, edition):
            if target != path:
                hidden.add(path)
            page = memory.scanned(target, own, tree.sources) if memory else None
            page = page or _scan(tree, path, target, own, expand(own), report, memory, sharing)
            if page is None:
                # All conditions are false in this edition: no page.
                hidden.add(path)
                continue
            files.add_page(target, f"{SPEC}/{path}", own.name)
            scanned.append(page)
    index = Index(scanned, edition, report)
    published = inputs.published(report)
    elsewhere = MissingAnchors(tree, expand)
    site = Site(tree, edition, hidden=frozenset(hidden))
    for page in scanned:
        if only is not None and page.source not in only:
            continue
        meta = tree.sources[page.source].meta
        known = memory.page(page, meta, index, published, tree) if memory else None
        site.pages[page.path] = known or _resolved(
            page, meta, edition, index, elsewhere, published, report, memory, sharing
        )
    return site


def _scan(  # noqa: PLR0913, PLR0917
    tree: Tree,
    path: str,
    target: str,
    edition: Edition,
    expand: Expand,
    report: Report,
    memory: PageMemory[Page] | None,
    sharing: EditionSharing | None,
) -> ScannedPage | None:
    """Scan the page `target`, which is made of the source `path`; None if the edition keeps nothing of it."""
    own = Report(report.silenced)
    text = tree.cut(path, edition, own)
    if not any(map(str.strip, text.lines)):
        report.take(own)
        return None
    made = sharing.scanned(target, tree, edition, expand) if sharing else None
    if made is None:
        tree.cutting.clear()
        traced = TracedExpand(expand)
        assembled = Assembly(tree, edition, traced, own).document(tree.cut(path, edition, own), (path,))
        if not any(map(str.strip, assembled.lines)):
            report.take(own)
            return None
        made = ScannedText(scan(assembled, own), cuts_of(sorted(tree.cutting), tree, edition), traced.calls)
        if sharing and not own.problems:
            sharing.keep_scanned(target, made)
    page = ScannedPage(target, path, edition, made.scanned)
    report_leftovers(page.scanned, tree, edition, own)
    report.take(own)
    # The tables of the ledger depend on the other pages.
    if memory and not own.problems and not any(call[0] == LEDGER for call, _ in made.calls):
        memory.keep_scanned(page, {name: tree.sources[name] for name in made.cuts})
    return page


def _resolved(  # noqa: PLR0913, PLR0917
    page: ScannedPage,
    meta: Mapping[str, object],
    edition: Edition,
    index: Index,
    elsewhere: MissingAnchors,
    published: Mapping[str, str],
    report: Report,
    memory: PageMemory[Page] | None,
    sharing: EditionSharing | None,
) -> Page:
    """Write out the references of a page."""
    own = Report(report.silenced)
    known = sharing.resolved(page, index, elsewhere.tree) if sharing else None
    if known is not None:
        text, found = known
    else:
        found = Found()
        text = _resolver(page, index, elsewhere, published, own, found).resolve(page.scanned)
        if sharing and not own.problems:
            sharing.keep_resolved(page, found, text)
    report.take(own)
    shown = {**_FOUND_LAST, **meta} if page.edition.values != edition.values else meta
    anchors = tuple(page.scanned.anchors)
    made = Page(page.path, f"{SPEC}/{page.source}", page.edition, shown, text, anchors)
    if memory and not own.problems:
        memory.keep_page(made, page, meta, found, published)
    return made


def _resolver(  # noqa: PLR0913, PLR0917
    page: ScannedPage,
    index: Index,
    elsewhere: MissingAnchors,
    published: Mapping[str, str],
    report: Report,
    found: Found,
) -> Resolver:
    def find(anchor: str) -> Target | None:
        found.anchors[anchor] = index.find(anchor, page.path)
        return found.anchors[anchor]

    def why_not(anchor: str) -> str | None:
        return elsewhere.why_not(anchor, page.edition)

    def path_fault(path: str, anchor: str) -> tuple[str, str] | None:
        found.links.add((path, anchor))
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


class MissingAnchors:
    """Finds anchors of the tree that an edition lacks."""

    def __init__(self, tree: Tree, expand: Callable[[Edition], Expand]) -> None:
        """Search in `tree`, at the first missing anchor. `expand` expands data directives."""
        self.tree = tree
        self._expand = expand
        self._places: dict[str, str] | None = None

    def find(self, anchor: str) -> str | None:
        """Find the place of an anchor in the sources, as `path:line`, or None if it is unknown."""
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
        """Explain why an edition lacks an anchor of the tree; None if the tree does not have it."""
        place = self.find(anchor)
        if place is None:
            return None
        path, _, line = place.rpartition(":")
        source = path.removeprefix(f"{SPEC}/")
        # Not the shared cut, whose errors are reported when it is used.
        kept = cut(self.tree.sources[source].body, self.tree.editions, edition, Report())
        if self.tree.editions.leaves_out(source, edition) or Origin(path, int(line)) not in (
            origin._replace(because=()) for origin in kept.origins
        ):
            return f"the edition {edition.name} leaves out {anchor!r} ({place})"
        return (
            f"{anchor!r} is written at {place} where it is no anchor, or in a part that no page includes; an "
            "anchor belongs at the start of an item, paragraph or cell, or at the end of a heading or term"
        )

    def cited(self, anchor: str) -> tuple[str, str] | None:
        """Find key and URL of the published document that has an anchor, or None."""
        if not self.tree.editions.published:
            return None
        page = (self.find(anchor) or "").rpartition(":")[0].removeprefix(f"{SPEC}/")
        published = self.tree.editions.cited(page)
        return None if published is None else (published.cite, published.address(page, anchor))


def open_expander(
    inputs: Inputs, report: Report, medium: Medium = "site", known: dict[int, Expand] | None = None
) -> Callable[[Edition], Expand]:
    """Create a function that maps an edition to the function that expands its data directives.

    Editions share the output of data that is the same in all of them. `known` maps to the expanders by
    the identity of the data they show; a caller that opens the same data again passes the same dictionary.
    """
    expanders = {} if known is None else known
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
