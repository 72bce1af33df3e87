"""Importers by name.

Another package adds an importer with an entry point in the group `twotrack.importers`. It names a function
that takes the source folder and a report, and returns an `Imported`, or None if the folder cannot be read.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path

from twotrack.importers.result import Imported
from twotrack.problems import Report

Importer = Callable[[Path, Report], Imported | None]

GROUP = "twotrack.importers"
_OWN = {"matrix-spec": "twotrack.importers.matrix.importer:import_tree"}


def importer_names() -> list[str]:
    """List the names of all importers, sorted."""
    return sorted({*_OWN, *(point.name for point in entry_points(group=GROUP))})


def load_importer(name: str) -> Importer:
    """Load an importer by its name. Raises KeyError if there is none."""
    for point in entry_points(group=GROUP):
        if point.name == name:
            loaded: Importer = point.load()
            return loaded
    module, _, function = _OWN[name].partition(":")
    own: Importer = getattr(import_module(module), function)
    return own
