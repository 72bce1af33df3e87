"""The register of ledger ids, `spec/ledger/register.tsv`: each id ever given out, and the day.

An entry is never deleted (a difference that went away is `withdrawn` or `done`), and its id is never given to
another difference. An id whose entry is gone, or whose entry was opened on another day, shows that one of
these happened.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from twotrack.ledger.entries import LEDGER, Entry, order
from twotrack.output import write_source
from twotrack.problems import Report
from twotrack.source.tree import read_text
from twotrack.text import Origin

REGISTER = f"{LEDGER}/register.tsv"
_FIELDS = 2


def read_register(root: Path, report: Report) -> dict[str, tuple[str, Origin]]:
    """Read the register: id -> the day on which it was assigned, and the origin of its line."""
    path = root / REGISTER
    if not path.exists():
        return {}
    text = read_text(path, REGISTER, root, report)
    register: dict[str, tuple[str, Origin]] = {}
    for number, line in enumerate((text or "").split("\n"), 1):
        fields = line.split("\t")
        where = Origin(REGISTER, number)
        if not line:
            continue
        if len(fields) != _FIELDS:
            report.add("register", where, "expected an id, a tab, and the day on which the id was assigned")
        elif fields[0] in register:
            report.add(
                "register", where, f"duplicate id {fields[0]}, first on line {register[fields[0]][1].line}"
            )
        else:
            register[fields[0]] = fields[1], where
    return register


def write_register(root: Path, entries: Iterable[Entry], report: Report) -> None:
    """Add the ids that are not registered yet; registered ids are not changed.

    A register with faults is only reported: its lines that cannot be read would be lost.
    """
    own = Report()
    days = {name: day for name, (day, _) in read_register(root, own).items()}
    report.take(own)
    if own.problems:
        return
    for entry in entries:
        days.setdefault(entry.id, entry.opened)
    lines = [f"{name}\t{days[name]}\n" for name in sorted(days, key=order)]
    write_source(root / REGISTER, "".join(lines))
