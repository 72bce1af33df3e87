"""xml2rfc with an index of anchors in place of its scans of the whole document.

xml2rfc looks every reference up by a scan of the document and copies all arguments of each call of its text
writer deeply, so its time grows with the square of the document's size. The subclasses here give the same
results (`tests/tool/rfc/test_xml2rfc_index.py` compares the bytes). They replace methods that are not public
in xml2rfc, so they are used only with the code that they were written for; with any other code, xml2rfc's own
classes are used, and a note is reported.
"""

from __future__ import annotations

import hashlib
import inspect
import re
from typing import Any

import xml2rfc
from lxml import etree
from xml2rfc.writers import base

from twotrack.rfc.tools.xml2rfc_adapter.writers import TextWriter

KNOWN = {
    "AnnotatedElement": "2681cb93ff2a4857",
    "BaseV3Writer.get_element_from_id": "53ec9f8d63dd5fab",
    "TextWriter.render": "c24e53cab53cf6ae",
}
"""The digests of the replaced code of xml2rfc 3.34.1."""

_FIND = re.compile(r"\.//\*\[@(anchor|pn|slugifiedName)=\"([^\"]*)\"\]")
_ORDER = ("anchor", "pn", "slugifiedName")


def digests() -> dict[str, str]:
    """Compute the digests of the source of the replaced classes and methods."""
    parts = {
        "AnnotatedElement": xml2rfc.parser.AnnotatedElement,
        "BaseV3Writer.get_element_from_id": base.BaseV3Writer.get_element_from_id,
        "TextWriter.render": xml2rfc.TextWriter.render,
    }
    return {name: _digest(part) for name, part in parts.items()}


def is_known() -> bool:
    """Return whether the subclasses were written for the installed xml2rfc."""
    try:
        return digests() == KNOWN
    except (AttributeError, OSError, TypeError):
        return False


def element_class() -> type[etree.ElementBase]:
    """Make a class of elements whose root finds anchors by an index; one for each document."""
    found: dict[tuple[str, str], Any] = {}

    class IndexedElement(xml2rfc.parser.AnnotatedElement):  # type: ignore[misc] # xml2rfc has no types
        def find(self, path: str, namespaces: Any = None) -> Any:
            """Find the first element of a path."""
            match = _FIND.fullmatch(path)
            if match is None or self.getparent() is not None:
                return super().find(path, namespaces)
            name, value = match.groups()
            known = found.get((name, value))
            if known is not None and known.attrib.get(name) == value and _root(known) is self:
                return known
            # New elements are found by libxml2, once.
            first = self.xpath(f"(.//*[@{name}=$value])[1]", value=value)
            if not first:
                return None
            found[name, value] = first[0]
            return first[0]

    return IndexedElement


class IndexedTextWriter(TextWriter):
    """A text writer that looks anchors up in an index and avoids unnecessary copies."""

    _index: dict[str, Any] | None = None

    def get_element_from_id(self, id: str) -> Any:  # noqa: A002 - the name that callers use
        """Return the first element with an anchor, else a part number, else a slug."""
        if self._index is None:
            self._index = _indexed(self.root)
        return self._index.get(id)

    def render(self, e: Any, width: int, **kw: Any) -> Any:
        """Render an element with its own method."""
        if e.tag in {etree.PI, etree.Comment}:
            return super().render(e, width, **kw)
        method: Any = getattr(self, f"render_{e.tag.lower()}", self.default_renderer)
        if method == self.default_renderer:
            return super().render(e, width, **kw)
        if "joiners" in kw:
            # The only argument that a method changes.
            kw["joiners"] = dict(kw["joiners"])
        return method(e, width, **kw)


def _indexed(root: Any) -> dict[str, Any]:
    index: dict[str, Any] = {}
    for name in reversed(_ORDER):
        first: dict[str, Any] = {}
        for element in root.xpath(f".//*[@{name}]"):
            first.setdefault(element.attrib[name], element)
        index |= first
    return index


def _root(element: Any) -> Any:
    return element.getroottree().getroot()


def _digest(part: Any) -> str:
    return hashlib.sha256(inspect.getsource(part).encode()).hexdigest()[:16]
