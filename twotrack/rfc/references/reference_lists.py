"""The references of a draft, cited in its text or listed in its front matter, sorted and written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from lxml import etree
from lxml.etree import _Element
from lxml.html import HtmlElement

from twotrack.markdown.document import Document
from twotrack.problems import Report
from twotrack.rfc.model.xml_anchors import xml_id
from twotrack.rfc.references import bibliography
from twotrack.rfc.source.front_matter import Meta
from twotrack.text import Origin

Level = Literal["normative", "informative"]
LEVELS: tuple[Level, ...] = ("normative", "informative")
_TITLES = {"normative": "Normative References", "informative": "Informative References"}
_KEYWORD = re.compile(r"\b(?:MUST|REQUIRED|SHALL|SHOULD|RECOMMENDED|MAY|OPTIONAL)\b")
_KEY = re.compile(r"(?:RFC|BCP|STD)[ -]?\d+|(?:I-D|DOI|IANA|W3C|3GPP|IEEE|ISO|ITU|NIST)\..+", re.IGNORECASE)
_HOLDERS = ("p", "li", "dd", "dt", "td", "th", "blockquote")


Mark = Callable[[_Element, Origin], None]


class Citation(NamedTuple):
    """A citation in the text: its key, the level written with it, and its position."""

    key: str
    level: Level | None
    where: Origin


@dataclass(frozen=True, slots=True)
class Sources:
    """The sources of definitions: the front matter, `drafts/references.yml`, the other drafts.

    `named` contains the keys that the text assigns to documents, `drafts` the drafts of the project by key.
    """

    meta: Meta
    shared: Meta = field(default_factory=lambda: Meta({}))
    named: Mapping[str, str] = field(default_factory=dict)
    drafts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def listed(self, level: str) -> Mapping[str, Any]:
        """Get the references that the front matter lists under a level."""
        value = self.meta.get(level)
        if isinstance(value, list):
            return dict.fromkeys(map(str, value))
        return value if isinstance(value, dict) else {}

    def aliases(self) -> dict[str, str]:
        """Collect the aliases of keys: `TCP: RFC9293`, `"=": RFC9293`, or `{{!TCP=RFC9293}}`."""
        out: dict[str, str] = dict(self.named)
        for key, value in self._entries():
            real = value.get("=") if isinstance(value, dict) else value
            if isinstance(real, str) and _KEY.fullmatch(real):
                out[key] = real
        return out

    def alias_targets(self) -> dict[str, str]:
        """Collect the targets of `{{-name}}`: `I-D.ietf-core-coap: coap`, or `"-": coap`."""
        out: dict[str, str] = {}
        for key, value in self._entries():
            name = value.get("-") if isinstance(value, dict) else value
            if isinstance(name, str):
                out[name] = key
        return out

    def knows(self, key: str) -> bool:
        """Return whether a key can be cited: an RFC, or a reference that is defined or listed."""
        return (
            any(key in self.listed(level) for level in LEVELS)
            or key in self.aliases()
            or self.definition(key) is not None
            or bibliography.is_published(key)
        )

    def _entries(self) -> Iterator[tuple[str, Any]]:
        for name in (*LEVELS, "ref"):
            listed = self.meta.get(name)
            if isinstance(listed, dict):
                yield from ((str(key), value) for key, value in listed.items())

    def listed_fields(self, key: str) -> Mapping[str, Any]:
        """Get the fields under a key of the front matter, even if they only describe how it is shown."""
        return next((value for name, value in self._entries() if name == key and isinstance(value, dict)), {})

    def definition(self, key: str) -> tuple[Mapping[str, Any], Origin] | None:
        """Find the fields that define a key, and their origin."""
        for name in (*LEVELS, "ref"):
            listed = self.meta.get(name)
            value = listed.get(key) if isinstance(listed, dict) else None
            if isinstance(value, dict) and value.keys() - {"-", "=", "display"}:
                return value, self.meta.where(name, key)
        value = self.shared.values.get(key)
        if isinstance(value, dict):
            return value, self.shared.where(key)
        return (self.drafts[key], self.meta.where()) if key in self.drafts else None


def citations(documents: Iterable[Document]) -> list[Citation]:
    """Collect the citations of the text, in order.

    A citation without a level is normative if the same paragraph, item or cell contains a BCP 14 key word,
    since the requirement cannot be implemented without the cited document.
    """
    found: list[Citation] = []
    for document in documents:
        for element in document.root.iter("a"):
            if "cite" in (element.get("class") or "").split():
                level = element.get("data-level") or ""
                known: Level | None = (
                    "normative" if level == "normative" else "informative" if level else None
                )
                if known is None and _beside_keyword(element):
                    known = "normative"
                found.append(Citation(element.get("data-cite") or "", known, document.where(element)))
    return found


def _beside_keyword(element: HtmlElement) -> bool:
    holder = next(element.iterancestors(*_HOLDERS), None)
    return holder is not None and bool(_KEYWORD.search(holder.text_content()))


def levels(cited: Iterable[Citation], sources: Sources) -> dict[str, Level]:
    """Map each key to its level: that of the front matter, else normative if any citation is normative."""
    out: dict[str, Level] = {}
    for level in LEVELS:
        for key in sources.listed(level):
            out.setdefault(str(key), level)
    fixed = set(out)
    for citation in cited:
        if citation.key not in fixed and (citation.level == "normative" or citation.key not in out):
            out[citation.key] = citation.level or "informative"
    return out


def report_missing(cited: Iterable[Citation], sources: Sources, report: Report) -> None:
    """Report each citation that cannot be written, for a draft that already has other errors."""
    first = {citation.key: citation.where for citation in reversed(list(cited))}
    for key, where in first.items():
        if not sources.knows(key) or bibliography.is_published(key):
            _entry(key, sources, report, where)


def write(cited: list[Citation], sources: Sources, report: Report, mark: Mark) -> list[_Element]:
    """Write the `<references>` of a draft: nothing, one list, or both kinds under one heading.

    `mark` records on each entry the place of its first citation, or of its definition.
    """
    placed = levels(cited, sources)
    where = {citation.key: citation.where for citation in reversed(cited)}
    lists: list[_Element] = []
    for level in LEVELS:
        made = etree.Element("references", {"anchor": f"sec-{level}-references"})
        etree.SubElement(made, "name").text = _TITLES[level]
        for key in (key for key, kind in placed.items() if kind == level):
            origin = where.get(key) or sources.meta.where(level, key)
            if (entry := _entry(key, sources, report, origin)) is not None:
                mark(entry, sources.meta.where(level, key) if key in sources.listed(level) else origin)
                made.append(entry)
        if len(made) > 1:
            lists.append(made)
    for level in LEVELS:
        for key in sources.listed(level):
            if str(key) not in where:
                report.add(
                    "rfc-reference-unused",
                    sources.meta.where(level, str(key)),
                    f"reference '{key}' is listed and never cited; cite it or take it out",
                )
    if len(lists) > 1:
        both = etree.Element("references", {"anchor": "sec-combined-references"})
        etree.SubElement(both, "name").text = "References"
        both.extend(lists)
        return [both]
    return lists


def _entry(key: str, sources: Sources, report: Report, origin: Origin) -> _Element | None:
    anchor = xml_id(key)
    if definition := sources.definition(key):
        fields, where = definition
        return bibliography.defined(anchor, fields, report, where)
    real = sources.aliases().get(key, key)
    if key.startswith("Err") and real != key:
        real = f"{key}={real}"
    if (made := bibliography.published(real, anchor)) is not None:
        return made
    if definition := sources.definition(real):
        fields, where = definition
        return bibliography.defined(anchor, fields, report, where)
    report.add(
        "rfc-reference-missing",
        origin,
        f"'{key}' is neither in the table of RFCs nor defined; add it to the references",
    )
    return None


def display_names(sources: Sources, placed: Iterable[str]) -> list[_Element]:
    """Write `<displayreference>` for definitions with another display name."""
    out: list[_Element] = []
    for key in placed:
        found = sources.definition(key) or (sources.listed_fields(key), None)
        if shown := found[0].get("display"):
            out.append(etree.Element("displayreference", {"target": xml_id(key), "to": str(shown)}))
    return out


def plain_sections(root: _Element) -> None:
    """Write out section references to documents other than RFCs and drafts, which xml2rfc cannot link."""
    linked = {
        str(reference.get("anchor"))
        for reference in root.iter("reference", "referencegroup")
        if any(info.get("name") in {"RFC", "Internet-Draft"} for info in reference.iterfind("seriesInfo"))
    }
    for xref in list(root.iter("xref")):
        section, form = xref.get("section"), xref.get("sectionFormat")
        if section is None or xref.get("relative") or xref.get("target") in linked:
            continue
        word = "Appendix" if section[0].isalpha() else "Section"
        del xref.attrib["section"], xref.attrib["sectionFormat"]
        if form == "of":
            _before(xref, f"{word} {section} of ")
        elif form == "bare":
            words = "".join(map(str, xref.itertext()))
            _before(xref, f"{section} ({words})" if words else section)
            tail, xref.tail = xref.tail or "", None
            _before(xref, tail)
            parent = xref.getparent()
            if parent is not None:
                parent.remove(xref)
        else:
            after = f", {word} {section}" if form == "comma" else f" ({word} {section})"
            xref.tail = after + (xref.tail or "")


def _before(element: _Element, words: str) -> None:
    """Insert text before an element."""
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None:
        previous.tail = (previous.tail or "") + words
    elif parent is not None:
        parent.text = (parent.text or "") + words
