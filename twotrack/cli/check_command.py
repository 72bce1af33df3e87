"""`twotrack check`."""

from __future__ import annotations

from pathlib import Path

import click

from twotrack.cli.run import Run, count, project_command
from twotrack.problems import Report

_UPDATES = ("anchors", "ledger", "frozen")


@project_command(
    "check",
    examples="""
twotrack check                     report errors
twotrack check --notes             report also what may deserve a look
twotrack check --update-anchors    add new anchors to spec/anchors.tsv, then check
twotrack check --format github     write annotations for GitHub Actions
twotrack check --write-baseline known.json    record the problems of a tree that was taken over
twotrack check --baseline known.json          report only what is not recorded
""",
)
@click.option("--notes", is_flag=True, help="Report also what may deserve a look without being an error.")
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Accept the problems that FILE lists; only new ones are reported.",
)
@click.option(
    "--write-baseline",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the problems to FILE, to be accepted with --baseline.",
)
@click.option("--update-anchors", is_flag=True, help="Add new anchors to their register first.")
@click.option("--update-ledger", is_flag=True, help="Add new ledger ids to their register first.")
@click.option("--update-frozen", is_flag=True, help="Add new submitted drafts to their register first.")
def command(
    run: Run, *, notes: bool, baseline: Path | None, write_baseline: Path | None, **updates: bool
) -> int:
    """Check the source tree, the data, the ledger and the drafts.

    Builds every edition and draft without writing any of them. Reports dangling references, differences
    between the tracks that no ledger entry explains, lost anchors, and invalid data and examples.
    """
    from twotrack.checks.all_checks import RULES, check
    from twotrack.checks.baseline import without_known
    from twotrack.checks.baseline import write_baseline as write
    from twotrack.site.views.all_views import full_site

    # A run that writes a register or reads a file from elsewhere is made each time.
    again = baseline is None and write_baseline is None and not any(updates.values())
    if again and (status := run.again()) is not None:
        return status
    project = run.open_project()
    if project is None:
        return run.end("nothing checked")
    update = [name for name in _UPDATES if updates[f"update_{name}"]]
    with run.progress(len(project.editions.editions) + len(RULES)):
        check(project, run.report, update, notes=notes)
    editions = project.editions
    pages = full_site(project, editions.site, run.report, views=False, finished=False).pages
    done = f"{count(len(pages), 'page')} in {count(len(editions.editions), 'edition')}"
    if write_baseline is not None:
        number = write(write_baseline, run.report)
        run.report = Report()
        return run.end(f"{done}, {count(number, 'problem')} written to {write_baseline}")
    if baseline is not None:
        run.report, known = without_known(baseline, run.report)
        done += f", {count(known, 'known problem')}"
    return run.end(done)
