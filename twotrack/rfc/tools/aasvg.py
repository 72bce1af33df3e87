"""Drawings of ASCII art as SVG, by aasvg if it is installed, in the profile that RFCs take (RFC 7996).

The project's own tool is run, with fixed options; the text of a draft is its input, never part of the
command. aasvg 0.5 writes a style sheet, which SVG 1.2 RFC does not support: `_inline_styles` converts it to
attributes. If the drawing is still not valid against the schema of xml2rfc, it is rejected, and only the
text of the drawing is used.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from lxml import etree
from lxml.etree import _Element

SECONDS = 20
"""The time limit for one drawing; a page of ASCII art takes a tenth of a second."""

_OPTION = re.compile(r"--(?:(?:spaces|scale|aspect|stroke|width|height)=\d+(?:\.\d+)?|fill|disable-text)")
_SVG = "{http://www.w3.org/2000/svg}"
_WIDTH = re.compile(r"stroke-width:\s*([\d.]+)")
_FONT = re.compile(r"font:\s*([\d.]+)px")

# The style of each class in the style sheet of aasvg; the schema allows only black and white.
_BY_CLASS = {
    "dashed": {"stroke-dasharray": "3,6"},
    "arrowhead": {"fill": "black"},
    "triangle": {"fill": "black"},
    "closed": {"fill": "black"},
    "shaded": {"fill": "black"},
    "open": {"fill": "white"},
    "xor": {"fill": "white"},
    "dotted": {"fill": "white", "stroke-dasharray": "0,1.8"},
}
_LINES = {"fill": "none", "stroke": "black", "stroke-linecap": "round"}
_DRAWN = frozenset(f"{_SVG}{tag}" for tag in ("circle", "ellipse", "line", "path", "polyline", "rect"))
_COLOURS = frozenset({"none", "black", "white", "#000000", "#FFFFFF", "#ffffff", "currentColor", "inherit"})


class CannotDraw(Exception):  # noqa: N818 - not a program error: its text is the reason
    """Raised if a drawing cannot be made."""


def find(root: Path | None) -> str | None:
    """Find aasvg in the project's `node_modules`, else on the PATH; node runs either."""
    own = root / "node_modules" / ".bin" / "aasvg" if root else None
    found = str(own) if own and own.exists() else shutil.which("aasvg")
    return found if found and shutil.which("node") else None


def options_of(written: str) -> list[str]:
    """Read aasvg options from kramdown-rfc's `artwork-svg-options`. Raises ValueError for other options."""
    options = written.split()
    for option in options:
        if not _OPTION.fullmatch(option):
            raise ValueError(option)
    return options


def draw(text: str, tool: str, options: Sequence[str] = ()) -> _Element:
    """Draw ASCII art as `<svg>` in the profile of RFCs; raise CannotDraw if that fails."""
    return read_svg(run(text, tool, options))


def run(text: str, tool: str, options: Sequence[str] = ()) -> bytes:
    """Return the SVG that aasvg writes for ASCII art; raise CannotDraw if that fails."""
    try:
        done = subprocess.run(  # noqa: S603 - a known tool with validated options
            [tool, "--spaces=1", *options],
            input=text,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise CannotDraw(f"it took more than {SECONDS} seconds") from None
    except OSError as error:
        raise CannotDraw(error.strerror or str(error)) from None
    if done.returncode:
        raise CannotDraw(" ".join(done.stderr.split())[:100] or f"it ended with {done.returncode}")
    return done.stdout.encode()


def read_svg(data: bytes) -> _Element:
    """Convert an SVG drawing to the profile of RFCs; raise CannotDraw if that fails."""
    svg = parsed(data)
    _inline_styles(svg)
    schema = _schema()
    if not schema.validate(svg):
        raise CannotDraw(f"it is not SVG of an RFC (RFC 7996): {schema.error_log[0].message}")
    return svg


def parsed(data: bytes) -> _Element:
    """Parse an SVG drawing; raise CannotDraw if it is not XML."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise CannotDraw(f"it is not XML: {error.msg}") from None


def _inline_styles(svg: _Element) -> None:
    """Convert the style sheet to attributes and remove it, as well as ids, which are not referenced."""
    sheets = svg.findall(f"{_SVG}style")
    style = " ".join(sheet.text or "" for sheet in sheets)
    for sheet in sheets:
        svg.remove(sheet)
    svg.set("version", "1.2")
    width, size = _WIDTH.search(style), _FONT.search(style)
    for element in svg.iter(etree.Element):
        element.attrib.pop("id", "")
        for name in (element.get("class") or "").split():
            _set(element, _BY_CLASS.get(name, {}))
        if (fill := element.get("fill")) and fill not in _COLOURS:
            element.set("fill", "white" if fill == "rgb(255,255,255)" else "black")
        if sheets and element.tag in _DRAWN:
            _set(element, _LINES | ({"stroke-width": width[1]} if width else {}))
        if size and element.tag == f"{_SVG}text":
            font = {"font-family": "monospace", "font-size": f"{size[1]}px"}
            _set(element, {**font, "text-anchor": "middle", "fill": "black"})


def _set(element: _Element, attributes: dict[str, str]) -> None:
    for key, value in attributes.items():
        if key not in element.attrib:
            element.set(key, value)


@cache
def _schema() -> etree.RelaxNG:
    from twotrack.rfc.model.rfcxml_schema import schema_path

    return etree.RelaxNG(file=str(schema_path().with_name("SVG-1.2-RFC.rng")))
