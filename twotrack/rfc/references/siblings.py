"""The other drafts of the project, cited by their names and by their anchors.

`{{anchor}}` means a section of this draft if it has the anchor; else, if a draft that it cites has the
anchor, the section of that draft: "Section 3.2 of [I-D.example-framework]", with the current number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from lxml import etree
from lxml.html import HtmlElement

from twotrack.markdown.document import Document
from twotrack.rfc.model import raw_blocks
from twotrack.rfc.model.xml_anchors import HEADINGS, own_anchor, xml_id
from twotrack.rfc.source.front_matter import Meta, element_text
from twotrack.rfc.source.submissions import base_name

_LINKS = ".//a[starts-with(@href, '#')][not(@class) or starts-with(@class, 'xref')]"


class Place(NamedTuple):
    """The place of an anchor in another draft: its section, and its number if it is on a list item."""

    section: str
    item: str = ""


@dataclass(frozen=True, slots=True)
class Sibling:
    """Another draft: its citation key and the places of its anchors."""

    key: str
    places: Mapping[str, Place]


def key_of(meta: Meta) -> str:
    """Build the citation key of a draft: I-D. and its name without draft- and revision."""
    return "I-D." + base_name(meta.text("docname", "docName")).removeprefix("draft-")


def definition(meta: Meta, revision: str, date: str) -> dict[str, Any]:
    """Build the reference to a draft of the project, with the fields of a definition in YAML."""
    name = base_name(meta.text("docname", "docName"))
    return {
        "title": element_text(meta.get("title"))[0],
        "author": meta.items("author"),
        "date": date,
        "seriesinfo": {"Internet-Draft": f"{name}-{revision}"},
    }


def places(middle: Document | None, back: Document | None) -> dict[str, Place]:
    """Map each anchor of a draft to its place, with the section numbers of xml2rfc."""
    found: dict[str, Place] = {}
    for document, appendix in ((middle, False), (back, True)):
        if document is not None:
            found |= _numbered(document.root, appendix=appendix)
    return found


def _numbered(root: HtmlElement, *, appendix: bool) -> dict[str, Place]:
    found: dict[str, Place] = {}
    counters: list[tuple[int, int]] = []
    section = ""
    for element in root.iter(etree.Element):
        if element.tag in HEADINGS and element.getparent() is root:
            level = int(element.tag[1])
            last = 0
            while counters and counters[-1][0] >= level:
                depth, count = counters.pop()
                last = count if depth == level else 0
            if element.get("data-numbered", element.get("numbered")) in {"false", "no"}:
                section = ""
            else:
                counters.append((level, last + 1))
                section = _number([count for _, count in counters], appendix=appendix)
            if name := element.get("id"):
                found[xml_id(name)] = Place(section)
        elif element.tag == "li" and (name := own_anchor(element)):
            found[name] = Place(section, _item_number(element))
        elif (name := element.get("id")) and xml_id(name) not in found:
            found[xml_id(name)] = Place(section)
    return found


def _number(counts: list[int], *, appendix: bool) -> str:
    first = chr(ord("A") + counts[0] - 1) if appendix else str(counts[0])
    return ".".join([first, *map(str, counts[1:])])


def _item_number(item: HtmlElement) -> str:
    numbers: list[str] = []
    node: HtmlElement | None = item
    while node is not None:
        around = node.getparent()
        if node.tag == "li" and around is not None and around.tag == "ol":
            start = around.get("start", "1")
            before = sum(1 for other in node.itersiblings("li", preceding=True))
            numbers.insert(0, str((int(start) if start.isdigit() else 1) + before))
        node = around
    return ".".join(numbers) if item.getparent() is not None and item.getparent().tag == "ol" else ""


def resolve(
    documents: Iterable[Document],
    own: Mapping[str, object],
    siblings: Iterable[Sibling],
    is_key: Callable[[str], bool],
) -> None:
    """Turn apparent citations of an anchor into references within the draft, or to another draft.

    A link to another draft becomes its text followed by a citation; a link to a reference, as in
    kramdown-rfc (`[text](#RFC8259)`), becomes a citation with that text.
    """
    others = list(siblings)
    for document in documents:
        for link in document.root.xpath(".//a[@class='cite']"):
            anchor = xml_id(link.get("data-cite") or "")
            if anchor in own:
                link.set("class", "xref auto")
                link.set("data-ref", anchor)
            elif found := next((s for s in others if anchor in s.places), None):
                _cite(link, found.key, found.places[anchor])
        _note_raw(document, own, is_key)
        for link in document.root.xpath(_LINKS):
            name = (link.get("href") or "").removeprefix("#")
            anchor = xml_id(name)
            if anchor in own:
                continue
            if found := next((s for s in others if anchor in s.places), None):
                _cite_behind(link, found.key, found.places[anchor])
            elif is_key(name):
                _cite_as_written(link, name)


def _note_raw(document: Document, own: Mapping[str, object], is_key: Callable[[str], bool]) -> None:
    """Record in each block of RFCXML the documents that it cites, for the list of references."""
    for block in filter(raw_blocks.is_raw, document.root.iter("div")):
        for key in raw_blocks.targets(block):
            if xml_id(key) not in own and is_key(key):
                etree.SubElement(block, "a", {"class": "cite", "data-cite": key})


def _cite_as_written(link: HtmlElement, key: str) -> None:
    """Turn a link to a reference into a citation, with the author's text, if any, and its section."""
    if "auto" not in (link.get("class") or ""):
        link.set("data-words", "own")
    link.attrib.update({"class": "cite", "data-cite": key})
    if section := link.get("section"):
        link.attrib.update({"data-section": section, "data-form": link.get("sectionformat") or "of"})


def _cite_behind(link: HtmlElement, key: str, place: Place) -> None:
    """Keep the text of a link, followed by its target in parentheses."""
    cite = link.makeelement("a", {"class": "cite"})
    cite.tail = ")" + (link.tail or "")
    link.addnext(cite)
    link.tail = " (item " if place.item else " ("
    link.tag = "span"
    link.attrib.clear()
    _cite(cite, key, place)


def _cite(link: HtmlElement, key: str, place: Place) -> None:
    link.set("data-cite", key)
    if place.item:
        before = link.getprevious()
        words = f"{place.item} of "
        if before is not None:
            before.tail = (before.tail or "") + words
        else:
            around = link.getparent()
            around.text = (around.text or "") + words
    if place.section:
        link.set("data-section", f"{'Appendix' if place.section[0].isalpha() else 'Section'} {place.section}")
        link.set("data-form", "of")
