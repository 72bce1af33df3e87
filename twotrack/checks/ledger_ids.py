"""Ids of the ledger: each that the text names has an entry, each entry is used, none is given out twice."""

from __future__ import annotations

from twotrack.checks.work import Work
from twotrack.ledger.entries import LEDGER
from twotrack.ledger.id_register import REGISTER, read_register


def ids(work: Work) -> None:
    """Report ids without an entry, entries without a use, and ids that were reused or whose entry is gone."""
    entries, uses, report = work.entries, work.uses, work.report
    for use in uses:
        # A file that is there and cannot be used has been reported.
        if use.id not in entries and not (work.root / LEDGER / f"{use.id}.yml").exists():
            report.add(
                "ledger-unknown",
                use.where,
                f"{use.id} is not an entry of the ledger; write {LEDGER}/{use.id}.yml",
            )
    used = {use.id for use in uses}
    for entry in entries.values():
        if entry.id not in used and not entry.closed:
            text = f"{entry.id} is {entry.status}, and no condition names it; use it, or close it"
            report.add("ledger-unused", entry.at("status"), text)
    register = read_register(work.root, report)
    for entry in entries.values():
        if entry.id not in register:
            text = f"{entry.id} is not in {REGISTER}; run `twotrack check --update-ledger`"
            report.add("ledger-unregistered", entry.where, text)
        elif register[entry.id][0] != entry.opened:
            text = (
                f"{entry.id} was assigned on {register[entry.id][0]}, for another difference; choose a new id"
            )
            report.add("ledger-reused", entry.at("opened"), text)
    for name, (day, where) in register.items():
        if not (work.root / LEDGER / f"{name}.yml").exists():
            text = f"the entry {name}, opened on {day}, is gone; entries stay, as withdrawn if need be"
            report.add("ledger-gone", where, text)
