"""A picture of the lineage of versions: a box for each, linked to its page, and an arrow from its base.

The picture contains no colours: the style sheet of the site defines them, for light and dark.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from twotrack.config.lineage import Lineage

_WIDTH, _HEIGHT = 54, 28
_GAP, _ROW = 22, 52
_MARGIN = 4


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the picture: its URL and its accessible name."""

    href: str
    name: str


def picture(
    lineage: Lineage, boxes: Mapping[str, Link], arrows: Mapping[tuple[str, str], Link], name: str
) -> str:
    """Render the picture as inline SVG with the accessible name `name`.

    `boxes` are the versions to show, with the link of each; `arrows` the links of pairs (older, newer). A
    version is in the column of its generation; each branch but the first of a version has a separate row.
    """
    places = _places(lineage, list(boxes))
    columns = 1 + max((column for column, _ in places.values()), default=0)
    rows = 1 + max((row for _, row in places.values()), default=0)
    width = columns * (_WIDTH + _GAP) - _GAP + 2 * _MARGIN
    height = (rows - 1) * _ROW + _HEIGHT + 2 * _MARGIN
    parts = [
        _arrow(places[older], places[newer], link)
        for (older, newer), link in arrows.items()
        if older in places and newer in places
    ]
    parts += [_box(version, places[version], link) for version, link in boxes.items()]
    return (
        f'<div class="tt-wide" role="region" aria-label="{escape(name)}" tabindex="0">'
        f'<svg class="tt-lineage" role="group" aria-label="{escape(name)}" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}">{"".join(parts)}</svg></div>'
    )


def _places(lineage: Lineage, versions: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Map version -> column and row."""
    places: dict[str, tuple[int, int]] = {}
    rows = 0
    continued: set[str] = set()
    for version in versions:
        parent = lineage.versions[version].based_on
        if parent not in places or parent in continued:
            column = places[parent][0] + 1 if parent in places else 0
            places[version] = (column, rows)
            rows += 1
        else:
            column, row = places[parent]
            places[version] = (column + 1, row)
            rows = max(rows, row + 1)
        if parent is not None:
            continued.add(parent)
    return places


def _corner(place: tuple[int, int]) -> tuple[int, int]:
    column, row = place
    return _MARGIN + column * (_WIDTH + _GAP), _MARGIN + row * _ROW


def _box(version: str, place: tuple[int, int], link: Link) -> str:
    x, y = _corner(place)
    return (
        f'<a href="{escape(link.href)}" aria-label="{escape(link.name)}">'
        f'<rect x="{x}" y="{y}" width="{_WIDTH}" height="{_HEIGHT}" rx="4"/>'
        f'<text x="{x + _WIDTH // 2}" y="{y + _HEIGHT // 2}" dy="0.35em">{escape(version)}</text></a>'
    )


def _arrow(start: tuple[int, int], end: tuple[int, int], link: Link) -> str:
    (x1, y1), (x2, y2) = _corner(start), _corner(end)
    x1, y1, y2 = x1 + _WIDTH, y1 + _HEIGHT // 2, y2 + _HEIGHT // 2
    line = f"M{x1} {y1}H{x1 + _GAP // 2}V{y2}H{x2 - 1}"
    head = f"M{x2 - 7} {y2 - 4}L{x2 - 1} {y2}L{x2 - 7} {y2 + 4}"
    # A thin line is hard to click, so an invisible line around it reacts to the pointer.
    return (
        f'<a href="{escape(link.href)}" aria-label="{escape(link.name)}">'
        f'<path class="tt-hit" d="{line}"/><path d="{line}"/><path d="{head}"/></a>'
    )
