"""Documents for the tests of redlines: Markdown in the project's dialect, taken through its real stages."""

from __future__ import annotations

from twotrack.markdown.converter import Converter
from twotrack.markdown.cross_references import Resolver, Target
from twotrack.markdown.document import Document
from twotrack.markdown.scan.block_scanner import scan
from twotrack.problems import Report
from twotrack.text import Text


def document(source: str | Text, path: str = "a.md", converter: Converter | None = None) -> Document:
    text = source if isinstance(source, Text) else Text.of(source, path)
    scanned = scan(text)
    anchors = {anchor.id: anchor for anchor in scanned.anchors}
    report = Report()

    def find(anchor: str) -> Target | None:
        return Target("page.md", anchors[anchor]) if anchor in anchors else None

    resolver = Resolver("page.md", "site", find, lambda _: None, anchors, {}, report)
    resolved = resolver.resolve(scanned)
    assert not report.failed, report.problems
    return (converter or Converter()).document(resolved)
