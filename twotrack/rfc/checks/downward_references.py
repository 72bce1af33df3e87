"""Check for downward references and references to addresses whose text changes."""

from __future__ import annotations

import re

from twotrack.problems import Report
from twotrack.rfc.model.rfcxml import DraftXml
from twotrack.rfc.model.writer_context import origin_of
from twotrack.rfc.references import rfc_table
from twotrack.rfc.source.front_matter import Meta

# RFC 3967: references to a lower rank are declared. An informational document may cite any other normatively.
_RANK = {
    "Internet Standard": 3,
    "Best Current Practice": 3,
    "Draft Standard": 2,
    "Proposed Standard": 1,
    "Experimental": 0,
    "Informational": 0,
    "Historic": 0,
    "Unknown": 0,
}
_NEEDS = {"std": 1, "bcp": 1}
_MOVING = re.compile(
    r"github\.com/[^/]+/[^/]+/(?:blob|tree|raw)/(?:main|master|develop|HEAD)\b"
    r"|/(?:latest|unstable|current|nightly|master|main)(?:/|$)"
    r"|web\.archive\.org/web/\*"
)
_UNNUMBERED = re.compile(r"draft-[a-z0-9-]+-(?:latest|xx)$|^draft-(?!.*-\d\d$)[a-z0-9-]+$")


def downward(written: DraftXml, _meta: Meta, report: Report) -> None:
    """Report normative references to RFCs of a lower rank, in a standards track document or BCP."""
    needed = _NEEDS.get(written.root.get("category") or "")
    path = ".//references[@anchor='sec-normative-references']//seriesInfo[@name='RFC']"
    for info in written.root.iterfind(path) if needed is not None else ():
        number = str(info.get("value"))
        found = rfc_table.look_up(int(number)) if number.isdigit() else None
        if found is not None and needed is not None and _RANK[found.status] < needed:
            report.add(
                "rfc-downref",
                origin_of(info, written.origins),
                f"RFC {number} is {found.status}: a normative reference to it is a downref (RFC 3967); "
                "make it informative, or tell the area director",
            )


def unpinned(written: DraftXml, _meta: Meta, report: Report) -> None:
    """Report references to addresses, or to drafts without a revision, whose text will change."""
    for reference in written.root.iter("reference"):
        target = reference.get("target") or ""
        drafts = [i.get("value") or "" for i in reference.iterfind("seriesInfo[@name='Internet-Draft']")]
        moving = target if _MOVING.search(target) else next((d for d in drafts if _UNNUMBERED.search(d)), "")
        if moving:
            report.add(
                "rfc-reference-unpinned",
                origin_of(reference, written.origins),
                f"'{moving}' of reference '{reference.get('anchor')}' changes; name one version",
            )
