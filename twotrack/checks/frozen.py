"""Submitted texts, `drafts/submitted/`: what was handed in stays as it was, to the byte.

`drafts/submitted/SHA256SUMS` holds their hashes, in the form that `sha256sum --check` reads.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from twotrack.checks.work import Work
from twotrack.problems import Report
from twotrack.source.tree import read_text
from twotrack.text import Origin

SUBMITTED = "drafts/submitted"
SUMS = f"{SUBMITTED}/SHA256SUMS"
_LINE = re.compile(r"([0-9a-f]{64}) [ *](\S.*)$")


def frozen(work: Work) -> None:
    """Report submitted texts that changed, are gone, or are not registered."""
    folder = work.root / SUBMITTED
    sums = read_sums(work.root, work.report)
    files = texts(work.root)
    for name, (digest, where) in sums.items():
        if name not in files:
            work.report.add(
                "frozen-gone", where, f"{SUBMITTED}/{name} was submitted and is gone; bring it back"
            )
        elif _digest(folder / name) != digest:
            text = "this text was submitted and has changed since; restore it, and make a new revision"
            work.report.add("frozen-changed", Origin(f"{SUBMITTED}/{name}", 0), text)
    for name in files:
        if name not in sums:
            text = f"not in {SUMS}; run `twotrack check --update-frozen` once it is submitted"
            work.report.add("frozen-unregistered", Origin(f"{SUBMITTED}/{name}", 0), text)


def texts(root: Path) -> list[str]:
    """Give the names of the submitted files, sorted."""
    folder = root / SUBMITTED
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".") and path.name not in {"SHA256SUMS", "README.md"}
    )


def read_sums(root: Path, report: Report) -> dict[str, tuple[str, Origin]]:
    """Read the register: name -> hash, and where that is written."""
    path = root / SUMS
    if not path.exists():
        return {}
    sums: dict[str, tuple[str, Origin]] = {}
    for number, line in enumerate((read_text(path, SUMS, root, report) or "").split("\n"), 1):
        match = _LINE.match(line)
        if match is not None:
            sums[match[2]] = match[1], Origin(SUMS, number)
        elif line:
            report.add(
                "register", Origin(SUMS, number), "a line holds a SHA-256 in hexadecimal, two spaces, a name"
            )
    return sums


def write_sums(root: Path, report: Report) -> None:
    """Add the texts that are not registered yet; what is registered stays."""
    sums = {name: digest for name, (digest, _) in read_sums(root, report).items()}
    for name in texts(root):
        sums.setdefault(name, _digest(root / SUBMITTED / name))
    if sums:
        lines = [f"{sums[name]}  {name}\n" for name in sorted(sums)]
        (root / SUMS).write_text("".join(lines), encoding="utf-8")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
