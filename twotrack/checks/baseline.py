"""A baseline: known problems of a tree that was taken over, which do not fail the check."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

from twotrack.output import OutputError, write_source
from twotrack.problems import Problem, Report
from twotrack.text import Origin

CODE = "baseline"
_KEYS = ("code", "path", "text")


def write_baseline(path: Path, report: Report) -> int:
    """Write the problems of a report as a baseline; return their number.

    Raises OutputError if the file cannot be written, or exists and is not a baseline.
    """
    if os.path.lexists(path) and not _is_baseline(path):
        raise OutputError(path, "exists and is not a baseline; move it, or name another file")
    entries = [dict(zip(_KEYS, _key(problem), strict=True)) for problem in report.problems]
    write_source(path, json.dumps(entries, indent=1, ensure_ascii=False) + "\n")
    return len(entries)


def without_known(path: Path, report: Report) -> tuple[Report, int]:
    """Return a report without the problems that a baseline lists, and how many were left out.

    Problems are compared without their lines, so that an edit above them does not make them new. An entry
    applies to one problem. An entry that applies to none is reported, so that the baseline can only shrink.
    """
    kept = Report(report.silenced)
    try:
        # Reading a pipe would wait for ever.
        entries: Any = None if path.is_fifo() else json.loads(path.read_text(encoding="utf-8"))
        known = Counter(tuple(str(entry[key]) for key in _KEYS) for entry in entries)
    except OSError as error:
        kept.add(CODE, Origin(str(path), 0), f"cannot be read: {error.strerror}")
        return kept, 0
    except (ValueError, TypeError, KeyError):
        kept.add(CODE, Origin(str(path), 0), "is not a list of problems; write it with --write-baseline")
        return kept, 0
    count = 0
    for problem in report.problems:
        if known[_key(problem)] > 0:
            known[_key(problem)] -= 1
            count += 1
        else:
            kept.add(problem.code, Origin(problem.path, problem.line), problem.text)
    for (code, name, text), left in sorted(known.items()):
        if left > 0:
            kept.add("baseline-unused", Origin(str(path), 0), f"no longer found: {name}: {text} [{code}]")
    return kept, count


def _is_baseline(path: Path) -> bool:
    """Check whether a file is a list of problems, as `write_baseline` writes it."""
    try:
        entries = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None
    except (OSError, ValueError):
        return False
    return isinstance(entries, list) and all(
        isinstance(entry, dict) and entry.keys() == set(_KEYS) for entry in entries
    )


def _key(problem: Problem) -> tuple[str, str, str]:
    return problem.code, problem.path, problem.text
