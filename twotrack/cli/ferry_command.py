"""`twotrack ferry`."""

from __future__ import annotations

import click

from twotrack.cli.run import Run, project_command
from twotrack.cli.texts import unknown_is_usage


@project_command(
    "ferry",
    examples="""
twotrack ferry D07                      in the direction that the entry declares
twotrack ferry D07 D09 --to community   two entries in one proposal
twotrack ferry draft-example-core       the changes of the draft's next revision
""",
)
@click.argument("entries", nargs=-1, required=True, metavar="ID...")
@click.option(
    "--to", metavar="SIDE", help="Side to which the change is proposed.  [default: that of the first entry]"
)
def command(run: Run, *, entries: tuple[str, ...], to: str | None) -> int:
    """Write ledger entries as changes for the other side.

    ID is the id of a ledger entry. The form is the one that editions.yml declares for the side: a proposal
    with the text before and after, or a list of changes. The name of a draft as the only ID writes the list
    of changes since its last submission.
    """
    from twotrack.ferry import ferry

    project = run.open_project()
    text = None
    if project is not None:
        with unknown_is_usage(), run.progress(3):
            text = ferry(project, entries, to, run.report)
    return run.end("nothing written" if text is None else ", ".join(entries), text)
