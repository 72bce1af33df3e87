"""`twotrack redline`."""

from __future__ import annotations

import click

from twotrack.cli.run import Run, count, project_command
from twotrack.cli.texts import unknown_is_usage


@project_command(
    "redline",
    output_has_formats=True,
    examples="""
twotrack redline 11 12                            two versions
twotrack redline full core '#auth-rules'          two editions, one section
twotrack redline 12 12 --at v1.0                  a version since a git revision
twotrack redline draft-example-00 draft-example   a draft since its submission
twotrack redline full core --format html > changes.html
twotrack redline v1.0 v1.1                        two releases or git revisions, with a summary
""",
)
@click.argument("a")
@click.argument("b")
@click.argument("where", required=False, metavar="[PAGE|#ANCHOR]")
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "html", "json")),
    default="text",
    show_default=True,
    help="Format of the redline.",
)
@click.option(
    "--at", metavar="REV[..REV]", help="Read A as of this git revision, and B as of the second, if given."
)
def command(run: Run, *, a: str, b: str, where: str | None, form: str, at: str | None) -> int:
    """Show the changes between two texts, or between two trees.

    A and B each name an edition, a version, a draft, or a submitted revision of a draft. With a third
    argument, only that page or section is compared. Two folders, kept releases or git revisions are compared
    as a whole, with a summary by class of change.
    """
    from twotrack.cli.redline_trees import names_trees, redline_trees
    from twotrack.comparison import Comparison

    if not where and not at and names_trees(run, a, b):
        return redline_trees(run, a, b, form)
    if at is None and (status := run.again()) is not None:
        return status
    project = run.open_project()
    if project is None:
        return run.end("nothing compared")
    comparison = Comparison(project, run.report)
    first, _, second = (at or "").partition("..")
    with unknown_is_usage(), run.progress(3):
        changes = comparison.compare(a, b, where, first, second)
    if changes is None:
        return run.end("nothing compared")
    output = None if run.report.failed else comparison.show(changes, form, a, b)
    return run.end(f"{count(len(changes.changes), 'change')} from {a} to {b}", output)
