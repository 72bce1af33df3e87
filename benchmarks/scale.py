"""Measure how time and memory grow with the size of a project.

    python benchmarks/scale.py [--unit MB] [--times 1,2,5,10] [--build]

A project is generated: pages with headings, numbered rules, tables, conditions, code, references to other
pages, and OpenAPI data, in two tracks and three versions. `--unit` is the size of its sources at 1; the
text of Matrix is about 2 MB. Each size is checked without cached results, in one process; with --build, it is
built as well.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

from commands import ENVIRONMENT, TWOTRACK, measure

EDITIONS = """facets:
  track: [open, core]
  version: versions
versions:
  "1": {}
  "2": {based_on: "1"}
  "3": {based_on: "2"}
sides:
  facet: track
  of:
    open: {title: Open, form: list}
    core: {title: Core, form: list, folder: core}
editions:
  open: {title: Open text, track: open, version: "2"}
  core: {title: Core text, track: core, version: "3"}
site: open
"""
START = """# Start {#start}

The first page of a project of %d pages.
"""
PAGE = """# Page {n} {{#page-{n}}}

This page specifies operation {n}. It follows from [the page before](#page-{before}), and
{{{{rule-{before}-3-2}}}} applies.
"""
SECTION = """
## Section {s} of page {n} {{#section-{n}-{s}}}

The first paragraph of section {s} describes what a server does with an event of kind {n} that it receives
from another one, and which *exceptions* there are to the `rules` of [section 1](#section-{n}-1).

1. {{#rule-{n}-{s}-1}} A server MUST NOT accept event {s} before all of its predecessors are known to it.
1. {{#rule-{n}-{s}-2}} A server MUST send the members below{{{{only version >= 2: , in this order}}}}.
1. {{#rule-{n}-{s}-3}} It SHOULD keep it for {s} minutes, and MAY send it again: {{{{rule-{n}-{s}-1}}}}.

::: only version >= 3
In version 3, a server MUST sign event {s} of page {n}.
:::

| member | type | meaning |
|---|---|---|
| `kind_{s}` | string | The kind of the event. |
| `sender_{s}` | string | The user that sent it, whose server signed it. |
| `depth_{s}` | integer | The number of events before it. |

```json
{{"kind_{s}": "m.kind.{n}", "sender_{s}": "@a:example.org", "depth_{s}": {s}}}
```
"""
OPERATION = """
## Operation {n} {{#operation-{n}}}

::: api GET /pages/{n}
"""
DATA = """openapi: 3.1.0
info: {{title: Page {n}, version: "1"}}
paths:
  /pages/{n}:
    get:
      operationId: getPage{n}
      summary: Read page {n}
      description: Returns the events of page {n}.
      parameters:
        - in: query
          name: limit
          description: The largest number of events.
          schema: {{type: integer}}
      responses:
        "200":
          description: The events.
          content:
            application/json:
              schema:
                type: object
                required: [chunk]
                properties:
                  chunk: {{type: array, items: {{type: string}}, description: The events of page {n}.}}
                  next: {{type: string, description: What to send as `from` for the next part.}}
              example: {{chunk: [a, b], next: c}}
"""
SECTIONS = 14


def generate(folder: Path, size: int) -> int:
    """Write a project whose sources have about `size` bytes; return the number of its pages."""
    written = number = 0
    pages: dict[str, str] = {}
    while written < size:
        number += 1
        text = PAGE.format(n=number, before=max(1, number - 1))
        text += "".join(SECTION.format(n=number, s=s) for s in range(1, SECTIONS + 1))
        pages[f"part-{number // 20}/page-{number}.md"] = text + OPERATION.format(n=number)
        pages[f"api/part-{number // 20}/page-{number}.yaml"] = DATA.format(n=number)
        written += len(text) + len(DATA)
    pages["index.md"] = START % number
    pages["editions.yml"] = EDITIONS
    for path, text in pages.items():
        target = folder / "spec" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return number


def main() -> None:
    """Print a line for each size."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--unit", type=float, default=2.0, metavar="MB")
    parser.add_argument("--times", default="1,2,5,10")
    parser.add_argument("--build", action="store_true")
    options = parser.parse_args()
    environment = {**ENVIRONMENT, "TWOTRACK_CACHE": "", "TWOTRACK_WORKERS": "1"}
    print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors", flush=True)
    commands = ("check", "build") if options.build else ("check",)
    for times in map(float, options.times.split(",")):
        with tempfile.TemporaryDirectory() as name:
            size = options.unit * times
            pages = generate(Path(name), int(size * 1e6))
            for command in commands:
                cpu, wall, memory = measure((*TWOTRACK, command), Path(name), environment)
                each = f"{cpu / size:6.2f} s and {memory / size:5.0f} MB for each MB"
                shown = f"{cpu:7.1f} s CPU {wall:7.1f} s wall {memory:6.0f} MB"
                print(f"{times:4g} x, {pages:5} pages, {command:5} {shown}, {each}", flush=True)
    print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
