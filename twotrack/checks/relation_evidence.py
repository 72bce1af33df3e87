"""Evidence of the relation of a version to its base: the results of comparing their rules.

A reference implementation evaluates events by the rules of both versions, and writes a JSON file with the
members `version`, `base`, `relation`, `events` (how many were compared) and `faults`. Nothing is executed
here: the check is whether the file confirms what `editions.yml` declares.
"""

from __future__ import annotations

import json
from typing import Any

from twotrack.checks.work import Work
from twotrack.config.lineage import Version
from twotrack.source.tree import EDITIONS, SPEC, read_text
from twotrack.text import Origin


def relation_evidence(work: Work) -> None:
    """Report evidence that is missing, is about another relation, or contains faults."""
    for version in work.editions.lineage.versions.values():
        if not version.evidence:
            continue
        path = work.root / version.evidence
        if not path.is_file():
            text = f"the evidence of version {version.id!r} is missing: no file {version.evidence!r}"
            work.report.add("relation-evidence", Origin(f"{SPEC}/{EDITIONS}", 0), text)
            continue
        fault = _fault(version, read_text(path, version.evidence, work.root, work.report) or "")
        if fault:
            work.report.add("relation-evidence", Origin(version.evidence, 1), fault)


def _fault(version: Version, text: str) -> str:
    """Describe the first fault of the evidence; empty if it has none."""
    try:
        record: Any = json.loads(text)
    except ValueError:
        record = None
    if not isinstance(record, dict) or not isinstance(record.get("faults"), list):
        return "the evidence of a relation is a JSON object with a list `faults`; write it again"
    expected = {"version": version.id, "base": version.based_on, "relation": version.relation}
    for name, value in expected.items():
        if record.get(name) != value:
            found = record.get(name)
            return f"the evidence has the {name} {found!r}, and {value!r} is declared; compare them again"
    if not record.get("events"):
        return "the evidence is not based on any event; compare the versions again"
    number = len(record["faults"])
    if number:
        return f"the comparison with the base found {number} faults; change the rules or the relation"
    return ""
