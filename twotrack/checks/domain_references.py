"""References between domains, and those that lead to a domain out of scope for a side."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from twotrack.checks.work import Work
from twotrack.config.facets import Editions
from twotrack.markdown.document import Document
from twotrack.source.tree import SPEC
from twotrack.text import Origin


@dataclass(frozen=True, slots=True)
class Crossing:
    """References from one domain to another: the anchors or pages they lead to, and their places."""

    source: str
    target: str
    references: tuple[tuple[str, Origin], ...]

    @property
    def count(self) -> int:
        """The number of references."""
        return len(self.references)


def crossings(documents: Mapping[str, Document], declared: Editions) -> list[Crossing]:
    """Return the references between domains (and within each), in the order of the domains declared."""
    home = {anchor: name for name, document in documents.items() for anchor in document.root.xpath(".//@id")}
    found: dict[tuple[str, str], list[tuple[str, Origin]]] = {}
    for name, document in documents.items():
        source = _domain(name, declared)
        for to, where in _references(document):
            page = posixpath.normpath(posixpath.join(posixpath.dirname(name), to))
            target = _domain(home.get(to) or (page if page in documents else ""), declared)
            if source and target:
                found.setdefault((source, target), []).append((to, where))
    order = {domain.name: place for place, domain in enumerate(declared.domains)}
    pairs = sorted(found, key=lambda pair: (order[pair[0]], order[pair[1]]))
    return [Crossing(*pair, tuple(found[pair])) for pair in pairs]


def references_out_of_scope(work: Work) -> None:
    """Note, for each domain that a side includes, the references to domains out of scope for that side."""
    sides = work.editions.sides
    domains = {domain.name: domain for domain in work.editions.domains}
    for crossing in crossings(work.documents(work.editions.site), work.editions):
        source, target = domains[crossing.source], domains[crossing.target]
        for side in sides.sides.values() if sides else ():
            if source.scope(side.name).verdict != "out" and target.scope(side.name).verdict == "out":
                anchor, where = crossing.references[0]
                text = (
                    f"{crossing.source} refers to {crossing.target}, which is out of scope for {side.title},"
                    f" {crossing.count} time(s), here to {anchor!r}"
                )
                work.report.add("domain-crossing", where, text)


def _references(document: Document) -> Iterator[tuple[str, Origin]]:
    """Yield the anchor, or the page as it is written, that each link leads to."""
    for link in document.root.iter("a"):
        href = link.get("href") or ""
        kinds = (link.get("class") or "").split()
        if "://" in href or {"anchor", "headerlink", "cite"} & set(kinds):
            continue
        if "#" in href:
            yield link.get("data-ref") or href.rpartition("#")[2], document.where(link)
        elif href.endswith(".md"):
            yield href, document.where(link)


def _domain(page: str, declared: Editions) -> str:
    domain = declared.domain(page.removeprefix(f"{SPEC}/"))
    return domain.name if domain else ""
