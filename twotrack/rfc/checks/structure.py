"""The required sections of an Internet-Draft, the length of its title, and citations in its abstract.

Sources: RFC 7322 section 4 (structure of an RFC), https://authors.ietf.org/required-content.
"""

from __future__ import annotations

from lxml.etree import _Element

from twotrack.problems import Report
from twotrack.rfc.model.rfcxml import DraftXml
from twotrack.rfc.model.writer_context import origin_of
from twotrack.rfc.source.front_matter import Meta

TITLE_WIDTH = 40
_REQUIRED = ("Introduction", "Security Considerations", "IANA Considerations")


def title(written: DraftXml, meta: Meta, report: Report) -> None:
    """Report a title that is too long for the page header, unless there is an `abbrev`."""
    found = written.root.find("front/title")
    if found is None:
        return
    shown = found.get("abbrev") or found.text or ""
    if len(shown) > TITLE_WIDTH:
        report.add(
            "rfc-title-long",
            meta.where("abbrev" if found.get("abbrev") else "title"),
            f"the head of a page has {TITLE_WIDTH} columns for a title, not {len(shown)}; give an 'abbrev'",
        )


def sections(written: DraftXml, meta: Meta, report: Report) -> None:
    """Report required sections that are missing."""
    names = {_words(name).lower() for name in written.root.iterfind("middle/section/name")}
    for wanted in _REQUIRED:
        if not any(wanted.lower() in name for name in names):
            report.add("rfc-section-missing", meta.where(), f"the draft has no section '{wanted}'")


def abstract(written: DraftXml, _meta: Meta, report: Report) -> None:
    """Report references in the abstract, which is also published separately."""
    for reference in written.root.iterfind("front/abstract//xref"):
        report.add(
            "rfc-abstract-reference",
            origin_of(reference, written.origins),
            f"the abstract is published without references; name '{reference.get('target')}' in words",
        )


def _words(element: _Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())
