"""`twotrack redline` between two trees: folders, git revisions or kept releases."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import click

from twotrack.cli.run import Run, count


def names_trees(run: Run, a: str, b: str) -> bool:
    """Check whether `a` and `b` are trees rather than texts of the project."""
    from twotrack.comparison import Comparison, UnknownEditionError
    from twotrack.problems import Report
    from twotrack.project import open_project
    from twotrack.releases.opened_tree import RELEASES

    folders = (Path(name) for name in (a, b))
    if any(folder.is_dir() or (run.root / RELEASES / folder).is_dir() for folder in folders):
        return True
    project = open_project(run.root, Report())
    if project is None:
        return False
    comparison = Comparison(project, Report())
    unknown = 0
    for name in (a, b):
        try:
            comparison.kinds(name)
        except UnknownEditionError:
            unknown += 1
    return unknown == 2  # noqa: PLR2004 - both


def redline_trees(run: Run, a: str, b: str, form: str) -> int:
    """Show the changes from tree `a` to tree `b`; return the exit status."""
    from twotrack.problems import Report
    from twotrack.releases import redline_formats
    from twotrack.releases.opened_tree import UnknownTreeError, open_tree
    from twotrack.releases.tree_redline import compare_trees

    with ExitStack() as stack, run.progress(4):
        try:
            old, new = (open_tree(name, run.root, stack, run.report) for name in (a, b))
        except UnknownTreeError as error:
            raise click.UsageError(str(error)) from error
        if old is None or new is None:
            return run.end("nothing compared")
        new.progress = run.step
        # The problems of each tree are those of `check`; the comparison reads all valid parts.
        found = compare_trees(old, new, Report())
    shown = {
        "text": redline_formats.to_text,
        "json": redline_formats.to_json,
        "html": redline_formats.to_html,
    }
    return run.end(f"{count(len(found.text.changes), 'change')} from {a} to {b}", shown[form](found, a, b))
