"""Runs a command on a small project and judges its output."""

from __future__ import annotations

import logging
import os
import re
import shutil
from collections.abc import Callable
from contextlib import chdir, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from unittest.mock import patch

from mkdocs.__main__ import cli as mkdocs

from twotrack.cli.main import main as twotrack

ROOT = Path(__file__).resolve().parents[3]
EDITIONS = """\
facets:
  track: [matrix, ietf]
  room_version: versions
versions:
  "1": {}
  "2": {based_on: "1"}
  I.1: {based_on: "2", relation: subset, track: ietf, slug: i.1}
editions:
  matrix: {title: Full, track: matrix, room_version: "2"}
  lts: {title: Core, track: ietf, room_version: I.1}
site: matrix
parts: [parts/]
domains:
  all: {title: All, pages: [PAGES], ietf: partly, because: The core.}
"""
REFERENCES = """\
MSC1: {title: "MSC1: One", author: {name: Alice Example}, date: 2025-07-15, target: https://example.org/msc1}
"""
FRONT = """\
---
title: A Draft of One Case
abbrev: One Case
docname: draft-case-latest
edition: lts
date: 2026-07-28
author: {name: Alice Example, organization: Example, email: alice@example.org}
---

--- abstract

A draft.

--- middle

# Section {#section}

"""
Outcome = tuple[int, str]


def run(command: str, source: Path, folder: Path, *words: str) -> Outcome:
    """Run a command of a case in a folder of its own; return its status and all that it wrote."""
    return COMMANDS[command](source, folder, *words)


def faults(rules: str, status: int, output: str) -> list[str]:
    """Return the rules that an output breaks."""
    shown = _squeezed(output)
    broken = []
    for rule in filter(None, rules.split("\n")):
        kind, _, text = rule.partition(": ")
        kept = {
            "has": _squeezed(text) in shown,
            "not": _squeezed(text) not in shown,
            "or": any(_squeezed(each.strip()) in shown for each in text.split("|||")),
            "rc": text == str(status),
        }
        if not kept[kind]:
            broken.append(rule)
    return broken


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _call(program: Callable[[list[str]], object], *arguments: str | Path, cwd: Path) -> Outcome:
    """Run a program in this process: most of the time of another one would be its imports."""
    log = logging.getLogger("mkdocs")
    before = list(log.handlers), log.level, log.propagate
    out, err = StringIO(), StringIO()
    try:
        with (
            chdir(cwd),
            redirect_stdout(out),
            redirect_stderr(err),
            patch.dict(os.environ, {"NO_MKDOCS_2_WARNING": "1"}),
        ):
            status = program([*map(str, arguments)])
    except SystemExit as end:
        status = end.code
    finally:
        # `mkdocs` sets up its logger for the life of the process.
        log.handlers[:], level, log.propagate = before
        log.setLevel(level)
    output = out.getvalue() + err.getvalue()
    assert status is None or isinstance(status, int), status
    return status or 0, re.sub(r"(?m)^(?=.*:\d+: (?:error|warning|info):)", "!! ", output)


def _project(source: Path, root: Path, edition: str = "matrix") -> Path:
    """Copy a project, and add the required files that it lacks."""
    shutil.copytree(source, root)
    listed = ["index.md", *(name for name in ("b.md", "only.md") if (root / "spec" / name).exists())]
    for name, text in (
        ("spec/editions.yml", EDITIONS.replace("PAGES", ", ".join(listed))),
        ("spec/index.md", "# Start {#start}\n"),
        ("drafts/references.yml", REFERENCES),
    ):
        if not (root / name).exists() and not (root / name).parent.is_file():
            (root / name).parent.mkdir(exist_ok=True)
            (root / name).write_text(text)
    if not (root / "mkdocs.yml").exists() and not (root / "no-mkdocs").exists():
        config = (ROOT / "mkdocs.yml").read_text().split("markdown_extensions:", 1)[1]
        extensions = re.split(r"\n(?=[a-z_]+:)", config)[0]
        (root / "mkdocs.yml").write_text(
            "site_name: Case\ndocs_dir: spec\ntheme: {name: mkdocs}\nplugins:\n"
            f"  - twotrack: {{edition: {edition}, views: false}}\nmarkdown_extensions:{extensions}\n"
        )
    draft = root / "drafts" / "draft-case.md"
    if draft.exists() and not draft.read_text().startswith("---\n"):
        draft.write_text(FRONT + draft.read_text())
    return root


def _built(root: Path) -> Outcome:
    status, output = _call(mkdocs, "build", "-q", "-d", root / "out", cwd=root)
    for page in sorted((root / "out").rglob("*.html")):
        if page.name in {"404.html", "search.html"}:
            continue
        text = page.read_text()
        title = re.search(r"<title>(.*?)</title>", text, re.DOTALL)
        body = re.search(r'role="main">(.*?)</div>\s*</div>\s*</div>\s*<footer', text, re.DOTALL)
        body = body or re.search(r"<body[^>]*>(.*?)</body>", text, re.DOTALL)
        output += f"\n--- {page.relative_to(root / 'out')} title: {title[1] if title else ''}\n"
        output += body[1] if body else ""
    return status, re.sub(r'<a class="headerlink".*?</a>|\s*(?:data-line|data-toc-label)="[^"]*"', "", output)


def _page(source: Path, folder: Path, edition: str = "matrix") -> Outcome:
    return _built(_project(source, folder, edition))


def _draft(source: Path, folder: Path) -> Outcome:
    root = _project(source, folder)
    status, output = _call(
        *(twotrack, "draft", "drafts/draft-case.md", "--root", root, "--format", "xml"),
        *("--out", root / "out"),
        cwd=root,
    )
    return status, output + "".join(path.read_text() for path in sorted((root / "out").glob("*.xml")))


def _check(source: Path, folder: Path) -> Outcome:
    root = _project(source, folder)
    (root / "spec" / "ledger").mkdir(exist_ok=True)
    _call(twotrack, "check", "--root", root, "--update-ledger", "--update-anchors", cwd=root)
    return _call(twotrack, "check", "--root", root, "--notes", cwd=root)


def _stage(source: Path, folder: Path, edition: str = "matrix") -> Outcome:
    root = _project(source, folder)
    return _call(*(twotrack, "stage", "--root", root, "--edition", edition, "--out", root / "out"), cwd=root)


def _redline(source: Path, folder: Path) -> Outcome:
    parts = folder / "pair" / "spec" / "parts"
    parts.mkdir(parents=True)
    for name in ("a.md", "b.md"):
        shutil.copy(source / name, parts / name)
    (folder / "pair" / "spec" / "index.md").write_text(
        "# Start {#start}\n\n::: only matrix\n::: include parts/a.md\n::: else\n::: include parts/b.md\n:::\n"
    )
    root = _project(folder / "pair", folder / "tree")
    status, output = _call(twotrack, "redline", "matrix", "lts", "--root", root, cwd=root)
    return status, output if re.search(r"(?m)^[-+~=]", output) else output + "(no difference)"


def _data(source: Path, folder: Path) -> Outcome:
    root = _project(source, folder)
    shown = "\n\n".join((root / "show").read_text().split("\n"))
    (root / "spec" / "index.md").write_text(f"# Start {{#start}}\n\n{shown}\n")
    status, output = _built(root)
    output = re.sub(r"<thead>.*?</thead>", "", output, flags=re.DOTALL)
    output = re.sub(r"</td>", " | ", re.sub(r"</tr>", "\n", output))
    output = re.sub(r"<(?!code|/code)[^>]*>", " ", output)
    return status, output + _call(twotrack, "check", "--root", root, cwd=root)[1]


COMMANDS: dict[str, Callable[..., Outcome]] = {
    "page": _page,
    "draft": _draft,
    "check": _check,
    "stage": _stage,
    "redline": _redline,
    "data": _data,
}
