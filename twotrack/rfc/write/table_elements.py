"""Tables: header, body and footer rows, spans, alignment, caption and anchor."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from lxml import etree
from lxml.etree import _Element
from lxml.html import HtmlElement

from twotrack.rfc.model.content_model import INLINE, append_blocks, inline_element, parts
from twotrack.rfc.model.writer_context import Context
from twotrack.rfc.model.xml_anchors import own_anchor, xml_id
from twotrack.rfc.write.flow import blocks
from twotrack.rfc.write.inline_elements import inline

_ALIGN = re.compile(r"text-align:\s*(left|center|right)")
_COLUMNS = {"l": "left", "c": "center", "r": "right"}
# The width of a page: a table cannot have more columns.
_MOST = 72


def table(element: HtmlElement, context: Context) -> list[_Element]:
    """Write `<table>`; rows outside a group form a body, which every table needs."""
    made = context.mark(etree.Element("table"), element)
    if name := element.get("id"):
        made.set("anchor", xml_id(name))
    if (align := element.get("data-align") or element.get("align")) in {"left", "center", "right"}:
        made.set("align", str(align))
    made.extend(_caption(element, context))
    columns = [letters[-1] for letters in (element.get("data-cols") or "").split()]
    groups = _one_body(_groups(element)) if context.settings.strict else _groups(element)
    width = max((len(row.xpath("td|th")) for _, rows in groups for row in rows), default=0)
    for tag, rows in groups:
        group = etree.Element(tag)
        for cell in (cell for row in rows if tag == "thead" for cell in row.iterchildren("td")):
            cell.tag = "th"
        group.extend(row for row in _written(rows, width, columns, context) if len(row))
        if len(group):
            made.append(group)
    if made.find("tbody") is None and (head := made.find("thead")) is not None:
        # A table of header rows only: show them as its body.
        head.tag = "tbody"
    return [made] if made.find("tbody") is not None else []


def _caption(element: HtmlElement, context: Context) -> list[_Element]:
    caption = element.find("caption")
    if caption is not None:
        return [inline_element("name", inline(caption, context))]
    title = element.get("data-title") or element.get("title")
    return [inline_element("name", [title])] if title else []


def _groups(element: HtmlElement) -> list[tuple[str, list[HtmlElement]]]:
    """Group the rows in the order of RFCXML: one head, bodies, one foot.

    A row with only a `span.rows`, written by the kramdown pass, begins a group. A head of empty cells is
    Markdown's form of a table without a head.
    """
    head: list[HtmlElement] = []
    foot: list[HtmlElement] = []
    bodies: list[list[HtmlElement]] = [[]]
    for child in element:
        if child.tag == "thead":
            head += [row for row in child.iterchildren("tr") if any(_is_filled(cell) for cell in row)]
        elif child.tag == "tfoot":
            foot += child.iterchildren("tr")
        elif child.tag in {"tbody", "tr"}:
            bodies.append([]) if child.tag == "tbody" else None
            rows = bodies[-1]
            for row in [child] if child.tag == "tr" else child.iterchildren("tr"):
                if kind := _begins(row):
                    bodies.append([])
                    rows = {"thead": head, "tfoot": foot}.get(kind, bodies[-1])
                else:
                    rows.append(row)
    return [("thead", head), *(("tbody", body) for body in bodies), ("tfoot", foot)]


def _one_body(
    groups: list[tuple[str, list[HtmlElement]]],
) -> list[tuple[str, list[HtmlElement]]]:
    """Join the rows after the header in one body, as in kramdown-rfc."""
    head, *others = groups
    return [head, ("tbody", [row for _, rows in others for row in rows])]


def _begins(row: HtmlElement) -> str | None:
    """Return the kind of the group that a row begins, if the row has no other content."""
    mark = row.find("td/span[@class='rows']")
    return None if mark is None else mark.get("data-rows")


def _is_filled(cell: HtmlElement) -> bool:
    return bool(len(cell) or (cell.text or "").strip())


def _written(rows: list[HtmlElement], width: int, columns: Sequence[str], context: Context) -> list[_Element]:
    """Write the rows of a group without the empty cells covered by a span, which Markdown cannot omit."""
    grid = [list(row.iterchildren("td", "th")) for row in rows]
    below: Counter[int] = Counter()
    made = []
    for number, (row, cells) in enumerate(zip(rows, grid, strict=True)):
        whole = len(cells) == width
        covered = set(below) if whole else set()
        below = Counter({column: count - 1 for column, count in below.items() if count > 1})
        kept = []
        for column, cell in enumerate(cells):
            if column in covered and not _is_filled(cell):
                continue
            across, down = _reach(grid[number:], column, width)
            kept.append(_cell(cell, columns[column] if column < len(columns) else "", context))
            spanned = range(column, column + across)
            covered.update(spanned if whole else ())
            if down > 1:
                below.update(dict.fromkeys(spanned, down - 1))
        element = context.mark(etree.Element("tr"), row)
        if name := row.get("id"):
            element.set("anchor", xml_id(name))
        element.extend(kept)
        made.append(element)
    return made


def _reach(grid: list[list[HtmlElement]], column: int, width: int) -> tuple[int, int]:
    """Return how many columns and rows a cell in the first of these rows spans, and correct its attributes.

    A span ends with its group of rows and, if a row has a cell for each column, before the next cell that is
    not empty, regardless of its attribute.
    """
    cell, here = grid[0][column], grid[0][column + 1 :]
    beside = next((n for n, other in enumerate(here, 1) if _is_filled(other)), len(here) + 1)
    across = min(_span(cell, "colspan"), beside) if len(grid[0]) == width else _span(cell, "colspan")
    stops = (
        n
        for n, row in enumerate(grid)
        if n and len(row) == width and any(map(_is_filled, row[column : column + across]))
    )
    down = min(_span(cell, "rowspan"), next(stops, len(grid)))
    for key, value in (("colspan", across), ("rowspan", down)):
        if cell.get(key):
            cell.set(key, str(value))
    return across, down


def _span(cell: HtmlElement, key: str) -> int:
    value = cell.get(key) or ""
    return min(int(value), _MOST) if value.isdigit() and int(value) > 1 else 1


def _cell(cell: HtmlElement, column: str, context: Context) -> _Element:
    body = blocks(cell, context)
    if not body:
        made = etree.Element(cell.tag)
    elif len(body) == 1 and body[0].tag == "t" and all(e.tag in INLINE[cell.tag] for e in body[0]):
        made = inline_element(cell.tag, parts(body[0]))
    else:
        made = append_blocks(etree.Element(cell.tag), body, context)
    align = _ALIGN.search(cell.get("style") or "")
    if column in _COLUMNS:
        made.set("align", _COLUMNS[column])
    elif align or cell.get("align") in {"left", "center", "right"}:
        made.set("align", align[1] if align else str(cell.get("align")))
    spans = {key: value for key in ("colspan", "rowspan") if (value := _span(cell, key)) > 1}
    made.attrib.update({key: str(value) for key, value in spans.items()})
    if len(spans) > 1:
        context.report.add(
            "rfc-no-form",
            context.where(cell),
            "a cell that spans columns and rows at once cannot be drawn in text; span one of them",
        )
    if name := own_anchor(cell):
        made.set("anchor", name)
    return context.mark(made, cell)
