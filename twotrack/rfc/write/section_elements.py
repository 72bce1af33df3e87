"""Nest the flat headings of HTML in a tree of sections, and write them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from lxml import etree
from lxml.etree import _Element
from lxml.html import HtmlComment, HtmlElement

from twotrack.rfc.model.content_model import append_blocks, inline_element
from twotrack.rfc.model.writer_context import Context
from twotrack.rfc.model.xml_anchors import HEADINGS, xml_id
from twotrack.rfc.write.block_elements import comment
from twotrack.rfc.write.flow import flow, written
from twotrack.rfc.write.inline_elements import inline

_ATTRIBUTES = {
    "numbered": "numbered",
    "toc": "toc",
    "removeinrfc": "removeInRFC",
}
_BOOLEAN = {"yes": "true", "no": "false", "": "true"}


@dataclass(slots=True)
class Section:
    """A heading, the blocks below it, and the sections below those."""

    heading: HtmlElement | None
    level: int
    body: list[str | HtmlElement] = field(default_factory=list)
    children: list[Section] = field(default_factory=list)


def nest(root: HtmlElement) -> Section:
    """Nest flat headings: a section ends at the next heading of its level or above."""
    top = Section(None, 0)
    open_sections = [top]
    for item in flow(root):
        if isinstance(item, HtmlElement) and item.tag in HEADINGS:
            level = int(item.tag[1])
            while open_sections[-1].level >= level:
                open_sections.pop()
            section = Section(item, level)
            open_sections[-1].children.append(section)
            open_sections.append(section)
        else:
            open_sections[-1].body.append(item)
    return top


def write_sections(sections: Sequence[Section], context: Context) -> list[_Element]:
    """Write sections with their blocks and subsections."""
    return [_section(section, context) for section in sections]


def _section(section: Section, context: Context) -> _Element:
    heading = section.heading
    if heading is None:
        raise TypeError("the top of a part is not a section")
    name = heading.get("id")
    anchor = xml_id(name) if name else None
    inside = replace(context, section=anchor)
    made = context.mark(etree.Element("section"), heading)
    if anchor:
        made.set("anchor", anchor)
    for key, attribute in _ATTRIBUTES.items():
        value = heading.get(f"data-{key}", heading.get(key))
        if value is not None:
            made.set(attribute, _BOOLEAN.get(value, value))
    title = inline_element("name", inline(heading, replace(inside, normative=False)))
    if slug := heading.get("data-slugifiedname"):
        title.set("slugifiedName", slug)
    made.append(context.mark(title, heading))
    append_blocks(made, body(section, heading, inside), inside)
    if len(made) == 1 and not section.children:
        context.report.add(
            "rfc-section-empty",
            context.where(heading),
            f"section '{' '.join(heading.text_content().split())}' has no text; write some or remove it",
        )
    made.extend(write_sections(section.children, context))
    return made


def body(section: Section, around: HtmlElement, context: Context) -> list[_Element]:
    """Write the blocks between a heading and the next one."""
    items: list[str | HtmlElement] = [item for item in section.body if not isinstance(item, HtmlComment)]
    if len(items) == len(section.body):
        return list(written(items, around, context))
    made: list[_Element] = []
    run: list[str | HtmlElement] = []
    for item in section.body:
        if isinstance(item, HtmlComment):
            made += [*written(run, around, context), *comment(item, context)]
            run = []
        else:
            run.append(item)
    return [*made, *written(run, around, context)]
