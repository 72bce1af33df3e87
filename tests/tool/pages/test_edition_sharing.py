"""Editions that are built together, and share the texts of pages, equal editions that are built alone."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

from tests.tool.pages.test_renewal import SAMPLE, edit
from twotrack.edition_sharing import EditionSharing
from twotrack.inputs import Inputs
from twotrack.pages import Site, build_pages, open_expander
from twotrack.problems import Report
from twotrack.project import open_project
from twotrack.source.tree import read_tree

EDITS = 25
# The first two pages are equal in all editions until the reference and the data are written out.
PAGES = {
    "one.md": "# One\n\nSee {{title-two}}.\n",
    "data.md": "# Data\n\n::: api GET /cut\n",
    "two.md": "# Two\n\n## Title{{only 1:  of version 1}} {#title-two}\n\nText.\n",
}
DATA = """openapi: 3.1.0
info: {title: A, version: "1"}
paths:
  /cut:
    get:
      summary: Cut
      responses:
        "200":
          description: "An answer{{only 1:  of version 1}}."
"""


def _shown(site: Site) -> dict[str, object]:
    return {
        path: (page.text, page.meta, page.anchors, page.source, page.listed, page.edition.name)
        for path, page in site.pages.items()
    }


def _alone(root: Path, edition: str) -> tuple[dict[str, object], object]:
    report = Report()
    tree = read_tree(root, report)
    assert tree is not None
    return _shown(build_pages(Inputs(root, tree), edition, report)), report.problems


def _together(root: Path) -> dict[str, tuple[dict[str, object], object]]:
    """Build all editions with one `EditionSharing`."""
    first = Report()
    tree = read_tree(root, first)
    assert tree is not None
    inputs = Inputs(root, tree)
    sharing = EditionSharing()
    made: dict[str, tuple[dict[str, object], object]] = {}
    for edition in tree.editions.editions:
        report = Report()
        report.take(first)
        expand = open_expander(inputs, report)
        made[edition] = (
            _shown(build_pages(inputs, edition, report, expand=expand, sharing=sharing)),
            report.problems,
        )
    return made


def test_editions_built_together_equal_those_built_alone(tmp_path: Path) -> None:
    root = tmp_path / "sample"
    shutil.copytree(SAMPLE, root)
    for path, text in PAGES.items():
        (root / "spec" / path).write_text(text, encoding="utf-8")
    (root / "spec/api/cut.yaml").write_text(DATA, encoding="utf-8")
    chance = random.Random(5)  # noqa: S311 - edits, no secrets
    for _ in range(EDITS):
        what = edit(root, chance)
        for edition, together in _together(root).items():
            assert together == _alone(root, edition), (edition, what)


def test_a_page_without_conditions_has_one_text_in_all_editions() -> None:
    project = open_project(SAMPLE, Report())
    assert project is not None
    report = Report()
    texts = [
        page.text
        for edition in project.editions.distinct
        for page in project.own_pages(edition.name, report).values()
    ]
    assert len({id(text) for text in texts}) < len(texts)
    for text in texts:
        equal = [other for other in texts if other == text]
        assert all(other is text for other in equal)
