"""Write the text of the pages by sections, for the full-text search, which a reader starts explicitly."""

from __future__ import annotations

import json
import re
from html import escape, unescape

from twotrack.pages import Page, Site
from twotrack.site.names.name_list import plain
from twotrack.site.names.names_file import FOLDER
from twotrack.source.output_map import served_as

WORDS = f"{FOLDER}/words.json"

_TAG = re.compile(r"</?[a-zA-Z][^>]*>")
_CODE = re.compile(r"(?<!`)`([^`]+)`(?!`)")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
# Markup in a line: fences, rules of tables, attribute lists, emphasis, escapes.
_MARKUP = re.compile(r"^\s*(?:`{3,}.*|[|:\s-]+)$|\{[:#.][^}]*\}|[*`]+|\\(?=[^\w\s])")
_LEAD = re.compile(r"^\s*(?:#+|[-+:>]|\d+\.)\s+")


def words_file(site: Site) -> str:
    """Build `words.json`: address of a page -> sections, each as anchor, title and text.

    Pages that repeat another one for another version are omitted.
    """
    found = {
        served_as(path): _sections(page)
        for path, page in site.pages.items()
        if page.anchors and page.edition.values == site.edition.values
    }
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")) + "\n"


def _sections(page: Page) -> list[list[str]]:
    headings = {anchor.line: anchor for anchor in page.anchors if anchor.kind == "heading"}
    sections: list[tuple[str, str, list[str]]] = []
    for number, line in enumerate(page.text.lines, 1):
        heading = headings.get(number)
        if heading is not None or not sections:
            title = plain(heading.label) if heading else ""
            sections.append((heading.id if heading and heading.level > 1 else "", title, []))
        if heading is None and (words := _words(line)):
            sections[-1][2].append(words)
    return [[anchor, title, " ".join(text)] for anchor, title, text in sections]


def _words(line: str) -> str:
    """Remove the markup of a line."""
    line = _CODE.sub(lambda match: escape(match[1]), _LEAD.sub("", line))
    line = _LINK.sub(r"\1", _TAG.sub(" ", line))
    return " ".join(unescape(_MARKUP.sub("", line).replace("|", " ")).split())
