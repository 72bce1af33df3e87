"""`twotrack build --only`: the share of a build that one of several machines does.

The result is in the store alone, under hashes of what it depends on. A build that finds the stores of all
shares in its own does only what is left, and its outputs are the same as without them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from twotrack.cli.run import Run, count

if TYPE_CHECKING:
    from twotrack.pages import Page
    from twotrack.project import Project


def build_domains(run: Run, names: Sequence[str]) -> int:
    """Convert the pages of some domains in all editions, keep the results, and write no outputs.

    Errors of the texts are reported; rules of `twotrack check` need all domains, and are left to the build.
    """
    project = run.open_project()
    if project is None:
        return run.end("nothing kept")
    _check_names(project, names)
    if project.store.folder is None:
        raise click.UsageError("--only keeps its results on disk, which an empty TWOTRACK_CACHE prevents")
    with run.progress(len(project.editions.editions)):
        texts = [page.text for page in _pages(project, names)]
        project.converter.convert_all(texts)
        for text in texts:
            project.converter.keep(text, run.report)
    return run.end(f"{count(len(texts), 'text')} of {', '.join(names)} converted")


def _check_names(project: Project, names: Sequence[str]) -> None:
    known = [domain.name for domain in project.editions.domains]
    for name in names:
        if name not in known:
            expected = f"expected one of: {', '.join(known)}" if known else "editions.yml declares no domains"
            raise click.UsageError(f"unknown domain '{name}'; {expected}")


def _pages(project: Project, names: Sequence[str]) -> list[Page]:
    """List the pages of domains, with the texts that editions compare and those that the site shows."""
    from twotrack.checks.work import Work
    from twotrack.problems import Report
    from twotrack.site.views.all_views import full_site
    from twotrack.source.tree import SPEC

    # Problems of other pages would be reported by each share.
    found = Report()
    site = full_site(project, project.editions.site, found, views=False)
    pages = [*Work.of(project, found).compared_pages, *(p for p in site.pages.values() if not p.raw)]
    domains = [project.editions.domain(page.source.removeprefix(f"{SPEC}/")) for page in pages]
    return [page for page, domain in zip(pages, domains, strict=True) if domain and domain.name in names]
