"""Defined terms: a link at the first use on each page, and the data of the panel shown in a browser.

A term is defined by an anchor `term-…` on an item of a definition list. Without scripts its uses are links.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from twotrack.pages import Page
from twotrack.site.names.name_list import plain
from twotrack.site.names.names_file import FOLDER
from twotrack.site.views.page_markup import url
from twotrack.source.output_map import served_as
from twotrack.text import Text

TERMS = f"{FOLDER}/terms.json"

_PREFIX = "term-"
_DEFINITION = re.compile(r"^:[ \t]+")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_TARGET = re.compile(r"#(term-[\w.-]+)")
# Parts of a paragraph that are not searched for terms: code, links, HTML, references, addresses.
_GUARDED = re.compile(
    r"(`+[^`]*`+|!?\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])?|<a\b.*?</a>|<[^>]*>|\{[^}]*\}|https?://\S+)", re.DOTALL
)
_FENCE = re.compile(r"^[ \t>]*(`{3,}|~{3,})")
# Lines that begin a block other than a paragraph: headings, tables, HTML, footnotes, abbreviations.
_NO_TEXT = re.compile(r"^(?:#|\||<| {0,3}\[\^|:::|\*\[)")
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Term:
    """A defined term: its anchor, its name, the definition as plain text, the page that defines it."""

    anchor: str
    name: str
    definition: str
    page: str


class Terms:
    """The terms that a text defines, and a pattern that matches their names."""

    def __init__(self, pages: Mapping[str, Page]) -> None:
        """Read the terms from the anchors of `pages`."""
        self.terms = {term.anchor: term for page in pages.values() for term in _defined(page)}
        self.pages_of: dict[str, list[str]] = {anchor: [] for anchor in self.terms}
        self._named = {term.name.lower(): term for term in self.terms.values() if len(term.name) >= _SHORTEST}
        names = sorted(self._named, key=len, reverse=True)
        alternatives = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in names)
        self._pattern = (
            re.compile(rf"(?<![\w.-])({alternatives})(s?)(?![\w-])", re.IGNORECASE) if names else None
        )

    def linked(self, path: str, text: Text) -> Text:
        """Link the first use of each term in a page's text, and record the page for each term."""
        used = {anchor for line in text.lines for anchor in _TARGET.findall(line) if anchor in self.terms}
        defined = {term.anchor for term in self.terms.values() if term.page == path}
        if self._pattern is None or defined:
            return text
        done = set(used)
        lines = list(text.lines)
        for first, last in _paragraphs(lines):
            block = "\n".join(lines[first:last])
            lines[first:last] = self._with_links(path, block, done).split("\n")
        for anchor in done:
            self.pages_of[anchor].append(path)
        return Text(lines, text.origins, text.starts, text.fences)

    def _with_links(self, path: str, block: str, done: set[str]) -> str:
        if self._pattern is None:
            return block

        def link(match: re.Match[str]) -> str:
            term = self._named[" ".join(match[1].lower().split())]
            if term.anchor in done:
                return match[0]
            done.add(term.anchor)
            return f'<a class="term" href="{url(path, term.page, term.anchor)}">{match[0]}</a>'

        parts = _GUARDED.split(block)
        # Every second part is protected.
        return "".join(
            part if index % 2 else self._pattern.sub(link, part) for index, part in enumerate(parts)
        )

    def file(self, home: str, titles: Mapping[str, str]) -> str:
        """Build the data of the panel: anchor -> name, definition, and the pages that use the term.

        Addresses are relative to the folder `home` of the text; `titles` maps the paths of pages to titles.
        """
        found = {
            term.anchor: {
                "name": term.name,
                "definition": term.definition,
                "used": [
                    [served_as(path.removeprefix(home)), titles[path]] for path in self.pages_of[term.anchor]
                ],
            }
            for term in self.terms.values()
        }
        return json.dumps(found, ensure_ascii=False, separators=(",", ":")) + "\n"


def _defined(page: Page) -> Iterator[Term]:
    """Yield the terms that a page defines."""
    for anchor in page.anchors:
        if anchor.kind != "term" or not anchor.id.startswith(_PREFIX):
            continue
        words: list[str] = []
        for line in page.text.lines[anchor.line :]:
            if not line.strip():
                if words:
                    break
                continue
            if not words and not _DEFINITION.match(line):
                break
            words.append(_DEFINITION.sub("", line).strip())
        yield Term(anchor.id, plain(anchor.label), plain(_LINK.sub(r"\1", " ".join(words))), page.path)


def _paragraphs(lines: list[str]) -> Iterator[tuple[int, int]]:
    """Yield the first line and the line after the last of each run of text outside code, tables and HTML."""
    fence = ""
    start: int | None = None
    skipping = False
    for number, line in enumerate([*lines, ""]):
        mark = _FENCE.match(line)
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
            ends = True
        else:
            blank = not line.strip()
            skipping = not blank and (skipping or (start is None and bool(_NO_TEXT.match(line))))
            ends = bool(fence) or blank or skipping
        if ends and start is not None:
            yield start, number
            start = None
        elif not ends and start is None:
            start = number
