"""Inline RFCXML read back as inline HTML."""

from __future__ import annotations

from collections.abc import Mapping

from lxml.etree import _Element
from lxml.html import Element, HtmlElement

from twotrack.rfc.references.siblings import Place

_SAME = {"em": "em", "strong": "strong", "tt": "code", "sub": "sub", "sup": "sup", "br": "br", "cref": "em"}
_FORMS = {
    "of": "{section} of {name}",
    "comma": "{name}, {section}",
    "parens": "{name} ({section})",
    "bare": "{number}",
}


class Inline:
    """A converter of the content of RFCXML elements to HTML; one instance is used for a whole draft.

    References within the draft get their printed text when all sections are known: see `place`.
    """

    def __init__(self, root: _Element) -> None:
        self.cited = {
            element.get("anchor") or "": element for element in root.iter("reference", "referencegroup")
        }
        self.names = {
            element.get("target") or "": element.get("to") or "" for element in root.iter("displayreference")
        }
        self.open: list[tuple[HtmlElement, bool]] = []

    def shown(self, anchor: str) -> str:
        """Get the name under which a reference is cited."""
        return self.names.get(anchor, anchor)

    def fill(self, made: HtmlElement, source: _Element) -> None:
        """Copy text and inline elements of `source` to `made`."""
        _add(made, source.text)
        for child in source:
            self._child(made, child)
            _add(made, child.tail)

    def _child(self, made: HtmlElement, child: _Element) -> None:
        tag = child.tag
        if tag in {"iref", "name"}:
            return
        if tag == "xref":
            self._reference(made, child)
        elif tag == "eref":
            self._external(made, child)
        elif tag == "contact":
            _add(made, child.get("fullname"))
        elif tag in _SAME:
            inner = Element(_SAME[tag])
            made.append(inner)
            self.fill(inner, child)
        else:
            # bcp14, u: ordinary words.
            self.fill(made, child)

    def _external(self, made: HtmlElement, child: _Element) -> None:
        link = Element("a", {"href": child.get("target") or ""})
        made.append(link)
        self.fill(link, child)
        if not words(child):
            link.text = child.get("target")

    def _reference(self, made: HtmlElement, child: _Element) -> None:
        target = child.get("target") or ""
        if target in self.cited:
            made.append(self._citation(child, target))
            return
        link = Element("a", {"class": "xref", "data-ref": target, "href": f"#{target}"})
        made.append(link)
        self.fill(link, child)
        if not words(child):
            link.set("class", "xref auto")
            self.open.append((link, child.get("format") == "counter"))

    def _citation(self, child: _Element, target: str) -> HtmlElement:
        link = Element(
            "a", {"class": "cite", "data-cite": target, "href": self.cited[target].get("target") or ""}
        )
        number = child.get("section")
        name = words(child) or f"[{self.shown(target)}]"
        if number:
            word = "Appendix" if number[0].isalpha() else "Section"
            form = _FORMS.get(child.get("sectionFormat") or "of", _FORMS["of"])
            name = form.format(section=f"{word} {number}", number=number, name=name)
        link.text = name
        return link

    def place(self, places: Mapping[str, Place]) -> None:
        """Write the text of references that show the place of their target."""
        for link, counter in self.open:
            target = link.get("data-ref") or ""
            place = places.get(target)
            if place is None:
                link.text = target
            elif counter and place.item:
                link.text = place.item
            else:
                word = "Appendix" if place.section[:1].isalpha() else "Section"
                link.text = place.section if counter else f"{word} {place.section}".strip()


def words(element: _Element) -> str:
    """Join the words of an element on one line."""
    return " ".join("".join(map(str, element.itertext())).split())


def _add(made: HtmlElement, text: str | None) -> None:
    if not text:
        return
    if len(made):
        made[-1].tail = (made[-1].tail or "") + text
    else:
        made.text = (made.text or "") + text
