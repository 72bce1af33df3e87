"""The project as it was at a git revision, in a folder of its own."""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path

# What a text is made of: its sources, and the conversion that `mkdocs.yml` settles.
_NEEDED = ("spec", "drafts", "mkdocs.yml")


class UnknownRevisionError(ValueError):
    """There is no such revision, or no repository; the text says so."""


def export(root: Path, revision: str, into: Path) -> None:
    """Write the sources of `root` at a revision to the folder `into`. Raises UnknownRevisionError."""
    commit = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if commit is None:
        raise UnknownRevisionError(f"no git revision {revision!r} here")
    name = commit.decode().strip()
    listed = _git(root, "ls-tree", "--name-only", name) or b""
    there = [path for path in _NEEDED if path in listed.decode().splitlines()]
    archive = _git(root, "archive", "--format=tar", name, "--", *there) if there else None
    if archive is None:
        raise UnknownRevisionError(f"revision {revision!r} has no spec/")
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        # The filter refuses what would leave the folder: links and names out of it, devices.
        tar.extractall(into, filter="data")


def _git(root: Path, *words: str) -> bytes | None:
    try:
        done = subprocess.run(["git", "-C", str(root), *words], capture_output=True, check=False)  # noqa: S603, S607
    except FileNotFoundError:
        raise UnknownRevisionError("git is not installed") from None
    return done.stdout if done.returncode == 0 else None
