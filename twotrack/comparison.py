"""Compare two texts of a project: select their pages, and choose the form in which both can be read."""

from __future__ import annotations

import copy
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from twotrack.markdown.document import Document
from twotrack.problems import Report
from twotrack.project import Project, open_project
from twotrack.rfc.draft_build import draft_documents
from twotrack.rfc.read import draft_texts
from twotrack.source.git_revision import export
from twotrack.source.tree import SPEC
from twotrack.text import Origin

if TYPE_CHECKING:
    from twotrack.redline.records import OneSidedPage, Redline


class UnknownEditionError(ValueError):
    """Unknown edition, version, draft, page or anchor; the message lists the known ones."""


# How a text is read: the page of a version, all pages, RFCXML, plain text. The first in `_BEST` that both
# texts have is used.
Kind = Literal["version", "pages", "xml", "txt"]
_BEST: tuple[Kind, ...] = ("version", "xml", "txt", "pages")


def _kind(a: frozenset[Kind], b: frozenset[Kind], names: str) -> Kind:
    for kind in _BEST:
        if kind in a and kind in b:
            return kind
    raise UnknownEditionError(f"{names} have no form in common")


@dataclass(slots=True)
class Comparison:
    """Compares texts of a project. Problems of the texts go to `report`."""

    project: Project
    report: Report
    _kept: ExitStack | None = None
    _opened: dict[str, Comparison | None] = field(default_factory=dict)

    @contextmanager
    def keeping_revisions(self) -> Iterator[None]:
        """Open each git revision only once, for all comparisons until the context ends."""
        with ExitStack() as stack:
            self._kept = stack
            try:
                yield
            finally:
                self._kept = None
                self._opened.clear()

    def compare(
        self, a: str, b: str, where: str | None = None, at: str | None = None, until: str | None = None
    ) -> Redline | None:
        """Compare two texts, one page of them, or one section; return None if a text has errors.

        Each is an edition, a version, a draft or a submitted revision of a draft. Two versions are compared
        by their own pages if editions.yml declares such pages, other editions by all pages. `at` is the git
        revision of the first, `until` that of the second; without one, the current files are read. Raises
        UnknownEditionError and UnknownRevisionError.
        """
        from twotrack.redline.compare import redline
        from twotrack.redline.records import without_ledger

        with ExitStack() as stack:
            old, new = (self._at(stack, revision) if revision else self for revision in (at, until))
            if old is None or new is None:
                return None
            kind = _kind(old.kinds(a), new.kinds(b), f"{a} and {b}")
            apart: tuple[OneSidedPage, ...] = ()
            if kind == "pages" and where is None and old is new and self._are_editions(a, b):
                left, right, apart = self._paired(a, b)
            else:
                left, right = old.documents(a, kind), new.documents(b, kind)
            for side, revision in ((old, at), (new, until)):
                self._take_over(side.report, revision)
        if self.report.failed:
            return None
        self.project.progress(f"{a}:{b}")
        if where is not None:
            left, right = self._only(where, left, right)
        changes = replace(redline(left, right), pages=apart)
        return without_ledger(changes) if self._versions_of_one_side(a, b) else changes

    def _are_editions(self, *names: str) -> bool:
        return all(name in self.project.editions.editions for name in names)

    def _paired(
        self, a: str, b: str
    ) -> tuple[dict[str, Document], dict[str, Document], tuple[OneSidedPage, ...]]:
        """Select the documents of two editions, without the pages that one of them lacks as a whole.

        These are the pages of domains that an edition leaves out, and all others of one edition if the other
        has none of its own, to which their text could have moved.
        """
        from twotrack.redline.one_sided import one_sided_page

        project = self.project
        pages = {name: project.own_pages(name, self.report) for name in (a, b)}
        reasons = {
            (name, source): self._left_out(source, other)
            for name, other in ((a, b), (b, a))
            for source in pages[name].keys() - pages[other].keys()
        }
        undeclared = {name for (name, _), reason in reasons.items() if reason is None}
        apart: list[OneSidedPage] = []
        sides: tuple[tuple[Literal["a", "b"], str, str], ...] = (("a", a, b), ("b", b, a))
        for side, name, other in sides:
            for source, page in pages[name].items():
                if (name, source) not in reasons:
                    continue
                reason = reasons[name, source]
                if reason is not None or other not in undeclared:
                    title = str(page.meta.get("title") or "")
                    apart.append(one_sided_page(side, source, page.text, title, reason or ""))
                    reasons[name, source] = ""
        left, right = (
            {
                source: project.document(page)
                for source, page in pages[name].items()
                if reasons.get((name, source)) is None
            }
            for name in (a, b)
        )
        return left, right, tuple(apart)

    def _left_out(self, source: str, name: str) -> str | None:
        """Explain why the declarations leave a page out of an edition; None if they do not."""
        editions = self.project.editions
        page, edition = source.removeprefix(f"{SPEC}/"), editions.editions[name]
        domain = editions.domain(page)
        if domain is None or not editions.leaves_out(page, edition):
            return None
        return domain.scope(editions.side(edition)).because or "out of scope"

    def _versions_of_one_side(self, a: str, b: str) -> bool:
        editions = self.project.editions
        if not {a, b} <= editions.lineage.versions.keys():
            return False
        return editions.side(editions.editions[a]) == editions.side(editions.editions[b])

    def kinds(self, name: str) -> frozenset[Kind]:
        """List the ways in which a text can be read. Raises UnknownEditionError for an unknown name."""
        editions, root = self.project.editions, self.project.root
        # Without a page of its own for each version, versions are compared as editions are.
        if name in editions.lineage.versions and editions.versioned:
            return frozenset({"version", "pages"})
        if name in editions.editions:
            return frozenset({"pages"})
        if found := draft_texts.forms(root, name):
            # The current text of a draft can also be compared with the pages that it includes.
            return frozenset({*found, "pages"}) if name in draft_texts.working(root) else found
        known = ", ".join((*editions.editions, *draft_texts.working(root), *draft_texts.frozen(root)))
        raise UnknownEditionError(f"unknown edition or draft {name!r}; expected one of: {known}")

    def documents(self, name: str, kind: Kind = "pages") -> dict[str, Document]:
        """Convert the documents of an edition, a version's own pages or a draft, by their source."""
        project = self.project
        if name in project.editions.editions:
            if kind == "pages":
                return project.documents(name, self.report)
            return project.version_documents(self.report)[name]
        drafts = project.drafts(self.report)
        if kind == "pages":
            return draft_documents(drafts, name)
        document = draft_texts.document(drafts, name, "txt" if kind == "txt" else "xml")
        return {"": document} if document is not None else {}

    def _at(self, stack: ExitStack, revision: str) -> Comparison | None:
        """Open a comparison of the project as of a git revision, until `stack` is closed.

        Returns None, with the reasons reported, if the project cannot be read.
        """
        if revision in self._opened:
            return self._opened[revision]
        holder = self._kept or stack
        folder = Path(holder.enter_context(tempfile.TemporaryDirectory(prefix="twotrack-")))
        export(self.project.root, revision, folder)
        report = Report()
        earlier = open_project(folder, report)
        if earlier is None:
            self._take_over(report, revision)
        opened = Comparison(earlier, report) if earlier is not None else None
        if self._kept is not None:
            self._opened[revision] = opened
        return opened

    def _take_over(self, report: Report, revision: str | None) -> None:
        """Add the problems found at a revision to the report, with the revision before their paths."""
        for problem in report.problems if revision else ():
            where = Origin(f"{revision}:{problem.path}", problem.line)
            self.report.add(problem.code, where, problem.text)

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
                f"unknown page or anchor {where!r}; expected a page such as rooms/version.md, or #anchor"
            )
        anchor = None
        if where.startswith("#"):
            # A rule, a row or a term is shown with the section around it, which exists on both sides.
            holders = [doc for side in (left, right) for doc in side.values() if _has(doc, where[1:])]
            anchor = enclosing_heading(holders[0], where[1:])
        sides = []
        for side in (left, right):
            kept = {page: doc for page, doc in side.items() if page in wanted}
            sides.append({page: section(doc, anchor) if anchor else doc for page, doc in kept.items()})
        return sides[0], sides[1]

    def show(self, changes: Redline, form: str, a: str, b: str) -> str:
        """Format the redline of editions `a` and `b` as text, HTML or JSON."""
        from twotrack.redline import to_html, to_json, to_text

        if form == "text":
            return to_text(changes, names=(a, b))
        if form == "json":
            return to_json(changes, a, b)
        return to_html(changes, self._title(a), self._title(b))

    def _title(self, name: str) -> str:
        edition = self.project.editions.editions.get(name)
        return edition.title if edition is not None else name

    def files(self, pairs: Sequence[tuple[str, str]]) -> dict[str, str] | None:
        """Build the content of each file, by name: every pair in every format. None if a text has errors."""
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
    """Find the anchor of the heading whose section contains `anchor`, or `anchor` if there is none."""
    found = document.root.xpath(".//*[@id=$a]", a=anchor)[0]
    here = [found, *found.iterancestors()]
    for element in here:
        for candidate in (element, *element.itersiblings(preceding=True)):
            if candidate.tag in _HEADINGS and candidate.get("id"):
                return str(candidate.get("id"))
    return anchor


def section(document: Document, anchor: str) -> Document:
    """Extract the section whose heading has the given anchor, or an empty document if there is none."""
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
