"""Entries of a bibliography: an RFC of the table, a sub-series, or a definition in YAML, as `<reference>`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lxml import etree
from lxml.etree import _Element

from twotrack.problems import Report
from twotrack.rfc.front import dates, people
from twotrack.rfc.model.xml_anchors import xml_id
from twotrack.rfc.references import field_text, rfc_table, series
from twotrack.text import Origin

_RFC = re.compile(r"RFC[ -]?0*(\d+)", re.IGNORECASE)
_SERIES = re.compile(r"(BCP|STD)[ -]?0*(\d+)", re.IGNORECASE)
_ERRATUM = re.compile(r"Err(\d+)(?:=(?:RFC)?(\d+))?")
_FIELDS = frozenset(
    {
        *("title", "target", "author", "date", "seriesinfo", "seriesInfo", "format", "annotation", "ann"),
        *("refcontent", "rc", "quote-title", "quoteTitle", "display", "-", "=", "override", "ascii"),
        *("normative", "status", "fetched", "titleAscii", "stream", "sections", "draft"),
    }
)

# Addresses that a browser executes instead of opening them.
_SCRIPT = re.compile(r"\s*(?:javascript|vbscript|data):", re.IGNORECASE)


def is_published(key: str) -> bool:
    """Return whether a key is an RFC, BCP or STD number, in the tables or not."""
    return bool(_RFC.fullmatch(key) or _SERIES.fullmatch(key))


def published(key: str, anchor: str) -> _Element | None:
    """Look up an RFC, BCP or STD number in the package's tables; None if it is missing."""
    if match := _RFC.fullmatch(key):
        found = rfc_table.look_up(int(match[1]))
        return rfc(found, anchor) if found else None
    if match := _ERRATUM.fullmatch(key):
        return _erratum(match[1], match[2] or "", anchor)
    if match := _SERIES.fullmatch(key):
        return _group(match[1].upper(), int(match[2]), anchor)
    return None


def rfc(entry: rfc_table.Rfc, anchor: str) -> _Element:
    """Write the reference for an RFC as in the RFC Editor's bibliography."""
    made = etree.Element(
        "reference", {"anchor": anchor, "target": f"https://www.rfc-editor.org/info/rfc{entry.number}"}
    )
    front = etree.SubElement(made, "front")
    etree.SubElement(front, "title").text = entry.title
    for author in entry.authors:
        if not author.surname:
            etree.SubElement(etree.SubElement(front, "author"), "organization").text = author.name
            continue
        element = etree.SubElement(
            front, "author", {"fullname": author.name, "initials": author.initials, "surname": author.surname}
        )
        if author.editor:
            element.set("role", "editor")
    if not entry.authors:
        etree.SubElement(etree.SubElement(front, "author"), "organization").text = "RFC Editor"
    date = etree.SubElement(front, "date", {"year": entry.year})
    if entry.month:
        date.set("month", entry.month)
    if member := series.of(entry.number):
        etree.SubElement(made, "seriesInfo", {"name": member[0], "value": member[1]})
    etree.SubElement(made, "seriesInfo", {"name": "RFC", "value": str(entry.number)})
    etree.SubElement(made, "seriesInfo", {"name": "DOI", "value": f"10.17487/RFC{entry.number:04}"})
    return made


def _erratum(number: str, rfc_number: str, anchor: str) -> _Element:
    """Write the reference for an erratum report, as in kramdown-rfc: `{{?Err6543=RFC8610}}`."""
    target = f"https://www.rfc-editor.org/errata/eid{number}"
    made = etree.Element("reference", {"anchor": anchor, "target": target, "quoteTitle": "false"})
    front = etree.SubElement(made, "front")
    etree.SubElement(front, "title").text = f"Erratum ID {number}"
    etree.SubElement(etree.SubElement(front, "author"), "organization").text = "RFC Errata"
    if rfc_number:
        etree.SubElement(made, "seriesInfo", {"name": "RFC", "value": rfc_number})
    return made


def _group(name: str, number: int, anchor: str) -> _Element | None:
    members = series.MEMBERS.get(f"{name}{number}")
    if not members:
        return None
    target = f"https://www.rfc-editor.org/info/{name.lower()}{number}"
    made = etree.Element("referencegroup", {"anchor": anchor, "target": target})
    for member in members:
        entry = rfc_table.look_up(member)
        if entry is not None:
            # The anchor of a member must differ from that of the same RFC if it is cited separately.
            made.append(rfc(entry, f"{anchor}.RFC{member}"))
    return made


def _lead(made: _Element, target: str, report: Report, where: Origin) -> None:
    """Set the address of a reference, if it is safe to open."""
    if _SCRIPT.match(target):
        report.add("rfc-field-value", where, f"'{target}' is no address that a reference can lead to")
    elif target:
        made.set("target", target)


def defined(anchor: str, entry: Mapping[str, Any], report: Report, where: Origin) -> _Element:
    """Write a reference from its YAML fields, which are the same as in kramdown-rfc."""
    for key in entry:
        if key not in _FIELDS:
            report.add(
                "rfc-field-unknown",
                where,
                f"'{key}' is not a field of a reference; its fields are those of kramdown-rfc",
            )
    made = etree.Element("reference", {"anchor": anchor})
    _lead(made, _text(entry, "target"), report, where)
    if (quoted := entry.get("quote-title", entry.get("quoteTitle"))) is not None:
        made.set("quoteTitle", str(quoted).lower())
    front = etree.SubElement(made, "front")
    title = _text(entry, "title")
    if not title:
        report.add("rfc-reference-field", where, f"reference '{anchor}' has no title; give it one")
    etree.SubElement(front, "title").text = title
    for author in _list(entry.get("author")) or [{}]:
        fields = author if isinstance(author, dict) else {"name": str(author)}
        front.append(_author(fields, report, where))
    _date(front, entry, report, where, anchor)
    for key, value in _series(entry.get("seriesinfo", entry.get("seriesInfo"))):
        etree.SubElement(made, "seriesInfo", {"name": key, "value": value})
    for tag, names in (("annotation", ("annotation", "ann")), ("refcontent", ("refcontent", "rc"))):
        if words := _text(entry, *names):
            made.append(field_text.inline(words, tag))
    return made


def _author(fields: Mapping[str, Any], report: Report, where: Origin) -> _Element:
    people.report_unknown(fields, report, where)
    made = people.person("author", fields, report, where)
    for address in made.findall("address"):
        made.remove(address)
    if not made.attrib and made.find("organization") is None:
        etree.SubElement(made, "organization")
    return made


def _date(front: _Element, entry: Mapping[str, Any], report: Report, where: Origin, anchor: str) -> None:
    written = entry.get("date")
    if written is None or written is False or dates.is_placeholder(written):
        return
    if isinstance(written, list):
        etree.SubElement(front, "date").text = " ".join(map(str, written))
        return
    found = dates.attributes(written)
    if found is None:
        report.add(
            "rfc-date",
            where,
            f"the date '{written}' of reference '{anchor}' cannot be read; write 2012, 2012-07 or 2012-07-28",
        )
        return
    etree.SubElement(front, "date", found)


def _series(value: Any) -> list[tuple[str, str]]:
    if isinstance(value, dict):
        return [(str(key), "" if item is None else str(item)) for key, item in value.items()]
    if isinstance(value, list):
        return [pair for item in value for pair in _series(item)]
    return []


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _text(fields: Mapping[str, Any], *keys: str) -> str:
    value = next((fields[key] for key in keys if fields.get(key) is not None), "")
    return " ".join(str(value).split())


def anchor_of(key: str) -> str:
    """Convert a citation key to its anchor in the XML."""
    return xml_id(key)
