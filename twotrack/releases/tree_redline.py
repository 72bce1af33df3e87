"""Two trees compared: the redline of their texts, the class of each change, and the changes of facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from twotrack.facts.difference import FactChange, fact_changes
from twotrack.facts.tree_facts import tree_facts
from twotrack.markdown.document import Document
from twotrack.problems import Report
from twotrack.project import Project
from twotrack.redline.compare import redline
from twotrack.redline.one_sided import one_sided_page
from twotrack.redline.records import Change, OneSidedPage, Redline
from twotrack.releases.change_class import CLASSES, change_classes, fact_classes


@dataclass(frozen=True, slots=True)
class TreeRedline:
    """The changes from one tree to another.

    `classes` has the classes of each change of `text`. `versions` has the changes of the pages of versions
    that were published in the first tree already, by version, without editorial ones.
    """

    text: Redline
    classes: tuple[tuple[str, ...], ...]
    facts: list[FactChange]
    versions: dict[str, tuple[Change, ...]] = field(default_factory=dict)

    def summary(self) -> dict[str, int]:
        """Count the number of changes of each class, in the order of `CLASSES`."""
        counted = Counter(name for names in self.classes for name in names)
        for name, subjects in self.fact_classes().items():
            counted[name] += len(subjects)
        return {name: counted[name] for name in CLASSES if counted[name]}

    def fact_classes(self) -> dict[str, list[str]]:
        """Map classes to the operations, parameters, error codes and event types that it happened to."""
        return fact_classes(self.facts)


def compare_trees(a: Project, b: Project, report: Report) -> TreeRedline:
    """Find the changes from `a` to `b`, of the edition that the site of each shows.

    Problems of the trees go to `report`.
    """
    old, new = (tree.documents(tree.editions.site, report) for tree in (a, b))
    b.progress("redline")
    only = [*_without_rules("a", old, new), *_without_rules("b", new, old)]
    for page in only:
        del (old if page.side == "a" else new)[page.page]
    text = replace(redline(old, new), pages=tuple(only))
    b.progress("facts")
    facts = fact_changes(*(tree_facts(tree, report) for tree in (a, b)))
    return TreeRedline(text, tuple(map(change_classes, text.changes)), facts, _versions(a, b, report))


def _without_rules(
    side: Literal["a", "b"], own: Mapping[str, Document], other: Mapping[str, Document]
) -> Iterator[OneSidedPage]:
    """Yield the pages that only one tree has and that have no key word, such as a changelog."""
    for name in sorted(own.keys() - other.keys()):
        document = own[name]
        title = next((" ".join(h.text_content().split()) for h in document.root.iter("h1")), "")
        page = one_sided_page(side, name, document.text, title, "")
        if not page.requirements:
            yield page


def _versions(a: Project, b: Project, report: Report) -> dict[str, tuple[Change, ...]]:
    """Find the changes of versions that both trees have, by version; editorial changes are left out."""
    if not a.editions.versioned or not b.editions.versioned:
        return {}
    old, new = a.version_documents(report), b.version_documents(report)
    found = {}
    for version in old:
        if version in new:
            changes = redline(old[version], new[version]).changes
            meant = tuple(change for change in changes if change_classes(change) != ("editorial",))
            if meant:
                found[version] = meant
    return found
