"""All checks of a written draft, one after the other."""

from __future__ import annotations

from collections.abc import Callable

from twotrack.problems import Report
from twotrack.rfc.checks import (
    abnf,
    code_blocks,
    downward_references,
    example_names,
    http_syntax,
    structure,
    words,
)
from twotrack.rfc.model.rfcxml import Written
from twotrack.rfc.source.front_matter import Meta

Check = Callable[[Written, Meta, Report], None]

CHECKS: tuple[Check, ...] = (
    structure.title,
    structure.sections,
    structure.abstract,
    words.key_words,
    words.non_ascii,
    code_blocks.width,
    code_blocks.json,
    abnf.grammar,
    http_syntax.messages,
    example_names.hosts,
    example_names.addresses,
    downward_references.downward,
    downward_references.unpinned,
)
"""The list of what is checked; each reports what it finds at the line of the Markdown."""


def run(written: Written, meta: Meta, report: Report) -> None:
    """Run every check over one draft."""
    for check in CHECKS:
        check(written, meta, report)
