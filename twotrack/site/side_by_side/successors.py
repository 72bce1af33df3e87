"""The place of an anchor or a page of one release in another."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from twotrack.checks.anchor_register import GONE, Registered
from twotrack.pages import Site
from twotrack.source.output_map import served_as
from twotrack.source.tree import SPEC


@dataclass(slots=True)
class ReleasePages:
    """The pages of a release, as the folders at which they are served, with their anchors and successors.

    `sources` maps a page to its source in the register, if the two differ: the page of a version to the
    source that is cut for each version.
    """

    pages: dict[str, frozenset[str]]
    register: list[Registered]
    sources: dict[str, str] = field(default_factory=dict)
    _page_of: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, site: Site, register: list[Registered]) -> ReleasePages:
        """Collect the pages of a site, and the register of its release."""
        pages = {
            served_as(path): frozenset(anchor.id for anchor in page.anchors)
            for path, page in site.pages.items()
        }
        sources = {
            served_as(path): served_as(page.source.removeprefix(f"{SPEC}/"))
            for path, page in site.pages.items()
        }
        return cls(pages, register, sources)

    def place(self, anchor: str) -> str | None:
        """Find the page that has an anchor."""
        if not self._page_of:
            for page, anchors in self.pages.items():
                for name in anchors:
                    self._page_of.setdefault(name, page)
        return self._page_of.get(anchor)

    def source(self, page: str) -> str:
        """Return the source of a page in the register."""
        return self.sources.get(page, page)

    def place_from(self, anchor: str, source: str, page: str) -> str | None:
        """Find a page that has an anchor and is made of `source`, `page` before others."""
        made = (name for name in self.pages if self.source(name) == source)
        return next((name for name in (page, *made) if self._has(name, anchor, source)), None)

    def _has(self, page: str, anchor: str, source: str) -> bool:
        return anchor in self.pages.get(page, ()) and self.source(page) == source


def redirects_from(release: ReleasePages, others: Iterable[ReleasePages]) -> dict[str, dict[str, str]]:
    """Map page -> anchor -> relative URL, for the anchors that only other releases have on that page.

    An anchor is looked up by its name, by the name of its successor, and by the names of its predecessors
    and their successors. Anchors without any match are omitted.
    """
    found: dict[str, dict[str, str]] = {}
    for other in others:
        names = _Names(release, other)
        for page, anchors in other.pages.items():
            here = release.pages.get(page, frozenset())
            for anchor in anchors - here:
                target = names.find(anchor, page)
                if target is not None:
                    at, name = target
                    url = "" if at == page else posixpath.relpath(at or ".", page or ".") + "/"
                    found.setdefault(page, {}).setdefault(anchor, f"{url}#{name}")
    return {page: dict(sorted(found[page].items())) for page in sorted(found)}


class _Names:
    """The places in `release` of the anchors of another release."""

    def __init__(self, release: ReleasePages, other: ReleasePages) -> None:
        self._release, self._other = release, other
        # By (former name, source of the page): several pages may have had the same anchor.
        self._after: dict[tuple[str, str], list[str]] = {}
        self._before: dict[str, list[tuple[str, str]]] = {}
        for row in (*release.register, *other.register):
            if row.now and row.now != GONE:
                former = (row.anchor, served_as(row.page))
                self._after.setdefault(former, []).append(row.now)
                self._before.setdefault(row.now, []).append(former)

    def find(self, anchor: str, page: str) -> tuple[str, str] | None:
        """Find the page and the name of an anchor of a page; None if the release has no such anchor."""
        release = self._release
        at = release.place(anchor)
        if at is not None:
            return at, anchor
        for name, source in ((anchor, self._other.source(page)), *self._before.get(anchor, ())):
            at = release.place_from(name, source, page)
            if at is not None:
                return at, name
            for later in self._after.get((name, source), ()):
                at = page if later in release.pages.get(page, ()) else release.place(later)
                if at is not None:
                    return at, later
        return None


def missing_pages(release: ReleasePages, others: Mapping[str, ReleasePages]) -> dict[str, str]:
    """Map the pages that a release lacks to a release that has them, the last of `others` first."""
    found: dict[str, str] = {}
    for tag, other in others.items():
        for page in other.pages:
            if page not in release.pages:
                found[page] = tag
    return dict(sorted(found.items()))
