"""The changes between two trees as text, JSON and HTML."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape

from twotrack.redline import to_html as redline_html
from twotrack.redline import to_json as redline_json
from twotrack.redline import to_text as redline_text
from twotrack.redline.formats.labels import place_of, title_of
from twotrack.redline.records import Change
from twotrack.releases.change_class import MINOR
from twotrack.releases.tree_redline import TreeRedline

FORMAT = "twotrack-tree-redline"
VERSION = 1


def to_text(found: TreeRedline, a: str, b: str) -> str:
    """Write the summary by class, the changes that break or bind implementations, and the redline."""
    lines = [f"Changes from {a} to {b}", ""]
    lines += [f"{number:6} {name}" for name, number in found.summary().items()] or ["no changes"]
    for title, entries in _sections(found):
        lines += ["", title, *(f"  {entry}" for entry in entries)]
    return "\n".join(lines) + "\n\n" + redline_text(found.text)


def to_json(found: TreeRedline, a: str, b: str) -> str:
    """Format everything as JSON; the redline is in the form of `twotrack redline`, with the classes added."""
    text = json.loads(redline_json(found.text, a, b))
    for change, classes in zip(text["changes"], found.classes, strict=True):
        change["classes"] = list(classes)
    whole = {
        "format": FORMAT,
        "version": VERSION,
        "summary": found.summary(),
        "facts": [str(change) for change in found.facts],
        "classes": found.fact_classes(),
        "published versions": {name: list(map(_entry, changes)) for name, changes in found.versions.items()},
        "text": text,
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def to_html(found: TreeRedline, a: str, b: str) -> str:
    """Write the redline as a page, the summary by class in front."""
    rows = "".join(
        f"<tr><td>{escape(name)}</td><td>{number}</td></tr>" for name, number in found.summary().items()
    )
    parts = [f"<table><caption>Changes by class</caption>{rows}</table>"]
    for title, entries in _sections(found):
        listed = "".join(f"<li>{escape(entry)}</li>" for entry in entries)
        parts.append(f"<details><summary>{escape(title)}</summary><ul>{listed}</ul></details>")
    page = redline_html(found.text, a, b)
    return page.replace("</h1>", "</h1>\n" + "\n".join(parts), 1)


def _sections(found: TreeRedline) -> Iterator[tuple[str, list[str]]]:
    """Yield titles with the changes below them: by class, then those of versions already published."""
    by_class: dict[str, list[str]] = {}
    for change, classes in zip(found.text.changes, found.classes, strict=True):
        for name in classes:
            if name not in MINOR:
                by_class.setdefault(name, []).append(_entry(change))
    for name, entries in (by_class | found.fact_classes()).items():
        yield name.capitalize(), entries
    for version, changes in found.versions.items():
        yield f"Changes of {version}, a version that was published before", list(map(_entry, changes))


def _entry(change: Change) -> str:
    anchor = f" (#{change.anchor})" if change.anchor else ""
    requirements = "".join(f" [{requirement}]" for requirement in change.requirements)
    return f"{title_of(change)}: {place_of(change.block, change.section)}{anchor}{requirements}"
