"""Frozen submissions in `drafts/submitted/`: submitted files must not change.

`drafts/submitted/SHA256SUMS` contains their hashes, in the form that `sha256sum --check` reads.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from twotrack.output import write_source
from twotrack.problems import Report
from twotrack.source.tree import read_text
from twotrack.text import Origin

FOLDER = "drafts/submitted"
MANIFEST = "SHA256SUMS"
FORMATS = ("xml", "txt")
"""The formats for the datatracker and for diffs."""

_SUMS = f"{FOLDER}/{MANIFEST}"
_REVISION = re.compile(r"-(?:latest|\d\d)$")
_LINE = re.compile(r"([0-9a-f]{64}) [ *](\S.*)$")


def base_name(docname: str) -> str:
    """Remove the revision from a draft's name."""
    return _REVISION.sub("", docname)


def newest(root: Path, docname: str) -> str:
    """Find the newest submitted revision of a draft, 00 if nothing was submitted."""
    base = base_name(docname)
    found = sorted(path.stem[-2:] for path in (root / FOLDER).glob(f"{base}-[0-9][0-9].xml"))
    return found[-1] if found else "00"


def files(root: Path) -> list[str]:
    """List the names of the submitted files, sorted."""
    folder = root / FOLDER
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".") and path.name not in {MANIFEST, "README.md"}
    )


def verify(root: Path, report: Report) -> None:
    """Report every submitted file that has changed, is missing, or is not registered."""
    sums = read_sums(root, report)
    there = files(root)
    for name, (digest, where) in sums.items():
        if name not in there:
            report.add("frozen-gone", where, f"{FOLDER}/{name} was submitted and is gone; bring it back")
        elif _hash((root / FOLDER / name).read_bytes()) != digest:
            text = "this text was submitted and has changed since; restore it, and make a new revision"
            report.add("frozen-changed", Origin(f"{FOLDER}/{name}", 0), text)
    for name in there:
        if name not in sums:
            text = f"not in {_SUMS}; run `twotrack check --update-frozen` once it is submitted"
            report.add("frozen-unregistered", Origin(f"{FOLDER}/{name}", 0), text)


def read_sums(root: Path, report: Report) -> dict[str, tuple[str, Origin]]:
    """Read the register: name -> hash, and its origin; empty if it does not exist yet."""
    path = root / _SUMS
    if not path.exists():
        return {}
    sums: dict[str, tuple[str, Origin]] = {}
    for number, line in enumerate((read_text(path, _SUMS, root, report) or "").split("\n"), 1):
        match = _LINE.match(line)
        if match is not None:
            sums[match[2]] = match[1], Origin(_SUMS, number)
        elif line:
            text = "expected a SHA-256 in hexadecimal, two spaces and a name"
            report.add("register", Origin(_SUMS, number), text)
    return sums


def register(root: Path, report: Report) -> None:
    """Register the files that are not registered yet; existing entries are unchanged.

    A register with faults is only reported: its lines that cannot be read would be lost.
    """
    own = Report()
    sums = {name: digest for name, (digest, _) in read_sums(root, own).items()}
    report.take(own)
    if own.problems:
        return
    for name in files(root):
        sums.setdefault(name, _hash((root / FOLDER / name).read_bytes()))
    if sums:
        write_source(root / _SUMS, _manifest(sums))


def freeze(root: Path, name: str, outputs: Mapping[str, bytes], report: Report) -> dict[str, bytes]:
    """Return the files that freeze a submission `name` (with its revision): its formats, and the register.

    A revision that is already frozen, and a register with faults, is reported and not written again.
    """
    own = Report()
    sums = {known: digest for known, (digest, _) in read_sums(root, own).items()}
    report.take(own)
    if own.problems:
        return {}
    made = {f"{name}.{form}": outputs[form] for form in FORMATS if form in outputs}
    for file in made:
        if file in sums or (root / FOLDER / file).exists():
            text = "this revision is frozen already; take the next number"
            report.add("rfc-submitted", Origin(f"{FOLDER}/{file}", 0), text)
            return {}
    sums |= {file: _hash(data) for file, data in made.items()}
    return made | {MANIFEST: _manifest(sums).encode()}


def _manifest(sums: Mapping[str, str]) -> str:
    return "".join(f"{sums[name]}  {name}\n" for name in sorted(sums))


def _hash(data: bytes) -> str:
    import hashlib

    return hashlib.sha256(data).hexdigest()
