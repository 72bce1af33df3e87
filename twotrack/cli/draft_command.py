"""`twotrack draft`, which `build_rfc.py` runs too."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from twotrack.cli.run import Run, count, project_command
from twotrack.problems import Report

if TYPE_CHECKING:
    from twotrack.project import Project
    from twotrack.rfc.draft_build import Drafts

FORMATS = ("xml", "txt", "html", "pdf")
DEFAULT_FORMATS = ("xml", "txt", "html")
# `twotrack.rfc.draft_build.OUT`, which the help cannot import: it would triple its time.
_OUT = "build/drafts"


@dataclass(frozen=True, slots=True)
class Options:
    """The options of one run."""

    formats: tuple[str, ...]
    out: Path
    revision: str | None
    check: bool
    freeze: bool


@project_command(
    "draft",
    output_has_formats=True,
    examples="""
twotrack draft                               all drafts as XML, text and HTML
twotrack draft ~/draft-me-idea.md            one file that belongs to no project, beside the file
twotrack draft core --format txt             the draft whose name ends in -core, as text
twotrack draft --check                       all checks, idnits included, without output
twotrack draft core --rev 00 --freeze        keep the revision that is submitted
twotrack draft --diff core 00 latest         compare a submission with the text as it is now
""",
)
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option(
    "--format",
    "formats",
    metavar="LIST",
    default=",".join(DEFAULT_FORMATS),
    show_default=True,
    help=f"Formats to write, of {','.join(FORMATS)}.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    default=_OUT,
    show_default=True,
    help="Folder to write, relative to the project; for a file outside a project, beside it by default.",
)
@click.option("--rev", metavar="NN", help="Revision number to put in place of -latest.")
@click.option("--check", is_flag=True, help="Run all checks, idnits included, and write nothing.")
@click.option("--freeze", is_flag=True, help="Keep this revision in drafts/submitted/; needs --rev.")
@click.option(
    "--diff", nargs=3, metavar="NAME OLD NEW", help="Compare two revisions (00, 01, … or latest) with iddiff."
)
@click.option(
    "--fetch-references", is_flag=True, help="Fetch cited references that are undefined; uses the network."
)
def command(
    run: Run,
    *,
    names: tuple[str, ...],
    formats: str,
    out: Path,
    rev: str | None,
    check: bool,
    freeze: bool,
    diff: tuple[str, str, str] | None,
    fetch_references: bool,
) -> int:
    """Write Internet-Drafts from the files in drafts/.

    NAME is a draft's name, the end of it, or the path of its file; without one, all drafts are built. A file
    outside any project is built by itself, with the references of `references.yml` beside it. Nothing is
    written if any draft has errors.
    """
    from twotrack.cli import single_draft
    from twotrack.output import check_sources
    from twotrack.rfc import draft_build
    from twotrack.rfc.source import submissions
    from twotrack.source.tree_files import source_folders

    if singles := single_draft.files(names, run.root):
        if freeze or diff:
            raise click.UsageError("--freeze and --diff need a project")
        given = click.get_current_context().get_parameter_source("out") is ParameterSource.COMMANDLINE
        options = Options(_formats(formats), Path.cwd() / out, _revision(rev), check, freeze)
        return single_draft.build(run, singles, options, beside=not given, fetching=fetch_references)

    options = Options(_formats(formats), run.root / out, _revision(rev), check, freeze)
    if freeze and rev is None:
        raise click.UsageError("--freeze needs the number of the revision, --rev NN")
    if freeze and check:
        raise click.UsageError("--check and --freeze exclude each other")
    # Before anything is built: files that are frozen are written there without the check of `write_files`.
    check_sources(options.out.resolve(), source_folders(run.root), out, around=False)
    submissions.verify(run.root, run.report)
    project = run.open_project()
    if project is None:
        return run.end("nothing written")
    if diff:
        return finish(run, _diff(project, diff, options, run.report))
    if fetch_references:
        return finish(run, _fetch(project, names, run.report))
    paths = draft_files(run.root, names)
    with run.progress(len(paths)):
        outputs = build(project, paths, options, run.report)
    draft_build.note_undefined(run.report, "drafts", "twotrack draft --fetch-references")
    if check:
        return run.end(f"{count(len(paths), 'draft')} checked")
    return finish(run, outputs)


def build(project: Project, paths: Sequence[Path], options: Options, report: Report) -> dict[Path, bytes]:
    """Build the content of each file to write for the drafts in `paths`."""
    from twotrack.rfc import draft_build
    from twotrack.rfc.source import submissions

    formats = options.formats
    if options.check or options.freeze:
        formats = tuple(dict.fromkeys((*formats, *submissions.FORMATS)))
    drafts = project.drafts(report)
    outputs: dict[Path, bytes] = {}
    for path in paths:
        project.progress(path.stem)
        draft = draft_build.read_draft(drafts, path)
        built = draft_build.build(drafts, draft, formats, options.revision, checked=options.check)
        if built is None:
            continue
        stem = built.name if options.revision else path.stem
        outputs |= {options.out / f"{stem}.{form}": data for form, data in built.outputs.items()}
        if options.freeze:
            frozen = submissions.freeze(project.root, built.name, built.outputs, report)
            folder = project.root / submissions.FOLDER
            outputs |= {folder / name: data for name, data in frozen.items()}
    return outputs


def _diff(
    project: Project, names: tuple[str, str, str], options: Options, report: Report
) -> dict[Path, bytes]:
    from twotrack.rfc import draft_build
    from twotrack.rfc.source.submissions import FOLDER
    from twotrack.rfc.tools import iddiff

    name, old, new = names
    drafts = project.drafts(report)
    path = _draft_file(project.root, name)
    texts = []
    for revision in (old, new):
        text = iddiff.text_of(project.root, path.stem, revision)
        if text is None and revision == "latest":
            built = draft_build.build(drafts, draft_build.read_draft(drafts, path), ["txt"])
            text = built.outputs["txt"].decode() if built and "txt" in built.outputs else ""
        if text is None:
            raise click.UsageError(f"{path.stem} has no frozen revision '{revision}' in {FOLDER}/")
        texts.append((revision, text))
    if report.failed:
        return {}
    made = iddiff.diff(path.stem, texts[0], texts[1], report)
    return {options.out / f"{path.stem}-from-{old}-to-{new}.diff.html": made} if made else {}


def _fetch(project: Project, names: Sequence[str], report: Report) -> dict[Path, bytes]:
    from twotrack.inputs import REFERENCES
    from twotrack.rfc import draft_build
    from twotrack.rfc.references import fetch

    found = Report()
    drafts: Drafts = project.drafts(found)
    for path in draft_files(project.root, names):
        draft_build.build(drafts, draft_build.read_draft(drafts, path), ["xml"])
    entries = fetch.fetch(draft_build.undefined_references(found), report, REFERENCES, via=fetch.get)
    path = project.root / REFERENCES
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    return {path: (before.rstrip("\n") + "\n" * bool(before) + entries).encode()} if entries else {}


def _formats(written: str) -> tuple[str, ...]:
    formats = tuple(dict.fromkeys(part.strip() for part in written.split(",") if part.strip()))
    if not formats or any(form not in FORMATS for form in formats):
        raise click.UsageError(f"unknown format in '{written}'; expected some of: {','.join(FORMATS)}")
    return formats


def _revision(written: str | None) -> str | None:
    if written is not None and not re.fullmatch(r"\d\d", written):
        raise click.UsageError(f"--rev takes two digits, not '{written}'")
    return written


def draft_files(root: Path, names: Sequence[str]) -> list[Path]:
    """Find the files of the drafts that are named, or of all. Raises click.UsageError if one is unknown."""
    from twotrack.rfc.draft_build import DRAFTS, draft_paths

    found = [_draft_file(root, name) for name in names] or draft_paths(root)
    if not found:
        raise click.UsageError(f"no draft-*.md in {DRAFTS}/")
    return found


def _draft_file(root: Path, name: str) -> Path:
    from twotrack.rfc.draft_build import DRAFTS, draft_paths

    given = Path(name).resolve()
    if given.is_file():
        return given
    stem = Path(name).name.removesuffix(".md")
    drafts = draft_paths(root)
    found = [p for p in drafts if p.stem == stem] or [p for p in drafts if p.stem.endswith(f"-{stem}")]
    if not found:
        raise click.UsageError(f"no draft '{name}' in {DRAFTS}/")
    if len(found) > 1:
        raise click.UsageError(f"'{name}' can be {' or '.join(path.stem for path in found)}")
    return found[0]


def finish(run: Run, outputs: Mapping[Path, bytes]) -> int:
    """Write the files unless there are errors, show the problems, and return the exit status."""
    if run.report.failed or not outputs:
        return run.end("nothing written")
    write(outputs, run.root)
    folders = sorted({shown(path.parent, run.root) for path in outputs})
    return run.end(f"{count(len(outputs), 'file')} in {' and '.join(folders)}")


def shown(path: Path, root: Path) -> str:
    """Format a path as it is named in messages: relative to the project, if it is inside."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def write(outputs: Mapping[Path, bytes], root: Path) -> None:
    """Write drafts, frozen submissions and references. Raises OutputError."""
    from twotrack.output import write_files, write_source
    from twotrack.source.tree_files import source_folders

    kept = _kept(outputs, root)
    write_files(
        {path: data for path, data in outputs.items() if path not in kept}, "drafts", source_folders(root)
    )
    for path in sorted(kept):
        write_source(path, outputs[path])


def check_writable(outputs: Mapping[Path, bytes], root: Path) -> None:
    """Raise OutputError if `write` would refuse one of the files."""
    from twotrack.output import check_files
    from twotrack.source.tree_files import source_folders

    kept = _kept(outputs, root)
    files = {path: data for path, data in outputs.items() if path not in kept}
    check_files(files, "drafts", source_folders(root))


def _kept(outputs: Mapping[Path, bytes], root: Path) -> set[Path]:
    """Select the files that belong to the source tree: frozen submissions and references."""
    from twotrack.inputs import REFERENCES
    from twotrack.rfc.source.submissions import FOLDER

    return {path for path in outputs if path.parent == root / FOLDER or path == root / REFERENCES}
