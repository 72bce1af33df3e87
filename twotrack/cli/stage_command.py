"""`twotrack stage`."""

from __future__ import annotations

from pathlib import Path

import click

from twotrack.cli.run import Run, count, project_command


@project_command(
    "stage",
    examples="""
twotrack stage --out staged && mkdocs build -f staged/mkdocs.yml
twotrack stage --out staged --engine zensical
twotrack stage --out staged --edition lts
""",
)
@click.option("--edition", metavar="NAME", help="Edition to write.  [default: the site's]")
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="DIR", help="Folder to write.")
@click.option(
    "--engine",
    type=click.Choice(("mkdocs", "zensical")),
    default="mkdocs",
    show_default=True,
    help="Engine that will read the folder; mkdocs covers ProperDocs too.",
)
def command(run: Run, *, edition: str | None, out: Path, engine: str) -> int:
    """Write an edition's pages for another site engine.

    The folder contains plain Markdown with all directives resolved, the theme's files, and a mkdocs.yml
    without the plugin.
    """
    from twotrack.site.stage import stage
    from twotrack.site.views.all_views import full_site

    project = run.open_project()
    if project is None:
        return run.end("nothing written")
    name = edition or project.editions.site
    known = project.editions.editions
    if name not in known:
        raise click.UsageError(f"unknown edition '{name}'; expected one of: {', '.join(known)}")
    with run.progress(3):
        site = full_site(project, name, run.report)
        project.convert(site, run.report)
        if not run.report.failed:
            stage(
                site, project.mkdocs, out, run.report, engine="zensical" if engine == "zensical" else "mkdocs"
            )
    return run.end("nothing written" if run.report.failed else f"{count(len(site.pages), 'page')} in {out}")
