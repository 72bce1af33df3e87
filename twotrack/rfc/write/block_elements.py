"""Writers of simple blocks: paragraphs, quotations, notes, footnotes, headings inside other blocks."""

from __future__ import annotations

import re
from dataclasses import replace

from lxml import etree
from lxml.etree import _Element
from lxml.html import HtmlComment, HtmlElement

from twotrack.rfc.model import raw_blocks
from twotrack.rfc.model.content_model import Content, append_blocks, inline_element, parts
from twotrack.rfc.model.writer_context import Context
from twotrack.rfc.model.xml_anchors import own_anchor, xml_id
from twotrack.rfc.write import code_elements, drawing_files, raw_elements
from twotrack.rfc.write.flow import anchored, blocks, flow, trimmed, written
from twotrack.rfc.write.inline_elements import inline, node
from twotrack.text import Origin

_RULE = re.compile(r"[ \t>]*([-*_])[ \t]*(?:\1[ \t]*){2,}")


def p(element: HtmlElement, context: Context) -> list[_Element]:
    """Write a paragraph."""
    if (image := drawing_files.only_drawing(element)) is not None:
        return drawing_files.block(image, element, context)
    if any(child.tag in context.writers for child in element):
        # Block HTML that Markdown read as inline.
        return blocks(element, context)
    content = inline(element, context)
    if not any(not isinstance(item, str) or item.strip() for item in content):
        return []
    made = inline_element("t", trimmed(content))
    if (anchor := own_anchor(element)) and not _anchors_holder(element):
        made.set("anchor", anchor)
    for key in ("keepWithNext", "keepWithPrevious", "indent"):
        if (value := element.get(key.lower()) or element.get(f"data-{key.lower()}")) is not None:
            made.set(key, value)
    return [context.mark(made, element)]


def _anchors_holder(paragraph: HtmlElement) -> bool:
    """Return whether the anchor at the start of a paragraph belongs to the item, term or cell around it."""
    holder = paragraph.getparent()
    return (
        holder is not None
        and holder.tag in {"li", "dd", "td", "th"}
        and holder[0] is paragraph
        and not (holder.text or "").strip()
    )


def blockquote(element: HtmlElement, context: Context) -> list[_Element]:
    """Write a quotation, in which no key word is tagged; `data-gi="aside"` makes it an aside."""
    tag = element.get("data-gi") or "blockquote"
    if tag == "cref":
        return [context.mark(inline_element("t", [_comment_of(element, context)]), element)]
    if context.settings.strict and not element.get("data-gi") and not _has_source(element):
        return _indented(element, context)
    quoting = replace(context, normative=False)
    made = etree.Element(tag if tag in {"aside", "blockquote"} else "blockquote")
    for key, name in (("cite", "cite"), ("data-cite", "cite"), ("data-quotedfrom", "quotedFrom")):
        if (value := element.get(key)) and made.tag == "blockquote":
            made.set(name, value)
    return anchored(append_blocks(context.mark(made, element), blocks(element, quoting), quoting), element)


def _has_source(element: HtmlElement) -> bool:
    """Return whether a quotation names its source, which only a <blockquote> can show."""
    return any(element.get(key) for key in ("cite", "data-cite", "data-quotedfrom"))


def _indented(element: HtmlElement, context: Context) -> list[_Element]:
    """Write indented text, as kramdown-rfc reads `>`: a list without bullets."""
    made = context.mark(etree.Element("ul", {"empty": "true"}), element)
    item = append_blocks(context.mark(etree.Element("li"), element), blocks(element, context), context)
    made.append(item)
    return anchored(made, element)


def _comment_of(element: HtmlElement, context: Context) -> _Element:
    """Write a quotation with `{:cref}` as an editorial comment."""
    content: Content = []
    for block in blocks(element, context):
        content += [" "] * bool(content) + parts(block)
    source = element.get("data-source")
    return inline_element("cref", trimmed(content or [""]), **({"source": source} if source else {}))


def div(element: HtmlElement, context: Context) -> list[_Element]:
    """Write code, a note or footnotes by the class of the `<div>`, and the content of any other."""
    names = (element.get("class") or "").split()
    if raw_blocks.is_raw(element):
        return raw_elements.block(element, context)
    if "highlight" in names:
        return code_elements.block(element, context)
    if "admonition" in names:
        return _admonition(element, context)
    if "footnote-here" in names:
        return _footnote(element, context)
    if "footnote" in names:
        return []
    made = blocks(element, context)
    anchor = xml_id(element.get("id") or "")
    known = context.targets.get(anchor)
    if made and known and known.kind != "section" and "anchor" not in made[0].attrib:
        # RFCXML has no element for a division; its anchor moves to its first block.
        made[0].set("anchor", anchor)
    return made


def _admonition(element: HtmlElement, context: Context) -> list[_Element]:
    """Write a note as `<aside>`; its title is kept, a kind without a title becomes "Note:"."""
    aside = context.mark(etree.Element("aside"), element)
    informative = replace(context, normative=False)
    body: list[str | HtmlElement] = []
    label: Content = []
    for item in flow(element):
        if isinstance(item, HtmlElement) and "admonition-title" in (item.get("class") or ""):
            label = inline(item, informative)
        else:
            body.append(item)
    made = list(written(body, element, informative))
    if label:
        head = inline_element("strong", [*label, ":"])
        if made and made[0].tag == "t":
            first = made[0]
            head.tail = " " + (first.text or "")
            first.text = None
            first.insert(0, head)
        else:
            made.insert(0, context.mark(inline_element("t", [head]), element))
    return anchored(append_blocks(aside, made, informative), element)


def _footnote(element: HtmlElement, context: Context) -> list[_Element]:
    """Write a footnote, which `footnotes.py` has moved below the block that refers to it, as an aside."""
    informative = replace(context, normative=False)
    made = blocks(element, informative)
    number = inline_element("sup", [element.get("data-number") or ""])
    if not made or made[0].tag != "t":
        made.insert(0, context.mark(etree.Element("t"), element))
    number.tail = " " + (made[0].text or "")
    made[0].text = None
    made[0].insert(0, number)
    return [append_blocks(context.mark(etree.Element("aside"), element), made, informative)]


def heading(element: HtmlElement, context: Context) -> list[_Element]:
    """Write a heading that is inside another block, where no section can begin, as a bold paragraph."""
    made = inline_element("t", [inline_element("strong", inline(element, context))], keepWithNext="true")
    return [context.mark(made, element)]


def rule(element: HtmlElement, context: Context) -> list[_Element]:
    """Omit a horizontal rule, and report it."""
    context.report.add(
        "rfc-rule-dropped",
        _line_of_rule(element, context),
        "RFCXML has no horizontal rule; it was left out of the draft, begin a section instead",
    )
    return []


def _line_of_rule(element: HtmlElement, context: Context) -> Origin:
    """Find the line of a rule, which has no text with an origin: the line after the preceding element."""
    before, text = context.where(element), context.document.text
    start = text.origins.index(before) if before in text.origins else 0
    following = zip(text.lines[start:], text.origins[start:], strict=True)
    return next((origin for line, origin in following if _RULE.fullmatch(line)), before)


def nothing(_element: HtmlElement, _context: Context) -> list[_Element]:
    """Write nothing: the element is only for browsers."""
    return []


def comment(element: HtmlComment, context: Context) -> list[_Element]:
    """Write a comment between blocks: only `<!-- cref: … -->` is shown."""
    content = node(element, context)
    return [context.mark(inline_element("t", content), element)] if content else []
