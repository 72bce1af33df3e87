"""`twotrack ferry`: what a ledger entry changes, in the form that the other side's process takes (MSC3923).

To Matrix goes a proposal: the delta from the Matrix text to the LTS text, before and after, by section. To
the IETF goes the list of changes for a draft's next revision: from the LTS text to the Matrix text.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from twotrack.compare import Comparison, UnknownEditionError
from twotrack.ledger.entries import Entry, read_ledger
from twotrack.problems import Report

_TRACK = "track"


def ferry(root: Path, ids: Sequence[str], to: str | None, report: Report) -> str | None:
    """Give the text for the entries `ids`, towards `to` (`matrix` or `ietf`); None where the tree has faults.

    Without `to`, the first entry says which way. Raises UnknownEditionError for an unknown entry, one that
    is ferried neither way, or one that changes no text.
    """
    from twotrack.redline.ferry import to_change_list, to_delta

    comparison = Comparison.open(root, report)
    entries = read_ledger(root, report)
    if comparison is None or report.failed:
        return None
    chosen = [_entry(name, entries) for name in ids]
    towards = to or chosen[0].direction.removeprefix("to ")
    if towards == "none":
        raise UnknownEditionError(f"{chosen[0].id} is ferried neither way; say --to matrix or --to ietf")
    matrix, lts = _tracks(comparison)
    a, b = (matrix, lts) if towards == "matrix" else (lts, matrix)
    changes = comparison.compare(a, b)
    if changes is None:
        return None
    title = "; ".join(f"{entry.id}: {entry.title}" for entry in chosen)
    text = (to_delta if towards == "matrix" else to_change_list)(changes, set(ids), title)
    if not text:
        raise UnknownEditionError(f"no text stands under {', '.join(ids)}: nothing to ferry")
    return "\n".join([*_reasons(chosen, towards), text]) if towards == "matrix" else text


def _entry(name: str, entries: dict[str, Entry]) -> Entry:
    if name not in entries:
        raise UnknownEditionError(f"no ledger entry {name!r}; there are {', '.join(entries)}")
    return entries[name]


def _tracks(comparison: Comparison) -> tuple[str, str]:
    """Give the names of the site's edition and of the declared edition of the other track."""
    editions = comparison.tree.editions
    site = editions.editions[editions.site]
    for edition in editions.editions.values():
        own = edition.name not in editions.lineage.versions
        if own and edition.values.get(_TRACK) != site.values.get(_TRACK):
            return site.name, edition.name
    raise UnknownEditionError("editions.yml declares no edition of another track")


def _reasons(entries: Sequence[Entry], towards: str) -> list[str]:
    """Give why, for the head of a proposal: as comments, since the proposal's own words are its author's."""
    lines = []
    for entry in entries:
        wanted = entry.ietf if towards == "matrix" else entry.matrix
        words = " ".join(f"{entry.id}, {entry.status}: {wanted} Why: {entry.reason}".split())
        lines.append(f"<!-- {words.replace('--', '- -')} -->")
    return lines
