"""`twotrack release`."""

from __future__ import annotations

import os
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import click

from twotrack.cli.run import Run, count, project_command


@project_command(
    "release",
    examples="""
twotrack release v1.0                                  keep the current tree as a release
twotrack release v1.18 --from ../matrix-spec/v1.18     keep an imported tree
twotrack release v2-rc --status unstable --date 2026-07-08
twotrack release --site public                         build all kept releases as one site
""",
)
@click.argument("tag", required=False)
@click.option("--from", "source", metavar="SOURCE", help="Folder, importable tree or git revision to keep.")
@click.option(
    "--status", type=click.Choice(("stable", "unstable")), default="stable", show_default=True, help="Status."
)
@click.option("--date", metavar="YYYY-MM-DD", help="Date of publication.  [default: today]")
@click.option(
    "--site", type=click.Path(path_type=Path), metavar="DIR", help="Build all kept releases into this folder."
)
@click.option(
    "--compare/--no-compare", default=True, show_default=True, help="Write changes between releases."
)
def command(
    run: Run,
    *,
    tag: str | None,
    source: str | None,
    status: str,
    date: str | None,
    site: Path | None,
    compare: bool,
) -> int:
    """Keep a release of the text, or build all kept releases.

    A release is kept in releases/TAG/ and never changes. The site has a folder for each release in the layout
    of mike, so that the theme's chooser works; old and unstable releases have a banner.
    """
    if (tag is None) == (site is None):
        raise click.UsageError("expected either a tag or --site")
    if site is not None:
        return _build(run, site, compare=compare)
    return _keep(run, tag or "", source or str(run.root), status, date or _today())


def _keep(run: Run, tag: str, source: str, status: str, date: str) -> int:
    from twotrack.releases.kept_release import STATUSES, TAG, Release, keep_release
    from twotrack.releases.opened_tree import RELEASES, UnknownTreeError, open_tree

    if not TAG.match(tag):
        raise click.UsageError(f"a tag has letters, digits, `.`, `-`, `+` and `_`, not {tag!r}")
    with ExitStack() as stack:
        try:
            project = open_tree(source, run.root, stack, run.report)
        except UnknownTreeError as error:
            raise click.UsageError(str(error)) from error
        if project is None or run.report.failed:
            return run.end("nothing kept")
        known = next(one for one in STATUSES if one == status)
        files = keep_release(run.root, project.root, Release(tag, date, known, Path()))
    return run.end(f"{count(files, 'file')} in {RELEASES}/{tag}")


def _build(run: Run, site: Path, *, compare: bool) -> int:
    from twotrack.releases.kept_release import read_releases
    from twotrack.site.side_by_side.build import SideBySide
    from twotrack.source.tree_files import source_folders

    releases = read_releases(run.root, run.report)
    if not releases:
        raise click.UsageError("no release is kept in releases/; `twotrack release TAG` keeps one")
    url = os.environ.get("TWOTRACK_SITE_URL", "")
    project = run.open_project() if (run.root / "spec").is_dir() else None
    title = str((project.mkdocs.data.get("site_name") if project else None) or run.root.name)
    with run.progress(len(releases)):
        built = SideBySide(releases, url, title, run.report).build(
            site, source_folders(run.root), compare=compare
        )
    return run.end(f"{count(built, 'release')} in {site}" if built else "nothing written")


def _today() -> str:
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    now = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    return now.strftime("%Y-%m-%d")
