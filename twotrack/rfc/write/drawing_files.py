"""Drawings in SVG that the author made: `![words](drawing.svg)`, and fences named `svg`.

Text output cannot show SVG, so each drawing has an alternative: the file `drawing.txt` next to `drawing.svg`,
else the words of the image or the attribute `artwork-alt` of the fence.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

from lxml import etree
from lxml.etree import _Element
from lxml.html import HtmlElement

from twotrack.markdown.file_parts import find_file
from twotrack.rfc.model.content_model import inline_element
from twotrack.rfc.model.writer_context import Context
from twotrack.rfc.model.xml_anchors import xml_id

_LARGEST = 2_000_000


def only_drawing(paragraph: HtmlElement) -> HtmlElement | None:
    """Find the image of a paragraph that contains only an SVG image."""
    if len(paragraph) != 1 or paragraph[0].tag != "img" or (paragraph.text or "").strip():
        return None
    image = paragraph[0]
    return (
        image
        if (image.get("src") or "").lower().endswith(".svg") and not (image.tail or "").strip()
        else None
    )


def block(image: HtmlElement, paragraph: HtmlElement, context: Context) -> list[_Element]:
    """Write an image as a drawing with its alternative; problems are reported."""
    name = unquote(image.get("src") or "")
    alt = " ".join((image.get("alt") or "").split())
    where = context.where(paragraph)
    root = context.settings.root
    path = None if root is None else find_file(root, name, (root / Path(where.path).parent, root))
    if path is None or path.stat().st_size > _LARGEST:
        text = f"no file '{name}' of at most 2 MB beside the draft or in its project"
        context.report.add("rfc-drawing", where, text)
        return []
    beside = path.with_suffix(".txt")
    if beside.is_file():
        text = beside.read_text(encoding="utf-8", errors="replace").rstrip()
    elif alt:
        text = f"[{alt}]"
    else:
        message = f"'{name}' has no alternative in text: write {beside.name} beside it, or ![words]({name})"
        context.report.add("rfc-drawing", where, message)
        return []
    made = drawing(path.read_bytes(), text, alt, paragraph, context)
    return [] if made is None else _in_figure(context.mark(made, paragraph), paragraph, image.get("title"))


def fence(body: str, element: HtmlElement, context: Context) -> _Element | None:
    """Write a fence of SVG as a drawing with its alternative; None, with a problem, if that is missing."""
    alt = element.get("data-artwork-alt") or element.get("data-alt") or ""
    if not alt:
        text = 'this drawing has no alternative in text: add {: artwork-alt="…"} below the fence'
        context.report.add("rfc-drawing", context.where(element), text)
        return None
    return drawing(body.strip().encode(), f"[{alt}]", alt, element, context)


def drawing(data: bytes, text: str, alt: str, element: HtmlElement, context: Context) -> _Element | None:
    """Combine a drawing and its alternative; None, with the reason reported, if it is not SVG for RFCs."""
    # Imported late: few drafts have a drawing, and the tools are slow to import.
    from twotrack.rfc.tools.aasvg import CannotDraw, read_svg

    try:
        svg = read_svg(data)
    except CannotDraw as error:
        context.report.add("rfc-drawing", context.where(element), f"this drawing cannot be shown: {error}")
        return None
    both = etree.Element("artset")
    shown = etree.SubElement(both, "artwork", {"type": "svg"} | ({"alt": alt} if alt else {}))
    shown.append(svg)
    etree.SubElement(both, "artwork", {"type": "ascii-art"}).text = f"\n{text}\n"
    return both


def _in_figure(made: _Element, paragraph: HtmlElement, title: str | None) -> list[_Element]:
    """Wrap an image with an anchor or a title in a figure."""
    name, title = paragraph.get("id"), paragraph.get("data-title") or title
    if not (name or title):
        return [made]
    around = etree.Element("figure", {"anchor": xml_id(name)} if name else {})
    if title:
        around.append(inline_element("name", [title]))
    around.append(made)
    return [around]
