"""Drafts side by side: this project, kramdown-rfc and mmark on one text, on one machine, in one run.

    python benchmarks/rfc.py DRAFT.md [--runs 7] [--warm-up 1]

DRAFT.md is a draft as kramdown-rfc reads it. A peer that is not installed is left out. Nothing is fetched:
the references that this project writes are given to kramdown-rfc as its cache. Each figure is the least
of all runs, start-up included: elapsed seconds, and seconds of processor time, which other work on the
machine disturbs less.
"""

# ruff: noqa: S603 - it runs the peers, with arguments written here

from __future__ import annotations

import argparse
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from lxml import etree

ROOT = Path(__file__).resolve().parent.parent


class Run(NamedTuple):
    """A measured tool chain: the result, the tools, and the commands, each with the file it writes."""

    makes: str
    who: str
    commands: tuple[tuple[list[str], str], ...]


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("draft", type=Path)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--warm-up", type=int, default=1, help="runs before those, which write the bytecode")
    parser.add_argument("--references", type=Path, help="definitions of what the draft cites besides RFCs")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        references = arguments.references.read_text(encoding="utf-8") if arguments.references else ""
        prepare(folder, arguments.draft.read_text(encoding="utf-8"), references)
        print(f"{'':<14}{'':<34}{'elapsed':>9}{'processor':>11}")
        for run in runs(folder):
            if not all(shutil.which(command[0]) for command, _ in run.commands):
                print(f"{run.makes:<14}{run.who:<34}{'not installed':>20}")
                continue
            try:
                elapsed, processor = measure(run, folder, arguments.runs, arguments.warm_up)
            except subprocess.CalledProcessError as error:
                print(f"{run.makes:<14}{run.who:<34}{f'{Path(error.cmd[0]).name} fails':>20}")
                continue
            print(f"{run.makes:<14}{run.who:<34}{elapsed:>9.3f}{processor:>11.3f}")
    return 0


def prepare(folder: Path, text: str, references: str) -> None:
    """Lay out the draft as each peer reads it, with the references that it cites."""
    # Diagrams need a separate tool, which is not measured here.
    text = text.replace("~~~ aasvg", "~~~ ascii-art")
    # Citations other than RFCs get the same placeholder references in all tools.
    keys = sorted(set(re.findall(r"\{\{[!?]?(?:[^{}]* of )?(I-D\.[\w.-]+)", text)))
    entry = (
        "{0}: {{title: Title of {0}, author: {{name: A. Example}}, date: 2023-07, "
        "seriesinfo: {{Internet-Draft: draft-example-00}}}}\n"
    )
    for path, data in (
        ("references.yml", references or "".join(entry.format(key) for key in keys)),
        ("draft-bench.md", text.replace("---\n", "---\nkramdown: strict\n", 1)),
        ("kramdown.md", text),
        ("mmark.md", f"{MMARK}{text.partition('--- abstract')[2].replace('--- middle', '{mainmatter}')}"),
    ):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(data, encoding="utf-8")
    subprocess.run([*OURS, "--format", "xml", "--out", str(folder)], check=True, cwd=folder)
    cache = folder / ".refcache"
    cache.mkdir()
    for reference in etree.parse(folder / "draft-bench.xml").iter("reference"):
        reference.tail = None
        for name in _names(reference):
            (cache / f"{name}.xml").write_bytes(etree.tostring(reference))


def _names(reference: etree._Element) -> set[str]:
    """Return the names under which kramdown-rfc caches a reference, which may have an anchor of its own."""
    names = {f"reference.{reference.get('anchor')}"}
    for info in reference.iter("seriesInfo"):
        series, value = info.get("name") or "", info.get("value") or ""
        if series == "RFC":
            names.add(f"reference.RFC.{int(value):04}")
        elif series == "Internet-Draft":
            names.add(f"reference.I-D.{re.sub(r'^draft-|-[0-9]+$', '', value)}")
        elif series == "DOI":
            names.add(f"computed-reference.DOI.{value.replace('/', '_')}")
    return names


MMARK = """\
%%%
title = "Title"
[seriesInfo]
name = "Internet-Draft"
value = "draft-bench-00"
status = "standard"
[[author]]
fullname = "A. Example"
%%%

.# Abstract
"""
OURS = [sys.executable, "-m", "twotrack", "draft", "draft-bench.md"]
# What no build here can do without: the libraries, and one conversion of the text to a tree.
LIBRARIES = """\
import sys, lxml.html, markdown, yaml
names = ("abbr admonition attr_list def_list footnotes md_in_html sane_lists tables toc "
         "pymdownx.superfences pymdownx.highlight").split()
converter = markdown.Markdown(extensions=names, extension_configs={names[-1]: {"use_pygments": False}})
text = open(sys.argv[1], encoding="utf-8").read()
lxml.html.fragment_fromstring(converter.convert(text), create_parent="div")
"""


def runs(folder: Path) -> list[Run]:
    """Return all that is measured."""
    xml2rfc = shutil.which("xml2rfc") or str(Path(sys.executable).with_name("xml2rfc"))
    ours = [*OURS, "--out", str(folder / "out"), "--format"]
    kramdown = (["kramdown-rfc2629", "kramdown.md"], "kramdown.xml")
    prepared = "kramdown.xml"
    return [
        Run("xml", "twotrack draft", (([*ours, "xml"], ""),)),
        Run("(HTML)", "its libraries alone", (([sys.executable, "-c", LIBRARIES, "kramdown.md"], ""),)),
        Run("xml", "kramdown-rfc", (kramdown,)),
        Run("xml", "mmark (its own dialect)", ((["mmark", "mmark.md"], "mmark.xml"),)),
        Run("xml txt html", "twotrack draft", (([*ours, "xml,txt,html"], ""),)),
        Run(
            "xml txt html",
            "kramdown-rfc, xml2rfc twice",
            (
                kramdown,
                ([xml2rfc, "--quiet", "--no-network", "--text", prepared, "-o", "kramdown.txt"], ""),
                ([xml2rfc, "--quiet", "--no-network", "--html", prepared, "-o", "kramdown.html"], ""),
            ),
        ),
    ]


def measure(run: Run, folder: Path, count: int, warm_up: int) -> tuple[float, float]:
    """Return the least elapsed and processor time of `count` runs."""
    environment = os.environ | {"KRAMDOWN_OFFLINE": "1", "KRAMDOWN_NO_SOURCE": "1"}
    if warm_up:
        # Bytecode is cached as it is for any user, wherever this project may be kept.
        environment["PYTHONPYCACHEPREFIX"] = str(folder / "pyc")
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
    best = (float("inf"), float("inf"))
    for _ in range(count + warm_up):
        before, start = _children(), time.perf_counter()
        for command, output in run.commands:
            _call(command, folder, environment, output)
        best = (min(best[0], time.perf_counter() - start), min(best[1], _children() - before))
    return best


def _call(command: Sequence[str], folder: Path, environment: dict[str, str], output: str) -> None:
    with (folder / (output or "output")).open("wb") as to:
        subprocess.run(command, cwd=folder, env=environment, stdout=to, stderr=subprocess.DEVNULL, check=True)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.exit(main())
