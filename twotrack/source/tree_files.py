"""Files of the tree that are neither pages nor data, such as images."""

from __future__ import annotations

from pathlib import Path

from twotrack.source.tree import SPEC
from twotrack.source.tree_entries import is_source


def pictures(root: Path) -> dict[str, Path]:
    """List the files of the tree that the site shows unchanged: path below the site -> file."""
    spec = root / SPEC
    found: dict[str, Path] = {}
    for file in sorted(spec.rglob("*")):
        path = file.relative_to(spec)
        hidden = any(part.startswith(".") for part in path.parts)
        if file.is_file() and not hidden and not is_source(path.name):
            found[path.as_posix()] = file
    return found


def source_folders(root: Path) -> tuple[Path, ...]:
    """List the folders of a project in which no output may be written."""
    return (root / SPEC, root / "drafts")
