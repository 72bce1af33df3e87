"""List the names that a text defines, from the anchors of its pages, without converting them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from html import unescape
from typing import Literal

from twotrack.config.facets import Domain
from twotrack.pages import Page, Site

Kind = Literal[
    "page", "operation", "event", "schema", "error", "term", "property", "section", "entry", "draft", "figure"
]

_HEADING = re.compile(r"^#+[ \t]+(?P<title>.*?)[ \t]*\{(?P<attributes>[^{}]*)\}[ \t]*$")
_SUMMARY = re.compile(r'^<p class="tt-summary">(.*)</p>$')
# The number of lines below the heading of an operation that can contain its summary.
_OPENING = 8
_ROW = re.compile(r'^<tr id="(?P<id>[^"]+)"><td class="tt-name"><code>(?P<name>[^<]+)</code>')
_CODED = re.compile(r"^<code>([^<]*)</code>$")
# The number of places listed for a property.
_PLACES = 2
_TARGET = re.compile(r'(?:href="|\]\()[^")#\s]*#([\w.-]+)(?=[")])(?!"></a>)')
_TAG = re.compile(r"<[^>]*>")
# An error code, by the convention of constants: capital letters, at least one underscore.
_CONSTANT = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
_IDENTIFIER = re.compile(r"[A-Za-z_@$][\w.$@-]*")


@dataclass(frozen=True, slots=True)
class Name:
    """A name and the place that defines it.

    `about` is a short explanation, such as the summary of an operation; `under` is the anchor of the
    heading that a property belongs to. `weight` (0 to 9) grows with the number of references to the place.
    """

    text: str
    kind: Kind
    page: str
    anchor: str = ""
    about: str = ""
    under: str = ""
    weight: int = 0


def names(site: Site) -> list[Name]:
    """List the names of all pages of `site`.

    If pages are generated for several versions from one source, the main edition's comes first; the
    others add only the anchors that it lacks, from the newest version to the oldest.
    """
    own = {page.source for page in site.pages.values() if _is_own(page, site)}
    pages = [page for page in site.pages.values() if page.anchors]
    ordered = [
        *(page for page in pages if _is_own(page, site) or page.source not in own),
        *reversed([page for page in pages if not _is_own(page, site) and page.source in own]),
    ]
    domains = list(site.tree.editions.domains)
    ordered.sort(key=lambda page: _place_of(site.tree.editions.domain(page.path), domains))
    found: list[Name] = []
    known: set[tuple[str, str]] = set()
    for page in ordered:
        for name in _of_page(page):
            place = (page.source, name.anchor)
            if name.kind == "page" or place not in known:
                known.add(place)
                found.append(name)
    references = _references(pages)
    weighed = (replace(name, weight=_weight(references[name.under or name.anchor])) for name in found)
    return list(_without_repetitions(weighed))


def _references(pages: Iterable[Page]) -> Counter[str]:
    """Count the references to each anchor in the text of all pages."""
    return Counter(anchor for page in pages for line in page.text.lines for anchor in _TARGET.findall(line))


def _weight(references: int) -> int:
    return min(references.bit_length(), 9)


def _place_of(domain: Domain | None, domains: list[Domain]) -> int:
    return domains.index(domain) if domain in domains else len(domains)


def _is_own(page: Page, site: Site) -> bool:
    return page.edition.values == site.edition.values


def _of_page(page: Page) -> Iterator[Name]:
    """Yield the names of one page, in order."""
    properties = _properties(page)
    for anchor in sorted(page.anchors, key=lambda anchor: anchor.line):
        if anchor.kind == "heading":
            yield _heading(page, anchor.line, anchor.id, anchor.label, anchor.level)
        elif anchor.kind == "term" and not _CODED.match(anchor.label):
            yield Name(plain(anchor.label), "term", page.path, anchor.id)
        elif anchor.kind in {"row", "term"}:
            coded = _CODED.match(anchor.label)
            text = plain(anchor.label)
            if coded and _CONSTANT.fullmatch(text):
                yield Name(text, "error", page.path, anchor.id)
            elif coded and _IDENTIFIER.fullmatch(text):
                yield Name(text, "property", page.path, anchor.id, under=_above(page, anchor.line))
    yield from properties


def _heading(page: Page, line: int, anchor: str, label: str, level: int) -> Name:
    match = _HEADING.match(page.text.lines[line - 1])
    attributes = match["attributes"] if match else ""
    text = plain(match["title"] if match else label)
    summary = _summary(page, line)
    if ".tt-operation" in attributes:
        return Name(text, "operation", page.path, anchor, summary)
    if ".tt-event" in attributes:
        return Name(text, "event", page.path, anchor, summary)
    if ".tt-schema" in attributes:
        return Name(text, "schema", page.path, anchor, summary)
    return Name(text, "page" if level == 1 else "section", page.path, anchor)


def _summary(page: Page, line: int) -> str:
    """Return the summary below the heading of an element from data, or ''."""
    below = page.text.lines[line : line + _OPENING]
    return next((plain(match[1]) for match in map(_SUMMARY.match, below) if match), "")


def _properties(page: Page) -> Iterator[Name]:
    """Yield the rows of tables that are generated from data."""
    headings = sorted((anchor.line, anchor.id) for anchor in page.anchors if anchor.kind == "heading")
    under, at = "", 0
    for number, line in enumerate(page.text.lines, 1):
        while at < len(headings) and headings[at][0] <= number:
            under = headings[at][1]
            at += 1
        row = _ROW.match(line)
        if row and _IDENTIFIER.fullmatch(unescape(row["name"])):
            yield Name(unescape(row["name"]), "property", page.path, unescape(row["id"]), under=under)


def _above(page: Page, line: int) -> str:
    """Find the anchor of the heading above a line."""
    headings = [(anchor.line, anchor.id) for anchor in page.anchors if anchor.kind == "heading"]
    return max((heading for heading in headings if heading[0] <= line), default=(0, ""))[1]


def _without_repetitions(found: Iterable[Name]) -> Iterator[Name]:
    """Keep the most referenced places of each property, without those named like an event or an error.

    The number of omitted places is noted in `about` of the first.
    """
    found = list(found)
    taken = {name.text for name in found if name.kind in {"event", "error"}}
    places: dict[str, list[Name]] = {}
    for name in found:
        if name.kind == "property":
            places.setdefault(name.text, []).append(name)
    for name in found:
        if name.kind != "property":
            yield name
        elif name.text not in taken:
            # The sort is stable: of places with the same weight, the earlier stays first.
            best = sorted(places[name.text], key=lambda place: -place.weight)[:_PLACES]
            if name in best:
                more = len(places[name.text]) - len(best)
                yield replace(name, about=str(more) if more and name == best[0] else "")


def plain(markup: str) -> str:
    """Convert inline Markdown or HTML to plain text."""
    text = _TAG.sub("", unescape(_TAG.sub("", unescape(markup))))
    return " ".join(text.replace("`", "").split())
