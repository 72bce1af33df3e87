"""A copy of this project for the rehearsal, without text and data that the life cycle does not touch.

Of each domain in `OMITTED`, only the anchors remain that the rest of the text mentions, on pages of the same
names, so that references to it are valid. Building and checking the copy takes a fraction of the time.
"""

from __future__ import annotations

import re
import shutil
from collections import defaultdict
from pathlib import Path

OMITTED = ("client-server", "application-service", "identity-service", "push-gateway")
"""Domains that the LTS leaves out and that no room version changes."""
_WORD = re.compile(r"[\w.-]+")
_EVENT = re.compile(r"^::: event (\S+)", re.MULTILINE)


def copy_project(root: Path, folder: Path) -> None:
    """Copy the project of `root` to a folder that does not exist."""
    folder.mkdir(parents=True)
    places = ("", "api", "provenance", "provenance/api")
    omitted = {str(root / "spec" / place / name) for name in OMITTED for place in places}

    def ignore(parent: str, names: list[str]) -> list[str]:
        return [name for name in names if str(Path(parent) / name) in omitted]

    for name in ("spec", "drafts"):
        shutil.copytree(root / name, folder / name, ignore=ignore)
    # Folders that `mkdocs.yml` names, and whose files the rehearsal does not use.
    for named in ("conformance/vectors", "conformance/schema", "twotrack/site/theme"):
        (folder / named).mkdir(parents=True)
    shutil.copytree(root / "conformance" / "relations", folder / "conformance" / "relations")
    shutil.copy(root / "mkdocs.yml", folder)
    _remove_events(folder / "spec")
    _write_anchors(folder)


def _remove_events(spec: Path) -> None:
    """Remove the event types that no page of the copy shows."""
    shown = {name for page in spec.rglob("*.md") for name in _EVENT.findall(page.read_text(encoding="utf-8"))}
    for path in [*(spec / "events").glob("*.yaml"), *(spec / "provenance/events").glob("*.tsv")]:
        if path.stem not in shown:
            path.unlink()


def _write_anchors(folder: Path) -> None:
    """Write the pages of the omitted domains, and remove their other anchors from the register."""
    files = [*folder.glob("drafts/*"), *folder.glob("spec/**/*.md"), *folder.glob("spec/**/*.y*ml")]
    words = {
        word for file in files if file.is_file() for word in _WORD.findall(file.read_text(encoding="utf-8"))
    }
    register = folder / "spec/anchors.tsv"
    kept: list[str] = []
    pages: defaultdict[str, list[str]] = defaultdict(list)
    for line in register.read_text(encoding="utf-8").splitlines():
        anchor, page, *renamed = line.split("\t")
        omitted = page.split("/")[0] in OMITTED
        if omitted and (any(renamed) or anchor not in words):
            continue
        kept.append(line)
        if omitted:
            pages[page].append(f"Text {{#{anchor}}}\n")
    register.write_text("".join(f"{line}\n" for line in kept), encoding="utf-8")
    # A domain needs a page, even if nothing refers to it.
    for page in {*pages, *(f"{name}/index.md" for name in OMITTED)}:
        path = folder / "spec" / page
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join([f"# {page}\n", *pages.get(page, [])]), encoding="utf-8")
