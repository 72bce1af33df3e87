"""Convert inline HTML to inline RFCXML, with one small function for each element."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from lxml import etree
from lxml.html import HtmlComment, HtmlElement

from twotrack.rfc.model.content_model import Content, inline_element
from twotrack.rfc.model.writer_context import Context
from twotrack.rfc.model.xml_anchors import xml_id

_BCP14 = re.compile(
    r"(?<![\w-])(MUST(?:\s+NOT)?|REQUIRED|SHALL(?:\s+NOT)?|SHOULD(?:\s+NOT)?|(?:NOT\s+)?RECOMMENDED|MAY|OPTIONAL)"
    r"(?![\w-])"
)
_CAPITALS = re.compile("MUST|SH|RE|MAY|OPT")
_SECTIONS = re.compile(r"(?:(?P<word>Sections?|Appendix|Appendices|Figure|Table) )?(?P<numbers>\S.*)")
_NUMBER = re.compile(r"[\w.-]+")
_NUMBERS_BETWEEN = re.compile(r"(, and | and |, )")
_CREF = re.compile(r"\s*cref(?:\s*\((?P<source>[^)]*)\))?\s*:\s*(?P<text>.*)", re.DOTALL)

_PUNCTUATION = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019", "'"),
        **dict.fromkeys("\u201c\u201d", '"'),
        **dict.fromkeys("\u2010\u2013\u2212", "-"),
        "\u2014": "--",
        "\u2026": "...",
        "\u2264": "<=",
        "\u2265": ">=",
        "\u2260": "!=",
        "\u2192": "->",
    }
)
"""The ASCII forms of typographic punctuation and signs, as in RFCs. Code is unchanged."""

Writer = Callable[[HtmlElement, Context], Content]


def inline(element: HtmlElement, context: Context) -> Content:
    """Write the content of an element as text and inline RFCXML elements."""
    return list(_content(element, context))


def node(child: HtmlElement, context: Context) -> Content:
    """Write one inline element (without its tail) as RFCXML."""
    if isinstance(child, HtmlComment):
        return _comment(child)
    if not isinstance(child.tag, str):
        return []
    writer = INLINE_WRITERS.get(child.tag)
    if writer is not None:
        return writer(child, context)
    context.report.add(
        "rfc-no-form",
        context.where(child),
        f"RFCXML has no form for inline <{child.tag}>; its text was kept, write it in Markdown",
    )
    return inline(child, context)


def text(words: str | None, context: Context) -> Content:
    """Tag the BCP 14 key words of a text if the draft's text is normative."""
    if not words:
        return []
    if not (context.settings.strict or words.isascii()):
        words = words.translate(_PUNCTUATION)
    if not (context.settings.bcp14 and context.normative and _CAPITALS.search(words)):
        return [words]
    out: Content = []
    # Splitting by a pattern with one group produces text and key words alternately.
    for index, piece in enumerate(_BCP14.split(words)):
        if index % 2:
            out.append(inline_element("bcp14", [piece]))
        elif piece:
            out.append(piece)
    return out


def _content(element: HtmlElement, context: Context) -> Iterator[str | etree._Element]:
    yield from text(element.text, context)
    for child in element:
        yield from node(child, context)
        yield from text(child.tail, context)


def _unwrapped(element: HtmlElement, context: Context) -> Content:
    return inline(element, context)


def _markup(tag: str) -> Writer:
    def write(element: HtmlElement, context: Context) -> Content:
        return [inline_element(tag, inline(element, context))]

    return write


def _code(element: HtmlElement, context: Context) -> Content:
    if len(element):
        # Written as HTML, with a superscript or the like in it.
        return [inline_element("tt", inline(element, replace(context, normative=False)))]
    return [inline_element("tt", [element.text_content()])]


def _unicode(element: HtmlElement, _context: Context) -> Content:
    attributes = {key: element.get(key) for key in ("format", "ascii", "anchor") if element.get(key)}
    return [inline_element("u", [element.text_content()], **attributes)]


def _break(_element: HtmlElement, _context: Context) -> Content:
    return [etree.Element("br")]


def _quote(element: HtmlElement, context: Context) -> Content:
    return ['"', *inline(element, context), '"']


def _span(element: HtmlElement, context: Context) -> Content:
    names = (element.get("class") or "").split()
    if "history" in names or "speaker" in names:
        return []
    if "iref" in names:
        attributes = {k: v for k in ("item", "subitem", "primary") if (v := element.get(f"data-{k}"))}
        return [etree.Element("iref", attributes)]
    if "cref" in names or "bcp14" in names:
        attributes = {
            k: v for k, v in (("source", element.get("data-source")), ("anchor", element.get("id"))) if v
        }
        return [
            inline_element("cref" if "cref" in names else "bcp14", inline(element, context), **attributes)
        ]
    if "contact" in names:
        attributes = {"fullname": element.text_content()}
        if ascii_form := element.get("data-ascii"):
            attributes["asciiFullname"] = ascii_form
        return [etree.Element("contact", attributes)]
    return inline(element, context)


def _comment(comment: HtmlComment) -> Content:
    match = _CREF.fullmatch(comment.text or "")
    if match is None:
        return []
    source = (match["source"] or "").strip()
    attributes = {"source": source} if source else {}
    return [inline_element("cref", [" ".join(match["text"].split())], **attributes)]


def _sup(element: HtmlElement, context: Context) -> Content:
    if (element.get("id") or "").startswith("fnref"):
        return inline(element, context)
    return [inline_element("sup", inline(element, context))]


def _link(element: HtmlElement, context: Context) -> Content:
    names = (element.get("class") or "").split()
    if "anchor" in names or "footnote-backref" in names or "headerlink" in names:
        return []
    if "cite" in names:
        return _citation(element, context)
    if "footnote-ref" in names:
        return _footnote_reference(element, context)
    target = element.get("data-ref") or ""
    href = element.get("href") or ""
    if not target and href.startswith("#"):
        target = href[1:]
    if target:
        return _reference(xml_id(target), element, context, auto="auto" in names)
    _report_title(element, context)
    return _external(element, href, context)


def _citation(element: HtmlElement, context: Context) -> Content:
    """Cite a document; RFCXML supports one section, so several sections, figures and tables are text."""
    target = xml_id(element.get("data-cite") or "")
    section = element.get("data-section")
    if element.get("data-words") or element.get("data-relative"):
        attributes = {"target": target}
        if section:
            attributes |= {"section": section, "sectionFormat": element.get("data-form") or "of"}
        if relative := element.get("data-relative"):
            attributes["relative"] = relative
        if shown := element.get("data-format"):
            attributes["format"] = shown
        words = inline(element, context) if element.get("data-words") else []
        return [inline_element("xref", words, **attributes)]
    form = element.get("data-form") or "of"
    written = _SECTIONS.fullmatch(section or "")
    if written is None:
        attributes = {"target": target}
        if shown := element.get("data-format"):
            attributes["format"] = shown
        return [etree.Element("xref", attributes)]
    word, numbers = written["word"], written["numbers"]
    if not word or (word in {"Section", "Appendix"} and _NUMBER.fullmatch(numbers)):
        return [etree.Element("xref", {"target": target, "section": numbers, "sectionFormat": form})]
    sections: Content = [f"{word} ", *_numbers(word, numbers, target)]
    whole: Content = [etree.Element("xref", {"target": target})]
    if form == "of" or context.settings.strict:
        # kramdown-rfc has only one format for several sections.
        return [*sections, " of ", *whole]
    return [*whole, ", ", *sections] if form == "comma" else [*whole, " (", *sections, ")"]


def _numbers(word: str, numbers: str, target: str) -> Content:
    if word in {"Figure", "Table"}:
        return [numbers]
    pieces = _NUMBERS_BETWEEN.split(numbers)
    return [
        piece
        if index % 2
        else etree.Element("xref", {"target": target, "section": piece, "sectionFormat": "bare"})
        for index, piece in enumerate(pieces)
    ]


def _reference(  # noqa: PLR0911 - one for each form
    name: str, element: HtmlElement, context: Context, *, auto: bool
) -> Content:
    target = context.targets.get(name)
    if target is None:
        context.report.add(
            "rfc-target-missing",
            context.where(element),
            f"'#{name}' is not in this draft; include its section, or cite the document that has it",
        )
        return inline(element, context)
    words = "" if auto else element.text_content().strip()
    form = element.get("data-format") or element.get("format")
    if element.get("class") == "tt-format":
        # Nearly every list of keys refers to the kinds of values: their section number would be noise.
        return [inline_element("xref", inline(element, context), target=name, format="none")]
    if target.kind == "item" and not context.settings.strict:
        return _item_reference(name, target.section, words, context)
    if form and words:
        return [inline_element("xref", inline(element, context), target=name, format=form)]
    if words and target.kind == "other":
        # A paragraph or cell has no readable number: the text is the link, followed by the section in print.
        return [inline_element("xref", inline(element, context), target=name)]
    if auto and target.kind == "other" and not form and not _is_numbered(name, element, context):
        return [inline_element("xref", [element.text_content()], target=name)]
    attributes = {"target": name} | ({"format": form} if form else {})
    return [inline_element("xref", inline(element, context) if words else [], **attributes)]


def _is_numbered(name: str, element: HtmlElement, context: Context) -> bool:
    """Return whether a reference shows the place of its target instead of a text."""
    return context.settings.strict or xml_id(element.text_content()) == name


def _item_reference(name: str, section: str | None, words: str, context: Context) -> Content:
    """Cite a numbered list item: "4.2.1", from elsewhere "4.2.1 of Section 9.3", with a text "text (item …)".

    xml2rfc's own text, "Section 9.3, Paragraph 2, Item 4.1.2.2.1.1", counts paragraphs, whose numbers are not
    visible; with the nested counters of the list, `format="counter"` produces the printed number.
    """
    number: Content = [etree.Element("xref", {"target": name, "format": "counter"})]
    if section and section != context.section:
        number += [" of ", etree.Element("xref", {"target": section})]
    if not words:
        return number
    return [inline_element("xref", [words], target=name, format="none"), " (item ", *number, ")"]


def _footnote_reference(element: HtmlElement, context: Context) -> Content:
    if not context.settings.crefs:
        return [inline_element("sup", [element.text_content()])]
    name = (element.get("href") or "").removeprefix("#")
    found = element.getroottree().getroot().get_element_by_id(name, None)
    if found is None:
        return []
    first = found[0] if len(found) else found
    content = inline(first, context)
    if content and isinstance(content[-1], str):
        content[-1] = content[-1].rstrip("\u00a0 \n")
    around = element.getparent()
    beside = around.getnext() if around is not None and around.tag == "sup" else None
    speaker = beside.get("data-source") if beside is not None and beside.get("class") == "speaker" else None
    return [inline_element("cref", content, **({"source": speaker} if speaker else {}))]


def _external(element: HtmlElement, href: str, context: Context) -> Content:
    words = element.text_content()
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", href):
        context.report.add(
            "rfc-link-relative",
            context.where(element),
            f"the link to '{href}' leads nowhere from a draft; cite an anchor of it or a published document",
        )
        return inline(element, context)
    strict = context.settings.strict
    if words == href or (words == href.removeprefix("mailto:") and not strict):
        plain = strict and element.get("brackets") != "angle"
        return [etree.Element("eref", {"target": href} | ({} if plain else {"brackets": "angle"}))]
    shown = {"brackets": "angle"} if element.get("brackets") == "angle" else {}
    return [inline_element("eref", inline(element, context), target=href, **shown)]


def _abbreviation(element: HtmlElement, context: Context) -> Content:
    _report_title(element, context)
    return inline(element, context)


def _report_title(element: HtmlElement, context: Context) -> None:
    title = element.get("title")
    if title:
        text = f"the title {title!r} of <{element.tag}> is not shown in a draft; write it in the text"
        context.report.add("rfc-title-dropped", context.where(element), text)


def _image(element: HtmlElement, context: Context) -> Content:
    context.report.add(
        "rfc-no-form",
        context.where(element),
        "a draft shows no images but SVG in a paragraph of its own; use ![words](drawing.svg), or draw ASCII "
        "art in a fence named aasvg or ascii-art",
    )
    return [element.get("alt") or ""]


INLINE_WRITERS: dict[str, Writer] = {
    "a": _link,
    "abbr": _abbreviation,
    "b": _markup("strong"),
    "br": _break,
    "cite": _markup("em"),
    "code": _code,
    "em": _markup("em"),
    "i": _markup("em"),
    "img": _image,
    "kbd": _code,
    "q": _quote,
    "samp": _code,
    "small": _unwrapped,
    "span": _span,
    "strong": _markup("strong"),
    "sub": _markup("sub"),
    "sup": _sup,
    "tt": _markup("tt"),
    "u": _unicode,
    "var": _markup("em"),
}
"""The dispatch table of inline elements."""
