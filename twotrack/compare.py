"""Two cuts of the tree held against each other: which pages, and in which form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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

    @classmethod
    def open(cls, root: Path, report: Report) -> Comparison | None:
        """Read the tree. Gives None, and reports why, where it cannot be used."""
        tree = read_tree(root, report)
        return tree and cls(tree, open_converter(root), report)

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
        """Give the documents of both editions by the source of their page. UnknownEditionError for an unknown name."""
        known = self.tree.editions.editions
        for name in (a, b):
            if name not in known:
                raise UnknownEditionError(f"no edition {name!r}; there are {', '.join(known)}")
        versions = self.tree.editions.lineage.versions
        make = version_documents if a in versions and b in versions else edition_documents
        return make(self.tree, a, self.converter, self.report), make(self.tree, b, self.converter, self.report)

    def _only(
        self, where: str, left: Mapping[str, Document], right: Mapping[str, Document]
    ) -> tuple[dict[str, Document], dict[str, Document]]:
        if where.startswith("#"):
            wanted = {page for side in (left, right) for page, doc in side.items() if _has(doc, where[1:])}
        else:
            name = where.removeprefix(f"{SPEC}/")
            wanted = {page for page in {*left, *right} if page.removeprefix(f"{SPEC}/") in {name, f"{name}.md"}}
        if not wanted:
            raise UnknownEditionError(f"neither side has {where!r}; name a page such as rooms/version.md, or #anchor")
        anchor = where[1:] if where.startswith("#") else None
        sides = []
        for side in (left, right):
            kept = {page: doc for page, doc in side.items() if page in wanted}
            sides.append({page: section(doc, anchor) if anchor else doc for page, doc in kept.items()})
        return sides[0], sides[1]

    def show(self, changes: Redline, form: str, title: str = "") -> str:
        """Give a redline as text, HTML or JSON."""
        from twotrack import redline as writers

        del title
        write = {"text": writers.to_text, "html": writers.to_html, "json": writers.to_json}[form]
        return write(changes)

    def files(self, pairs: Sequence[tuple[str, str]]) -> dict[str, str] | None:
        """Give file name -> content for every pair in every form; None where a text has faults."""
        files = {}
        for a, b in pairs:
            changes = self.compare(a, b)
            if changes is None:
                return None
            for form, suffix in (("html", "html"), ("text", "txt"), ("json", "json")):
                files[f"{a}-{b}.{suffix}"] = self.show(changes, form)
        return files


def _has(document: Document, anchor: str) -> bool:
    return bool(document.root.xpath("boolean(.//*[@id=$a])", a=anchor))


def section(document: Document, anchor: str) -> Document:
    """Give the part of a document that an anchor names: a heading's section, or the block that holds it."""
    import copy

    root = copy.deepcopy(document.root)
    found = root.xpath(".//*[@id=$a]", a=anchor)
    if not found:
        for child in list(root):
            root.remove(child)
        return Document(root, document.text)
    top = found[0]
    while top.getparent() is not root:
        top = top.getparent()
    kept = [top]
    if top.tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
        for sibling in top.itersiblings():
            if sibling.tag in {f"h{n}" for n in range(1, int(top.tag[1]) + 1)}:
                break
            kept.append(sibling)
    for child in list(root):
        if child not in kept:
            root.remove(child)
    return Document(root, document.text)
