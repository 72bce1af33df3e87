"""The place of an anchor or a page of one release in another."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from twotrack.checks.anchor_register import GONE, Registered
from twotrack.pages import Site
from twotrack.source.output_map import served_as


@dataclass(slots=True)
class ReleasePages:
    """The pages of a release, as the folders at which they are served, with their anchors and successors."""

    pages: dict[str, frozenset[str]]
    register: list[Registered]
    _page_of: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, site: Site, register: list[Registered]) -> ReleasePages:
        """Collect the pages of a site, and the register of its release."""
        pages = {
            served_as(path): frozenset(anchor.id for anchor in page.anchors)
            for path, page in site.pages.items()
        }
        return cls(pages, register)

    def place(self, anchor: str) -> str | None:
        """Find the page that has an anchor."""
        if not self._page_of:
            for page, anchors in self.pages.items():
                for name in anchors:
                    self._page_of.setdefault(name, page)
        return self._page_of.get(anchor)


def redirects_from(release: ReleasePages, others: Iterable[ReleasePages]) -> dict[str, dict[str, str]]:
    """Map page -> anchor -> relative URL, for the anchors that only other releases have on that page.

    An anchor is looked up by its name, by the name of its successor, and by the names of its predecessors;
    the last only on the page that contained them. Anchors without any match are omitted.
    """
    found: dict[str, dict[str, str]] = {}
    for other in others:
        names = _Names(release.register, other.register)
        for page, anchors in other.pages.items():
            here = release.pages.get(page, frozenset())
            for anchor in anchors - here:
                target = names.find(anchor, release)
                if target is None:
                    continue
                at = page if target in here else release.place(target) or ""
                url = "" if at == page else posixpath.relpath(at or ".", page or ".") + "/"
                found.setdefault(page, {}).setdefault(anchor, f"{url}#{target}")
    return {page: dict(sorted(found[page].items())) for page in sorted(found)}


class _Names:
    """The names that an anchor can have in another release."""

    def __init__(self, *registers: list[Registered]) -> None:
        self._after: dict[str, list[str]] = {}
        self._before: dict[str, list[tuple[str, str]]] = {}
        for row in (row for register in registers for row in register):
            if row.now and row.now != GONE:
                self._after.setdefault(row.anchor, []).append(row.now)
                self._before.setdefault(row.now, []).append((row.anchor, served_as(row.page)))

    def find(self, anchor: str, release: ReleasePages) -> str | None:
        """Find the name of an anchor in a release, None if the release has no such name."""
        later: list[str] = [anchor, *self._after.get(anchor, [])]
        for name in later:
            if release.place(name) is not None:
                return name
        for name, page in self._before.get(anchor, ()):
            if name in release.pages.get(page, frozenset()):
                return name
        return None


def missing_pages(release: ReleasePages, others: Mapping[str, ReleasePages]) -> dict[str, str]:
    """Map the pages that a release lacks to a release that has them, the last of `others` first."""
    found: dict[str, str] = {}
    for tag, other in others.items():
        for page in other.pages:
            if page not in release.pages:
                found[page] = tag
    return dict(sorted(found.items()))
