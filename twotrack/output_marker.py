"""What the program recognises as its own: the marker of an output folder, and names of temporary folders.

A marker lists the files of its folder with a digest of their content, so that a file that was added or edited
afterwards is recognised and not lost. Markers of earlier versions list only names.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

MARKER = ".twotrack.json"
_NOTE = "Written by twotrack, which replaces the files listed here."
_DIGEST_SIZE = 16
PREFIX = ".twotrack-"
_WORK_NAME = re.compile(rf"{re.escape(PREFIX)}([0-9a-f]{{8}})[0-9a-f]{{8}}")


class Marker(NamedTuple):
    """The content of a marker: the kind of output, and its files as paths with `/`.

    Each file has the digests that its content may have; none if any content is accepted.
    """

    kind: str
    files: Mapping[str, frozenset[str]]

    def covers(self, path: Path, name: str) -> bool:
        """Check whether a file is one that was written, and has not been edited since."""
        digests = self.files.get(name)
        return digests is not None and (not digests or digest_of(path) in digests)

    def extended(self, contents: Mapping[str, bytes]) -> Marker:
        """Return the marker after files with these contents are added or replaced."""
        digests = {name: frozenset({_digest(content)}) for name, content in contents.items()}
        return Marker(self.kind, {**self.files, **digests})

    def accepting(self, earlier: Marker) -> Marker:
        """Return a marker that also accepts the earlier content, while files are exchanged one by one."""
        files = dict(self.files)
        for name, digests in earlier.files.items():
            files[name] = files.get(name, digests) | digests if digests else digests
        return Marker(self.kind, files)

    def to_text(self) -> str:
        """Return the content of the file."""
        files = {name: " ".join(sorted(digests)) for name, digests in sorted(self.files.items())}
        marker = {"note": _NOTE, "kind": self.kind, "files": files}
        return json.dumps(marker, indent=1, ensure_ascii=False) + "\n"


def read_marker(folder: Path) -> Marker | None:
    """Read the marker of a folder; None if it has none that can be read. A link is no marker."""
    path = folder / MARKER
    marker = None
    with suppress(OSError, ValueError, RecursionError):
        if path.is_file() and not path.is_symlink():
            marker = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(marker, dict) or not isinstance(marker.get("files"), list | dict):
        return None
    files = marker["files"]
    if isinstance(files, list):
        files = dict.fromkeys(map(str, files), "")
    return Marker(
        str(marker.get("kind")), {name: frozenset(str(digests).split()) for name, digests in files.items()}
    )


def marker_of(folder: Path, kind: str) -> Marker:
    """Make the marker of a folder with its present content."""
    return Marker(kind, {name: frozenset({digest_of(folder / name)}) for name in file_names(folder)})


def digest_of(path: Path) -> str:
    """Compute a digest of the content of a file; a link and an empty folder have one, too."""
    if path.is_symlink():
        return _digest(f"link {path.readlink().as_posix()}".encode())
    if path.is_dir():
        return _digest(b"folder")
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=_DIGEST_SIZE)).hexdigest()


def _digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=_DIGEST_SIZE).hexdigest()


def file_names(folder: Path) -> frozenset[str]:
    """List the files below a folder and its empty subfolders, as paths with `/`, without the marker."""
    found = set()
    for place, folders, files in os.walk(folder):
        here = Path(place)
        names = [*files, *(name for name in folders if (here / name).is_symlink())]
        if not folders and not files and here != folder:
            found.add(here.relative_to(folder).as_posix())
        found.update((here / name).relative_to(folder).as_posix() for name in names)
    return frozenset(found - {MARKER})


def not_written(folder: Path, marker: Marker, names: Iterable[str]) -> list[str]:
    """List the files of a folder that its marker does not have with their present content."""
    return sorted(name for name in names if not marker.covers(folder / name, name))


def work_name(number: str = "") -> str:
    """Make the name of a temporary file or folder: a number and its hash, unlike any other name."""
    number = number or secrets.token_hex(4)
    return f"{PREFIX}{number}{hashlib.sha256(number.encode()).hexdigest()[:8]}"


def is_work_name(name: str) -> bool:
    """Check whether `work_name` made a name."""
    match = _WORK_NAME.fullmatch(name)
    return match is not None and name == work_name(match[1])
