"""Write front matter as `<rfc>` attributes and `<front>`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from lxml import etree
from lxml.etree import _Element

from twotrack.problems import Report
from twotrack.rfc.front import dates, people
from twotrack.rfc.front.venue import venue_note
from twotrack.rfc.source import front_matter
from twotrack.rfc.source.front_matter import Meta
from twotrack.rfc.source.submissions import base_name

_NO_CONSENSUS = frozenset({"independent", "editorial"})


def name_of(meta: Meta, revision: str | None) -> str:
    """Return the document name with its revision: `-latest` becomes `revision`, by default 00."""
    written = meta.text("docname", "docName")
    if written.endswith("-latest") or revision:
        return f"{base_name(written)}-{revision or '00'}"
    return written


def rfc_element(meta: Meta, name: str) -> _Element:
    """Write `<rfc>` with its attributes, in the order of RFC 7991."""
    stream = meta.text("submissiontype", "submissionType", "stream") or "IETF"
    category = meta.text("category", "cat") or "info"
    ipr = meta.text("ipr") or "trust200902"
    attributes = {
        "ipr": ipr,
        "docName": name,
        "category": category,
        "consensus": _consensus(meta, stream),
        "submissionType": stream,
        "number": meta.text("number"),
        "obsoletes": _numbers(meta, "obsoletes"),
        "updates": _numbers(meta, "updates"),
        "tocInclude": _pi(meta, "toc", "true"),
        "tocDepth": _pi(meta, "tocdepth", ""),
        "sortRefs": _pi(meta, "sortrefs", "true"),
        "symRefs": _pi(meta, "symrefs", "true"),
        "indexInclude": _pi(meta, "indexinclude", ""),
        "version": "3",
    }
    made = etree.Element("rfc", {key: value for key, value in attributes.items() if value})
    if lang := meta.text("lang"):
        made.set("{http://www.w3.org/XML/1998/namespace}lang", lang)
    return made


def front(meta: Meta, name: str, date: dt.date, report: Report) -> _Element:
    """Write `<front>` without abstract and notes."""
    if str(meta.get("smart_quotes")).lower() in {"true", "yes", "on"}:
        text = "'smart_quotes' is ignored: quotation marks stay as they are written"
        report.add("rfc-field-unknown", meta.where("smart_quotes"), text)
    made = etree.Element("front")
    title = etree.SubElement(made, "title")
    title.text, beside = front_matter.element_text(meta.get("title"))
    if not title.text:
        report.add("rfc-field-missing", meta.where(), "the front matter has no title")
    if abbrev := meta.text("abbrev", "titleabbrev"):
        title.set("abbrev", abbrev)
    if ascii_form := meta.text("titleascii", "title_ascii") or beside.get("ascii", ""):
        title.set("ascii", ascii_form)
    if not meta.text("docname", "docName"):
        report.add("rfc-field-missing", meta.where(), "the front matter has no docname")
    if number := meta.text("number"):
        etree.SubElement(made, "seriesInfo", {"name": "RFC", "value": number})
    else:
        etree.SubElement(made, "seriesInfo", {"name": "Internet-Draft", "value": name})
    _people(made, meta, report)
    made.append(_date(meta, date, report))
    for tag, keys in (
        ("area", ("area",)),
        ("workgroup", ("workgroup", "wg")),
        ("keyword", ("keyword", "kw")),
    ):
        for value in meta.items(*keys):
            etree.SubElement(made, tag).text = " ".join(str(value).split())
    return made


def venue(meta: Meta, name: str) -> _Element | None:
    """Write the note about this document if the front matter has a venue."""
    found = meta.get("venue")
    return venue_note(found, base_name(name)) if isinstance(found, dict) else None


def contributors(meta: Meta, report: Report, texts: Mapping[str, Sequence[_Element]]) -> _Element | None:
    """Write the contributors as an unnumbered section of contacts, if there are any.

    `texts` contains the blocks of `--- contributor`, which come first, and of each contribution by its name.
    """
    listed = meta.items("contributor")
    first = texts.get("contributor", ())
    if not listed and not first:
        return None
    section = etree.Element("section", {"anchor": "contributors", "numbered": "false"})
    etree.SubElement(section, "name").text = "Contributors"
    section.extend(first)
    for index, written in enumerate(listed):
        entry = written if isinstance(written, dict) else {"name": written}
        section.append(
            people.person(
                "contact",
                {k: v for k, v in entry.items() if k != "contribution"},
                report,
                meta.where("contributor", index),
            )
        )
        section.extend(texts.get(f"contribution-{index}", ()))
    return section


def _people(made: _Element, meta: Meta, report: Report) -> None:
    listed = meta.items("author")
    for index, entry in enumerate(listed):
        where = meta.where("author", index)
        if isinstance(entry, dict):
            made.append(people.person("author", entry, report, where))
        else:
            report.add(
                "rfc-field-value", where, "an author is a mapping with name, organization, email and so on"
            )
    if made.find("author") is None:
        report.add("rfc-field-missing", meta.where("author"), "the front matter names no author")
        etree.SubElement(etree.SubElement(made, "author"), "organization")


def _date(meta: Meta, date: dt.date, report: Report) -> _Element:
    written = None if dates.is_placeholder(meta.get("date")) else meta.get("date")
    found = None if written is None else dates.attributes(written)
    if found is None and written not in (None, ""):
        report.add("rfc-date", meta.where("date"), f"the date '{written}' cannot be read; write 2026-07-28")
    return etree.Element("date", found or dates.attributes(date) or {})


def _consensus(meta: Meta, stream: str) -> str:
    if stream in _NO_CONSENSUS or (stream == "IRTF" and not meta.items("workgroup", "wg")):
        return ""
    if meta.get("consensus") is None:
        return "true" if stream == "IETF" else "false"
    return "true" if meta.flag("consensus", default=True) else "false"


def _numbers(meta: Meta, key: str) -> str:
    return ", ".join(str(value).upper().removeprefix("RFC").strip() for value in meta.items(key))


def _pi(meta: Meta, key: str, default: str) -> str:
    listed = meta.get("pi")
    options: Mapping[str, object] = listed if isinstance(listed, dict) else dict.fromkeys(listed or ())
    name = {"indexinclude": "index"}.get(key, key)
    if name in options or meta.get(key) is not None:
        value = options[name] if name in options else meta.get(key)
        if value is None or value is True:
            return "true"
        return {"yes": "true", "no": "false"}.get(str(value).lower(), str(value).lower())
    return default
