"""`twotrack changelog`."""

from __future__ import annotations

import click

from twotrack.cli.run import Run, project_command
from twotrack.cli.texts import unknown_is_usage


@project_command(
    "changelog",
    examples="""
twotrack changelog full v1.0                 an edition since a git tag
twotrack changelog 12 v1.0 v1.1              a version between two tags
twotrack changelog draft-example-core 00     a draft since a submission
""",
)
@click.argument("text")
@click.argument("since")
@click.argument("until", required=False)
def command(run: Run, *, text: str, since: str, until: str | None) -> int:
    """List the changes of a text between two revisions.

    TEXT names an edition, a version or a draft. SINCE and UNTIL are git revisions or, for a draft, the
    numbers of submitted revisions, such as 00. Without UNTIL, the text is compared as it is now.
    """
    from twotrack.ferry import changelog

    project = run.open_project()
    listed = None
    if project is not None:
        with unknown_is_usage(), run.progress(3):
            listed = changelog(project, text, since, until, run.report)
    changes = f"changes of {text} since {since}" + (f" until {until}" if until else "")
    return run.end("nothing listed" if listed is None else changes, listed)
