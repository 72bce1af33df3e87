"""`twotrack check`."""

from __future__ import annotations

import click

from twotrack.cli.run import Run, count, project_command

_UPDATES = ("anchors", "ledger", "frozen")


@project_command(
    "check",
    examples="""
twotrack check                     report errors
twotrack check --notes             report also what may deserve a look
twotrack check --update-anchors    add new anchors to spec/anchors.tsv, then check
twotrack check --format github     write annotations for GitHub Actions
""",
)
@click.option("--notes", is_flag=True, help="Report also what may deserve a look without being an error.")
@click.option("--update-anchors", is_flag=True, help="Add new anchors to their register first.")
@click.option("--update-ledger", is_flag=True, help="Add new ledger ids to their register first.")
@click.option("--update-frozen", is_flag=True, help="Add new submitted drafts to their register first.")
def command(run: Run, *, notes: bool, **updates: bool) -> int:
    """Check the source tree, the data, the ledger and the drafts.

    Builds every edition and draft without writing any of them. Reports dangling references, differences
    between the tracks that no ledger entry explains, lost anchors, and invalid data and examples.
    """
    from twotrack.checks.all_checks import RULES, check

    if not any(updates.values()) and (status := run.again(f"notes={notes}")) is not None:
        return status
    project = run.open_project()
    if project is None:
        return run.end("nothing checked")
    update = [name for name in _UPDATES if updates[f"update_{name}"]]
    with run.progress(len(project.editions.editions) + len(RULES)):
        check(project, run.report, update, notes=notes)
    editions = project.editions
    pages = project.site(editions.site, run.report).pages
    return run.end(f"{count(len(pages), 'page')} in {count(len(editions.editions), 'edition')}")
