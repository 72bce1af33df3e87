"""`twotrack build`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from twotrack.cli import draft_command, redlines_command
from twotrack.cli.domain_build import build_domains
from twotrack.cli.run import Run, count, project_command
from twotrack.cli.texts import default_pairs, parse_pairs, unknown_is_usage
from twotrack.problems import Report
from twotrack.workers import Beside

if TYPE_CHECKING:
    from twotrack.project import Project

SITE = "site"
REDLINES = "build/redlines"


@project_command(
    "build",
    examples="""
twotrack build                             everything
twotrack build --out public                the same, below the folder public/
twotrack build --redline 11:12             with this redline in place of the default ones
twotrack build --only rooms                convert the pages of a domain for a later build, write no outputs
twotrack build --format github             write annotations for GitHub Actions
""",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder in which the output folders are written.  [default: the project's]",
)
@click.option(
    "--redline",
    "pairs",
    multiple=True,
    metavar="A:B",
    help="Redline to build; repeatable.  [default: the newest versions, and the tracks]",
)
@click.option(
    "--only",
    multiple=True,
    metavar="DOMAIN",
    help="Convert the pages of this domain and keep the results for a build; repeatable.",
)
def command(run: Run, *, out: Path | None, pairs: tuple[str, ...], only: tuple[str, ...]) -> int:
    """Check the project and write all its outputs.

    The outputs are the website in site/, the drafts in build/drafts/ and the redlines in build/redlines/. If
    the check finds errors, nothing is written. With --only, several machines share the work: each keeps its
    results in .cache/twotrack, and a build that finds all of them there does the rest.
    """
    if only:
        if out is not None or pairs:
            raise click.UsageError("--only writes no outputs; leave out --out and --redline")
        return build_domains(run, only)
    from twotrack.checks.all_checks import RULES, check
    from twotrack.output import check_folder
    from twotrack.rfc.draft_build import OUT, draft_paths
    from twotrack.site.views.all_views import full_site
    from twotrack.source.tree_files import source_folders

    named = parse_pairs(pairs)
    base = run.root if out is None else out.absolute()
    folders = (base / SITE, base / OUT, base / REDLINES)
    if (status := run.again(folders)) is not None:
        return status
    project = run.open_project()
    if project is None:
        return run.end("nothing written")
    project.draft_folder = base / OUT
    chosen = named or default_pairs(project.editions)
    paths = draft_paths(run.root)
    steps = len(project.editions.editions) + len(RULES) + len(paths) + len(chosen) + 1
    redlines = None
    with run.progress(steps):
        check(project, run.report, notes=False)
        edition = project.editions.site
        published = full_site(project, edition, run.report, views=False, finished=False).assets
        beside = Beside([partial(_redlines, project, chosen, run.report.silenced)], begin=project.is_large)
        drafts = draft_command.build(project, paths, _draft_options(project.draft_folder), run.report)
        with unknown_is_usage():
            redlines, found = beside.results()[0]
        run.report.take(found)
        if redlines is None or run.report.failed:
            return run.end("nothing written")
        # Every output is checked before the first is written.
        check_folder(base / REDLINES, redlines_command.KIND, source_folders(run.root))
        check_folder(base / SITE, "site", source_folders(run.root))
        draft_command.check_writable(drafts, run.root)
        redlines_command.write(redlines, run.root, base / REDLINES)
        draft_command.write(drafts, run.root)
        run.step(SITE)
        pages = _build_site(project, run, base / SITE, published)
    if not pages:
        return run.end(f"no site written; {count(len(paths), 'draft')}, {count(len(chosen), 'redline')}")
    done = (count(pages, "page"), count(len(paths), "draft"), count(len(chosen), "redline"))
    return run.end(", ".join(done))


def _redlines(
    project: Project, pairs: list[tuple[str, str]], silenced: frozenset[str]
) -> tuple[dict[str, str] | None, Report]:
    """Return the redlines, and the problems that are found; no redlines if there are errors."""
    from twotrack.comparison import Comparison

    report = Report(silenced)
    return Comparison(project, report).files(pairs), report


def _draft_options(out: Path) -> draft_command.Options:
    return draft_command.Options(draft_command.DEFAULT_FORMATS, out, None, check=False, freeze=False)


def _build_site(project: Project, run: Run, site: Path, published: Mapping[str, str | bytes]) -> int:
    # Late: MkDocs and the theme take a fifth of a second to import.
    from twotrack.site import mkdocs_engine

    return mkdocs_engine.build(project, run.report, site, published=published)
