"""All checks of a written draft, one after the other."""

from __future__ import annotations

from collections.abc import Callable

from twotrack.problems import Report
from twotrack.rfc.checks import abnf, code, examples, http, references, structure, words
from twotrack.rfc.front_matter import Meta
from twotrack.rfc.writer import Written

Check = Callable[[Written, Meta, Report], None]

CHECKS: tuple[Check, ...] = (
    structure.title,
    structure.sections,
    structure.abstract,
    words.key_words,
    words.non_ascii,
    code.width,
    code.json,
    abnf.grammar,
    http.messages,
    examples.hosts,
    examples.addresses,
    references.downward,
    references.unpinned,
)
"""The list of what is checked; each reports what it finds at the line of the Markdown."""


def run(written: Written, meta: Meta, report: Report) -> None:
    """Run every check over one draft."""
    for check in CHECKS:
        check(written, meta, report)
