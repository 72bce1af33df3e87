"""Code and drawings: `sourcecode`, `artwork`, `artset`, and the figure around them."""

from __future__ import annotations

from lxml import etree
from lxml.etree import _Element
from lxml.html import HtmlElement

from twotrack.rfc import rfc8792
from twotrack.rfc.anchors import xml_id
from twotrack.rfc.content import inline_element
from twotrack.rfc.context import Context

ARTWORK = frozenset(
    {"", "aasvg", "ascii-art", "binary-art", "call-flow", "ditaa", "goat", "hex-dump", "text"}
)
_DRAWN = frozenset({"aasvg"})
_SVG = "{http://www.w3.org/2000/svg}svg"


def block(element: HtmlElement, context: Context) -> list[_Element]:
    """Write a fence: artwork without a language or for a drawing, source code otherwise.

    A title or an anchor puts a figure around it, so that it has a number to be cited by.
    """
    language = _language(element)
    body = _text(element)
    made = (
        _drawing(language, body, element)
        if language in ARTWORK
        else _source(language, body, element, context)
    )
    context.mark(made, element)
    name, title = element.get("id"), _title(element)
    if not (name or title):
        return [made]
    around = context.mark(etree.Element("figure"), element)
    if name:
        around.set("anchor", xml_id(name))
    if title:
        around.append(inline_element("name", [title]))
    if (align := element.get("data-align")) and made.tag == "artwork":
        made.set("align", align)
    around.append(made)
    return [around]


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
            "a figure of a draft holds code or ASCII art; this one has neither",
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
    made = etree.Element("sourcecode", {"type": language})
    if name := element.get("data-name") or element.get("data-sourcecode-name"):
        made.set("name", name)
    if (element.get("data-markers") or element.get("data-sourcecode-markers")) in {"true", ""}:
        made.set("markers", "true")
    width = context.settings.fold
    if width and any(len(line) > width for line in body.split("\n")) and element.get("data-fold") != "false":
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


def _drawing(language: str, body: str, element: HtmlElement) -> _Element:
    drawn = language in _DRAWN
    art = etree.Element("artwork")
    if language not in {"", "text"}:
        art.set("type", "ascii-art" if drawn else language)
    for key in ("align", "alt", "name"):
        if value := element.get(f"data-{key}") or element.get(f"data-artwork-{key}"):
            art.set(key, value)
    art.text = body
    svg = _svg(body) if drawn else None
    if svg is None:
        return art
    shown = etree.Element("artwork", {"type": "svg"})
    shown.append(svg)
    both = etree.Element("artset")
    both.extend([shown, art])
    return both


def _svg(body: str) -> _Element | None:
    """Draw ASCII art with aasvg where it is installed; the text is its input and nothing of it is run."""
    import shutil
    import subprocess

    tool = shutil.which("aasvg")
    if tool is None:
        return None
    done = subprocess.run(  # noqa: S603 - a fixed command, found on the PATH
        [tool, "--spaces=1"], input=body, capture_output=True, text=True, timeout=30, check=False
    )
    if done.returncode:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        drawn = etree.fromstring(done.stdout.encode(), parser)
    except etree.XMLSyntaxError:
        return None
    return drawn if drawn.tag == _SVG else None
