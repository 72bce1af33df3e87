"""The specification as an implementer reads it: the built pages, with their lists, tables and code."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from twotrack.pages import Site, build_site
from twotrack.problems import Report

from .reference.versions import VERSIONS, RoomVersion

ROOT: Final = Path(__file__).resolve().parents[3]
_HEADING: Final = re.compile(r"(#{1,6}) .*\{[^}]*#(?P<id>[\w.-]+)[^}]*\}\s*$")
_ITEM: Final = re.compile(r'(?P<indent> *)(?:\d+\.|-) <a class="anchor" id="(?P<id>[\w.-]+)"')
_FENCE: Final = re.compile(r"^\s*```")
_CODE: Final = re.compile(r"`([^`]+)`")


@cache
def site(edition: str = "matrix") -> Site:
    """Return the pages of an edition."""
    built = build_site(ROOT, edition, Report())
    assert built is not None
    return built


def page(path: str, edition: str = "matrix") -> str:
    """Return the text of a page of an edition."""
    return "\n".join(site(edition).pages[path].text.lines)


def page_of(version: RoomVersion) -> str:
    """Return the text of a room version's page."""
    slug = version.name.lower() if version.lts else f"v{version}"
    return page(f"rooms/{slug}.md")


def section(whole: str, anchor: str) -> str:
    """Return the section of a page with that anchor: its heading and all below it."""
    lines = whole.split("\n")
    found = [(i, m) for i, line in enumerate(lines) if (m := _HEADING.match(line))]
    start, rank = next((i, len(m[1])) for i, m in found if m["id"] == anchor)
    end = next((i for i, m in found if i > start and len(m[1]) <= rank), len(lines))
    return "\n".join(lines[start:end])


def items(text: str) -> list[tuple[int, str]]:
    """Return the anchored list items of a text in their order: how deep in the list, and the anchor."""
    found = [m for line in text.split("\n") if (m := _ITEM.match(line))]
    return [(len(m["indent"]) // 4, m["id"]) for m in found]


def rows(text: str) -> Iterator[tuple[str, list[list[str]]]]:
    """Yield the anchored rows of the tables in a text: the anchor, and for each cell the code spans in it."""
    for line in text.split("\n"):
        anchor = re.match(r'\| <a class="anchor" id="([\w.-]+)"', line)
        if anchor:
            yield anchor[1], [_CODE.findall(cell) for cell in line.strip("|").split(" | ")]


def code(text: str) -> list[str]:
    """Return the names in the code spans of a text, fences left out."""
    fenced, kept = False, []
    for line in text.split("\n"):
        fenced ^= bool(_FENCE.match(line))
        kept += [] if fenced else [line]
    return _CODE.findall("\n".join(kept))


def blocks(text: str) -> list[tuple[str, str]]:
    """Return the fenced code blocks of a text, each as the paragraph before it and its content."""
    found: list[tuple[str, str]] = []
    before: list[str] = []
    inside: list[str] | None = None
    for line in text.split("\n"):
        if _FENCE.match(line):
            if inside is not None:
                found.append((" ".join(before), "\n".join(inside)))
                before = []
            inside = [] if inside is None else None
        elif inside is not None:
            inside.append(line)
        else:
            before += [line.strip()] if line.strip() else []
    return found


def versions_with(anchor: str) -> list[RoomVersion]:
    """Return the room versions whose page has a list item with that anchor."""
    return [v for v in VERSIONS.values() if any(anchor == name for _, name in items(page_of(v)))]
