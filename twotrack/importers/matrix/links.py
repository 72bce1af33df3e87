"""Links of published pages, written as references to anchors."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from twotrack.importers.hugo.shortcodes import shortcodes
from twotrack.importers.matrix.anchors import Anchors
from twotrack.importers.matrix.source_tree import DATA, PublishedPage, SourceTree, Unit
from twotrack.problems import Report
from twotrack.text import Origin

PUBLISHED = "https://spec.matrix.org/latest"
_LINK = re.compile(r"(\]\()([^)\s]+)")
_DEFINITION = re.compile(r"([ \t]*\[[^\]]+\]:[ \t]+)(\S+)$")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_CODE = re.compile(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)")


@dataclass(slots=True)
class Links:
    """Rewrites the links of a tree."""

    tree: SourceTree
    anchors: Anchors
    report: Report
    lost: int = 0
    _pages: dict[str, PublishedPage] = field(default_factory=dict)
    _inside: dict[str, list[str]] = field(default_factory=dict)
    _shown: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find out which published pages each content file and each API document is part of."""
        for page in self.tree.pages:
            self._pages[page.url] = page
            for path in dict.fromkeys(unit.path for unit, _ in self.tree.walk(page.unit)):
                self._inside.setdefault(path, []).append(page.url)
            for unit, index in self.tree.walk(page.unit):
                for code in shortcodes(unit.content.lines[index]):
                    if code.name == "http-api":
                        name = f"{DATA}/api/{code.get('spec')}/{code.get('api')}.yaml"
                        self._shown.setdefault(name, []).append(page.url)

    def in_unit(self, line: str, unit: Unit, where: Origin) -> str:
        """Rewrite the links of a line of a content file."""
        if "](" not in line and "]:" not in line:
            return line
        spans = [match.span() for match in _CODE.finditer(line)]

        def link(match: re.Match[str]) -> str:
            if any(start <= match.start() < end for start, end in spans):
                return match[0]
            return match[1] + self._target(match[2], self._inside.get(unit.path, []), unit.out, where)

        definition = _DEFINITION.match(line)
        if definition is not None:
            return self._definition(link(definition), unit)
        return _LINK.sub(link, line)

    def _definition(self, line: str, unit: Unit) -> str:
        """Write a link definition that leads to an anchor as a path, as definitions are not resolved."""
        start, hash_, anchor = line.partition(" #")
        holder = next((page for page in self.tree.pages if page.anchor == anchor), None)
        if not hash_ or holder is None:
            return line
        return f"{start} {posixpath.relpath(holder.page, posixpath.dirname(unit.out) or '.')}#{anchor}"

    def in_data(self, line: str, name: str, where: Origin) -> str:
        """Rewrite the links in the Markdown of a line of a data file."""
        if "](" not in line:
            return line
        pages = self._shown.get(name, [])
        return _LINK.sub(lambda match: match[1] + self._target(match[2], pages, "", where), line)

    def anchor(self, url: str) -> str | None:
        """Find our anchor for the URL of a published section (`appendices#room-ids`), or None."""
        path, _, fragment = url.partition("#")
        page = self._pages.get(path.strip("/"))
        if page is None:
            return None
        return self.anchors.find(page.url, fragment) if fragment else page.anchor

    def _target(self, url: str, inside: list[str], out: str, where: Origin) -> str:
        if _SCHEME.match(url) or url.startswith("//"):
            return url
        path, _, fragment = url.partition("#")
        candidates = list(self._candidates(path, inside, fragment))
        for page in candidates:
            anchor = self.anchors.find(page.url, fragment) if fragment else page.anchor
            if anchor is not None:
                return self._reference(page, anchor, inside, out)
        if not out and not path:
            # A description in the data is shown on pages that its file does not know.
            found = {a for known in self._pages for a in [self.anchors.find(known, fragment)] if a}
            if len(found) == 1:
                return f"#{found.pop()}"
        return self._unresolved(url, where)

    def _candidates(self, path: str, inside: list[str], fragment: str) -> Iterator[PublishedPage]:
        """Yield the pages that a link may lead to, the likeliest first."""
        if not path and fragment:
            yield from (self._pages[url] for url in reversed(inside))
        elif path.startswith("."):
            for url in inside:
                full = posixpath.normpath(posixpath.join(url, path.removesuffix("index.html"))).strip("/.")
                if full in self._pages:
                    yield self._pages[full]
        elif path.strip("/") in self._pages:
            yield self._pages[path.strip("/")]

    def _reference(self, page: PublishedPage, anchor: str, inside: list[str], out: str) -> str:
        """Write a link to an anchor; one to the page of another version names that page."""
        if not page.version or page.url in inside or not out:
            return f"#{anchor}"
        if anchor == page.anchor and not out.startswith("rooms/"):
            return f"#{anchor}"
        return f"{posixpath.relpath(f'{page.url}.md', posixpath.dirname(out) or '.')}#{anchor}"

    def _unresolved(self, url: str, where: Origin) -> str:
        self.lost += 1
        path, _, fragment = url.partition("#")
        page = path.strip("/.") or (self._inside.get(where.path.partition("/")[2]) or [""])[0]
        shown = "/".join(filter(None, (PUBLISHED, page, f"#{fragment}" if fragment else "")))
        text = f"the link to {url} leads to nothing that the tree publishes; it now leads to {shown}"
        self.report.add("import-link", where, text)
        return shown
