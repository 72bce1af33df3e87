"""Two cuts of the tree held against each other: which pages, and in which form."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from twotrack.convert.document import Document
from twotrack.convert.markdown import Converter, open_converter
from twotrack.documents import edition_documents, version_documents
from twotrack.problems import Report
from twotrack.source.tree import SPEC, Tree, read_tree

if TYPE_CHECKING:
    from twotrack.redline.records import Redline


class UnknownEditionError(ValueError):
    """The words name no edition, version, page or anchor; the text says which there are."""


@dataclass(slots=True)
class Comparison:
    """A tree to compare editions of; documents are made once."""

    tree: Tree
    converter: Converter
    report: Report
    _versions: dict[str, dict[str, Document]] = field(default_factory=dict)

    @classmethod
    def open(cls, root: Path, report: Report) -> Comparison | None:
        """Read the tree. Gives None, and reports why, where it cannot be used."""
        tree = read_tree(root, report)
        return cls(tree, open_converter(root), report) if tree is not None else None

    def compare(self, a: str, b: str, where: str | None = None) -> Redline | None:
        """Compare two editions, whole or on one page or under one anchor; None where a text has faults.

        Two room versions are compared by their own pages, other editions by every page.
        """
        from twotrack.redline.compare import redline

        left, right = self.documents(a, b)
        if where is not None:
            left, right = self._only(where, left, right)
        return None if self.report.failed else redline(left, right)

    def documents(self, a: str, b: str) -> tuple[dict[str, Document], dict[str, Document]]:
        """Give the documents of both editions by their page's source. May raise UnknownEditionError."""
        known = self.tree.editions.editions
        for name in (a, b):
            if name not in known:
                raise UnknownEditionError(f"no edition {name!r}; there are {', '.join(known)}")
        versions = self.tree.editions.lineage.versions
        if a in versions and b in versions:
            if not self._versions:
                self._versions = version_documents(self.tree, self.converter, self.report)
            return self._versions[a], self._versions[b]
        left, right = (edition_documents(self.tree, name, self.converter, self.report) for name in (a, b))
        return left, right

    def _only(
        self, where: str, left: Mapping[str, Document], right: Mapping[str, Document]
    ) -> tuple[dict[str, Document], dict[str, Document]]:
        if where.startswith("#"):
            wanted = {page for side in (left, right) for page, doc in side.items() if _has(doc, where[1:])}
        else:
            name = where.removeprefix(f"{SPEC}/")
            wanted = {
                page for page in {*left, *right} if page.removeprefix(f"{SPEC}/") in {name, f"{name}.md"}
            }
        if not wanted:
            raise UnknownEditionError(
                f"neither side has {where!r}; name a page such as rooms/version.md, or #anchor"
            )
        anchor = None
        if where.startswith("#"):
            # A rule, a row or a term is shown with the section around it, which both sides have.
            holders = [doc for side in (left, right) for doc in side.values() if _has(doc, where[1:])]
            anchor = enclosing_heading(holders[0], where[1:])
        sides = []
        for side in (left, right):
            kept = {page: doc for page, doc in side.items() if page in wanted}
            sides.append({page: section(doc, anchor) if anchor else doc for page, doc in kept.items()})
        return sides[0], sides[1]

    def show(self, changes: Redline, form: str, a: str, b: str) -> str:
        """Give the redline of editions `a` and `b` as text, HTML or JSON."""
        from twotrack.redline import to_html, to_json, to_text

        if form == "text":
            return to_text(changes)
        if form == "json":
            return to_json(changes, a, b)
        editions = self.tree.editions.editions
        return to_html(changes, editions[a].title, editions[b].title)

    def files(self, pairs: Sequence[tuple[str, str]]) -> dict[str, str] | None:
        """Give file name -> content for every pair in every form; None where a text has faults."""
        files = {}
        for a, b in pairs:
            changes = self.compare(a, b)
            if changes is None:
                return None
            for form, suffix in (("html", "html"), ("text", "txt"), ("json", "json")):
                files[f"{a}-{b}.{suffix}"] = self.show(changes, form, a, b)
        return files


def _has(document: Document, anchor: str) -> bool:
    return bool(document.root.xpath("boolean(.//*[@id=$a])", a=anchor))


_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def enclosing_heading(document: Document, anchor: str) -> str:
    """Give the anchor of the heading that an anchor is on or stands under; itself where there is none."""
    found = document.root.xpath(".//*[@id=$a]", a=anchor)[0]
    here = [found, *found.iterancestors()]
    for element in here:
        for candidate in (element, *element.itersiblings(preceding=True)):
            if candidate.tag in _HEADINGS and candidate.get("id"):
                return str(candidate.get("id"))
    return anchor


def section(document: Document, anchor: str) -> Document:
    """Give the section of a document whose heading carries an anchor; an empty document where it has none."""
    root = copy.deepcopy(document.root)
    found = [child for child in root if child.get("id") == anchor and child.tag in _HEADINGS]
    kept = found[:1]
    for sibling in found[0].itersiblings() if found else ():
        if sibling.tag in _HEADINGS and sibling.tag <= found[0].tag:
            break
        kept.append(sibling)
    for child in list(root):
        if child not in kept:
            root.remove(child)
    return Document(root, document.text)
