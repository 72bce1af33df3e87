"""Tables of the website's page about the suite: the files to download, and the results."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from conformance.runner import STATUSES

_HERE = Path(__file__).parent
VECTORS = _HERE / "vectors"
RESULTS = _HERE / "results"
PARTS = _HERE.parent / "spec" / "conformance" / "parts"
_IMPLEMENTATIONS = ("reference", "synapse")
_NOTE = "<!-- Written by `make vectors` and `make conformance`. -->"


def texts() -> dict[str, str]:
    """Return the text of each part by its file name."""
    return {"files.md": _files(), "results.md": _results()}


def write() -> None:
    """Write the parts."""
    for name, text in texts().items():
        (PARTS / name).write_text(text, encoding="utf-8")


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _files() -> str:
    manifest = _read(VECTORS / "manifest.json")
    areas: dict[str, list[dict[str, Any]]] = {}
    for entry in manifest["files"]:
        areas.setdefault(entry["area"], []).append(entry)
    rows = []
    for area, entries in areas.items():
        links = [f"[`{Path(e['file']).stem}`](../vectors/{e['file']})" for e in entries]
        rows.append(f"| {area} | {sum(e['cases'] for e in entries)} | {' '.join(links)} |")
    return "\n".join(
        [
            "# Files {#conformance-files}",
            "",
            _NOTE,
            "",
            f"These are the vectors of version {manifest['version']}, in format {manifest['format']}.",
            "",
            "| Area | Cases | Files |",
            "|---|---:|---|",
            *rows,
            "",
        ]
    )


def _results() -> str:
    lines = ["# Results {#conformance-results}", "", _NOTE, ""]
    for name in _IMPLEMENTATIONS:
        path = RESULTS / f"{name}.json"
        if path.exists():
            lines += _table(_read(path))
    return "\n".join(lines)


def _table(result: dict[str, Any]) -> list[str]:
    known = result["implementation"]
    rows = [
        f"| {area} | {counts['cases']} | {' | '.join(str(counts[status]) for status in STATUSES)} |"
        for area, counts in result["areas"].items()
    ]
    name = f"{known['name'][0].upper()}{known['name'][1:]} {known['version']}"
    return [
        f"{name}, with the vectors of version {result['vectors']}, on {result['date']}:",
        "",
        f"| Area | Cases | {' | '.join(status.capitalize() for status in STATUSES)} |",
        "|---|---:|---:|---:|---:|---:|",
        *rows,
        "",
    ]


if __name__ == "__main__":
    write()
