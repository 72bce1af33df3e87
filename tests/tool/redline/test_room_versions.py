"""Comparison of the project's room versions: only intended differences are found."""

from __future__ import annotations

import itertools
from functools import cache
from pathlib import Path

import pytest

from twotrack.comparison import Comparison
from twotrack.problems import Report
from twotrack.project import open_project
from twotrack.redline import Change, Redline, apply
from twotrack.redline.align.word_edits import Edit

ROOT = Path(__file__).resolve().parents[3]
VERSIONS = [str(n) for n in range(1, 13)]


@cache
def comparison() -> Comparison:
    project = open_project(ROOT, Report())
    assert project is not None
    return Comparison(project, Report())


def between(a: str, b: str) -> Redline:
    result = comparison().compare(a, b)
    assert result is not None
    return result


def names_version(edit: Edit, a: str, b: str) -> bool:
    """Return whether an edit only changes the name of this version, or of the one before it."""
    old, new = ([token.text for token in tokens] for tokens in (edit.before, edit.after))
    return edit.op == "space" or (old, new) == ([a], [b])


def unexplained(change: Change, a: str, b: str) -> bool:
    return change.unexplained and not (
        change.edits and all(names_version(edit, a, b) or change.ledger for edit in change.edits)
    )


@pytest.mark.parametrize(("a", "b"), list(itertools.pairwise(VERSIONS)))
def test_the_records_lead_from_one_version_to_the_next(a: str, b: str) -> None:
    result = between(a, b)
    assert result.changes
    assert apply(result.a, result.changes) == result.b


def test_a_version_does_not_differ_from_itself() -> None:
    assert between("12", "12").changes == ()


def test_every_difference_of_the_lts_has_a_ledger_entry() -> None:
    changes = between("12", "I.1").changes
    assert [
        (change.kind, change.origin_b or change.origin_a, change.block.text)
        for change in changes
        if unexplained(change, "12", "I.1")
    ] == []


def test_an_anchor_that_stayed_is_never_deleted_and_inserted() -> None:
    for a, b in itertools.pairwise(VERSIONS):
        result = between(a, b)
        gone = {c.block.anchor for c in result.changes if c.kind == "delete"} - {None}
        assert not gone & {block.anchor for block in result.b}, (a, b)
