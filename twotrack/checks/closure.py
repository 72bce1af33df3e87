"""Closure: nothing that an edition or draft keeps refers to something that it leaves out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from twotrack.checks.work import Work
from twotrack.problems import Problem
from twotrack.text import Origin

CUT = "reference-cut"
# The codes of references that lead out, in the building of pages and drafts.
_PAGE = re.compile(r"the edition (?P<by>\S+) leaves out '(?P<anchor>[^']+)' \((?P<place>[^()]+)\)$")
_DRAFT = re.compile(r"the draft does not contain '(?P<anchor>[^']+)' \((?P<place>[^()]+)\)")


@dataclass(frozen=True, slots=True)
class Broken:
    """A reference out of the cut: its place, the anchor, the origin of that, and the editions without it.

    `lacking` names editions, or a draft by its path.
    """

    where: Origin
    anchor: str
    place: str
    lacking: tuple[str, ...]


def closure(work: Work) -> None:
    """Build every edition and draft, and report what that finds; a broken reference once for all."""
    for edition in work.distinct:
        work.site(edition.name)
    _ = work.drafts
    for problem in _others(work):
        work.report.add(problem.code, Origin(problem.path, problem.line), problem.text)
    for broken in closure_report(work):
        text = (
            f"{broken.anchor!r} ({broken.place}) is left out of {', '.join(broken.lacking)};"
            " put this reference under a condition, or keep its target"
        )
        work.report.add(CUT, broken.where, text)


def closure_report(work: Work) -> list[Broken]:
    """Return every reference out of the cut, of all editions and drafts that were built, by place."""
    lacking: dict[tuple[str, int, str, str], dict[str, None]] = {}
    for draft, problem in _cuts(work):
        match = _PAGE.match(problem.text) or _DRAFT.match(problem.text)
        if match is not None:
            key = (problem.path, problem.line, match["anchor"], match["place"])
            lacking.setdefault(key, {})[draft or match["by"]] = None
    return [
        Broken(Origin(path, line), anchor, place, tuple(names))
        for (path, line, anchor, place), names in sorted(lacking.items())
    ]


def _cuts(work: Work) -> Iterator[tuple[str, Problem]]:
    """Yield the broken references that were met, each with the draft it was met in; without one for pages."""
    for name, report in {"": work.built, **work.drafted}.items():
        yield from ((name, problem) for problem in report.problems if _is_cut(problem))


def _others(work: Work) -> Iterator[Problem]:
    for report in (work.built, *work.drafted.values()):
        yield from (problem for problem in report.problems if not _is_cut(problem))


def _is_cut(problem: Problem) -> bool:
    return problem.code == CUT and bool(_PAGE.match(problem.text) or _DRAFT.match(problem.text))
