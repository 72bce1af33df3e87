"""Profile a build: reading, cutting and staging the tree, and the time of the engine.

    python -m benchmarks.pages [ROOT] [--runs 5] [--size BYTES]

Everything is measured in one run on one machine, so the ratios are comparable even if the seconds are not.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from twotrack.inputs import Inputs, read_mkdocs
from twotrack.markdown.converter import Converter
from twotrack.markdown.scan.block_scanner import scan
from twotrack.pages import build_pages
from twotrack.problems import Report
from twotrack.source.cut import cut, read_conditions
from twotrack.source.tree import read_tree
from twotrack.text import Text


def measure(work: Callable[[], object], runs: int) -> float:
    """Return the median of several runs after one that warms up, in seconds."""
    work()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("root", type=Path, nargs="?", default=Path())
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument(
        "--size", type=int, default=1_000_000, help="bytes of the text for conditions and blocks"
    )
    arguments = parser.parse_args()
    root = arguments.root
    report = Report()
    tree = read_tree(root, report)
    if tree is None:
        raise SystemExit("the tree cannot be read")
    editions = tree.editions
    edition = editions.editions[editions.site]
    site = build_pages(Inputs(root, tree), editions.site, report)
    config = read_mkdocs(root, report)
    if config is None:
        raise SystemExit("mkdocs.yml cannot be used")
    converter = Converter(config.extensions)
    texts = [page.text for page in site.pages.values()]
    size = sum(len(str(text)) for text in texts) / 1e6

    whole = "\n".join(str(source.body.text) for source in tree.sources.values())
    repeated = Text.of((whole * (1 + arguments.size // len(whole)))[: arguments.size], "benchmark.md")
    conditional = read_conditions(repeated, editions, Report())
    of = f"{arguments.size / 1_000_000:g} MB"

    def stage() -> None:
        fresh = read_tree(root, Report())
        if fresh is not None:
            build_pages(Inputs(root, fresh), editions.site, Report())

    work: dict[str, Callable[[], object]] = {
        "read the tree": lambda: read_tree(root, Report()),
        "read and stage all pages": stage,
        "convert all pages": lambda: [converter.html(str(text)) for text in texts],
        "convert, keeping lines": lambda: [converter.document(text) for text in texts],
        f"{of}: read conditions": lambda: read_conditions(repeated, editions, Report()),
        f"{of}: cut": lambda: cut(conditional, editions, edition, Report()),
        f"{of}: scan blocks": lambda: scan(cut(conditional, editions, edition, Report())),
    }
    rows = {name: measure(step, arguments.runs) for name, step in work.items()}
    base = rows["convert all pages"]
    out = [f"{len(texts)} pages, {size:.2f} MB of staged text"]
    out += [f"{name:26} {s:7.3f} s  {s / base:6.1%} of converting" for name, s in rows.items()]
    sys.stdout.write("\n".join(out) + "\n")


if __name__ == "__main__":
    main()
