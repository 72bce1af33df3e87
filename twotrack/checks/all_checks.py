"""All rules, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from twotrack.checks.anchor_register import anchors, write_anchors
from twotrack.checks.closure import closure
from twotrack.checks.data_consistency import data
from twotrack.checks.differences import differences
from twotrack.checks.domain_references import reaching_out
from twotrack.checks.draft_terms import terms
from twotrack.checks.ledger_ids import ids
from twotrack.checks.repetitions import repeated_passages
from twotrack.checks.word_census import words
from twotrack.checks.wording_notes import no_actor, servers_on_client_pages, small_key_words
from twotrack.checks.work import Work
from twotrack.ledger.id_register import write_register
from twotrack.problems import Report
from twotrack.rfc.source import submissions

Rule = Callable[[Work], None]


def frozen(work: Work) -> None:
    """Report submitted texts that changed, are gone, or are not registered."""
    submissions.verify(work.root, work.report)


# What must hold; each reports errors.
RULES: tuple[Rule, ...] = (closure, ids, differences, terms, anchors, frozen, data, words)
# What is worth a look; each reports warnings or notes.
REPORTS: tuple[Rule, ...] = (
    small_key_words,
    no_actor,
    servers_on_client_pages,
    reaching_out,
    repeated_passages,
)
# The registers that a person brings up to date, each by name. Nothing in them is ever taken away.
UPDATES: Mapping[str, Rule] = {
    "anchors": lambda work: write_anchors(work.root, work.site(work.editions.site), work.report),
    "ledger": lambda work: write_register(work.root, work.entries.values(), work.report),
    "frozen": lambda work: submissions.register(work.root, work.report),
}


def check(root: Path, report: Report, update: Iterable[str] = (), *, notes: bool = True) -> Work | None:
    """Run every rule over a project, after bringing the registers named up to date.

    Gives what was built for it, or None if the tree cannot be used. Without `notes`, only what fails is
    looked for.
    """
    work = Work.open(root, report)
    if work is not None:
        for name in update:
            UPDATES[name](work)
        for rule in (*RULES, *(REPORTS if notes else ())):
            rule(work)
    return work
