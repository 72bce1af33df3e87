"""The provenance of requirements: how each one relates to the norm that the specification restates.

`spec/provenance/PATH.tsv` has the rows for the source `spec/PATH.md` (or `.yaml`): an anchor, a class that
`editions.yml` declares, and a note, separated by tabs. A row applies to all statements under its anchor; rows
`anchor@1`, `anchor@2` and so on apply to the first, the second and so on.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from twotrack.config.facets import Editions, ProvenanceClass
from twotrack.problems import Report
from twotrack.requirements.requirement_list import Requirement
from twotrack.source.tree import SPEC, read_text
from twotrack.text import Origin

FOLDER = f"{SPEC}/provenance"
CODE = "provenance"
_SUFFIX = ".tsv"
_FIELDS = (2, 3)


@dataclass(frozen=True, slots=True)
class Row:
    """A row: the class of the statements under an anchor, a note for readers, and its place."""

    name: str
    note: str
    where: Origin


@dataclass(frozen=True, slots=True)
class Provenance:
    """All rows by source path without its suffix, such as `spec/rooms/index`, and anchor."""

    classes: Mapping[str, ProvenanceClass]
    rows: Mapping[str, Mapping[str, Row]] = field(default_factory=dict)

    def row(self, path: str, anchor: str, number: int = 1) -> Row | None:
        """Return the row of the statement with that number (from 1) under an anchor of a source, if any."""
        rows = self.rows.get(os.path.splitext(path)[0], {})  # noqa: PTH122 - a path in the tree, not on disk
        return rows.get(f"{anchor}@{number}") or rows.get(anchor)


def read_provenance(root: Path, editions: Editions, report: Report) -> Provenance:
    """Read all rows, and report those that cannot be used. Without declared classes there are none."""
    classes = editions.provenance
    found: dict[str, dict[str, Row]] = {}
    for path in sorted((root / FOLDER).rglob(f"*{_SUFFIX}")) if classes else ():
        shown = path.relative_to(root).as_posix()
        source = SPEC + shown.removeprefix(FOLDER).removesuffix(_SUFFIX)
        text = read_text(path, shown, root / FOLDER, report) or ""
        found[source] = {}
        for number, line in enumerate(text.split("\n"), 1):
            where = Origin(shown, number)
            fields = line.split("\t")
            if not line.strip():
                continue
            if len(fields) not in _FIELDS:
                report.add(CODE, where, "expected an anchor, a class and a note, separated by tabs")
            elif fields[1] not in classes:
                known = ", ".join(classes)
                report.add(CODE, where, f"unknown class {fields[1]!r}; expected one of: {known}")
            elif fields[0] in found[source]:
                report.add(CODE, where, f"duplicate row for the anchor {fields[0]!r}")
            else:
                note = fields[2] if len(fields) > _FIELDS[0] else ""
                found[source][fields[0]] = Row(fields[1], note.strip(), where)
    return Provenance(classes, found)


def classified(
    requirements: Iterable[Requirement], provenance: Provenance
) -> Iterator[tuple[Requirement, Row | None]]:
    """Yield each requirement with its row, or None if it has no row."""
    counts: dict[tuple[str, str, str], int] = {}
    for requirement in requirements:
        # A part that several pages include is counted on each of them.
        key = (requirement.page, requirement.where.path, requirement.anchor)
        counts[key] = counts.get(key, 0) + 1
        yield requirement, provenance.row(requirement.where.path, requirement.anchor, counts[key])
