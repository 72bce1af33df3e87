"""The ledger as a board: one row for each entry, with the places in the text that use it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from twotrack.ledger.entries import Entry, order
from twotrack.ledger.uses import Use
from twotrack.text import Origin


@dataclass(frozen=True, slots=True)
class Row:
    """An entry, and the places in the sources that name it.

    `days` is the age at the time of the entry's last change, which is the same in every build; a page can
    count from `entry.opened` to the reader's day.
    """

    entry: Entry
    uses: tuple[Origin, ...]
    days: int


def board(entries: Mapping[str, Entry], uses: Iterable[Use]) -> list[Row]:
    """Return a row for each entry: those that wait for somebody first, then by id."""
    found: dict[str, list[Origin]] = {}
    for use in uses:
        found.setdefault(use.id, []).append(use.where)
    ranked = sorted(entries.values(), key=lambda entry: (_rank(entry), order(entry.id)))
    return [Row(entry, tuple(found.get(entry.id, ())), _days(entry)) for entry in ranked]


def _rank(entry: Entry) -> int:
    """Open and proposed entries are pending, accepted ones are in force, the others are history."""
    return {"open": 0, "proposed": 0, "accepted": 1}.get(entry.status, 2)


def _days(entry: Entry) -> int:
    return (date.fromisoformat(entry.changed) - date.fromisoformat(entry.opened)).days
