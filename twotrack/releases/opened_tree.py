"""Trees that a command names: a folder, a git revision of the project, or a kept release, as a project."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from pathlib import Path

from twotrack.importers.registry import importer_names, load_importer
from twotrack.output import write_folder
from twotrack.problems import Report
from twotrack.project import Project, open_project
from twotrack.source.git_revision import UnknownRevisionError, export
from twotrack.source.tree import SPEC
from twotrack.text import Origin

RELEASES = "releases"


class UnknownTreeError(ValueError):
    """The name of something other than a folder with a tree, a release or a git revision."""


def open_tree(name: str, root: Path, stack: ExitStack, report: Report) -> Project | None:
    """Open the project that `name` means, until `stack` is closed.

    A name is a release kept in `root`, a folder, or a git revision of `root`. The tree of another tool is
    imported. Returns None, with the reasons reported, if the tree cannot be used. Raises UnknownTreeError.
    """
    found = Report()
    project = _open(name, root, stack, found)
    for problem in found.problems:
        report.add(problem.code, Origin(f"{name}:{problem.path}", problem.line), problem.text)
    return project


def _open(name: str, root: Path, stack: ExitStack, report: Report) -> Project | None:
    for folder in (root / RELEASES / name, Path(name), root / name):
        if (folder / SPEC).is_dir():
            return open_project(folder, report)
        if folder.is_dir() and name not in {"", "."}:
            project = _imported(folder, stack, report)
            if project is not None:
                return project
    copy = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="twotrack-")))
    try:
        export(root, name, copy)
    except UnknownRevisionError as error:
        text = f"{name!r} is no release, no folder with a tree, and no git revision of the project ({error})"
        raise UnknownTreeError(text) from error
    return open_project(copy, report)


def _imported(folder: Path, stack: ExitStack, report: Report) -> Project | None:
    """Import a folder of another tool as a project; None if no importer reads it."""
    for importer in importer_names():
        attempt = Report()
        made = load_importer(importer)(folder, attempt)
        if made is not None and not attempt.failed:
            copy = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="twotrack-"))) / "tree"
            write_folder(copy, "import", made.files)
            return open_project(copy, report)
    return None
