"""Measure the rendering of all Matrix data, from files to HTML.

    python -m benchmarks.data [FOLDER]

FOLDER contains `api/` and `event-schemas/` in the layout of the Matrix specification; the default is `spec/`
of this project. Each line is the best of three, in seconds of processor time on one core.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from twotrack.config.editions_file import read_editions
from twotrack.markdown.converter import Converter
from twotrack.openapi.load.data_files import Documents
from twotrack.openapi.model.data_tree import DataTree, Places, open_data
from twotrack.openapi.render.directives import Expander
from twotrack.problems import Report
from twotrack.text import Origin

ROOT = Path(__file__).resolve().parents[1]
MATRIX = Places("api", "event-schemas/schema", ("core-event-schema", "components"), "event-schemas/examples")
WHERE = Origin("page.md", 1)
RUNS = 3


def best(work: Callable[[], object]) -> float:
    """Return the least time of a few runs."""
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def main() -> None:
    """Measure, and print a table."""
    folder = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else ROOT / "spec"
    places = MATRIX if (folder / "event-schemas").is_dir() else Places()
    config = "spec/editions.yml"
    editions = read_editions((ROOT / config).read_text(encoding="utf-8"), config, Report())
    if editions is None:
        sys.exit(f"{config} cannot be read")

    def opened(cache: Path | None = None) -> DataTree:
        return open_data(folder.parent, editions, Report(), cache=cache, shown=folder.name, places=places)

    def read(documents: Documents) -> int:
        return sum(documents.get(path) is not None for path in documents.paths())

    def expand(data: DataTree) -> list[str]:
        view = data.view(editions.editions[editions.site])
        show = Expander(view, "site", data.report)
        names = [("api", f"{found.method.upper()} {found.path}") for found in view.found().values()]
        names += [("event", name) for name in view.event_names()]
        return [str(show(kind, name, 3, WHERE)) for kind, name in names]

    def convert(pages: list[str]) -> int:
        converter = Converter()
        return sum(len(converter.html(page)) for page in pages)

    with tempfile.TemporaryDirectory() as name:
        cache = Path(name)
        pages = expand(opened(cache))
        read(opened(cache).documents)
        rows = [
            ("reading YAML and JSON", best(lambda: read(opened().documents))),
            ("reading them from the cache", best(lambda: read(opened(cache).documents))),
            ("to Markdown with tables of HTML", best(lambda: expand(opened()))),
            ("the same from the cache", best(lambda: expand(opened(cache)))),
            ("all of it to HTML", best(lambda: convert(expand(opened())))),
        ]
    size = sum(map(len, pages))
    print(f"{read(opened().documents)} files, {len(pages)} operations and event types, {size} characters")
    for label, seconds in rows:
        print(f"{seconds:7.3f} s  {label}")


if __name__ == "__main__":
    main()
