"""The project as of a git revision, in a separate folder."""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path

# The files that determine a text: its sources, and the conversion settings in `mkdocs.yml`.
_NEEDED = ("spec", "drafts", "mkdocs.yml")


class UnknownRevisionError(ValueError):
    """There is no such revision, or no repository; the message names the cause."""


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
        # The filter refuses links and names that lead out of the folder, and devices.
        tar.extractall(into, filter="data")


def _git(root: Path, *words: str) -> bytes | None:
    try:
        done = subprocess.run(["git", "-C", str(root), *words], capture_output=True, check=False)  # noqa: S603, S607
    except FileNotFoundError:
        raise UnknownRevisionError("git is not installed") from None
    return done.stdout if done.returncode == 0 else None
