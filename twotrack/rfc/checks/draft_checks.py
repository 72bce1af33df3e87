"""All checks of a written draft, one after the other."""

from __future__ import annotations

from collections.abc import Callable

from twotrack.config.facets import Editions
from twotrack.problems import Report
from twotrack.rfc.checks import (
    abnf,
    code_blocks,
    downward_references,
    example_names,
    grammar_examples,
    http_syntax,
    reference_weight,
    requirement_actors,
    requirement_objects,
    schema_examples,
    small_key_words,
    structure,
    terms,
    version_examples,
    words,
)
from twotrack.rfc.model.rfcxml import DraftXml
from twotrack.rfc.source.front_matter import Meta

Check = Callable[[DraftXml, Meta, Report], None]
EditionCheck = Callable[[DraftXml, Meta, Report, Editions], None]

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
    reference_weight.weight,
    requirement_objects.objects,
    small_key_words.small_key_words,
    terms.undefined,
    terms.twice,
    grammar_examples.grammar_examples,
    schema_examples.schema_examples,
)
"""The checks of a draft by itself; each reports problems at the line of the Markdown."""

EDITION_CHECKS: tuple[EditionCheck, ...] = (requirement_actors.actors, version_examples.version_examples)
"""The checks that also depend on the editions of the project."""


def run(written: DraftXml, meta: Meta, report: Report, editions: Editions) -> None:
    """Run every check on one draft, which is made from the given editions."""
    for check in CHECKS:
        check(written, meta, report)
    for check_edition in EDITION_CHECKS:
        check_edition(written, meta, report, editions)
