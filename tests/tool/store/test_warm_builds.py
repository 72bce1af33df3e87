"""Results that were kept by earlier runs change no output, after any edits.

The number of edits is 16, or that of the environment variable TWOTRACK_EDITS; 200 is a good long run.
"""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import pytest

from tests.tool.pages.test_renewal import SAMPLE, edit
from twotrack.checks.all_checks import check
from twotrack.cli.texts import default_pairs
from twotrack.comparison import Comparison
from twotrack.markdown.converter import ConversionError
from twotrack.problems import Problem, Report
from twotrack.project import open_project
from twotrack.site.views.all_views import full_site
from twotrack.store import CACHE_VARIABLE, Store

EDITS = int(os.environ.get("TWOTRACK_EDITS", "16"))


def outputs(root: Path) -> tuple[list[Problem], dict[str, object], Store | None]:
    """Return the problems of a project, what an engine gets of each page, its files, and its redlines."""
    report = Report()
    project = open_project(root, report)
    if project is None:
        return report.problems, {}, None
    check(project, report)
    site = full_site(project, project.editions.site, report)
    made: dict[str, object] = dict(site.assets)
    for path, page in site.pages.items():
        made[path] = page.meta, page.text
        if not page.raw:
            try:
                conversion = project.converter.conversion(page.text)
            except ConversionError as error:
                made[path] = str(error)
            else:
                made[path] = made[path], conversion.site_html(str.upper), conversion.contents
    made |= Comparison(project, report).files(default_pairs(project.editions)) or {}
    return report.problems, made, project.store


@pytest.mark.parametrize("seed", range(2))
def test_edits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    root = shutil.copytree(SAMPLE, tmp_path / "project")
    chance = random.Random(seed)  # noqa: S311 - edits, no secrets
    found = 0
    for _ in range(EDITS // 2):
        before = shutil.copytree(root, tmp_path / "before")
        what = edit(root, chance)
        monkeypatch.setenv(CACHE_VARIABLE, "")
        problems, cold, _ = outputs(root)
        monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "kept"))
        again, warm, store = outputs(root)
        assert again == problems, what
        assert warm == cold, what
        found += store is not None and store.hits > store.misses
        if any(problem.severity == "error" for problem in problems):
            # A project with errors has no views: the next edit begins from one that has none.
            shutil.rmtree(root)
            before.rename(root)
        else:
            shutil.rmtree(before)
    assert found
