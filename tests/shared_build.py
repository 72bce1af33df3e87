"""Folders that are slow to build, built once for all processes of a test run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock


def shared_build(factory: pytest.TempPathFactory, name: str, build: Callable[[Path], object]) -> Path:
    """Return the folder `name` of this test run, which the first process to request it fills with `build`.

    Processes of pytest-xdist have folders of their own below one of the run; that one is shared.
    """
    base = factory.getbasetemp()
    if base.name.startswith("popen-"):
        base = base.parent
    folder, done = base / name, base / f"{name}.done"
    with FileLock(base / f"{name}.lock"):
        if not done.exists():
            build(folder)
            done.touch()
    return folder
