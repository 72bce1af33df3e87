"""The tree of this repository: a copy, its check, its site, and its staged folders, made together.

`python -m tests.real_tree OUT` makes them of the copy in `OUT`, from one project.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config

from twotrack.checks.all_checks import check
from twotrack.problems import Report, render
from twotrack.project import open_project
from twotrack.site.plugin import TwoTrackPlugin
from twotrack.site.stage import stage

ROOT = Path(__file__).resolve().parents[1]
PARTS = (
    "spec",
    "drafts",
    *(f"conformance/{name}" for name in ("relations", "schema", "vectors")),
    "twotrack/site/theme",
)
# Drawings are made by tools of npm, if they are installed.
TOOLS = "node_modules"
PROJECT, SITE, STAGED, PROBLEMS = "project", "site", "staged", "problems.txt"
# A fixed date for the engines, so that two builds produce the same bytes.
EPOCH = "1768000000"


def build_real_tree(out: Path) -> None:
    """Build into `out` a copy of the tree, its problems, its site, and a staged folder per family of engines.

    Edits made while tests run do not affect the copy.
    """
    for part in PARTS:
        shutil.copytree(ROOT / part, out / PROJECT / part)
    shutil.copy(ROOT / "mkdocs.yml", out / PROJECT)
    if (ROOT / TOOLS).exists():
        (out / PROJECT / TOOLS).symlink_to(ROOT / TOOLS)
    env = {key: value for key, value in os.environ.items() if not key.startswith("TWOTRACK_")}
    env |= {"SOURCE_DATE_EPOCH": EPOCH, "NO_COLOR": "1", "NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-m", "tests.real_tree", str(out)]
    done = subprocess.run(command, cwd=ROOT, env=env, text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WARNING" not in done.stderr, done.stderr


def main(out: Path) -> None:
    """Check a project, build its site as `mkdocs build --strict` does, and stage the same pages."""
    project = out / PROJECT
    report = Report()
    opened = open_project(project, report)
    assert opened is not None, report.problems
    check(opened, report, notes=False)
    (out / PROBLEMS).write_text(render(report.problems), encoding="utf-8")
    config = load_config(config_file=str(project / "mkdocs.yml"), site_dir=str(out / SITE), strict=True)
    plugin = config.plugins["twotrack"]
    assert isinstance(plugin, TwoTrackPlugin)
    report = Report()
    plugin.use(opened, report)
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    config.plugins.on_shutdown()
    settings = opened.mkdocs
    stage(plugin.site, settings, out / STAGED / "mkdocs", report)
    stage(plugin.site, settings, out / STAGED / "zensical", report, "zensical")
    assert report.problems == []


if __name__ == "__main__":
    main(Path(sys.argv[1]))
