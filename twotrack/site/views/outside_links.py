"""Links on another side's pages to parts that the side omits; they lead to the site's main text."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from twotrack.commonmark.code_blocks import code_blocks
from twotrack.pages import Page, Site
from twotrack.source.output_map import served_as
from twotrack.text import Text

_LINK = re.compile(r"""(\]\(|<a class="xref[^>]*? href=")([^)\s"#]*)(?:#([^)\s"]+))?""")


@dataclass(slots=True)
class OutsideLinks:
    """Rewrites links whose target `side` lacks to `main`; `folder` is the side's folder."""

    main: Site
    side: Site
    folder: str
    _own: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find the page of every anchor; the page of the site's edition comes before other versions."""
        for path, page in self.main.pages.items():
            for anchor in page.anchors:
                if anchor.id not in self._own or self.main.is_own(page):
                    self._own[anchor.id] = path

    def rewritten(self, page: Page) -> Text:
        """Rewrite the links in one of the side's pages; code is not changed."""
        anchors = {anchor.id for anchor in page.anchors}
        lines = list(page.text.lines)
        code = code_blocks(lines)
        for index, line in enumerate(lines):
            if index not in code and ("](" in line or '<a class="xref' in line):
                lines[index] = _LINK.sub(lambda match: self._link(match, page, anchors), line)
        return Text(lines, page.text.origins, page.text.starts, page.text.fences)

    def _link(self, match: re.Match[str], page: Page, anchors: set[str]) -> str:
        start, path, anchor = match[1], match[2], match[3]
        raw = not start.startswith("]")
        if not path:
            target = None if anchor in anchors else self._own.get(anchor or "")
        else:
            target = self._missing_page(path, page) if path.endswith(".md") else None
        if target is None:
            return match[0]
        here = f"{self.folder}/{page.path}"
        if raw:
            url = posixpath.relpath(served_as(target) or ".", served_as(here)) + "/"
        else:
            url = posixpath.relpath(target, posixpath.dirname(here))
        return start + url + (f"#{anchor}" if anchor else "")

    def _missing_page(self, path: str, page: Page) -> str | None:
        full = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), path))
        known: Mapping[str, Page] = self.side.pages
        return full if full not in known and full in self.main.pages else None
