"""Two cuts of the tree held against each other: which pages, and in which form."""

from __future__ import annotations

import copy
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from twotrack.convert.document import Document
from twotrack.convert.markdown import Converter, open_converter
from twotrack.documents import edition_documents, version_documents
from twotrack.problems import Report
from twotrack.source.revision import export
from twotrack.source.tree import SPEC, Tree, read_tree
from twotrack.text import Origin

if TYPE_CHECKING:
    from twotrack.redline.records import Redline


class UnknownEditionError(ValueError):
    """The words name no edition, version, draft, page or anchor; the text says which there are."""


@dataclass(slots=True)
class Comparison:
    """A tree to compare editions of; documents are made once."""

    root: Path
    tree: Tree
    converter: Converter
    report: Report
    _versions: dict[str, dict[str, Document]] = field(default_factory=dict)

    @classmethod
    def open(cls, root: Path, report: Report) -> Comparison | None:
        """Read the tree. Gives None, and reports why, where it cannot be used."""
        tree = read_tree(root, report)
        return cls(root, tree, open_converter(root), report) if tree is not None else None

    def compare(self, a: str, b: str, where: str | None = None, at: str | None = None) -> Redline | None:
        """Compare two texts, whole or on one page or under one anchor; None where a text has faults.

        Each is an edition, a room version or a draft. Two room versions are compared by their own pages,
        other editions by every page. With `at`, the first is taken as it was at that git revision.
        Raises UnknownEditionError and UnknownRevisionError.
        """
        from twotrack.redline.compare import redline

        versions = self.tree.editions.lineage.versions
        pages_of_versions = a in versions and b in versions
        left = self._at(at, a, pages_of_versions) if at else self.documents(a, pages_of_versions)
        right = self.documents(b, pages_of_versions)
        if left is None or self.report.failed:
            return None
        if where is not None:
            left, right = self._only(where, left, right)
        return redline(left, right)

    def documents(self, name: str, version_pages: bool = False) -> dict[str, Document]:  # noqa: FBT001, FBT002
        """Give the documents of an edition, a version's pages or a draft, by their source."""
        editions = self.tree.editions
        if name in editions.editions:
            if not version_pages:
                return edition_documents(self.tree, name, self.converter, self.report)
            if not self._versions:
                self._versions = version_documents(self.tree, self.converter, self.report)
            return self._versions[name]
        drafts = sorted(path.stem for path in (self.root / "drafts").glob("draft-*.md"))
        if name in drafts:
            from twotrack.rfc.build import draft_documents

            return draft_documents(self.root, name, self.report)
        known = ", ".join((*editions.editions, *drafts))
        raise UnknownEditionError(f"no edition or draft {name!r}; there are {known}")

    def _at(self, revision: str, name: str, version_pages: bool) -> dict[str, Document] | None:  # noqa: FBT001
        """Give documents as of a git revision; their problems name it."""
        with tempfile.TemporaryDirectory(prefix="twotrack-") as folder:
            export(self.root, revision, Path(folder))
            report = Report()
            earlier = Comparison.open(Path(folder), report)
            documents = earlier.documents(name, version_pages) if earlier is not None else None
        for problem in report.problems:
            self.report.add(problem.code, Origin(f"{revision}:{problem.path}", problem.line), problem.text)
        return documents

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
        return to_html(changes, self._title(a), self._title(b))

    def _title(self, name: str) -> str:
        edition = self.tree.editions.editions.get(name)
        return edition.title if edition is not None else name

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
