"""Report which pages of this project a new release of another text concerns.

    python tools/upstream_watch.py OLD NEW [--root DIR] [--json]

OLD and NEW are folders that an importer reads, such as two releases of the Matrix specification. The result
is a list of tasks in Markdown, or everything as JSON.
"""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

from twotrack.problems import Report, render
from twotrack.project import open_project
from twotrack.releases.opened_tree import UnknownTreeError, open_tree
from twotrack.releases.touched_pages import to_markdown, touched_pages
from twotrack.releases.tree_redline import compare_trees


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return the exit status."""
    parser = argparse.ArgumentParser(description="Report which pages a new release of another text concerns.")
    parser.add_argument("old")
    parser.add_argument("new")
    parser.add_argument("--root", type=Path, default=Path())
    parser.add_argument("--json", action="store_true", help="write everything as JSON")
    options = parser.parse_args(arguments)
    report = Report()
    with ExitStack() as stack:
        try:
            trees = [open_tree(name, options.root, stack, report) for name in (options.old, options.new)]
        except UnknownTreeError as error:
            parser.error(str(error))
        project = open_project(options.root, report)
        before, after = trees
        if before is None or after is None or project is None:
            print(render(report.problems), file=sys.stderr)
            return 1
        # Problems of the texts are not those of this report.
        found = compare_trees(before, after, Report())
        result = touched_pages(found, project.site(project.editions.site, Report()))
    old, new = (Path(name).name for name in (options.old, options.new))
    if options.json:
        print(json.dumps(asdict(result), indent=1, sort_keys=True, ensure_ascii=False))
    else:
        print(to_markdown(result, old, new), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
