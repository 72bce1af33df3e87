"""Write the names of a text as the two files that the "Go to" field reads on first use.

`names.json` is small, and read at once: pages and names. `anchors.json` is read only for a query that
needs it: every other anchor, with its number if it is an item of a numbered list.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from twotrack.pages import Page, Site
from twotrack.site.names.name_list import Kind, Name
from twotrack.source.output_map import served_as

FOLDER = "assets/twotrack"
NAMES, ANCHORS = f"{FOLDER}/names.json", f"{FOLDER}/anchors.json"
KINDS: tuple[Kind, ...] = (
    *("page", "operation", "event", "schema", "error", "term", "property", "section"),
    *("entry", "draft", "figure"),
)


def names_file(site: Site, names: Sequence[Name]) -> str:
    """Build `names.json`.

    `pages` lists address, title and domain. `names` lists, for each page, its names: kind, text, anchor,
    and an explanation if there is one; the anchor is omitted if it is the text in lower case with the
    words joined by hyphens. `versions` lists the groups of pages that are generated from one
    source: the page that represents the group, and the name and page of each version, with the anchors
    that it lacks. A kind is its index in `kinds` times ten, plus the weight of the name.
    """
    used = list(dict.fromkeys(name.page for name in names))
    titles = {name.page: name.text for name in names if name.kind == "page"}
    pages = []
    for path in used:
        domain = site.tree.editions.domain(path)
        pages.append([served_as(path), titles.get(path, path), domain.title if domain else ""])
    listed: list[list[list[Any]]] = [[] for _ in used]
    place = {path: index for index, path in enumerate(used)}
    for name in names:
        row = [
            KINDS.index(name.kind) * 10 + name.weight,
            name.text,
            _anchor(name),
            name.about or _under(name),
        ]
        while row[-1] == "":
            row.pop()
        listed[place[name.page]].append(row)
    data = {"kinds": KINDS, "pages": pages, "names": listed, "versions": _versions(site, names, place)}
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"


def anchors_file(site: Site) -> str:
    """Build `anchors.json`: page -> heading -> anchors below it, each with or without its number."""
    found = {}
    for path, page in site.pages.items():
        sections: dict[str, list[str]] = {}
        heading = ""
        for anchor in sorted(page.anchors, key=lambda anchor: anchor.line):
            if anchor.kind == "heading":
                heading = anchor.id
                continue
            number = f" {anchor.label}" if anchor.kind == "item" else ""
            sections.setdefault(heading, []).append(f"{anchor.id}{number}")
        if sections:
            found[served_as(path)] = sections
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")) + "\n"


def slug(text: str) -> str:
    """Derive the anchor of a name; `find.js` has the same rule."""
    kept = "".join(c if c.isascii() and c.isalnum() else "-" for c in text.lower())
    return "-".join(filter(None, kept.split("-")))


def _anchor(name: Name) -> str:
    return "" if name.anchor == slug(name.text) and name.kind != "page" else name.anchor


def _under(name: Name) -> str:
    """Return the heading of a property, unless its anchor begins with it."""
    return "" if name.anchor.startswith(name.under) else name.under


def _versions(site: Site, names: Iterable[Name], place: Mapping[str, int]) -> list[dict[str, Any]]:
    """List the groups of pages that show one source in several versions."""
    groups: dict[str, list[tuple[str, Page]]] = {}
    for path, page in site.pages.items():
        groups.setdefault(page.source, []).append((path, page))
    found = []
    for source, members in groups.items():
        own = next((path for path, page in members if page.edition.values == site.edition.values), None)
        if not source or own is None or own not in place or len(members) == 1:
            continue
        wanted = {
            name.anchor
            for name in names
            if name.page in site.pages and site.pages[name.page].source == source
        }
        versions = []
        for path, page in members:
            has = {anchor.id for anchor in page.anchors}
            lacks = sorted(anchor for anchor in wanted - has if "." not in anchor)
            versions.append([page.edition.name if path != own else _name(page), place[path], lacks])
        found.append({"page": place[own], "versions": versions})
    return found


def _name(page: Page) -> str:
    """Return the version of the edition's page: the value from which its address is made."""
    stem = page.path.rpartition("/")[2].removesuffix(".md")
    values = [value for value in page.edition.values.values() if value and stem.endswith(str(value).lower())]
    return str(max(values, key=len, default=stem))
