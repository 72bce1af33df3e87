"""The core: a pure function from the source tree to the pages of an edition.

    read_tree ─► cut ─► assemble (includes, data) ─► scan (lists, anchors) ─► resolve (references)

What comes out is plain Python-Markdown that any engine converts alike, every line with its origin.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from twotrack.config.facets import Edition
from twotrack.config.yaml_lines import Map, load_or_report
from twotrack.ledger.ledger_directive import with_ledger
from twotrack.markdown.cross_references import Resolver, Target
from twotrack.markdown.cut_leftovers import report_leftovers
from twotrack.markdown.includes import Assembly, Expand, Medium
from twotrack.markdown.scan.anchors import Anchor
from twotrack.markdown.scan.block_scanner import scan
from twotrack.markdown.scan.block_starts import Scanned
from twotrack.problems import Report
from twotrack.source.cut import cut
from twotrack.source.tree import SPEC, Tree, read_text, read_tree
from twotrack.text import Origin, Text

if TYPE_CHECKING:
    from twotrack.openapi.model.data_tree import DataTree

REFERENCES = "drafts/references.yml"
# What is kept between builds; it can be removed at any time.
CACHE = ".cache/twotrack"
# Addresses that a browser runs instead of going to them.
_SCRIPT = re.compile(r"\s*(?:javascript|vbscript|data):", re.IGNORECASE)
# A page of another version repeats most of what the edition's own says: a search lists it behind that.
_FOUND_LAST: Mapping[str, object] = {"search": {"boost": 0.5}}


@dataclass(slots=True)
class Page:
    """A page of an edition: its text in plain Python-Markdown, the source for an edit link, its anchors.

    `listed` tells whether the navigation names it; `raw` that it is HTML alone, with nothing to convert.
    A page that is made of data has no source.
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
    """All pages of an edition by path, and the sources that are no pages of their own."""

    tree: Tree
    edition: Edition
    pages: dict[str, Page] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    assets: dict[str, str | bytes] = field(default_factory=dict)


@dataclass(slots=True)
class _Scanned:
    """A page between the two passes: scanned, its references still to be written."""

    path: str
    source: str
    edition: Edition
    scanned: Scanned


class Index:
    """Where every anchor of an edition stands.

    An anchor may stand on several pages only where these are cut from one source for different
    versions. Then a page's own comes first, and for all other pages that of the edition's version.
    """

    def __init__(self, pages: list[_Scanned], edition: Edition, report: Report) -> None:
        """Index the anchors of all pages; one that stands twice is reported where it stands second."""
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
                    text = f"the anchor {anchor.id!r} stands at {place} too; rename the newer one"
                    if first == where:
                        text = f"the anchor {anchor.id!r} is brought into the edition twice; include it once"
                    report.add("anchor-duplicate", where, text)
                    continue
                here[anchor.id] = others[page.path] = anchor

    def _of_another_source(self, paths: Iterable[str], source: str) -> str | None:
        return next((path for path in paths if self._pages[path].source != source), None)

    def __iter__(self) -> Iterator[str]:
        """Yield every anchor."""
        return iter(self._at)

    def path_fault(self, path: str, anchor: str, tree: Tree, edition: Edition) -> tuple[str, str] | None:
        """Return code and message of what is wrong with a link to a page by its path, None if nothing is.

        A path that is no source of the tree may be a page that is made from data or for a view.
        """
        if path not in self._pages:
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
            # A version's page does not lead to what only another version has.
            return None
        home = self._home.get(source)
        chosen = home if home in at else list(at)[-1]
        return Target(chosen, at[chosen])


def build_site(root: Path, edition: str, report: Report) -> Site | None:
    """Build the pages of an edition from `root/spec`. Returns None if the tree itself cannot be used."""
    tree = read_tree(root, report)
    if tree is None:
        return None
    return build_pages(tree, edition or tree.editions.site, report)


def build_pages(
    tree: Tree,
    edition_name: str,
    report: Report,
    only: Container[str] | None = None,
    expand: Callable[[Edition], Expand] | None = None,
) -> Site:
    """Build the pages of an edition (KeyError if there is none of that name).

    With `only`, just the pages cut from these sources, though their references may lead to all. Who builds
    several editions opens the expander once and gives it to each.
    """
    edition = tree.editions.editions[edition_name]
    expand = expand or open_expander(tree, report)
    scanned: list[_Scanned] = []
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
                # All of it is under conditions that do not hold here: no page.
                hidden.add(path)
                continue
            blocks = scan(text, report)
            report_leftovers(blocks, tree, own, report)
            scanned.append(_Scanned(target, path, own, blocks))
    index = Index(scanned, edition, report)
    published = read_published(tree.root, report)
    elsewhere = Elsewhere(tree)
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

    The site shows a page for every version; any other edition holds that of its own version alone.
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


class Elsewhere:
    """Finds an anchor that an edition lacks but the tree has."""

    def __init__(self, tree: Tree) -> None:
        """Take the tree to look in; it is read only when something is missing."""
        self.tree = tree

    def find(self, anchor: str) -> str | None:
        """Say where in the tree an anchor is written, as `path:line`; None if nothing carries it."""
        written = re.compile(rf"\{{[^{{}}()]*#{re.escape(anchor)}(?![\w.:-])")
        for source in self.tree.sources.values():
            for line, origin in zip(source.body.text.lines, source.body.text.origins, strict=True):
                if anchor in line and written.search(line):
                    return f"{origin.path}:{origin.line}"
        return None

    def why_not(self, anchor: str, edition: Edition) -> str | None:
        """Say why an edition lacks an anchor that the tree has; None if nothing in the tree carries it."""
        place = self.find(anchor)
        if place is None:
            return None
        path, _, line = place.rpartition(":")
        source = path.removeprefix(f"{SPEC}/")
        # Not the shared cut: what is wrong with it is reported where it is used.
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
        """Return key and URL of the published document that an anchor is cited from, if there is one."""
        if not self.tree.editions.published:
            return None
        page = (self.find(anchor) or "").rpartition(":")[0].removeprefix(f"{SPEC}/")
        published = self.tree.editions.cited(page)
        return None if published is None else (published.cite, published.address(page, anchor))


def open_expander(tree: Tree, report: Report, medium: Medium = "site") -> Callable[[Edition], Expand]:
    """Give, for an edition, the function that expands data directives; data is read when one needs it."""
    expanders: dict[int, Expand] = {}
    shared: dict[Any, Any] = {}

    @cache
    def data() -> DataTree:
        # Late, like the import below: most drafts and many texts have no data to show.
        from twotrack.openapi.model.data_tree import open_data

        return open_data(tree.root, tree.editions, report, cache=tree.root / CACHE)

    def for_edition(edition: Edition) -> Expand:
        def expand(name: str, argument: str, level: int, where: Origin) -> Text:
            from twotrack.openapi.render.directives import Expander

            view = data().view(edition)
            if id(view) not in expanders:
                # The outputs of a version alone are not published: nobody reads that edition as a whole.
                raw = edition.name not in tree.editions.lineage.versions
                expanders[id(view)] = Expander(view, medium, report, raw, shared)
            return expanders[id(view)](name, argument, level, where)

        return expand

    return with_ledger(tree, report, for_edition)


def read_published(root: Path, report: Report) -> dict[str, str]:
    """Read key -> URL of the published documents in `drafts/references.yml`, if there is such a file."""
    path = root / REFERENCES
    if not path.exists():
        return {}
    text = read_text(path, REFERENCES, root, report)
    data = load_or_report(text or "", REFERENCES, "config", report)
    if not isinstance(data, Map):
        return {}
    urls: dict[str, str] = {}
    for key, entry in data.items():
        target = entry.get("target") if isinstance(entry, Map) else None
        if isinstance(target, str) and _SCRIPT.match(target):
            where = Origin(REFERENCES, entry.line_of("target"))
            report.add("config", where, f"{target!r} is no address that a reference can lead to")
            target = "#"
        urls[key] = target if isinstance(target, str) else f"https://datatracker.ietf.org/doc/{key}"
    return urls
