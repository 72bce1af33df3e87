"""The list of rules, and the function that runs them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial

from twotrack.checks.anchor_register import anchors, write_anchors
from twotrack.checks.closure import closure
from twotrack.checks.data_consistency import data
from twotrack.checks.differences import differences
from twotrack.checks.domain_pages import domain_pages
from twotrack.checks.domain_references import references_out_of_scope
from twotrack.checks.draft_terms import terms
from twotrack.checks.frozen_versions import frozen_versions, register_versions
from twotrack.checks.ledger_ids import ids
from twotrack.checks.relation_evidence import relation_evidence
from twotrack.checks.repetitions import repeated_passages
from twotrack.checks.requirement_provenance import provenance
from twotrack.checks.word_census import words
from twotrack.checks.wording_notes import no_actor, other_actors, small_key_words
from twotrack.checks.work import Work
from twotrack.ledger.id_register import write_register
from twotrack.problems import Report
from twotrack.project import Project
from twotrack.rfc.source import submissions
from twotrack.workers import Beside

Rule = Callable[[Work], None]


def frozen(work: Work) -> None:
    """Report submitted texts that were changed or removed, or are not registered."""
    submissions.verify(work.root, work.report)


def _register_frozen(work: Work) -> None:
    submissions.register(work.root, work.report)
    register_versions(work)


def markdown_settings(work: Work) -> None:
    """Report the Markdown extensions that `mkdocs.yml` lacks."""
    work.project.report_settings(work.report)


# Rules that report errors; first those that build and convert the texts.
RULES: tuple[Rule, ...] = (
    closure,
    terms,
    data,
    provenance,
    words,
    ids,
    domain_pages,
    differences,
    anchors,
    frozen,
    frozen_versions,
    relation_evidence,
    markdown_settings,
)
# Rules that can run in other processes: they add problems to `Work.report`, and do nothing else.
_BESIDE = frozenset({data, provenance})
# Rules that report warnings or notes.
REPORTS: tuple[Rule, ...] = (
    small_key_words,
    no_actor,
    other_actors,
    references_out_of_scope,
    repeated_passages,
)
# Updates of the registers, by name. No entry is ever removed.
UPDATES: Mapping[str, Rule] = {
    "anchors": lambda work: write_anchors(work.root, work.site(work.editions.site), work.report),
    "ledger": lambda work: write_register(work.root, work.entries.values(), work.report),
    "frozen": _register_frozen,
}


def check(project: Project, report: Report, update: Iterable[str] = (), *, notes: bool = True) -> Work:
    """Update the registers named in `update`, then run every rule over a project.

    Returns the check with all that it found. Without `notes`, only the rules that report errors are run.
    """
    work = Work.of(project, report)
    for name in update:
        UPDATES[name](work)
    beside = None
    for rule in (*RULES, *(REPORTS if notes else ())):
        project.progress(rule.__name__)
        if project.is_large and rule in _BESIDE:
            # All of them together, once the texts are converted.
            beside = beside or Beside([partial(_problems, work, each) for each in RULES if each in _BESIDE])
            continue
        rule(work)
        if rule is closure:
            work.convert()
    for found in beside.results() if beside else ():
        report.take(found)
    return work


def _problems(work: Work, rule: Rule) -> Report:
    """Return the problems that a rule finds."""
    own = Report(work.report.silenced)
    rule(replace(work, report=own))
    return own
