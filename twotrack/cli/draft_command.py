"""The command behind `build_rfc.py`. What only some uses need is imported when they need it."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from twotrack.codes import CODES
from twotrack.output import OutputError, write_files, write_source
from twotrack.problems import Report, render
from twotrack.rfc import draft_build
from twotrack.rfc.source import submissions

FORMATS = ("xml", "txt", "html", "pdf")
DEFAULT_FORMATS = "xml,txt,html"


class Usage(Exception):  # noqa: N818 - not a fault of the program: the words given were wrong
    """The command cannot be carried out as it was given; the text says why."""


def main(argv: Sequence[str] | None = None, root: Path | None = None) -> int:
    """Run the command line; return 0 when all was made, 1 when the input has faults, 2 for wrong usage."""
    parser = _parser()
    arguments = parser.parse_args(argv)
    base = (arguments.root or root or Path()).resolve()
    silenced = frozenset(arguments.silence or ())
    if kept := sorted(code for code in silenced if code not in CODES or CODES[code].fatal):
        parser.error(
            f"--silence takes codes that can be silenced (see DIAGNOSTICS.md), not {', '.join(kept)}"
        )
    report = Report(silenced)
    submissions.verify(base, report)
    project = draft_build.open_project(base, report)
    try:
        if project is None:
            outputs: Mapping[Path, bytes] = {}
        elif arguments.diff:
            outputs = _diff(project, arguments)
        elif arguments.fetch_references:
            outputs = _fetch(project, arguments)
        else:
            outputs = _build(project, arguments)
    except Usage as error:
        parser.error(str(error))
    return _finish(base, report, arguments.problems, outputs)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="build_rfc.py", description="Build the Internet-Drafts of drafts/.")
    add = parser.add_argument
    add("names", nargs="*", metavar="NAME", help="drafts by name, end of name, or path (default: all)")
    add("--format", default=DEFAULT_FORMATS, help="of xml,txt,html,pdf (default: %(default)s)")
    add("--out", type=Path, default=Path(draft_build.OUT), metavar="DIR", help="default: %(default)s")
    add("--rev", metavar="NN", help="the revision that stands for -latest (default: 00, in no file name)")
    add("--check", action="store_true", help="run all checks, idnits too, and write nothing")
    add(
        "--freeze",
        action="store_true",
        help=f"keep this revision in {submissions.FOLDER}/ for ever; needs --rev",
    )
    add(
        "--diff",
        nargs=3,
        metavar=("NAME", "OLD", "NEW"),
        help="compare revisions (00, 01, … or latest) with iddiff",
    )
    add(
        "--fetch-references",
        action="store_true",
        help="fetch what is cited and not defined; uses the network",
    )
    add("--root", type=Path, help="the project's folder (default: this one)")
    add("--silence", action="append", metavar="CODE", help="switch a diagnostic off by its code")
    add("--problems", choices=("text", "json", "github"), default="text", help="how problems are shown")
    return parser


def _build(project: draft_build.Project, arguments: argparse.Namespace) -> dict[Path, bytes]:
    formats = _formats(arguments.format)
    revision = _revision(arguments.rev)
    if arguments.freeze and revision is None:
        raise Usage("--freeze keeps a numbered revision: give --rev NN")
    if arguments.freeze and arguments.check:
        raise Usage("--check writes nothing, and --freeze does: give one of them")
    if arguments.check or arguments.freeze:
        formats = tuple(dict.fromkeys((*formats, *submissions.FORMATS)))
    out = _out(project.root, arguments.out)
    outputs: dict[Path, bytes] = {}
    for path in _paths(project.root, arguments.names):
        draft = draft_build.read_draft(project, path)
        built = draft_build.build(project, draft, formats, revision, checked=arguments.check)
        if built is None:
            continue
        stem = built.name if revision else path.stem
        outputs |= {out / f"{stem}.{form}": data for form, data in built.outputs.items()}
        if arguments.freeze:
            frozen = submissions.freeze(project.root, built.name, built.outputs, project.report)
            folder = project.root / submissions.FOLDER
            outputs |= {folder / name: data for name, data in frozen.items()}
    return {} if arguments.check else outputs


def _diff(project: draft_build.Project, arguments: argparse.Namespace) -> dict[Path, bytes]:
    from twotrack.rfc.tools import iddiff

    name, old, new = arguments.diff
    path = _path(project.root, name)
    texts = []
    for revision in (old, new):
        text = iddiff.text_of(project.root, path.stem, revision)
        if text is None and revision == "latest":
            built = draft_build.build(project, draft_build.read_draft(project, path), ["txt"])
            text = built.outputs["txt"].decode() if built and "txt" in built.outputs else ""
        if text is None:
            raise Usage(f"{path.stem} has no frozen revision '{revision}' in {submissions.FOLDER}/")
        texts.append((revision, text))
    if project.report.failed:
        return {}
    made = iddiff.diff(path.stem, texts[0], texts[1], project.report)
    target = _out(project.root, arguments.out) / f"{path.stem}-from-{old}-to-{new}.diff.html"
    return {target: made} if made else {}


def _fetch(project: draft_build.Project, arguments: argparse.Namespace) -> dict[Path, bytes]:
    from twotrack.rfc.references import fetch

    report = Report()
    quiet = draft_build.quiet(project, report)
    for path in _paths(project.root, arguments.names):
        draft_build.build(quiet, draft_build.read_draft(quiet, path), ["xml"])
    keys = [
        match[1]
        for p in report.problems
        if p.code in _UNDEFINED and (match := re.match(r"'([^']+)'", p.text))
    ]
    entries = fetch.fetch(keys, project.report, draft_build.REFERENCES, via=fetch.get)
    path = project.root / draft_build.REFERENCES
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    return {path: (before.rstrip("\n") + "\n" * bool(before) + entries).encode()} if entries else {}


_UNDEFINED = frozenset({"rfc-reference-missing", "citation-unknown"})


def _formats(written: str) -> tuple[str, ...]:
    formats = tuple(dict.fromkeys(part.strip() for part in written.split(",") if part.strip()))
    if not formats or any(form not in FORMATS for form in formats):
        raise Usage(f"--format takes {','.join(FORMATS)}, not '{written}'")
    return formats


def _revision(written: str | None) -> str | None:
    if written is not None and not re.fullmatch(r"\d\d", written):
        raise Usage(f"--rev takes two digits, not '{written}'")
    return written


def _paths(root: Path, names: Sequence[str]) -> list[Path]:
    found = [_path(root, name) for name in names] or sorted((root / draft_build.DRAFTS).glob("draft-*.md"))
    if not found:
        raise Usage(f"there is no draft-*.md in {draft_build.DRAFTS}/")
    return found


def _path(root: Path, name: str) -> Path:
    given = Path(name).resolve()
    if given.is_file():
        return given
    stem = Path(name).name.removesuffix(".md")
    drafts = sorted((root / draft_build.DRAFTS).glob("draft-*.md"))
    found = [p for p in drafts if p.stem == stem] or [p for p in drafts if p.stem.endswith(f"-{stem}")]
    if not found:
        raise Usage(f"'{name}' is no draft in {draft_build.DRAFTS}/")
    if len(found) > 1:
        raise Usage(f"'{name}' can be {' or '.join(path.stem for path in found)}")
    return found[0]


def _out(root: Path, out: Path) -> Path:
    return out if out.is_absolute() else root / out


def _is_source(root: Path, path: Path) -> bool:
    """Return whether a file is one of the project's own: a frozen submission or the references."""
    return path.parent == root / submissions.FOLDER or path == root / draft_build.REFERENCES


def _finish(root: Path, report: Report, form: str, outputs: Mapping[Path, bytes]) -> int:
    problems = report.problems
    if problems or form == "json":
        sys.stderr.write(render(problems, form) + "\n")  # type: ignore[arg-type]  # argparse holds it to the choices
    if report.failed:
        return 1
    try:
        kept = {path: data for path, data in outputs.items() if _is_source(root, path)}
        write_files({path: data for path, data in outputs.items() if path not in kept}, "drafts")
        for path, data in kept.items():
            write_source(path, data)
    except OutputError as error:
        sys.stderr.write(f"{error.path}: error: {error.text} [output]\n")
        return 1
    return 0
