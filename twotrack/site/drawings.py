"""Drawings of ASCII art as inline SVG, as in drafts, with the text beside them.

A fence `aasvg` that is not in a list or another block becomes a figure. Colours are in the style sheet of the
site, for light and dark. If aasvg is not installed, the text of the drawing remains.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from html import escape
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from twotrack.problems import Report
from twotrack.rfc.tools import aasvg
from twotrack.store import Store
from twotrack.text import Text

Draw = Callable[[str], str]
"""Returns the SVG of a drawing. Raises `aasvg.CannotDraw`."""

_OPEN = re.compile(r"(?P<run>`{3,}) ?(?:aasvg|\{ *\.aasvg(?P<attributes>(?: [^{}`]*)?)\})$")
_ATTRIBUTE = re.compile(r'#(?P<id>[\w.:-]+)|(?P<key>\w+)="(?P<value>[^"]*)"')
_SVG = "{http://www.w3.org/2000/svg}"
# What aasvg writes; its own style sheet is replaced by that of the site.
_ELEMENTS = frozenset(
    f"{_SVG}{name}"
    for name in ("circle", "ellipse", "g", "line", "path", "polygon", "polyline", "rect", "text")
)
_ATTRIBUTES = frozenset(
    {
        *("class", "cx", "cy", "d", "points", "r", "rx", "ry", "transform", "x", "x1", "x2", "y", "y1", "y2"),
        *("width", "height"),
    }
)
_IMAGE = 'role="img" aria-label="Diagram; its text follows"'
_NUMBER = re.compile(r"\d+\.\d+")


class Drawer:
    """Draws with aasvg, and keeps its results in a store."""

    def __init__(self, tool: str, store: Store) -> None:
        """Use the program `tool`."""
        self._tool = tool
        self._store = store
        self._version = "".join(
            path.read_text(encoding="utf-8") for path in sorted(Path(tool).resolve().parent.glob("*.js"))
        )

    def __call__(self, text: str) -> str:
        """Draw a text; raise `aasvg.CannotDraw` if that fails."""
        return str(self._store.remember(lambda: _svg_of(aasvg.run(text, self._tool)), *self._key(text)))

    def prepare(self, texts: Iterable[Text]) -> None:
        """Draw the drawings of pages together; errors are left to the call for each of them."""
        bodies = dict.fromkeys(
            "\n".join(text.lines[place.start + 1 : place.end]) for text in texts for place in _places(text)
        )
        missing = [body for body in bodies if not self._store.has(*self._key(body))]
        for body, data in zip(missing, aasvg.run_together(missing, self._tool), strict=True):
            if data is not None:
                with suppress(aasvg.CannotDraw):
                    self._store.put(_svg_of(data), *self._key(body))

    def _key(self, text: str) -> tuple[str, ...]:
        return "drawing", text, self._version


def drawer(root: Path, store: Store) -> Drawer | None:
    """Return a function that draws, and keeps its results in `store`; None if aasvg is not installed."""
    tool = aasvg.find(root)
    return None if tool is None else Drawer(tool, store)


class _Place(NamedTuple):
    """The lines of the fences of a drawing, and the attributes that it has."""

    start: int
    end: int
    attributes: str


def _places(text: Text) -> Iterator[_Place]:
    end = 0
    for start, line in enumerate(text.lines):
        opened = _OPEN.match(line) if start >= end and "aasvg" in line else None
        if opened is None:
            continue
        after = range(start + 1, len(text.lines))
        end = next((n for n in after if text.lines[n].rstrip() == opened["run"]), len(text.lines))
        if start + 1 < end < len(text.lines):
            yield _Place(start, end, opened["attributes"] or "")


def with_drawings(text: Text, draw: Draw, report: Report) -> Text:
    """Replace the drawings of a page. Each figure has as many lines as its fence."""
    lines, drawn = list(text.lines), set[int]()
    for start, end, attributes in _places(text):
        body = text.lines[start + 1 : end]
        try:
            svg = draw("\n".join(body))
        except aasvg.CannotDraw as reason:
            message = f"aasvg cannot draw this, so it is shown as text: {reason}"
            report.add("rfc-drawing-failed", text.origins[start], message)
            continue
        head, foot = _figure(attributes, svg, len(drawn) + 1)
        lines[start : end + 1] = [head, *map(escape, body), foot]
        drawn.add(start)
    if not drawn:
        return text
    fences = [line for line in text.fences if line not in drawn]
    return Text(lines, text.origins, text.starts, fences, text.containers)


def _figure(attributes: str, svg: str, number: int) -> tuple[str, str]:
    """Return the first and the last line of a figure; the lines of the drawing are between them.

    A drawing without a title is named by its number on the page: names of regions differ.
    """
    anchor, title = "", ""
    for found in _ATTRIBUTE.finditer(attributes):
        anchor = found["id"] or anchor
        if found["key"] == "title":
            title = found["value"]
    name = title or f"Diagram {number}"
    place = f' id="{anchor}"' if anchor else ""
    head = f'<figure class="tt-drawing"{place}>'
    head += f'<div class="tt-wide" role="region" aria-label="{name}" tabindex="0">'
    # Words of a drawing read one by one make no sense; some screen readers read them in spite of the role.
    opening, _, drawn = svg.partition(">")
    hidden = f'<g aria-hidden="true">{drawn.removesuffix("</svg>")}</g></svg>'
    head += f"{opening.replace('<svg', f'<svg {_IMAGE}', 1)}>{hidden}</div>"
    # HTML ignores a line end after <pre>.
    head += f"<figcaption>{title}<details><summary>Diagram as text</summary><pre>"
    return head, "</pre></details></figcaption></figure>"


def _svg_of(data: bytes) -> str:
    """Remove everything from a drawing but its shapes and their classes."""
    svg = aasvg.parsed(data)
    for element in list(svg.iter(etree.Element)):
        parent = element.getparent()
        if parent is None:
            continue
        if element.tag not in _ELEMENTS:
            parent.remove(element)
            continue
        for key, value in [(str(key), str(value)) for key, value in element.items()]:
            if key not in _ATTRIBUTES:
                del element.attrib[key]
            elif key in {"d", "points"}:
                element.set(key, _NUMBER.sub(lambda match: f"{float(match[0]):g}", value))
        element.tail = None
        if element.tag != f"{_SVG}text":
            element.text = None
    svg.text = None
    size = {key: svg.get(key, "") for key in ("width", "height", "viewBox")}
    svg.attrib.clear()
    for key, value in size.items():
        svg.set(key, value)
    etree.cleanup_namespaces(svg)
    return etree.tostring(svg, encoding="unicode").replace(' xmlns="http://www.w3.org/2000/svg"', "")
