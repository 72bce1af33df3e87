"""The last step of a page before an engine: numbers of sections, names of anchors, a description.

Other stages compare, check and index the text without these.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from html import escape

from twotrack.pages import Page, Site
from twotrack.site.names.name_list import plain
from twotrack.site.site_files import home_of, site_navigation, texts
from twotrack.site.terms import TERMS, Terms
from twotrack.source.navigation import NavItem
from twotrack.text import Text

# Braces in a quoted attribute, such as the path of an operation, do not end the list of attributes.
_HEADING = re.compile(
    r"""^(?P<marks>\#{2,6})[ \t]+(?P<title>.*
    \{(?:[^{}"]|"[^"]*")*\#(?P<id>[\w.:-]+)(?:[^{}"]|"[^"]*")*\}[ \t]*)$""",
    re.VERBOSE,
)
_LABEL = 'data-toc-label="'
_ANCHOR = re.compile(r'<a class="anchor" id="(?P<id>[^"]+)" href="#[^"]+"></a>')
# A row of a property or parameter, which is linked to itself by its name.
_ROW = re.compile(r'^(?P<row><tr id="(?P<id>[^"]+)"><td class="tt-name">)(?P<name><code>[^<]+</code>)')
# A line that cannot begin or continue a paragraph of prose.
_NO_PROSE = re.compile(r"^(?:[#|<>:`~!-]|\d+\.|\s|$)")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_LONGEST = 200


def finish(site: Site) -> None:
    """Replace each page of `site` by its final text for the engine.

    Sections are numbered in the order of the navigation, each text separately: the parts, their pages, their
    sections. The sections of a part's first page come before its other pages.
    """
    headings = {
        anchor.id for page in site.pages.values() for anchor in page.anchors if anchor.kind == "heading"
    }
    numbers = _Numbers(site, headings)
    texts_of_site = {home: Terms(pages) for home, pages in _by_text(site).items()}
    for path, page in site.pages.items():
        meta = dict(page.meta)
        if path in numbers.of_page and not page.raw:
            meta["number"] = numbers.of_page[path]
        if "description" not in meta and (about := description(page.text)):
            meta["description"] = about
        labels = {anchor.id: anchor.label for anchor in page.anchors if anchor.kind == "item"}
        text = page.text
        if not page.raw:
            text = numbers.numbered(path, texts_of_site[home_of(page.meta)].linked(path, text))
        site.pages[path] = replace(page, meta=meta, text=_with_named_anchors(text, labels))
    titles = {path: _title(page) for path, page in site.pages.items()}
    for home, terms in texts_of_site.items():
        if terms.terms:
            site.assets[home + TERMS] = terms.file(home, titles)


def _title(page: Page) -> str:
    found = next((plain(anchor.label) for anchor in page.anchors if anchor.level == 1), page.path)
    return str(page.meta.get("title", found))


def _by_text(site: Site) -> dict[str, dict[str, Page]]:
    """Group the pages by text, as path -> page; the key of a text is its folder."""
    found: dict[str, dict[str, Page]] = {}
    for path, page in site.pages.items():
        found.setdefault(home_of(page.meta), {})[path] = page
    return found


def description(text: Text) -> str:
    """Return the first paragraph of a page, shortened to the length that search engines show."""
    words: list[str] = []
    for line in text.lines:
        if _NO_PROSE.match(line):
            if words:
                break
        else:
            words.append(line)
    whole = plain(_LINK.sub(r"\1", " ".join(words)).replace("*", ""))
    if len(whole) <= _LONGEST:
        return whole
    return whole[:_LONGEST].rpartition(" ")[0] + " …"


def section_heading(line: str) -> tuple[str, str] | None:
    """Return the marks and the id of a heading below the title that has an id."""
    match = _HEADING.match(line)
    return (match["marks"], match["id"]) if match else None


def _with_named_anchors(text: Text, labels: Mapping[str, str]) -> Text:
    """Name each link to a rule. It is not a tab stop: there are hundreds on a page."""

    def named(match: re.Match[str]) -> str:
        anchor = match["id"]
        name = f"Link to {labels[anchor]}" if anchor in labels else "Link to this"
        return (
            f'<a class="anchor" id="{anchor}" href="#{anchor}" tabindex="-1" aria-label="{escape(name)}"></a>'
        )

    lines = [with_linked_row(_ANCHOR.sub(named, line)) for line in text.lines]
    return Text(lines, text.origins, text.starts, text.fences)


def with_linked_row(line: str) -> str:
    """Link the name in a row to the row, for citations. It is not a tab stop either."""
    return _ROW.sub(r'\g<row><a class="tt-here" href="#\g<id>" tabindex="-1">\g<name></a>', line)


class _Numbers:
    """The numbers of pages and sections."""

    def __init__(self, site: Site, headings: set[str]) -> None:
        self.of_page: dict[str, str] = {}
        self._headings = headings
        for text in self._texts(site_navigation(site), texts(site)):
            for part, item in enumerate(text, 1):
                self._part(site, str(part), list(_paths(item)))

    @staticmethod
    def _texts(nav: list[NavItem], further: list[str]) -> Iterator[list[NavItem]]:
        """Yield the parts of the site's main text, then those of each further text."""
        inside = [(title, parts) for item in nav if isinstance(item, dict) for title, parts in item.items()]
        yield [{title: parts} for title, parts in inside if title not in further]
        yield from (parts for title, parts in inside if title in further)

    def _part(self, site: Site, part: str, paths: list[str]) -> None:
        if not paths:
            return
        self.of_page[paths[0]] = part
        first = site.pages[paths[0]]
        before = sum(1 for marks, _ in self._sections(first.text) if marks == "##")
        for number, path in enumerate(paths[1:], before + 1):
            self.of_page[path] = f"{part}.{number}"

    def _sections(self, text: Text) -> Iterator[tuple[str, str]]:
        for line in text.lines:
            heading = section_heading(line)
            if heading and heading[1] in self._headings:
                yield heading

    def numbered(self, path: str, text: Text) -> Text:
        """Add the numbers of its sections to a page's text."""
        if path not in self.of_page:
            return text
        counts: list[int] = []
        lines = []
        for line in text.lines:
            match = _HEADING.match(line)
            if match and match["id"] in self._headings:
                depth = len(match["marks"]) - 1
                counts = [*counts[:depth], *([0] * (depth - len(counts)))]
                counts[depth - 1] += 1
                number = ".".join([self.of_page[path], *(str(count) for count in counts)])
                title = match["title"].replace(_LABEL, f"{_LABEL}{number} ")
                line = f'{match["marks"]} <span class="tt-number">{number}</span> {title}'  # noqa: PLW2901
            lines.append(line)
        return Text(lines, text.origins, text.starts, text.fences)


def _paths(item: NavItem) -> Iterable[str]:
    """Yield the pages of an entry of the navigation."""
    if isinstance(item, str):
        yield item
    else:
        for inside in item.values():
            for child in inside if isinstance(inside, list) else [inside]:
                yield from _paths(child)
