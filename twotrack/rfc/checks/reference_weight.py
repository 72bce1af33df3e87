"""Informative references that carry a requirement.

A document that must be read to implement a requirement is a normative reference (the IESG's statement
"Normative and Informative References", 2006).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from twotrack.problems import Report
from twotrack.redline.blocks.tokens import Token
from twotrack.redline.requirement_changes import keywords
from twotrack.requirements.statements import shown
from twotrack.rfc.checks import prose
from twotrack.rfc.model.rfcxml import DraftXml
from twotrack.rfc.source.front_matter import Meta

_WEAK = frozenset({"MAY", "OPTIONAL"})
_VERBS = frozenset({"MUST", "SHALL", "REQUIRED", "SHOULD", "RECOMMENDED"})
_EXAMPLE = re.compile(
    r"(?:\be\.g\.|\b(?:for example|for instance|such as|see(?: also)?|like|similar to)\b"
    # Elsewhere, "compare" can be what is required.
    r"|[(,;]\s*compare\b)[^.;)]*$",
    re.IGNORECASE,
)


def weight(written: DraftXml, _meta: Meta, report: Report) -> None:
    """Report requirements that depend on a document that is an informative reference."""
    for block in prose.blocks(written):
        for sentence in block.sentences:
            if _WEAK.issuperset(keywords(sentence)):
                continue
            for i, token in enumerate(sentence):
                if f"{prose.CITE}informative" in token.marks and _binds(sentence[:i]):
                    report.add(
                        "lint-reference-informative",
                        block.where,
                        f"a requirement depends on {token.text!r}, an informative reference: "
                        f"{prose.short(sentence)}; make the reference normative",
                    )


def _binds(before: Sequence[Token]) -> bool:
    """Return whether a citation is part of a requirement that begins before it, and not an example."""
    required = any(token.text in _VERBS and prose.CODE not in token.marks for token in before)
    return required and not _EXAMPLE.search(shown(before))
