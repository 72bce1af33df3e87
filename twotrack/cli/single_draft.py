"""`twotrack draft FILE` for files that belong to no project."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from twotrack.cli.run import Run, count
from twotrack.problems import Report

if TYPE_CHECKING:
    from twotrack.cli.draft_command import Options


def files(names: Sequence[str], root: Path) -> list[Path]:
    """Select the files among the names that are outside the project in `root`, or none.

    Raises click.UsageError if drafts of the project are named beside them.
    """
    from twotrack.rfc.source.single_file import belongs_to_project

    found = [path for path in map(Path, names) if path.is_file() and not belongs_to_project(path, root)]
    if found and len(found) < len(names):
        others = ", ".join(name for name in names if Path(name) not in found)
        raise click.UsageError(f"not files outside the project: {others}; build them in a run of their own")
    return found


def build(run: Run, paths: Sequence[Path], options: Options, *, beside: bool, fetching: bool) -> int:
    """Build the files, each by itself, and write their formats to `options.out`, or beside each of them."""
    from twotrack.output import write_files
    from twotrack.rfc import draft_build

    formats = options.formats if not options.check else tuple(dict.fromkeys((*options.formats, "xml", "txt")))
    outputs: dict[Path, bytes] = {}
    with run.progress(len(paths)):
        for path in paths:
            run.step(path.stem)
            if fetching:
                _fetch(path, run.report)
                continue
            own = Report(run.report.silenced)
            drafts = draft_build.open_single(path, own)
            draft = draft_build.read_draft(drafts, path)
            built = draft_build.build(drafts, draft, formats, options.revision, checked=options.check)
            draft_build.note_undefined(
                own, draft.path, f"twotrack draft {shlex.quote(str(path))} --fetch-references"
            )
            run.report.take(own)
            if built is not None:
                stem = built.name if options.revision else path.stem
                folder = path.resolve().parent if beside else options.out
                outputs |= {folder / f"{stem}.{form}": data for form, data in built.outputs.items()}
    if fetching:
        return run.end("references fetched")
    if options.check:
        return run.end(f"{count(len(paths), 'draft')} checked")
    if run.report.failed or not outputs:
        return run.end("nothing written")
    write_files(outputs, "drafts")
    return run.end(f"{count(len(outputs), 'file')} written")


def _fetch(path: Path, report: Report) -> None:
    """Add the references that a draft cites and nobody defines to `references.yml` beside it."""
    from twotrack.output import write_source
    from twotrack.rfc import draft_build
    from twotrack.rfc.references import fetch
    from twotrack.rfc.source.single_file import REFERENCES

    found = Report()
    own = draft_build.open_single(path, found)
    draft_build.build(own, draft_build.read_draft(own, path), ["xml"])
    entries = fetch.fetch(draft_build.undefined_references(found), report, REFERENCES, via=fetch.get)
    if entries:
        target = path.resolve().parent / REFERENCES
        before = target.read_text(encoding="utf-8") if target.is_file() else ""
        write_source(target, (before.rstrip("\n") + "\n" * bool(before) + entries).encode())
