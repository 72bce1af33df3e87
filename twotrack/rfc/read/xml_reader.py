"""RFCXML read back as the HTML that drafts are written from, so that a redline can compare two revisions.

The vocabulary is that of v3 (RFC 7991 as amended). The number and the date of the document, which change
with every revision, are omitted; the other metadata (title, authors, category, the documents that it
updates) and the references are included.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree
from lxml.etree import _Element
from lxml.html import Element, HtmlElement

from twotrack.markdown.document import Document
from twotrack.markdown.line_marks import LINE
from twotrack.rfc.model.writer_context import line_of
from twotrack.rfc.read.xml_inline_reader import Inline, words
from twotrack.rfc.references import siblings
from twotrack.text import Text

_DEEPEST = 6
_KEPT = frozenset(
    {"ul", "ol", "dl", "table", "thead", "tbody", "tfoot", "blockquote", "aside", "li", "dt", "dd"}
)
_FACTS = {"category": "Category", "updates": "Updates", "obsoletes": "Obsoletes"}


def read(root: _Element, text: Text) -> Document:
    """Read a draft from its RFCXML; `sourceline` refers to the lines of `text`."""
    reader = _Reader(Inline(root))
    made = Element("div")
    made.extend(reader.front(root))
    parts = {}
    for name in ("middle", "back"):
        part = Element("div")
        for child in root.iterfind(name):
            part.extend(reader.sections(child, 1))
        parts[name] = Document(part, text)
    # Sections are numbered by their position, as in xml2rfc.
    reader.inline.place(siblings.places(parts["middle"], parts["back"]))
    for part in parts.values():
        made.extend(list(part.root))
    return Document(made, text)


class _Reader:
    """A converter of RFCXML blocks to HTML blocks."""

    def __init__(self, inline: Inline) -> None:
        self.inline = inline

    def front(self, root: _Element) -> Iterator[HtmlElement]:
        front = root.find("front")
        if front is None:
            return
        title = front.find("title")
        if title is not None:
            yield _marked("h1", title, words(title))
        facts = [(label, [(root, value)]) for key, label in _FACTS.items() if (value := root.get(key))]
        authors = [(author, _author(author)) for author in front.iterfind("author")]
        if listed := [*facts, ("Authors" if len(authors) > 1 else "Author", authors)]:
            yield _definitions(listed)
        for part in front.iterfind("abstract"):
            yield _marked("h1", part, "Abstract", id="abstract")
            yield from self.blocks(part)
        for part in front.iterfind("note"):
            yield self.heading(part, 1)
            yield from self.blocks(part)

    def sections(self, parent: _Element, level: int) -> Iterator[HtmlElement]:
        for child in parent:
            if child.tag == "section":
                yield self.heading(child, level)
                yield from self.blocks(child)
                yield from self.sections(child, level + 1)
            elif child.tag == "references":
                yield from self.references(child, level)

    def heading(self, section: _Element, level: int) -> HtmlElement:
        name = section.find("name")
        made = _marked(f"h{min(level, _DEEPEST)}", section, id=section.get("anchor"))
        if section.get("numbered") == "false" or section.tag in {"note", "references"}:
            made.set("data-numbered", section.get("numbered") or "true")
        if name is not None:
            self.inline.fill(made, name)
        return made

    def blocks(self, parent: _Element) -> Iterator[HtmlElement]:
        """Yield the content of an element: blocks, and text outside of blocks as a paragraph."""
        for child in parent:
            if child.tag not in {"name", "section", "references"}:
                yield from self.block(child)

    def block(self, element: _Element) -> Iterator[HtmlElement]:
        tag = str(element.tag)
        if tag == "t":
            made = _marked("p", element, id=element.get("anchor"))
            self.inline.fill(made, element)
            yield made
        elif tag in {"sourcecode", "artwork"}:
            yield _code(element)
        elif tag == "figure":
            yield from self.figure(element)
        elif tag == "artset":
            drawn = [art for art in element.iterfind("artwork") if art.get("type") != "svg"]
            yield from map(_code, drawn[:1])
        elif tag in _KEPT:
            yield self.container(element)
        else:
            yield from self.blocks(element)

    def figure(self, element: _Element) -> Iterator[HtmlElement]:
        made = list(self.blocks(element))
        name = element.find("name")
        if made and name is not None:
            title = Element("span", {"class": "filename"})
            title.text = words(name)
            made[0].insert(0, title)
        if made and (anchor := element.get("anchor")):
            made[0].set("id", anchor)
        yield from made

    def container(self, element: _Element) -> HtmlElement:
        made = _marked(str(element.tag), element, id=element.get("anchor"))
        name = element.find("name")
        if name is not None:
            caption = _marked("caption" if element.tag == "table" else "p", name)
            self.inline.fill(caption, name)
            made.append(caption)
        if element.tag == "ol" and (start := element.get("start")):
            made.set("start", start)
        for child in element:
            if child.tag == "tr":
                made.append(self.row(child))
            elif child.tag in {"li", "dt", "dd"} or child.tag in _KEPT:
                made.append(
                    self.container_of_blocks(child)
                    if child.tag in {"li", "dt", "dd"}
                    else self.container(child)
                )
            elif child.tag != "name":
                made.extend(self.block(child))
        if element.tag in {"blockquote", "aside"} and not len(made):
            self.inline.fill(made, element)
        return made

    def container_of_blocks(self, element: _Element) -> HtmlElement:
        """Convert an item, a term or a definition, with blocks or with text only."""
        made = _marked(str(element.tag), element, id=element.get("anchor"))
        if _holds_blocks(element):
            made.extend(self.blocks(element))
        else:
            self.inline.fill(made, element)
        return made

    def row(self, row: _Element) -> HtmlElement:
        made = _marked("tr", row, id=row.get("anchor"))
        for cell in row.iterchildren("td", "th"):
            made_cell = self.container_of_blocks(cell)
            if align := cell.get("align"):
                made_cell.set("style", f"text-align: {align}")
            for span in ("colspan", "rowspan"):
                if value := cell.get(span):
                    made_cell.set(span, value)
            made.append(made_cell)
        return made

    def references(self, element: _Element, level: int) -> Iterator[HtmlElement]:
        yield self.heading(element, level)
        listed = _marked("ul", element)
        for child in element:
            if child.tag == "references":
                yield from self.references(child, level + 1)
            elif child.tag in {"reference", "referencegroup"}:
                anchor = child.get("anchor") or ""
                texts = [f"[{self.inline.shown(anchor)}]", *(_cited(one) for one in child.iter("reference"))]
                listed.append(_marked("li", child, " ".join(texts), id=f"reference-{anchor}"))
        if len(listed):
            yield listed


def _holds_blocks(element: _Element) -> bool:
    return any(
        child.tag in _KEPT or child.tag in {"t", "sourcecode", "artwork", "figure", "artset"}
        for child in element
    )


def _code(element: _Element) -> HtmlElement:
    made = _marked("pre", element, id=element.get("anchor"))
    if kind := element.get("type"):
        made.set("class", f"language-{kind}")
    # The first line break belongs to the tag, as in HTML.
    text = "".join(map(str, element.itertext())).removeprefix("\n")
    code = Element("code")
    code.text = text
    made.append(code)
    return made


def _marked(tag: str, source: _Element, text: str = "", **attributes: str | None) -> HtmlElement:
    """Make an element with the line of the element that it is read from."""
    made = Element(tag, {name: value for name, value in attributes.items() if value})
    made.set(LINE, str(line_of(source) or 1))
    if text:
        made.text = text
    return made


def _definitions(listed: Iterable[tuple[str, list[tuple[_Element, str]]]]) -> HtmlElement:
    made = Element("dl")
    for label, values in listed:
        for number, (source, value) in enumerate(values):
            if not number:
                made.append(_marked("dt", source, label))
            made.append(_marked("dd", source, value))
    return made


def _author(author: _Element) -> str:
    """Format an author as `A. Name (editor), Organization, mail@example.org`."""
    name = author.get("fullname") or ""
    if name and author.get("role") == "editor":
        name += " (editor)"
    rest = [words(found) for path in ("organization", "address/email") for found in author.iterfind(path)]
    return ", ".join(filter(None, (name, *rest)))


def _cited(reference: _Element) -> str:
    """Return the text of a reference, in the order in which xml2rfc prints it."""
    front = reference.find("front")
    if front is None:
        return ""
    authors = [author.get("fullname") or words(author) for author in front.iterfind("author")]
    title = front.find("title")
    quoted = f'"{words(title)}"' if title is not None and words(title) else ""
    series = [f"{info.get('name')} {info.get('value')}" for info in reference.iter("seriesInfo")]
    content = [words(found) for found in reference.iterfind("refcontent")]
    # A draft is identified by its revision; the date of a draft of this project is that of the build.
    dated = [] if any("Internet-Draft" in info for info in series) else front.iterfind("date")
    when = [" ".join(filter(None, map(date.get, ("day", "month", "year")))) for date in dated]
    parts = [*authors, quoted, *series, *content, *when, reference.get("target") or ""]
    return ", ".join(filter(None, parts)) + "".join(
        f" {words(note)}" for note in reference.iterfind("annotation")
    )


def parse(data: bytes) -> _Element:
    """Parse untrusted RFCXML without external entities. Raises etree.XMLSyntaxError."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    return etree.fromstring(data, parser)
