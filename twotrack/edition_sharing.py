"""Page texts that several editions have in common: assembled, scanned and resolved once.

Most pages are the same in most editions. The text of one edition is used for another if the cuts of all its
sources and the lines of all its data are equal, and if its references lead to the same targets. Texts with
problems are not shared, since messages name the edition.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from twotrack.config.facets import Edition
from twotrack.markdown.includes import Expand
from twotrack.markdown.scan.block_starts import Scanned
from twotrack.page_index import Found, Index, ScannedPage
from twotrack.problems import Report
from twotrack.source.tree import Tree
from twotrack.text import Origin, Text

_Call = tuple[str, str, int, Origin]


class TracedExpand:
    """A function that expands directives, and a record of its calls with their results."""

    def __init__(self, expand: Expand) -> None:
        """Record the calls of `expand`."""
        self.expand = expand
        self.calls: list[tuple[_Call, Text]] = []

    def __call__(self, name: str, argument: str, level: int, where: Origin) -> Text:
        """Expand a directive."""
        text = self.expand(name, argument, level, where)
        self.calls.append(((name, argument, level, where), text))
        return text


@dataclass(frozen=True, slots=True)
class ScannedText:
    """A scanned text, and all that it was made of: cuts by source, and the results of directives."""

    scanned: Scanned
    cuts: dict[str, Text]
    calls: list[tuple[_Call, Text]]

    def is_text_of(self, tree: Tree, edition: Edition, expand: Expand) -> bool:
        """Check whether the page of an edition has this text."""
        # Equal cuts of a source are the same object.
        return all(tree.cut(path, edition, Report()) is text for path, text in self.cuts.items()) and all(
            expand(*call) == text for call, text in self.calls
        )


@dataclass(slots=True)
class EditionSharing:
    """The texts of pages that were built so far, by the path of the page."""

    _scanned: dict[str, list[ScannedText]] = field(default_factory=dict)
    _resolved: dict[str, list[tuple[Scanned, Found, Text]]] = field(default_factory=dict)

    def scanned(self, path: str, tree: Tree, edition: Edition, expand: Expand) -> ScannedText | None:
        """Look up the scanned text of a page."""
        known = self._scanned.get(path, ())
        return next((text for text in known if text.is_text_of(tree, edition, expand)), None)

    def keep_scanned(self, path: str, text: ScannedText) -> None:
        """Share the scanned text of a page, which has no problems."""
        self._scanned.setdefault(path, []).append(text)

    def resolved(self, page: ScannedPage, index: Index, tree: Tree) -> tuple[Text, Found] | None:
        """Look up the resolved text of a page."""
        for scanned, found, text in self._resolved.get(page.path, ()):
            if scanned is page.scanned and found.is_same(index, page, tree, missing=True):
                return text, found
        return None

    def keep_resolved(self, page: ScannedPage, found: Found, text: Text) -> None:
        """Share the resolved text of a page, which has no problems."""
        self._resolved.setdefault(page.path, []).append((page.scanned, found, text))


def cuts_of(paths: Iterable[str], tree: Tree, edition: Edition) -> dict[str, Text]:
    """Return the cuts of sources for an edition."""
    return {path: tree.cut(path, edition, Report()) for path in paths}
