"""Frozen submissions: `drafts/submitted/NAME-NN.*`, listed with their hashes, never to change unnoticed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from twotrack.problems import Report
from twotrack.text import Origin

FOLDER = "drafts/submitted"
MANIFEST = "SHA256SUMS"
FORMATS = ("xml", "txt")
"""What the datatracker takes, and what a diff is made of."""

_REVISION = re.compile(r"-(?:latest|\d\d)$")
_LINE = re.compile(r"(?P<hash>[0-9a-f]{64})  (?P<name>[^/\s]+)")


def base_name(docname: str) -> str:
    """Give a draft's name without its revision."""
    return _REVISION.sub("", docname)


def newest(root: Path, docname: str) -> str:
    """Give the newest revision of a draft that was submitted, 00 where none was."""
    base = base_name(docname)
    found = sorted(path.stem[-2:] for path in (root / FOLDER).glob(f"{base}-[0-9][0-9].xml"))
    return found[-1] if found else "00"


def verify(root: Path, report: Report) -> None:
    """Report every frozen file that was changed, taken away, or put there without being listed."""
    folder = root / FOLDER
    if not folder.is_dir():
        return
    listed = _listed(folder, report)
    present = {path.name: path for path in folder.iterdir() if path.is_file() and path.name != MANIFEST}
    for name in sorted(listed.keys() | present.keys()):
        shown = f"{FOLDER}/{name}"
        if name not in present:
            report.add(
                "rfc-submitted",
                Origin(shown, 0),
                "this submission is listed as frozen and is gone; bring it back",
            )
        elif name not in listed:
            report.add(
                "rfc-submitted",
                Origin(shown, 0),
                f"this file is not listed in {MANIFEST}; freeze it, or take it out",
            )
        elif _hash(present[name].read_bytes()) != listed[name]:
            report.add(
                "rfc-submitted",
                Origin(shown, 0),
                "this submission was changed after it was frozen; bring it back",
            )


def freeze(root: Path, name: str, outputs: Mapping[str, bytes], report: Report) -> dict[str, bytes]:
    """Give the files to write to freeze a submission `name` (with its revision): its formats, and the list.

    A revision that is frozen already is reported, never written again.
    """
    folder = root / FOLDER
    listed = _listed(folder, report) if folder.is_dir() else {}
    made = {f"{name}.{form}": outputs[form] for form in FORMATS if form in outputs}
    for file in made:
        if file in listed or (folder / file).exists():
            report.add(
                "rfc-submitted",
                Origin(f"{FOLDER}/{file}", 0),
                "this revision is frozen already; take the next number",
            )
            return {}
    hashes = listed | {file: _hash(data) for file, data in made.items()}
    manifest = "".join(f"{hashes[file]}  {file}\n" for file in sorted(hashes))
    return made | {MANIFEST: manifest.encode()}


def _listed(folder: Path, report: Report) -> dict[str, str]:
    path = folder / MANIFEST
    listed: dict[str, str] = {}
    for number, line in enumerate(
        path.read_text(encoding="utf-8").splitlines() if path.exists() else (), start=1
    ):
        match = _LINE.fullmatch(line)
        if match is None:
            report.add(
                "rfc-submitted",
                Origin(f"{FOLDER}/{MANIFEST}", number),
                "this line is no hash and name of a file",
            )
        else:
            listed[match["name"]] = match["hash"]
    return listed


def _hash(data: bytes) -> str:
    import hashlib

    return hashlib.sha256(data).hexdigest()
