"""Releases that a project keeps: the sources of each in `releases/TAG/`, with `release.json`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from twotrack.output import OutputError, write_folder
from twotrack.output_marker import MARKER
from twotrack.problems import Report
from twotrack.releases.opened_tree import RELEASES
from twotrack.text import Origin

RELEASE_FILE = "release.json"
Status = Literal["stable", "unstable"]
STATUSES: tuple[Status, ...] = ("stable", "unstable")
# The files of a release; everything else can be built from them.
_KEPT = ("spec", "drafts", "mkdocs.yml")
TAG = re.compile(r"[A-Za-z0-9][\w.+-]*$")


@dataclass(frozen=True, slots=True)
class Release:
    """A kept release. `date` is that of its publication, as `2026-07-08`."""

    tag: str
    date: str
    status: Status
    folder: Path

    @property
    def order(self) -> tuple[str, list[tuple[int, str]]]:
        """The key that sorts releases: by date, then by the numbers in the tag."""
        steps = re.findall(r"\d+|\D+", self.tag)
        return self.date, [(int(step), "") if step.isdigit() else (-1, step) for step in steps]


def keep_release(root: Path, source: Path, release: Release) -> int:
    """Copy the sources in `source` to the releases of `root` and return the number of files.

    Raises OutputError if there is a release of that tag: releases do not change.
    """
    target = root / RELEASES / release.tag
    if target.exists():
        raise OutputError(target, "is a release already; releases do not change, choose another tag")
    files: dict[str, bytes | str] = {RELEASE_FILE: _described(release)}
    for name in _KEPT:
        path = source / name
        found = [path] if path.is_file() else sorted(path.rglob("*")) if path.is_dir() else []
        for file in found:
            if file.is_file() and file.name != MARKER:
                files[file.relative_to(source).as_posix()] = file.read_bytes()
    write_folder(target, "release", files)
    return len(files)


def read_releases(root: Path, report: Report) -> list[Release]:
    """Read the kept releases, the oldest first. A description that cannot be read is reported."""
    found = []
    for folder in sorted((root / RELEASES).glob("*/")):
        path = folder / RELEASE_FILE
        if not path.is_file():
            continue
        try:
            entry = json.loads(path.read_text(encoding="utf-8"))
        except ValueError:
            entry = None
        release = _read(entry, folder)
        if release is None:
            text = f"expected an object with `date` and `status`, one of: {', '.join(STATUSES)}"
            report.add("release", Origin(f"{RELEASES}/{folder.name}/{RELEASE_FILE}", 1), text)
        else:
            found.append(release)
    return sorted(found, key=lambda release: release.order)


def latest(releases: list[Release]) -> Release | None:
    """Find the newest stable release, or the newest of all if none is stable."""
    stable = [release for release in releases if release.status == "stable"]
    newest = stable or releases
    return newest[-1] if newest else None


def _described(release: Release) -> str:
    entry = {"tag": release.tag, "date": release.date, "status": release.status}
    return json.dumps(entry, indent=1, ensure_ascii=False) + "\n"


def _read(entry: object, folder: Path) -> Release | None:
    if not isinstance(entry, Mapping):
        return None
    date, status = entry.get("date"), entry.get("status")
    if not isinstance(date, str) or status not in STATUSES:
        return None
    return Release(folder.name, date, status, folder)
