"""Every benchmark runs on a small tree and prints its measurements, whatever the numbers are."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SMALL = Path(__file__).parents[1] / "checks/small"
# Script -> its arguments; those in capitals are written by the test.
RUNS = {
    "pages.py": [str(SMALL), "--runs", "1", "--size", "10000"],
    "data.py": ["SPEC"],
    "redline_speed.py": ["--root", str(SMALL), "--size", "5000"],
    "redline_quality.py": ["PAGE"],
    "scale.py": ["--unit", "0.005", "--times", "1"],
    "rfc.py": ["DRAFT", "--runs", "1", "--warm-up", "0"],
    # These build whole sites several times, one of them with Hugo: only their arguments are read here.
    "commands.py": ["--help"],
    "instant.py": ["--help"],
    "matrix_tree.py": ["--help"],
}
OPENAPI = """openapi: 3.1.0
info: {title: A, version: "1"}
paths: {/a: {get: {responses: {"200": {description: b}}}}}
"""
SECTION = """## Section {n} {{#section-{n}}}

The first paragraph of section {n} says what a server has to do with an event that it receives.
It MUST NOT accept event {n} before all of its predecessors are known.

1. An item with some words about {n}.
1. Another item, which has other words than the one before it.
1. A third item of section {n}.

| name | value |
|---|---|
| row {n} | cell {n} |
| other {n} | another |

The last paragraph of section {n} closes it with a sentence that is long enough to be split.

"""
DRAFT = """---
title: A
docname: draft-bench-latest
category: info
ipr: trust200902
author: [{{fullname: A, organization: B, email: a@example.org}}]
--- abstract

A.

--- middle

# Introduction

{text}
"""


def _written(folder: Path) -> dict[str, str]:
    """Write the input files and return the argument for each placeholder."""
    text = "".join(SECTION.format(n=n) for n in range(1, 9))
    api = folder / "spec/api/x"
    api.mkdir(parents=True)
    (folder / "spec/editions.yml").write_bytes((SMALL / "spec/editions.yml").read_bytes())
    (api / "a.yaml").write_text(OPENAPI, encoding="utf-8")
    (folder / "page.md").write_text(f"# Page {{#page}}\n\n{text}", encoding="utf-8")
    (folder / "draft-bench.md").write_text(DRAFT.format(text=text), encoding="utf-8")
    return {
        "SPEC": str(folder / "spec"),
        "PAGE": str(folder / "page.md"),
        "DRAFT": str(folder / "draft-bench.md"),
    }


@pytest.mark.parametrize("script", RUNS)
def test_a_benchmark_runs(root: Path, tmp_path: Path, script: str) -> None:
    written = _written(tmp_path)
    words = [written.get(argument, argument) for argument in RUNS[script]]
    command = [sys.executable, str(root / "benchmarks" / script), *words]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_no_benchmark_is_forgotten(root: Path) -> None:
    scripts = {
        path.name for path in (root / "benchmarks").glob("*.py") if "__main__" in path.read_text("utf-8")
    }
    assert scripts == RUNS.keys()
