"""The pages that the domains of `editions.yml` list."""

from __future__ import annotations

import re

from twotrack.checks.work import Work
from twotrack.source.navigation import covers
from twotrack.source.tree import EDITIONS, SPEC
from twotrack.text import Origin


def domain_pages(work: Work) -> None:
    """Report pages and folders of a domain that the tree does not have."""
    tree = work.project.tree
    known = {*tree.sources, *work.site(tree.editions.site).pages}
    for domain in tree.editions.domains:
        for cover in domain.pages:
            if not any(covers(cover, path) for path in known):
                what = "no page in the folder" if cover.endswith("/") else "no page"
                text = f"{what} {cover!r}, which the domain {domain.name!r} lists; correct or remove it"
                work.report.add("config", Origin(f"{SPEC}/{EDITIONS}", _line(tree.config, cover)), text)


def _line(config: str, cover: str) -> int:
    """Find the line of `editions.yml` that lists a path; 0 if it is written in another way."""
    start = re.search(r"^domains:", config, re.MULTILINE)
    written = re.compile(rf"(?<![\w./-]){re.escape(cover)}(?![\w./-])")
    found = written.search(config, start.end() if start else 0)
    return config.count("\n", 0, found.start()) + 1 if found else 0
