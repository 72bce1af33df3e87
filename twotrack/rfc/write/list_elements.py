"""Lists: `ul`, `ol` with every type and nested counters, `dl`."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree
from lxml.etree import _Element
from lxml.html import HtmlElement

from twotrack.rfc.model.content_model import BLOCKS, INLINE, append_blocks, inline_element, parts, put
from twotrack.rfc.model.writer_context import Context, like
from twotrack.rfc.model.xml_anchors import own_anchor, xml_id
from twotrack.rfc.write.flow import blocks
from twotrack.rfc.write.inline_elements import inline

_LIST_ATTRIBUTES = ("spacing", "indent", "group")
_NESTED = "%p%d."


def unordered(element: HtmlElement, context: Context) -> list[_Element]:
    """Write `<ul>`; `empty` and `bare` come from its attribute list, as may a numbering style."""
    style = _attribute(element, "style") or ""
    if _kind_of(style):
        return ordered(element, context)
    made = _list("ul", element, context)
    if style == "empty":
        made.set("empty", "true")
    for key in ("empty", "bare"):
        if (value := _attribute(element, key)) is not None:
            made.set(key, "false" if value == "false" else "true")
    if made.get("bare") == "true":
        made.set("empty", "true")
    return _with_items(made, element, context)


def ordered(element: HtmlElement, context: Context) -> list[_Element]:
    """Write `<ol>`; a list nested in a numbered list is numbered 4.2.1, so that one number cites a rule."""
    style = _attribute(element, "style") or ""
    if style in {"empty", "symbols"}:
        return unordered(element, context)
    made = _list("ol", element, context)
    kind = _attribute(element, "type") or _kind_of(style)
    if kind is None and context.settings.nested_types:
        types = context.settings.nested_types
        kind = types[min(sum(1 for _ in element.iterancestors("ol")), len(types) - 1)]
    if kind is None and context.settings.nested_counters and _inside_numbers(element):
        kind = _NESTED
    if kind:
        made.set("type", kind)
    # The first number in Markdown does not restart a list that continues the numbering of another list.
    written_only = made.get("group") or context.settings.strict
    start = element.get("data-start") if written_only else _attribute(element, "start")
    if start and start != "1":
        made.set("start", start)
    return _with_items(made, element, context)


def definitions(element: HtmlElement, context: Context) -> list[_Element]:
    """Write `<dl>`: RFCXML pairs one term with one definition, so several of either are joined."""
    made = _list("dl", element, context)
    if (value := _attribute(element, "newline") or _attribute(element, "vspace")) is not None:
        made.set("newline", "false" if value == "false" else "true")
    for terms, texts in _single_pairs(element) if context.settings.strict else _pairs(element):
        dt = context.mark(etree.Element("dt"), (terms or texts)[0])
        for index, term in enumerate(terms):
            put(dt, parts(inline_element("dt", [", "] * bool(index) + inline(term, context))))
        dd = context.mark(etree.Element("dd"), (texts or terms)[0])
        body: list[_Element] = [block for text in texts for block in blocks(text, context)]
        filled = _filled(dd, body, context)
        anchors = [name for each in (*terms, *texts) if (name := own_anchor(each))]
        for holder, name in zip((dt, filled), anchors, strict=False):
            holder.set("anchor", name)
        made.extend([dt, filled])
    return [made] if len(made) else []


def _list(tag: str, element: HtmlElement, context: Context) -> _Element:
    made = context.mark(etree.Element(tag), element)
    for key in _LIST_ATTRIBUTES:
        if (value := _attribute(element, key)) is not None and (key != "group" or tag == "ol"):
            made.set(key, value)
    if _attribute(element, "hangindent") is not None and "indent" not in made.attrib:
        made.set("indent", str(_attribute(element, "hangindent")))
    if (counter := _attribute(element, "counter")) and tag == "ol":
        made.set("group", counter)
    if name := element.get("id"):
        made.set("anchor", xml_id(name))
    return made


def _attribute(element: HtmlElement, key: str) -> str | None:
    value: str | None = element.get(f"data-{key}", element.get(key))
    return value


def _kind_of(style: str) -> str | None:
    """Convert kramdown-rfc's `style` of a list ("letters", "format R(%d)") to an RFCXML type, or None."""
    if style.startswith("format "):
        return style.removeprefix("format ").strip()
    return {"numbers": "1", "letters": "a"}.get(style)


def _inside_numbers(element: HtmlElement) -> bool:
    for around in element.iterancestors("ol", "li", "ul", "dd", "td", "blockquote", "div"):
        if around.tag == "ol":
            kind = _attribute(around, "type")
            return kind is None or kind in {"1", _NESTED}
        if around.tag != "li":
            return False
    return False


def _with_items(made: _Element, element: HtmlElement, context: Context) -> list[_Element]:
    for item in element.iterchildren("li"):
        li = context.mark(etree.Element("li"), item)
        filled = _filled(li, blocks(item, context), context)
        name = own_anchor(item)
        if name:
            filled.set("anchor", name)
        made.append(filled)
    return [made] if len(made) else []


def _filled(holder: _Element, body: Iterable[_Element], context: Context) -> _Element:
    """Append blocks to an item or definition; a single plain paragraph becomes its text."""
    made = list(body)
    allowed = INLINE[str(holder.tag)]
    if (
        len(made) == 1
        and made[0].tag == "t"
        and not made[0].attrib
        and all(e.tag in allowed for e in made[0])
    ):
        return like(inline_element(str(holder.tag), parts(made[0])), holder)
    append_blocks(holder, made, context)
    if not any(child.tag in BLOCKS for child in holder):
        holder.append(etree.Element("t"))
    return holder


def _single_pairs(element: HtmlElement) -> list[tuple[list[HtmlElement], list[HtmlElement]]]:
    """Pair terms and definitions as in kramdown-rfc: each term has one definition, which may be empty."""
    out: list[tuple[list[HtmlElement], list[HtmlElement]]] = []
    for terms, texts in _pairs(element):
        out += [([term], []) for term in terms[:-1]]
        out.append((terms[-1:], texts[:1]))
        out += [([], [text]) for text in texts[1:]]
    return out


def _pairs(element: HtmlElement) -> list[tuple[list[HtmlElement], list[HtmlElement]]]:
    pairs: list[tuple[list[HtmlElement], list[HtmlElement]]] = []
    for child in element.iterchildren("dt", "dd"):
        if child.tag == "dt":
            if not pairs or pairs[-1][1]:
                pairs.append(([], []))
            pairs[-1][0].append(child)
        else:
            if not pairs:
                pairs.append(([], []))
            pairs[-1][1].append(child)
    return pairs
