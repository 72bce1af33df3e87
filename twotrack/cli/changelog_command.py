"""`twotrack changelog`."""

from __future__ import annotations

import click

from twotrack.cli.run import Run, project_command
from twotrack.cli.texts import unknown_is_usage

_REVISIONS = 2


@project_command(
    "changelog",
    examples="""
twotrack changelog full v1.0                 an edition since a git tag
twotrack changelog 12 v1.0 v1.1              a version between two tags
twotrack changelog draft-example-core 00     a draft since a submission
twotrack changelog --all main                every edition and draft since a branch
""",
)
@click.argument("names", nargs=-1, required=True, metavar="TEXT SINCE [UNTIL]")
@click.option(
    "--all", "every", is_flag=True, help="List the changes of every edition and draft; TEXT is left out."
)
def command(run: Run, *, names: tuple[str, ...], every: bool) -> int:
    """List the changes of a text between two revisions.

    TEXT names an edition, a version or a draft. SINCE and UNTIL are git revisions or, for a draft, the
    numbers of submitted revisions, such as 00. Without UNTIL, the text is compared as it is now.
    """
    from twotrack.ferry import all_changelogs, changelog

    text, *revisions = ("all texts", *names) if every else names
    if not 1 <= len(revisions) <= _REVISIONS:
        usage = "SINCE [UNTIL]" if every else "TEXT SINCE [UNTIL]"
        raise click.UsageError(f"{len(names)} arguments; expected {usage}")
    since, until = revisions[0], revisions[1] if len(revisions) == _REVISIONS else None
    project = run.open_project()
    listed = None
    if project is not None:
        with unknown_is_usage(), run.progress(3):
            if every:
                listed = all_changelogs(project, since, until, run.report)
            else:
                listed = changelog(project, text, since, until, run.report)
    changes = f"changes of {text} since {since}" + (f" until {until}" if until else "")
    return run.end("nothing listed" if listed is None else changes, listed)
