"""Differences between two revisions of a draft, shown side by side by iddiff."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from twotrack.problems import Report
from twotrack.rfc.source.submissions import FOLDER
from twotrack.text import Origin


def find() -> str | None:
    """Find iddiff of the running Python, else on the PATH."""
    own = Path(sys.executable).with_name("iddiff")
    return str(own) if own.exists() else shutil.which("iddiff")


def text_of(root: Path, name: str, revision: str) -> str | None:
    """Read the text of a submitted revision; None if it was not submitted."""
    path = root / FOLDER / f"{name}-{revision}.txt"
    return path.read_text(encoding="utf-8") if path.exists() else None


def diff(name: str, old: tuple[str, str], new: tuple[str, str], report: Report) -> bytes | None:
    """Compare two texts of a draft, each with its revision; return the diff as HTML."""
    tool = find()
    if tool is None:
        report.add(
            "rfc-iddiff", Origin(f"{name}", 0), "iddiff is not installed; 'pip install iddiff' brings it"
        )
        return None
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for revision, text in (old, new):
            path = Path(folder) / f"{name}-{revision}.txt"
            path.write_text(text, encoding="utf-8")
            paths.append(str(path))
        done = subprocess.run(  # noqa: S603 - a known tool and own files
            [tool, *paths], capture_output=True, timeout=300, check=False
        )
    if done.returncode or not done.stdout:
        words = " ".join(done.stderr.decode(errors="replace").split())[:200]
        report.add("rfc-iddiff", Origin(name, 0), f"iddiff failed: {words}")
        return None
    return done.stdout
