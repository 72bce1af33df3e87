"""Code and drawings: `sourcecode`, `artwork`, `artset`, and the figure around them."""

from __future__ import annotations

import json

from lxml import etree
from lxml.etree import _Element
from lxml.html import HtmlElement

from twotrack.config import yaml_lines
from twotrack.rfc.model import rfc8792
from twotrack.rfc.model.content_model import inline_element
from twotrack.rfc.model.writer_context import Context
from twotrack.rfc.model.xml_anchors import xml_id
from twotrack.rfc.write import drawing_files
from twotrack.rfc.write.inline_elements import inline
from twotrack.text import Origin

ARTWORK = frozenset(
    {"", "aasvg", "ascii-art", "binary-art", "call-flow", "ditaa", "goat", "hex-dump", "text"}
)
_UNDRAWN = frozenset(
    {
        *("math", "math-asciitex", "mermaid", "mscgen", "plantuml", "plantuml-utxt", "protocol"),
        *("protocol-aasvg", "protocol-goat", "railroad", "railroad-utf8", "tbreak"),
    }
)
"""Languages that kramdown-rfc processes with other tools."""
_MOST_JSON = 1_000_000
_ASCII_ART = frozenset({"aasvg", "ditaa", "goat"})
"""Tools that draw text; only the first is run, and the text of all is unchanged artwork."""


def block(element: HtmlElement, context: Context) -> list[_Element]:
    """Write a fence: artwork without a language or for a drawing, source code otherwise.

    With a title or an anchor, it is wrapped in a figure, so that it can be cited by number.
    """
    language = _language(element)
    caption = element.find("figcaption")
    if caption is not None:
        element.remove(caption)
    body = _text(element)
    if language in _UNDRAWN:
        context.report.add(
            "rfc-no-form",
            context.where(element),
            f"kramdown-rfc runs a tool on '{language}', which is not done here; draw it in ASCII for aasvg",
        )
    if language == "json-from-yaml":
        language, body = "json", _json(body, element, context)
    if language not in ARTWORK and _is_aligned(element) and not element.get("data-gi"):
        context.report.add(
            "rfc-artwork",
            context.where(element),
            f"'{language}' code becomes artwork since its attribute list has 'artwork-align', which source "
            "code cannot have; take that away, or write gi=artwork",
        )
    made: _Element | None
    if language == "svg" and element.get("data-gi") != "sourcecode":
        made = drawing_files.fence(body, element, context)
    elif _is_artwork(language, element):
        made = _drawing(language, body, element, context)
    else:
        made = _source(language, body, element, context)
    return [] if made is None else [_in_figure(context.mark(made, element), caption, element, context)]


def _in_figure(
    made: _Element, caption: HtmlElement | None, element: HtmlElement, context: Context
) -> _Element:
    """Wrap code with an anchor, a title or a caption in a figure."""
    name, title = element.get("id"), _title(element)
    if not (name or title or caption is not None):
        return made
    around = context.mark(etree.Element("figure"), element)
    if name:
        around.set("anchor", xml_id(name))
    if caption is not None:
        around.append(inline_element("name", inline(caption, context)))
    elif title:
        around.append(inline_element("name", [title]))
    if (align := element.get("data-align")) and made.tag == "artwork":
        made.set("align", align)
    around.append(made)
    return around


def _is_artwork(language: str, element: HtmlElement) -> bool:
    """Return whether code is artwork, by its language or its attribute list (`gi`, an alignment)."""
    gi: str | None = element.get("data-gi")
    if gi in {"artwork", "sourcecode"}:
        return gi == "artwork"
    return language in ARTWORK or _is_aligned(element)


def _is_aligned(element: HtmlElement) -> bool:
    return element.get("data-artwork-align") is not None


def _json(body: str, element: HtmlElement, context: Context) -> str:
    """Convert YAML to JSON, as kramdown-rfc does."""
    out = ["\n"]
    size = 0
    try:
        for piece in json.JSONEncoder(indent=2, ensure_ascii=False).iterencode(yaml_lines.load(body)):
            size += len(piece)
            if size > _MOST_JSON:
                # A few aliases can expand to a very large text.
                raise ValueError(f"it would be longer than {_MOST_JSON} characters")  # noqa: TRY301
            out.append(piece)
    except (TypeError, ValueError, RecursionError) as error:
        text = f"the YAML cannot be written as JSON: {error.args[0]}"
        context.report.add("rfc-json", context.where(element), text)
        return body
    return "".join([*out, "\n"])


def figure(element: HtmlElement, context: Context) -> list[_Element]:
    """Write an HTML figure: its code with its caption as the title."""
    inner = next(
        (e for e in element.iter("div", "pre") if e.tag == "pre" or "highlight" in (e.get("class") or "")),
        None,
    )
    if inner is None:
        context.report.add(
            "rfc-no-form",
            context.where(element),
            "a figure of a draft contains code or ASCII art; this one has neither",
        )
        return []
    caption = element.find("figcaption")
    if caption is not None and not _title(inner):
        inner.set("data-title", " ".join(caption.text_content().split()))
    if (name := element.get("id")) and not inner.get("id"):
        inner.set("id", name)
    return block(inner, context)


def _language(element: HtmlElement) -> str:
    holder = element.find(".//code")
    names = (element.get("class") or "").split() + (
        (holder.get("class") or "").split() if holder is not None else []
    )
    return next((name.removeprefix("language-") for name in names if name.startswith("language-")), "")


def _text(element: HtmlElement) -> str:
    source = element.find(".//code")
    pre = element if element.tag == "pre" else element.find(".//pre")
    holder = source if source is not None else pre if pre is not None else element
    text = holder.text_content().strip("\n")
    return f"\n{text}\n"


def _title(element: HtmlElement) -> str | None:
    shown = element.find("span[@class='filename']")
    title: str | None = element.get("data-title") or element.get("title")
    return title or (str(shown.text_content()) if shown is not None else None)


def _source(language: str, body: str, element: HtmlElement, context: Context) -> _Element:
    made = etree.Element("sourcecode", {"type": language} if language else {})
    names = (element.get(key) for key in ("data-name", "data-sourcecode-name", "data-artwork-name"))
    if name := next(filter(None, names), None):
        made.set("name", name)
    if (element.get("data-markers") or element.get("data-sourcecode-markers")) in {"true", ""}:
        made.set("markers", "true")
    width = _fold_width(element, context)
    if width and any(len(line) > width for line in body.split("\n")):
        folded = rfc8792.fold(body.strip("\n"), width)
        if folded is None:
            context.report.add(
                "rfc-code-wide",
                context.where(element),
                f"code is wider than {width} columns and cannot be folded (RFC 8792); shorten its lines",
            )
        else:
            body = f"\n{folded}\n"
    made.text = body
    return made


def _fold_width(element: HtmlElement, context: Context) -> int:
    """Get the width to fold code to: that of its attribute list (`fold="72"`, "false"), or the draft's."""
    written = element.get("data-fold")
    if written is None:
        return context.settings.fold
    return int(written) if written.isdigit() else 0 if written == "false" else 69


def _drawing(language: str, body: str, element: HtmlElement, context: Context) -> _Element:
    """Write ASCII art; for aasvg, with the SVG, which replaces the text in HTML and PDF."""
    art = etree.Element("artwork")
    if language not in {"", "text"}:
        art.set("type", "ascii-art" if language in _ASCII_ART else language)
    for key in ("align", "alt", "name"):
        if value := element.get(f"data-artwork-{key}") or element.get(f"data-{key}"):
            art.set(key, value)
    art.text = body
    svg = _svg(body, element, context) if language == "aasvg" else None
    if svg is None:
        return art
    shown = etree.Element("artwork", {str(key): str(value) for key, value in art.attrib.items()})
    shown.set("type", "svg")
    shown.append(svg)
    both = etree.Element("artset")
    both.extend([shown, art])
    return both


def _svg(body: str, element: HtmlElement, context: Context) -> _Element | None:
    # Imported late: most drafts contain no drawing, and the modules that run tools are slow to import.
    from twotrack.rfc.tools import aasvg

    tool = aasvg.find(context.settings.root)
    if tool is None:
        # Reported once per file: it is the same for every drawing.
        text = "aasvg or node is not installed, so drawings are text in every format; 'npm ci' brings it"
        context.report.add("rfc-drawing-text", Origin(context.where(element).path, 0), text)
        return None
    try:
        options = aasvg.options_of(element.get("data-artwork-svg-options") or "")
    except ValueError as error:
        text = f"'{error}' is not an option for aasvg that a draft may give; --spaces=2 and the like are"
        context.report.add("rfc-field-value", context.where(element), text)
        return None
    try:
        return aasvg.draw(body.strip("\n"), tool, options)
    except aasvg.CannotDraw as reason:
        text = f"aasvg cannot draw this, so it is text in every format: {reason}"
        context.report.add("rfc-drawing-failed", context.where(element), text)
        return None
