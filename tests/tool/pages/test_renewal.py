"""A project that is read again after an edit equals one that is read for the first time.

The number of edits is 60, or that of the environment variable TWOTRACK_EDITS; 200 is a good long run.
"""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import lxml.html
import pytest

from twotrack.problems import Problem, Report
from twotrack.project import Project, open_for_edits, open_project

SAMPLE = Path(__file__).resolve().parents[1] / "site" / "sample"
EDITS = int(os.environ.get("TWOTRACK_EDITS", "60"))
LINES = (
    *(
        "A sentence more.",
        "",
        "## A heading {#more-%d}",
        "See {{more-%d}}.",
        "[there](#more-%d)",
        "1. an item",
    ),
    *("::: only 1", "::: else", ":::", "{{only 2: inline}}", "{{nowhere-%d}}", "```", "{{=room_version}}"),
    *(
        "::: include index.md",
        "::: include rooms/version.md",
        "::: api GET /none",
        "::: ledger",
        "- {#more-%d} x",
    ),
)


def edit(root: Path, chance: random.Random) -> str:
    """Change one file of a tree in one way, and return which."""
    pages = sorted((root / "spec").rglob("*.md"))
    data = sorted(path for path in (root / "spec").rglob("*.yml") if path.name != "editions.yml")
    kind = chance.choices(("insert", "delete", "copy", "remove", "data", "editions"), (10, 8, 1, 1, 2, 1))[0]
    path = chance.choice(data if kind == "data" and data else pages)
    lines = path.read_text(encoding="utf-8").split("\n")
    at = chance.randrange(len(lines))
    if kind == "insert":
        line = chance.choice(LINES)
        lines.insert(at, line % chance.randrange(4) if "%d" in line else line)
    elif kind == "delete":
        del lines[at : at + chance.randrange(1, 4)]
    elif kind == "copy":
        shutil.copy(path, path.with_name(f"copy-{chance.randrange(3)}.md"))
    elif kind == "remove" and path.name.startswith("copy-"):
        path.unlink()
        return f"{kind} {path}"
    elif kind == "data":
        lines.insert(at, "# a comment")
    elif kind == "editions":
        path = root / "spec" / "editions.yml"
        lines = [*path.read_text(encoding="utf-8").split("\n"), "# a comment"]
    path.write_text("\n".join(lines), encoding="utf-8")
    return f"{kind} {path}:{at}"


Shown = tuple[list[Problem], dict[str, object]]


def shown(project: Project | None, report: Report) -> Shown:
    """Return everything that is made of a project's pages, in all its editions."""
    made: dict[str, object] = {}
    if project is not None:
        for edition in project.editions.editions:
            site = project.site(edition, report)
            for path, page in site.pages.items():
                html = lxml.html.tostring(project.document(page).root, encoding="unicode")
                made[f"{edition} {path}"] = (
                    *(page.text, page.meta, page.anchors, page.source, page.listed, page.edition.name, html),
                )
    return report.problems, made


@pytest.mark.parametrize("seed", range(4))
def test_edits(tmp_path: Path, seed: int) -> None:
    root = tmp_path / "project"
    shutil.copytree(SAMPLE, root)
    chance = random.Random(seed)  # noqa: S311 - edits, no secrets
    project = open_for_edits(root, Report())
    assert project is not None
    shown(project, Report())
    kept = 0
    for _ in range(EDITS // 4):
        what = edit(root, chance)
        report, fresh = Report(), Report()
        before = project
        renewed = project.renewed(report)
        expected = shown(open_project(root, fresh), fresh)
        shutil.rmtree(root / ".cache", ignore_errors=True)
        assert shown(renewed, report) == expected, what
        project = renewed or open_for_edits(root, Report()) or before
        kept += project is renewed
    assert kept


def test_only_pages_affected_by_an_edit_are_rebuilt(tmp_path: Path) -> None:
    root = tmp_path / "project"
    shutil.copytree(SAMPLE, root)
    project = open_for_edits(root, Report())
    assert project is not None
    before = project.site(project.editions.site, Report())
    page = root / "spec" / "index.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n\nMore.\n", encoding="utf-8")
    renewed = project.renewed(Report())
    assert renewed is not None
    after = renewed.site(project.editions.site, Report())
    changed = [path for path, page in after.pages.items() if before.pages.get(path) is not page]
    assert changed == ["index.md"]


def test_a_page_that_cites_a_title_that_changed_is_made_again(tmp_path: Path) -> None:
    root = tmp_path / "project"
    shutil.copytree(SAMPLE, root)
    index, other = root / "spec" / "index.md", root / "spec" / "zz.md"
    other.write_text("# Other\n\n## One title {#zz-title}\n\nText.\n", encoding="utf-8")
    index.write_text(index.read_text(encoding="utf-8") + "\n\nSee {{zz-title}}.\n", encoding="utf-8")
    project = open_for_edits(root, Report())
    assert project is not None
    assert "One title" in str(project.site(project.editions.site, Report()).pages["index.md"].text)
    other.write_text(other.read_text(encoding="utf-8").replace("One title", "Two titles"), encoding="utf-8")
    renewed = project.renewed(Report())
    assert renewed is not None
    assert "Two titles" in str(renewed.site(project.editions.site, Report()).pages["index.md"].text)
