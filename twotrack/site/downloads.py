"""Folders of the project that the website offers for download: `downloads` in `editions.yml`."""

from __future__ import annotations

from pathlib import Path

from twotrack.config.facets import Editions
from twotrack.problems import Report
from twotrack.source.tree import EDITIONS, SPEC
from twotrack.text import Origin

# Files that engines treat as sources of pages.
_PAGES = frozenset({".md", ".markdown", ".mdown", ".mkdn", ".mkd"})


def download_assets(root: Path, editions: Editions, report: Report) -> dict[str, bytes]:
    """Collect the files of the declared folders: path relative to the site -> content.

    Folders that do not exist or are outside of the project, and Markdown files in them, are reported.
    """
    found: dict[str, bytes] = {}
    for target, folder in editions.downloads.items():
        source = root / folder
        if not source.is_dir() or not source.resolve().is_relative_to(root.resolve()):
            text = f"downloads: there is no folder {folder!r} in this project"
            report.add("site-download", Origin(f"{SPEC}/{EDITIONS}", 0), text)
            continue
        for file in sorted(source.rglob("*")):
            path = file.relative_to(source)
            hidden = any(part.startswith(".") for part in path.parts)
            if not file.is_file() or hidden or not file.resolve().is_relative_to(root.resolve()):
                continue
            if file.suffix.lower() in _PAGES:
                where = Origin(file.relative_to(root).as_posix(), 0)
                report.add("site-download", where, "an engine makes a page of this file; move it elsewhere")
            else:
                found[f"{target.strip('/')}/{path.as_posix()}"] = file.read_bytes()
    return found
